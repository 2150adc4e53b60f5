package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// open are the requests that were read and are not answered yet. The library drops them when its input ends; a client
// that sends what it has and closes its side still waits for them.
type open struct {
	mu      sync.Mutex
	ids     map[any]bool
	changed chan struct{} // closed at each answer
}

func newOpen() *open { return &open{ids: map[any]bool{}, changed: make(chan struct{})} }

// asked notes a message. It reports whether it may be passed on: the library takes the cancelled request 7.5 for 7.
func (o *open) asked(m jsonrpc.Message) (passOn bool) {
	r, ok := m.(*jsonrpc.Request)
	if !ok {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.IsCall() {
		o.ids[r.ID.Raw()] = true
		return true
	}
	var cancelled struct {
		ID any `json:"requestId"`
	}
	if r.Method != "notifications/cancelled" || json.Unmarshal(r.Params, &cancelled) != nil {
		return true
	}
	switch id := cancelled.ID.(type) { // it needs no answer any more
	case string:
		o.forget(id)
	case float64:
		if id != math.Trunc(id) || math.Abs(id) > 1<<53 {
			return false
		}
		o.forget(int64(id)) // as the library has it
	}
	return true
}

// answered notes a message that was sent.
func (o *open) answered(line []byte) {
	m, err := jsonrpc.DecodeMessage(line)
	if r, ok := m.(*jsonrpc.Response); ok && err == nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.forget(r.ID.Raw())
	}
}

// forget takes an ID out of the open ones, and tells whoever waits.
func (o *open) forget(id any) {
	delete(o.ids, id)
	close(o.changed)
	o.changed = make(chan struct{})
}

// wait waits until all are answered.
func (o *open) wait(ctx context.Context) {
	for {
		o.mu.Lock()
		n, changed := len(o.ids), o.changed
		o.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// watched sees which messages are written, one a line.
type watched struct {
	to   io.Writer
	open *open
	line []byte
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.line = append(w.line, p[:n]...)
	for {
		line, rest, whole := bytes.Cut(w.line, []byte{'\n'})
		if !whole {
			return n, err
		}
		w.open.answered(line)
		w.line = rest
	}
}
