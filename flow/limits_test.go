package flow

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// handlerFor is a handler whose right state is "right", and what it does with requests.
func handlerFor(mode string) (h *callbackHandler, strays *[]Ignored) {
	uri, _ := url.Parse("http://localhost:8400/callback")
	h = newCallbackHandler(uri, mode)
	h.turnstile = newTurnstile(NewSecret("right"), func() *Metadata { return nil })
	strays = new([]Ignored)
	h.now, h.warn, h.foreign = time.Now, func(string) {}, func(string) bool { return false }
	h.stray = func(i Ignored) { *strays = append(*strays, i) }
	return h, strays
}

// TestFormLimits: a form of the largest size is taken, and one byte more is not, whether its length is told before or
// not (security 21).
func TestFormLimits(t *testing.T) {
	const form = "code=x&state=right&p="
	for size, status := range map[int]int{64 << 10: http.StatusOK, 64<<10 + 1: http.StatusRequestEntityTooLarge} {
		for _, told := range []bool{true, false} {
			h, strays := handlerFor(ModeFormPost)
			body := form + strings.Repeat("x", size-len(form))
			r := httptest.NewRequest(http.MethodPost, "http://localhost:8400/callback", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
			if !told {
				r.ContentLength = -1
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != status || (len(*strays) == 0) != (status == http.StatusOK) || len(h.turnstile.out) != 1-len(*strays) {
				t.Errorf("%d bytes, told %t: status %d, strays %+v", size, told, w.Code, *strays)
			}
			if len(*strays) > 0 && (*strays)[0].Reason != "too large" {
				t.Errorf("%d bytes, told %t: %q", size, told, (*strays)[0].Reason)
			}
		}
	}
}

// TestParameterLimits: as many parameters, and as long a code, as a response may have, and one more (security 22).
func TestParameterLimits(t *testing.T) {
	code := func(s string) string { return "code=" + url.QueryEscape(s) }
	for raw, refusal := range map[string]string{
		"a=1" + strings.Repeat("&a=1", maxParams-1): "",
		"a=1" + strings.Repeat("&a=1", maxParams):   "too many parameters",
		code(strings.Repeat("x", maxCode)):          "",
		code(strings.Repeat("x", maxCode+1)):        "malformed code",
		code("!~"):                                  "",
		code("a b"):                                 "malformed code",
		code("a\x7f"):                               "malformed code",
		code("é"):                                   "malformed code",
		"a=1;b=2":                                   "malformed parameters",
		"code=":                                     "",
		"x=1&x=2":                                   "",
	} {
		if _, got := readParams(raw); got != refusal {
			t.Errorf("%.40q of %d bytes: %q, want %q", raw, len(raw), got, refusal)
		}
	}
	for _, name := range []string{"code", "state", "error", "error_description", "error_uri", "iss", "session_state"} {
		if _, got := readParams(name + "=&" + name + "="); got != "a parameter was given twice" {
			t.Errorf("%s twice: %q", name, got)
		}
	}
}

// TestPrefetch: each way in which a browser says that it only loads the page in advance is understood
// (security 18).
func TestPrefetch(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		is     bool
	}{
		{"Sec-Purpose", []string{"prefetch;prerender"}, true},
		{"Sec-Purpose", []string{"x", "PREFETCH"}, true},
		{"Purpose", []string{"prefetch"}, true},
		{"Purpose", []string{"Prerender"}, true},
		{"X-Moz", []string{"prefetch"}, true},
		{"X-Moz", []string{"fetch"}, false},
		{"X-Purpose", []string{"prefetch"}, false},
		{"Purpose", nil, false},
	} {
		if isPrefetch(http.Header{c.name: c.values}) != c.is {
			t.Errorf("%s %q: not %t", c.name, c.values, c.is)
		}
	}
}

// TestRecordedTexts: of what a stray or a response says only the beginning is kept.
func TestRecordedTexts(t *testing.T) {
	path := "/" + strings.Repeat("p", 256)
	for _, method := range []string{strings.Repeat("M", 17), strings.Repeat("M", 16)} {
		h, strays := handlerFor(ModeQuery)
		r := httptest.NewRequest(method, "http://localhost:8400"+path, nil)
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got := (*strays)[0]; got.Method != method[:16] || got.Path != path[:256] || got.Reason != "other path" {
			t.Errorf("%+v", got)
		}
	}
	name := strings.Repeat("n", 65)
	cb := response{
		via: ModeQuery, origin: strings.Repeat("o", 257),
		params: url.Values{name: {""}, "iss": {strings.Repeat("i", 2049)}, "a": {""}},
	}.callback()
	if !slices.Equal(cb.Params, []string{"a", "iss", name[:64]}) || len(cb.Origin) != 256 || len(cb.Issuer) != 2048 ||
		cb.CodeHash != "" || cb.Via != ModeQuery {
		t.Errorf("%+v", cb)
	}
	sent := response{params: url.Values{"code": {canaryCode}, "state": {canarySecret}, "iss": {canaryCode + canarySecret}}}
	if cb := sent.callback(); cb.CodeHash == "" || strings.Contains(cb.Issuer, "canary") {
		t.Errorf("%+v", cb)
	}
}

// TestSecondResponse: only the first response is taken; a later one gets the page of the first and is recorded.
func TestSecondResponse(t *testing.T) {
	for query, page := range map[string]string{
		"code=x&state=right": landingPages().success, "error=x&state=right": landingPages().failure,
	} {
		h, strays := handlerFor(ModeQuery)
		for n := range 3 {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost:8400/callback?"+query, nil))
			if w.Code != http.StatusOK || w.Body.String() != page || len(h.turnstile.out) != 1 || len(*strays) != n {
				t.Errorf("%s, %d: status %d, %d taken, strays %+v", query, n, w.Code, len(h.turnstile.out), *strays)
			}
			query = strings.Replace(query, "code=", "error=", 1) // what comes later decides nothing
		}
		if got := (*strays)[0]; got.Reason != "the response again" || got.Method != http.MethodGet ||
			got.Path != "/callback" {
			t.Errorf("%+v", got)
		}
	}
}

// TestListenerLimits: the server of the redirect URI has a bound for all that a client can send or keep.
func TestListenerLimits(t *testing.T) {
	lb := serve(&binding{}, &callbackHandler{now: time.Now, stray: func(Ignored) {}}, defaultLimits)
	defer lb.close()
	s := lb.server
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 10*time.Second || s.WriteTimeout != 10*time.Second ||
		s.IdleTimeout != 5*time.Second || s.MaxHeaderBytes != 16<<10 || !s.DisableGeneralOptionsHandler ||
		s.ErrorLog == nil || s.ErrorLog.Writer() == os.Stderr {
		t.Errorf("%+v", s)
	}
	if l := defaultLimits; l.conns != 16 || l.grace != 50*time.Millisecond || l.shutdown != time.Second {
		t.Errorf("%+v", l)
	}
}

// named is a listener that has a port and notes whether it is closed.
type named struct {
	idle
	port   int
	closed bool
}

func (l *named) Addr() net.Addr { return &net.TCPAddr{Port: l.port} }
func (l *named) Close() error   { l.closed = true; return nil }

// portOf is the port that an address is bound to: a system chooses 4711.
func portOf(address string) int {
	_, port, _ := net.SplitHostPort(address)
	if n, _ := strconv.Atoi(port); n != 0 {
		return n
	}
	return 4711
}

// TestBoundAddress: the redirect URI keeps its form and has the port that was bound, in all families of its host.
func TestBoundAddress(t *testing.T) {
	for _, c := range []struct {
		uri    string
		any    bool
		want   string
		listen string
	}{
		{"http://localhost:8400/cb", false, "http://localhost:8400/cb", "tcp4 127.0.0.1:8400 tcp6 [::1]:8400"},
		{"http://LOCALHOST/cb", false, "http://LOCALHOST/cb", "tcp4 127.0.0.1:80 tcp6 [::1]:80"},
		{"http://localhost:80/cb", false, "http://localhost:80/cb", "tcp4 127.0.0.1:80 tcp6 [::1]:80"},
		{"http://127.0.0.1/cb", true, "http://127.0.0.1:4711/cb", "tcp4 127.0.0.1:0"},
		{"http://[::1]:8400/cb", false, "http://[::1]:8400/cb", "tcp6 [::1]:8400"},
		{"http://localhost:8400/cb", true, "http://localhost:4711/cb", "tcp4 127.0.0.1:0 tcp6 [::1]:4711"},
	} {
		var asked []string
		listen := func(network, address string) (net.Listener, error) {
			asked = append(asked, network, address)
			return &named{port: portOf(address)}, nil
		}
		b, f := bind(listen, Connection{RedirectURI: c.uri, AnyPort: c.any})
		if f != nil || b.redirectURI.String() != c.want || strings.Join(asked, " ") != c.listen ||
			len(b.addrs()) != len(asked)/2 || b.warning != "" {
			t.Errorf("%s: %+v, %v, asked for %q", c.uri, b, f, asked)
		}
	}
	if _, f := bind(net.Listen, Connection{RedirectURI: "http://[::1"}); f == nil || f.Kind != FailureLocal {
		t.Errorf("no address: %+v", f)
	}
}

// TestHalfBound: where one family is taken, the listener of the other one is closed, another port is tried as often as
// allowed, and the failure is that of the first port.
func TestHalfBound(t *testing.T) {
	taken := &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	for free, blocked := range map[string]string{"tcp4": "tcp6", "tcp6": "tcp4"} {
		var opened []*named
		tries := 0
		listen := func(network, address string) (net.Listener, error) {
			if network == blocked {
				tries++
				return nil, taken
			}
			l := &named{port: portOf(address)}
			opened = append(opened, l)
			return l, nil
		}
		b, f := bind(listen, Connection{RedirectURI: "http://localhost:8400/cb", AnyPort: true})
		if b != nil || f == nil || tries != anyPortTries || len(opened) != anyPortTries ||
			slices.ContainsFunc(opened, func(l *named) bool { return !l.closed }) {
			t.Errorf("%s is free: %v, %d tries, %d opened", free, f, tries, len(opened))
		}
		_, f = bind(listen, Connection{RedirectURI: "http://localhost:8400/cb", FallbackPorts: []int{8401}})
		if f == nil || !strings.HasPrefix(f.Summary, "port 8400 is in use") ||
			!strings.HasSuffix(f.Summary, ":8400), and so are the fallback ports") {
			t.Errorf("%s is free: %v", free, f)
		}
	}
}

// TestRandomValues: state, nonce and verifier are 256 bits each, all of them random, and a source that ends is an
// error.
func TestRandomValues(t *testing.T) {
	random := bytes.Repeat([]byte{1}, 32)
	random = append(append(random, bytes.Repeat([]byte{2}, 32)...), bytes.Repeat([]byte{3}, 32)...)
	c := Connection{ClientID: testClientID, ResponseMode: ModeQuery, Prompt: "login", DomainHint: "d.example"}
	auth, err := newAuthorization(Env{Rand: bytes.NewReader(random)}, c, "https://id.example/a", "http://localhost/cb")
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(auth.url)
	q := u.Query()
	for name, got := range map[string]string{
		"AQEB": auth.state.Reveal(), "AgIC": auth.nonce, "AwMD": auth.verifier.Reveal(),
	} {
		if len(got) != 43 || got != strings.Repeat(name, 11)[:42]+got[42:] {
			t.Errorf("%q", got)
		}
	}
	if q.Get("state") != auth.state.Reveal() || q.Get("nonce") != auth.nonce || q.Get("code_challenge_method") != "S256" ||
		q.Get("response_mode") != ModeQuery || auth.mode != ModeQuery || auth.redirectURI != "http://localhost/cb" ||
		q.Get("prompt") != "login" || q.Get("domain_hint") != "d.example" || q.Has("login_hint") ||
		strings.Contains(auth.url, auth.verifier.Reveal()) {
		t.Errorf("%s", auth.url)
	}
	if _, err := newAuthorization(Env{Rand: bytes.NewReader(random[:95])}, c, "https://id.example/a", ""); err == nil {
		t.Error("a value of 31 bytes is used")
	}
	for fill, want := range map[byte]string{
		0: "00000000-0000-4000-8000-000000000000", 0xff: "ffffffff-ffff-4fff-bfff-ffffffffffff",
	} {
		if got, err := randomGUID(Env{Rand: bytes.NewReader(bytes.Repeat([]byte{fill}, 16))}); got != want || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	}
	if _, err := randomGUID(Env{Rand: bytes.NewReader(nil)}); err == nil {
		t.Error("a GUID of nothing")
	}
}

// TestMissingFamily: a machine may have no IPv6, and then one listener is enough; without 127.0.0.1, or where the port
// of the other family is taken, nothing is bound.
func TestMissingFamily(t *testing.T) {
	for _, c := range []struct {
		family string
		err    error
		uri    string
		bound  int
	}{
		{"tcp6", syscall.EADDRNOTAVAIL, "http://localhost:8400/cb", 1},
		{"tcp6", syscall.EAFNOSUPPORT, "http://localhost:8400/cb", 1},
		{"tcp6", syscall.EADDRINUSE, "http://localhost:8400/cb", 0},
		{"tcp6", syscall.EACCES, "http://localhost:8400/cb", 0},
		{"tcp4", syscall.EADDRNOTAVAIL, "http://localhost:8400/cb", 0},
		{"tcp4", syscall.EAFNOSUPPORT, "http://localhost:8400/cb", 0},
		{"tcp6", syscall.EADDRNOTAVAIL, "http://[::1]:8400/cb", 0},
	} {
		listen := func(network, address string) (net.Listener, error) {
			if network == c.family {
				return nil, &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", c.err)}
			}
			return &named{port: portOf(address)}, nil
		}
		b, f := bind(listen, Connection{RedirectURI: c.uri})
		if (b == nil) != (c.bound == 0) || (f == nil) != (c.bound > 0) || b != nil && len(b.listeners) != c.bound ||
			b != nil && !strings.Contains(b.warning, "no IPv6") {
			t.Errorf("%s, %v at %s: %+v, %v", c.family, c.err, c.uri, b, f)
		}
	}
}
