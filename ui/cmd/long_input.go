package cmd

import (
	"io"
	"runtime/debug"
	"sync/atomic"
)

// longInput is a list of any length. Nearly all that is read of a long one is garbage at once, and little else is in
// memory, so that more of it may wait to be collected: that saves a fifth of the time, and takes a few MiB. A short
// list changes nothing.
type longInput struct {
	io.ReadCloser
	read   int64
	before atomic.Int64 // what the garbage collector was set to; zero: nothing was changed
}

const (
	longFrom       = 16 << 20 // bytes: by then what was read at once in the beginning is collected
	garbagePercent = 200
)

func (l *longInput) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.read += int64(n); l.read > longFrom && l.before.Load() == 0 {
		l.before.Store(int64(debug.SetGCPercent(garbagePercent)))
	}
	return n, err
}

func (l *longInput) Close() error {
	if before := l.before.Load(); before != 0 {
		debug.SetGCPercent(int(before))
	}
	return l.ReadCloser.Close()
}
