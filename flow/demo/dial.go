package demo

import (
	"cmp"
	"context"
	"net"
)

// dialer connects the demo's own user. "localhost" is this machine without asking anyone (RFC 6761 section 6.3), as it
// is for browsers: a container need not have a hosts file.
type dialer struct{ net.Dialer }

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host != "localhost" {
		return d.Dialer.DialContext(ctx, network, address)
	}
	var first error
	for _, ip := range []string{"127.0.0.1", "::1"} {
		conn, err := d.Dialer.DialContext(ctx, network, net.JoinHostPort(ip, port))
		if err == nil {
			return conn, nil
		}
		first = cmp.Or(first, err)
	}
	return nil, first
}
