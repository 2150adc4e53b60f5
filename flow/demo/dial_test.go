package demo

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
)

// TestDialWithoutHostsFile: the demo's user finds localhost where nothing resolves it, in either family.
func TestDialWithoutHostsFile(t *testing.T) {
	var asked atomic.Bool // IPv4 and IPv6 are looked up at the same time
	resolve := func(context.Context, string, string) (net.Conn, error) {
		asked.Store(true)
		return nil, errors.New("no resolver here")
	}
	d := &dialer{net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: resolve}}}
	for network, at := range map[string]string{"tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"} {
		listener, err := net.Listen(network, at)
		if err != nil {
			t.Logf("%s: %v", network, err)
			continue
		}
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		conn, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("localhost", port))
		if err != nil {
			t.Errorf("%s: %v", network, err)
		} else {
			conn.Close()
		}
		listener.Close()
		if _, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("localhost", port)); err == nil {
			t.Errorf("%s: something listens after the end", network)
		}
	}
	if asked.Load() {
		t.Error("localhost was looked up")
	}
	if _, err := d.DialContext(t.Context(), "tcp", "other.example:80"); err == nil || !asked.Load() {
		t.Errorf("another name was not looked up: %v", err)
	}
}
