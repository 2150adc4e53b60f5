package demo_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// wireFault is what the proxy does to the response of one exchange: how, from which place in its bytes on.
type wireFault struct{ exchange, how, where string }

func (f wireFault) String() string { return f.exchange + "/" + f.how + " " + f.where }

// The ways in which a response goes wrong. "two pieces" is a delay that is none: the rest comes as another packet.
var (
	faultWays   = []string{"dropped", "reset", "stalled", "corrupted", "shortened", "two pieces"}
	faultPlaces = []string{
		"before the status", "in the status line", "in the headers", "between headers and body", "at the body's start",
		"in the body's middle", "at the body's end", "after the body",
	}
)

// faultProxy stands between edov and the demo tenant. It relays whole requests and responses on open connections, and
// damages the responses of one exchange.
type faultProxy struct {
	listener net.Listener
	target   string
	fault    wireFault

	work    sync.WaitGroup
	mu      sync.Mutex
	open    map[net.Conn]bool
	clients map[string]net.Conn // edov's end of each connection, by its address
	seen    map[string]int      // requests by exchange
}

func startFaultProxy(t *testing.T, address string, f wireFault) *faultProxy {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &faultProxy{
		listener: l, target: strings.TrimPrefix(address, "http://"), fault: f,
		open: map[net.Conn]bool{}, clients: map[string]net.Conn{}, seen: map[string]int{},
	}
	p.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(c) })
		}
	})
	return p
}

// close ends all connections, and returns when nothing runs.
func (p *faultProxy) close() {
	p.listener.Close()
	p.mu.Lock()
	for c := range p.open {
		c.Close()
	}
	p.open = nil
	p.mu.Unlock()
	p.work.Wait()
}

// transport is the way of edov to the proxy, whatever it asks for.
func (p *faultProxy) transport() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, p.listener.Addr().String())
		if err == nil {
			p.mu.Lock()
			p.clients[c.LocalAddr().String()] = c
			p.mu.Unlock()
		}
		return c, err
	}}
}

// patience is how long edov waits for more of a response that may never come. It begins when the fault does, so that
// a busy machine changes nothing.
const patience = 100 * time.Millisecond

// limitClient lets the other end of a connection wait no longer.
func (p *faultProxy) limitClient(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if client := p.clients[c.RemoteAddr().String()]; client != nil {
		_ = client.SetReadDeadline(time.Now().Add(patience))
	}
}

// keep holds a connection so that close ends it; false: it is too late.
func (p *faultProxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		return false
	}
	p.open[c] = true
	return true
}

func (p *faultProxy) drop(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
	c.Close()
}

func (p *faultProxy) serve(c net.Conn) {
	server, err := net.Dial("tcp4", p.target)
	if err != nil || !p.keep(c) || !p.keep(server) {
		c.Close()
		return
	}
	defer p.drop(c)
	defer p.drop(server)
	in, out := bufio.NewReader(c), bufio.NewReader(server)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		name := exchangeOf(r)
		p.mu.Lock()
		p.seen[name]++
		p.mu.Unlock()
		if r.Write(server) != nil {
			return
		}
		resp, err := http.ReadResponse(out, r)
		if err != nil {
			return
		}
		raw, err := wholeResponse(resp)
		if err != nil || !p.respond(c, name, raw) {
			return
		}
	}
}

// wholeResponse is a response as bytes, its body in one piece.
func wholeResponse(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body, resp.ContentLength, resp.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	return httputil.DumpResponse(resp, true)
}

// exchangeOf names a request.
func exchangeOf(r *http.Request) string {
	for _, is := range []struct{ part, name string }{
		{"openid-configuration", "metadata"},
		{"/discovery/v2.0/keys", "keys"},
		{"/oauth2/v2.0/token", "token"},
		{"/v1.0/me", "me"},
		{"/applications", "registration"},
		{"/v1/environment", "clerk"},
		{"/v1/", "clerk sign-in"},
	} {
		if strings.Contains(r.URL.Path, is.part) {
			if is.name == "registration" && r.Method != http.MethodGet {
				return "change"
			}
			if is.name == "clerk sign-in" && r.Method != http.MethodPost {
				return "clerk more"
			}
			return is.name
		}
	}
	return r.URL.Path
}

// respond passes a response on; false: the connection is over.
func (p *faultProxy) respond(c net.Conn, name string, raw []byte) bool {
	if name != p.fault.exchange {
		_, err := c.Write(raw)
		return err == nil
	}
	at := placeIn(raw, p.fault.where)
	switch p.fault.how {
	case "two pieces":
		if _, err := c.Write(raw[:at]); err != nil {
			return false
		}
		_, err := c.Write(raw[at:])
		return err == nil
	case "corrupted":
		raw = bytes.Clone(raw)
		raw[min(at, len(raw)-1)] ^= 1
		_, err := c.Write(raw)
		p.limitClient(c) // a header or the body may have no end now
		return err == nil
	case "shortened": // a complete response, of a server that lost the rest
		_, err := c.Write(shortened(raw, at))
		return err == nil
	}
	_, _ = c.Write(raw[:at])
	switch p.fault.how {
	case "reset":
		_ = c.(*net.TCPConn).SetLinger(0) // closing sends a reset
	case "stalled":
		p.limitClient(c)
		_, _ = c.Read(make([]byte, 1)) // until the other side gives up
	}
	return false
}

// placeIn is a place in the bytes of a response.
func placeIn(raw []byte, where string) int {
	line := bytes.Index(raw, []byte("\r\n"))
	head := bytes.Index(raw, []byte("\r\n\r\n")) + 4
	return map[string]int{
		"before the status": 0, "in the status line": len("HTTP/1.1 "), "in the headers": (line + head) / 2,
		"between headers and body": head - 2, "at the body's start": min(head+1, len(raw)),
		"in the body's middle": (head + len(raw)) / 2, "at the body's end": len(raw) - 1, "after the body": len(raw),
	}[where]
}

// shortened is a response with less of its body, whose length is right.
func shortened(raw []byte, at int) []byte {
	head := bytes.Index(raw, []byte("\r\n\r\n")) + 4
	body := raw[head:max(head, at)]
	var out bytes.Buffer
	for _, line := range strings.SplitAfter(string(raw[:head-2]), "\r\n") {
		name, _, _ := strings.Cut(strings.ToLower(line), ":")
		if name != "content-length" && name != "transfer-encoding" {
			out.WriteString(line)
		}
	}
	fmt.Fprintf(&out, "Content-Length: %s\r\n\r\n%s", strconv.Itoa(len(body)), body)
	return out.Bytes()
}

// count is how often an exchange was requested.
func (p *faultProxy) count(exchange string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[exchange]
}
