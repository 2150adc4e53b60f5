package flow

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// tlsHello is the first byte of a TLS connection (RFC 8446 section 5.1). The redirect URI
// is plain http: a browser that switches to https would wait until it times out.
const tlsHello = 0x16

// httpsReason is the reason of an Ignored that began with a TLS hello.
const httpsReason = "the browser used https"

// connTable bounds how many connections are open, and records those that ended without a
// readable request. When it is full, the oldest connection that has not sent its request
// is closed: idle connections cannot keep the browser out.
type connTable struct {
	limits limits
	now    func() time.Time
	stray  func(Ignored)
	freed  chan struct{} // signals that there may be room
	done   chan struct{}

	mu     sync.Mutex
	open   []*trackedConn // oldest first
	closed bool
}

func newConnTable(l limits, now func() time.Time, stray func(Ignored)) *connTable {
	return &connTable{limits: l, now: now, stray: stray, freed: make(chan struct{}, 1), done: make(chan struct{})}
}

// gate is a listener that adds its connections to the table.
type gate struct {
	net.Listener
	conns *connTable
}

// Accept waits for room in the table before it returns a connection.
func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		conn := &trackedConn{Conn: c, table: g.conns}
		if g.conns.admit(conn) {
			return conn, nil
		}
		c.Close() // the listener is closing
	}
}

// admit makes room for a connection and adds it. It returns false if the table is shut.
func (t *connTable) admit(c *trackedConn) bool {
	for {
		victim, wait, ok := t.tryAdmit(c)
		if ok {
			return true
		}
		if t.isShut() {
			return false
		}
		if victim != nil && wait <= 0 {
			victim.Close()
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-t.freed:
		case <-t.done:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// tryAdmit adds c if there is room. Otherwise it returns the connection to close, and how
// long that one may still stay.
func (t *connTable) tryAdmit(c *trackedConn) (victim *trackedConn, wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed && len(t.open) < t.limits.conns {
		c.since = time.Now()
		t.open = append(t.open, c)
		return nil, 0, true
	}
	for _, o := range t.open {
		if !o.hasParsed {
			return o, t.limits.grace - time.Since(o.since), false
		}
	}
	return nil, t.limits.write, false
}

func (t *connTable) isShut() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed
}

// remove removes a connection and, if it never sent a readable request, records why it was
// ignored.
func (t *connTable) remove(c *trackedConn) {
	t.mu.Lock()
	i := slices.Index(t.open, c)
	if i < 0 {
		t.mu.Unlock()
		return
	}
	t.open = slices.Delete(t.open, i, i+1)
	reason := c.reason()
	t.mu.Unlock()
	select {
	case t.freed <- struct{}{}:
	default:
	}
	if reason != "" {
		t.stray(Ignored{At: t.now(), Reason: reason})
	}
}

// shut stops waiting for room, and closes connections that have sent nothing, such as
// those that a browser opens in advance.
func (t *connTable) shut() {
	t.mu.Lock()
	t.closed = true
	close(t.done)
	var silent []*trackedConn
	for _, c := range t.open {
		if !c.hasRead {
			silent = append(silent, c)
		}
	}
	t.mu.Unlock()
	for _, c := range silent {
		c.Close()
	}
}

// closeAll closes the remaining connections.
func (t *connTable) closeAll() {
	t.mu.Lock()
	left := slices.Clone(t.open)
	t.mu.Unlock()
	for _, c := range left {
		c.Close()
	}
}

// trackedConn is one connection to the listener. The mutex of the table guards its marks.
type trackedConn struct {
	net.Conn
	table *connTable
	since time.Time

	hasRead   bool // it sent something
	hasTLS    bool // it sent a TLS hello
	hasServed bool // the handler saw its request
	hasParsed bool // the handler has read all of it
	hasWrote  bool // the server has answered
}

// Read looks at the first byte before the HTTP server does.
func (c *trackedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n == 0 {
		return n, err
	}
	c.table.mu.Lock()
	first := !c.hasRead
	c.hasRead = true
	c.hasTLS = c.hasTLS || first && p[0] == tlsHello
	secure := c.hasTLS
	c.table.mu.Unlock()
	if secure {
		return 0, io.EOF // the server then closes the connection without a response
	}
	return n, err
}

func (c *trackedConn) Write(p []byte) (int, error) {
	c.mark(&c.hasWrote)
	return c.Conn.Write(p)
}

// Close closes the connection and leaves the table.
func (c *trackedConn) Close() error {
	err := c.Conn.Close()
	c.table.remove(c)
	return err
}

// reason says why a connection counts as ignored. The handler records the requests that it
// sees itself, and a connection that sent nothing is not a request.
func (c *trackedConn) reason() string {
	switch {
	case c.hasTLS:
		return httpsReason
	case !c.hasRead || c.hasServed:
		return ""
	case c.hasWrote:
		return "malformed request"
	}
	return "incomplete request"
}

func (c *trackedConn) mark(flag *bool) {
	c.table.mu.Lock()
	*flag = true
	c.table.mu.Unlock()
}

// served notes that the handler saw a request. A request without a tracked connection does
// not concern the table.
func (c *trackedConn) served() {
	if c != nil {
		c.mark(&c.hasServed)
	}
}

// parsed notes that the handler has read the request: from now on, the connection is not
// closed to make room.
func (c *trackedConn) parsed() {
	if c != nil {
		c.mark(&c.hasParsed)
	}
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// connOf returns the connection of a request, or nil.
func connOf(r *http.Request) *trackedConn {
	c, _ := r.Context().Value(connKey{}).(*trackedConn)
	return c
}
