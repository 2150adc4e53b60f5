package cmd

import (
	"io"
	"runtime/debug"
	"sync/atomic"
)

// longInput is a list of any length. Nearly all that is read of a long one is garbage at once, and little else is in
// memory, so that more of it may wait to be collected: that saves a fifth of the time. Only in the beginning there is
// much in memory, as 4 MiB are read at once, so that less garbage may wait then. A short list changes nothing.
type longInput struct {
	io.ReadCloser
	read   int64
	before atomic.Int64 // what the garbage collector was set to; zero: nothing was changed
}

// From so many bytes on, so much garbage may wait, in percent of what is in use.
const (
	beginningFrom    = 1 << 20
	beginningPercent = 50
	longFrom         = 16 << 20 // by then what was read at once in the beginning is collected
	longPercent      = 150
)

func (l *longInput) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	before := l.read
	l.read += int64(n)
	switch {
	case before <= longFrom && l.read > longFrom:
		l.garbage(longPercent)
	case before <= beginningFrom && l.read > beginningFrom:
		l.garbage(beginningPercent)
	}
	return n, err
}

// garbage sets how much garbage may wait.
func (l *longInput) garbage(percent int) {
	l.before.CompareAndSwap(0, int64(debug.SetGCPercent(percent)))
}

func (l *longInput) Close() error {
	if before := l.before.Load(); before != 0 {
		debug.SetGCPercent(int(before))
	}
	return l.ReadCloser.Close()
}
