package flow

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestTLSHello: a browser that speaks TLS is disconnected, and its connection is named (security 27).
func TestTLSHello(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{timeout: time.Hour, pace: patient})
	begin := time.Now()
	if got := s.send("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"); got.status != 0 ||
		time.Since(begin) > 30*time.Second {
		t.Errorf("27: status %d after %v, want a closed connection", got.status, time.Since(begin))
	}
	if e := s.until(EventIgnored); e.Text != "the browser used https" {
		t.Errorf("27: ignored because %q", e.Text)
	}
	s.succeed()
}

// patient waits so long for a request that a listener that waits for it is easy to distinguish
// from one that does not.
func patient(p *pace) { p.limits.readHeader, p.limits.read = time.Hour, time.Hour }

// TestIdleConnections: connections that send nothing don't keep the answer out (security 28).
func TestIdleConnections(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{pace: patient})
	for range 200 {
		conn, err := net.Dial("tcp", s.addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	begin := time.Now()
	session := s.succeed()
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("28: the callback took %v", took)
	}
	if len(session.Ignored) != 0 {
		t.Errorf("28: silent connections count as requests: %+v", session.Ignored)
	}
}

// TestConnectionsAreBounded: the oldest make room (security 28).
func TestConnectionsAreBounded(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{pace: func(p *pace) {
		patient(p) // or the listener would close them for being slow
		p.limits.conns, p.limits.grace = 2, 0
	}})
	var conns []net.Conn
	for range 4 {
		conn, err := net.Dial("tcp", s.addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	for i, conn := range conns[:2] { // the oldest made room
		_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
			t.Errorf("28: connection %d is still open: %v", i, err)
		}
	}
	s.succeed()
}

// TestSlowHeader: a request that does not come to its end is given up (security 29).
func TestSlowHeader(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{pace: func(p *pace) {
		patient(p) // so that no other limit closes the connection
		p.limits.readHeader = 50 * time.Millisecond
	}})
	begun := time.Now()
	if got := s.send("POST /callback HTTP/1.1\r\nHost: local"); got.status != 0 {
		t.Errorf("29: status %d, want a closed connection", got.status)
	}
	if took := time.Since(begun); took > 30*time.Second { // then send gave up
		t.Errorf("29: the connection was open for %v", took)
	}
	if e := s.until(EventIgnored); e.Text != "incomplete request" {
		t.Errorf("29: ignored because %q", e.Text)
	}
	s.succeed()
}

// hold takes a free port on an address of one family.
func hold(t *testing.T, network, host string) (port int, release func()) {
	t.Helper()
	ln, err := net.Listen(network, net.JoinHostPort(host, "0"))
	if err != nil {
		t.Skipf("skipped: no %s on this machine: %v", host, err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln.Addr().(*net.TCPAddr).Port, func() { ln.Close() }
}

func atPort(c Connection, host string, port int) Connection {
	c.AnyPort = false
	c.RedirectURI = fmt.Sprintf("http://%s:%d/callback", host, port)
	return c
}

// TestPortTaken: without the port no browser opens (security rows).
func TestPortTaken(t *testing.T) {
	for _, tc := range []struct{ name, network, held, host, text string }{
		{"30 v4 literal", "tcp4", "127.0.0.1", "127.0.0.1", "is in use"},
		{"30 v4 of localhost", "tcp4", "127.0.0.1", "localhost", "(on 127.0.0.1:"},
		{"31 v6 of localhost", "tcp6", "::1", "localhost", "(on [::1]:"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			port, _ := hold(t, tc.network, tc.held)
			s := launch(t, atPort(newAuthServer(t).connection(), tc.host, port), signingOptions{})
			f := s.end().Failure
			if f == nil || f.Stage != StageListener || f.Kind != FailureLocal || !strings.Contains(f.Summary, tc.text) {
				t.Fatalf("failure %+v, want %q", f, tc.text)
			}
			if s.opened != 0 || len(s.seen(EventURL)) != 0 {
				t.Error("the browser was opened")
			}
			if runtime.GOOS == "linux" && !strings.Contains(f.Summary, fmt.Sprintf("PID %d", os.Getpid())) {
				t.Errorf("the holder is not named: %q", f.Summary)
			}
			if !strings.Contains(f.Hint, "--port") || !strings.Contains(f.Hint, strconv.Itoa(port)) {
				t.Errorf("hint %q", f.Hint)
			}
		})
	}
}

func TestFallbackPorts(t *testing.T) {
	taken, _ := hold(t, "tcp4", "127.0.0.1")
	also, _ := hold(t, "tcp4", "127.0.0.1")
	free, release := hold(t, "tcp4", "127.0.0.1")
	release()
	c := atPort(newAuthServer(t).connection(), "localhost", taken)
	c.FallbackPorts = []int{also, free}
	s := begin(t, c, signingOptions{})
	want := fmt.Sprintf("http://localhost:%d/callback", free)
	if got := s.url.Get("redirect_uri"); got != want {
		t.Errorf("redirect URI %q, want %q", got, want)
	}
	if session := s.succeed(); session.Request.RedirectURI != want {
		t.Errorf("the session says %q", session.Request.RedirectURI)
	}
	c.FallbackPorts = []int{also}
	if f := launch(t, c, signingOptions{}).end().Failure; f == nil ||
		!strings.Contains(f.Summary, "and so are the fallback ports") {
		t.Errorf("failure %+v", f)
	}
}

func TestMachineWithoutIPv6(t *testing.T) {
	listen := func(network, address string) (net.Listener, error) {
		if network == "tcp6" {
			return nil, &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRNOTAVAIL)}
		}
		return net.Listen(network, address)
	}
	s := begin(t, newAuthServer(t).connection(), signingOptions{pace: func(p *pace) { p.listen = listen }})
	if w := s.until(EventWarning); !strings.Contains(w.Text, "no IPv6") {
		t.Errorf("warning %q", w.Text)
	}
	if e := s.until(EventListening); len(e.Addrs) != 1 {
		t.Errorf("addresses %v", e.Addrs)
	}
	s.succeed()
}

func TestListenErrors(t *testing.T) {
	uri, _ := url.Parse("http://localhost:8400/callback")
	for _, tc := range []struct {
		err  error
		text string
	}{
		{syscall.EACCES, "have permission to listen"},
		{errors.New("\x1bboom"), "can't listen on 127.0.0.1:8400"},
	} {
		_, failed := bindPort(func(string, string) (net.Listener, error) { return nil, tc.err }, uri, 8400)
		if f := failed.failure([]int{8400}); !strings.Contains(f.Summary, tc.text) || strings.Contains(f.Summary, "boom") {
			t.Errorf("%v: %q", tc.err, f.Summary)
		}
	}
}

// TestDefaultPort: a redirect URI without a port means port 80 (RFC 9110 section 4.2.1), and keeps its form.
func TestDefaultPort(t *testing.T) {
	var asked []string
	listen := func(_, address string) (net.Listener, error) {
		asked = append(asked, address)
		return nil, syscall.EACCES
	}
	if _, f := bind(listen, Connection{RedirectURI: "http://127.0.0.1/callback"}); f == nil ||
		!slices.Equal(asked, []string{"127.0.0.1:80"}) {
		t.Errorf("%v: asked for %q", f, asked)
	}
}

// TestFamilyIsNamed: which address is in use is said only where the other one is free.
func TestFamilyIsNamed(t *testing.T) {
	taken := &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	for _, tc := range []struct {
		uri     string
		v4, v6  bool // taken
		summary string
	}{
		{"http://localhost:0/callback", true, true, "port 0 is in use"},
		{"http://localhost:0/callback", true, false, "port 0 is in use (on 127.0.0.1:0)"},
		{"http://127.0.0.1:0/callback", true, false, "port 0 is in use"},
	} {
		uri, _ := url.Parse(tc.uri)
		listen := func(network, address string) (net.Listener, error) {
			if network == "tcp4" && tc.v4 || network == "tcp6" && tc.v6 {
				return nil, taken
			}
			return net.Listen("tcp4", "127.0.0.1:0") // what the machine has
		}
		_, failed := bindPort(listen, uri, 0)
		if failed == nil {
			t.Fatalf("%+v was bound", tc)
		}
		if f := failed.failure([]int{0}); f.Summary != tc.summary {
			t.Errorf("%+v: %q", tc, f.Summary)
		}
	}
}

// TestDenied: a port that needs rights is not called in use, and each system has its way out.
func TestDenied(t *testing.T) {
	for _, tc := range []struct {
		port        int
		goos        string
		says, hints string
	}{
		{80, "linux", "below 1024", "setcap cap_net_bind_service"},
		{80, "darwin", "below 1024", "above 1023"},
		{1023, "linux", "below 1024", "setcap"},
		{1024, "linux", "have permission", "another one with --port"},
		{8400, "linux", "have permission", "another one with --port"},
		{8400, "windows", "may have reserved", "excludedportrange"},
	} {
		f := (&bindError{port: tc.port, err: syscall.EACCES}).denied("127.0.0.1", tc.goos)
		if !strings.Contains(f.Summary, tc.says) || !strings.Contains(f.Hint, tc.hints) ||
			strings.Contains(f.Summary, "in use") {
			t.Errorf("%d on %s: %q, hint %q", tc.port, tc.goos, f.Summary, f.Hint)
		}
	}
	m := Machine{Port: 80}
	m.seePort(func(string, string) (net.Listener, error) { return nil, syscall.EACCES })
	if m.PortFailure == nil || !strings.Contains(m.PortFailure.Summary, "permission") {
		t.Errorf("%+v", m.PortFailure)
	}
}

func TestBothFamilies(t *testing.T) {
	if _, err := net.Listen("tcp6", "[::1]:0"); err != nil {
		t.Skip("skipped: no IPv6 on this machine")
	}
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	if e := s.until(EventListening); len(e.Addrs) != 2 || !strings.HasPrefix(e.Addrs[1], "[::1]:") {
		t.Fatalf("addresses %v", e.Addrs)
	}
	conn, err := net.Dial("tcp6", net.JoinHostPort("::1", s.redirect.Port()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(s.request("POST", "/callback", s.good().Encode()))); err != nil {
		t.Fatal(err)
	}
	if session := s.end(); session.Failure != nil {
		t.Errorf("failure %+v", session.Failure)
	}
}

// TestOnlyLoopback: no other address of this machine answers (security 34).
func TestOnlyLoopback(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	tried := false
	for _, addr := range addrs {
		ip, ok := addr.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() || ip.IP.To4() == nil {
			continue
		}
		tried = true
		if conn, err := net.DialTimeout("tcp", net.JoinHostPort(ip.IP.String(), s.redirect.Port()), time.Second); err == nil {
			conn.Close()
			t.Errorf("34: the listener answers at %s", ip.IP)
		}
	}
	for _, addr := range s.until(EventListening).Addrs {
		if host, _, _ := net.SplitHostPort(addr); !net.ParseIP(host).IsLoopback() {
			t.Errorf("34: bound to %s", addr)
		}
	}
	if !tried {
		t.Log("34: this machine has no other address to try")
	}
	s.succeed()
}

func TestPortOwner(t *testing.T) {
	if runtime.GOOS == "linux" {
		port, _ := hold(t, "tcp4", "127.0.0.1")
		if got, want := portOwner("/proc", port), fmt.Sprintf("(PID %d)", os.Getpid()); !strings.HasSuffix(got, want) {
			t.Errorf("portOwner gives %q, want %q", got, want)
		}
	}
	if got := portOwner(t.TempDir(), 8400); got != "" {
		t.Errorf("without procfs portOwner gives %q", got)
	}
	for goos, want := range map[string]string{
		"linux":  "ss -ltnp 'sport = :8400'",
		"darwin": "lsof -nP -iTCP:8400 -sTCP:LISTEN", "windows": "netstat -ano | findstr :8400",
	} {
		if got := portOwnerCommand(goos, 8400); got != want {
			t.Errorf("%s: %q, want %q", goos, got, want)
		}
	}
}

// idle is a listener to which nothing connects.
type idle struct {
	closed chan struct{}
	once   sync.Once
}

func (l *idle) Accept() (net.Conn, error) {
	<-l.closed
	return nil, net.ErrClosed
}

func (l *idle) Close() error { l.once.Do(func() { close(l.closed) }); return nil }

func (l *idle) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8400} }

// When close returns, the port is free, even if the goroutines that serve had no time to begin: the server then knows
// no listener that it could close. With one processor they begin when close waits for them.
func TestCloseAtOnceFreesThePort(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	l := &idle{closed: make(chan struct{})}
	lb := serve(&binding{listeners: []net.Listener{l}}, &callbackHandler{now: time.Now, stray: func(Ignored) {}},
		defaultLimits)
	for range 2 { // a second time does nothing
		lb.close()
		select {
		case <-l.closed:
		default:
			t.Fatal("the listener is open")
		}
	}
}
