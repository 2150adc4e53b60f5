package flow

import (
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// piped is a tracked connection and its other end.
func piped(t *testing.T, table *connTable) (*trackedConn, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	return &trackedConn{Conn: ours, table: table}, theirs
}

// isClosed reports whether the other end of a connection has been closed; nothing is ever written to it.
func isClosed(theirs net.Conn) bool {
	_ = theirs.SetReadDeadline(time.Now())
	_, err := theirs.Read(make([]byte, 1))
	return errors.Is(err, io.EOF)
}

func newTable(conns int, grace time.Duration) *connTable {
	return newConnTable(limits{conns: conns, grace: grace, write: time.Hour}, time.Now, func(Ignored) {})
}

// TestNewConnectionsHaveGrace: the oldest connection makes room, but not before it had time to send its request.
func TestNewConnectionsHaveGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(1, time.Minute)
		first, theirFirst := piped(t, table)
		second, _ := piped(t, table)
		if !table.admit(first) {
			t.Fatal("the first is not admitted")
		}
		begin := time.Now()
		if !table.admit(second) || time.Since(begin) != time.Minute || !isClosed(theirFirst) {
			t.Errorf("admitted after %v, the first closed: %t", time.Since(begin), isClosed(theirFirst))
		}
	})
}

// TestParsedConnectionsStay: one whose request has been read is not closed for another, which waits for its end.
func TestParsedConnectionsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(1, 0)
		first, theirFirst := piped(t, table)
		second, _ := piped(t, table)
		table.admit(first)
		first.parsed()
		admitted := make(chan bool, 1)
		go func() { admitted <- table.admit(second) }()
		synctest.Wait()
		if len(admitted) > 0 || isClosed(theirFirst) {
			t.Error("the second did not wait")
		}
		begin := time.Now()
		first.Close()
		if !<-admitted || time.Since(begin) != 0 {
			t.Errorf("it was not admitted at once, but after %v", time.Since(begin))
		}
	})
}

// TestShut: what sent nothing is closed, what sent something is served, and who comes now or is waiting is refused.
func TestShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(2, time.Hour)
		silent, theirSilent := piped(t, table)
		speaks, theirSpeaks := piped(t, table)
		waits, _ := piped(t, table)
		late, theirLate := piped(t, table)
		table.admit(silent)
		table.admit(speaks)
		speaks.mark(&speaks.hasRead)
		admitted := make(chan bool, 1)
		go func() { admitted <- table.admit(waits) }()
		synctest.Wait()
		table.shut()
		if <-admitted || table.admit(late) {
			t.Error("a connection was admitted after the end")
		}
		if !isClosed(theirSilent) || isClosed(theirSpeaks) {
			t.Errorf("silent closed %t, the other %t", isClosed(theirSilent), isClosed(theirSpeaks))
		}
		g := &gate{Listener: &once{conn: late.Conn}, conns: table}
		if c, err := g.Accept(); c != nil || err == nil || !isClosed(theirLate) {
			t.Errorf("accepted %v, %v, closed %t", c, err, isClosed(theirLate))
		}
		table.closeAll()
		if !isClosed(theirSpeaks) {
			t.Error("one is open after all")
		}
	})
}

// once accepts one connection.
type once struct{ conn net.Conn }

func (l *once) Accept() (net.Conn, error) {
	c := l.conn
	if l.conn = nil; c == nil {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (l *once) Close() error   { return nil }
func (l *once) Addr() net.Addr { return nil }

// TestConnectionOfARequest: a request without a tracked connection concerns no table.
func TestConnectionOfARequest(t *testing.T) {
	table := newTable(1, 0)
	c, _ := piped(t, table)
	r, _ := http.NewRequestWithContext(withConn(t.Context(), c), http.MethodGet, "/", nil)
	if connOf(r) != c || connOf(r.WithContext(t.Context())) != nil {
		t.Error("it is not the connection of its request")
	}
	connOf(r.WithContext(t.Context())).parsed()
	connOf(r.WithContext(t.Context())).served()
}
