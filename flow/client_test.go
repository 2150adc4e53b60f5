package flow

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow/entra"
)

// wire is a client under test and what it recorded.
type wire struct {
	*client
	exchanges []Exchange
	pauses    []time.Duration
}

func newWire(env Env, c Connection) *wire {
	w := &wire{}
	w.client = newClient(env, c, "edov 1.2.3", func(e Exchange) { w.exchanges = append(w.exchanges, e) })
	w.pause = func(ctx context.Context, d time.Duration) error {
		w.pauses = append(w.pauses, d)
		return ctx.Err()
	}
	return w
}

// serverFor starts a server of the test's own; what it logs is of no use.
func serverFor(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func trusted(address string) Connection {
	return Connection{Authority: address, TrustAuthority: true, ClientID: testClientID, Secret: NewSecret(canarySecret)}
}

func TestRequestsCarryWhatTheyShould(t *testing.T) {
	var heads []http.Header
	s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
		heads = append(heads, r.Header.Clone())
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("X-Ms-Request-Id", testTenant)
		_, _ = io.WriteString(w, `{"keys":[{"kid":"a"}]}`)
	})
	w := newWire(Env{}, trusted(s.URL))
	for range 2 {
		if _, f := w.keySet(t.Context(), s.URL+"/keys?x=y"); f != nil {
			t.Fatal(f)
		}
	}
	for _, h := range heads {
		if h.Get("User-Agent") != "edov/1.2.3" || !entra.IsGUID(h.Get("Client-Request-Id")) || h.Get("Cookie") != "" ||
			h.Get("Origin") != "" || h.Get("Authorization") != "" {
			t.Errorf("headers %v", h)
		}
	}
	if heads[0].Get("Client-Request-Id") == heads[1].Get("Client-Request-Id") {
		t.Error("two requests have one ID")
	}
	first, second := w.exchanges[0], w.exchanges[1]
	if first.Reused || !second.Reused || second.ConnectMS != 0 {
		t.Errorf("the second request did not go over the first one's connection: %+v", second)
	}
	if first.Name != "keys" || first.Method != http.MethodGet || first.URL != s.URL+"/keys" || first.Status != 200 ||
		first.Bytes != 22 ||
		first.RequestID != testTenant || first.Remote != strings.TrimPrefix(s.URL, "http://") || first.Date.IsZero() ||
		first.DurationMS <= 0 || first.FirstByteMS <= 0 {
		t.Errorf("recorded %+v", first)
	}
}

// The Date header is kept only where it can be read, with Age noted (security 55).
func TestRecordedClock(t *testing.T) {
	for _, test := range []struct {
		date, age string
		zero      bool
	}{
		{"Tue, 24 Nov 2026 03:00:00 GMT", "", false},
		{"Tue, 24 Nov 2026 03:00:00 GMT", "12", false},
		{"yesterday", "", true},
		{"\x7f", "", true},
	} {
		s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", test.date)
			if test.age != "" {
				w.Header().Set("Age", test.age)
			}
			w.Header().Set("X-Ms-Request-Id", canaryCode)
			_, _ = io.WriteString(w, `{"keys":[{}]}`)
		})
		w := newWire(Env{}, trusted(s.URL))
		_, _ = w.keySet(t.Context(), s.URL)
		if e := w.exchanges[0]; e.Date.IsZero() != test.zero || e.Aged != (test.age != "") || e.RequestID != "" {
			t.Errorf("%q, %q: %+v", test.date, test.age, e)
		}
	}
}

// A stream without end and a bomb stop at the cap (security 42).
func TestAnswersAreBounded(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 4<<20))
	z.Close()
	stream := func(w http.ResponseWriter, r *http.Request) {
		chunk := bytes.Repeat([]byte(" "), 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"stream": stream,
		"bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		},
		"one byte more": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxKeySet+1)) },
	} {
		s := serverFor(t, h)
		w := newWire(Env{}, trusted(s.URL))
		if _, f := w.keySet(t.Context(), s.URL); f == nil || !strings.Contains(f.Summary, "too large") {
			t.Errorf("%s: %+v", name, f)
		}
		if _, f := w.redeem(t.Context(), s.URL, codeGrant{}); f == nil || !strings.Contains(f.Summary, "too large") ||
			f.Stage != StageToken {
			t.Errorf("%s: %+v", name, f)
		}
		if len(w.exchanges) != 2 || !strings.Contains(w.exchanges[0].Error, "too large") {
			t.Errorf("%s: %+v", name, w.exchanges)
		}
	}
	full := []byte(`{"keys":[{"x":"` + strings.Repeat("a", maxKeySet))
	full = append(full[:maxKeySet-4], `"}]}`...)
	s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(full) })
	if _, f := newWire(Env{}, trusted(s.URL)).keySet(t.Context(), s.URL); f != nil {
		t.Errorf("a response of just the size allowed: %v", f)
	}
}

// TestRetries: a GET is sent again within limits, a token request never (security 52).
func TestRetries(t *testing.T) {
	for _, test := range []struct {
		status, hits int
		retryAfter   string
		pauses       []time.Duration
	}{
		{429, 3, "5", []time.Duration{5 * time.Second, 5 * time.Second}},
		{503, 1, "1000000000", nil}, // longer than edov waits for any server
		{503, 1, "99999999999999999999999", nil},
		{503, 1, "61", nil},
		{429, 2, "60", []time.Duration{time.Minute}}, // all waits together
		{429, 2, "40", []time.Duration{40 * time.Second}},
		{502, 3, "-1", []time.Duration{300 * time.Millisecond, 600 * time.Millisecond}},
		{504, 3, "soon", []time.Duration{300 * time.Millisecond, 600 * time.Millisecond}},
		{503, 3, "Tue, 24 Nov 2020 03:00:00 GMT", []time.Duration{0, 0}},
		{503, 1, "Tue, 24 Nov 2099 03:00:00 GMT", nil},
		{500, 1, "5", nil},
		{404, 1, "", nil},
		{400, 1, "", nil},
		{403, 1, "1", nil},
	} {
		hits := 0
		s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
			hits++
			w.Header().Set("Retry-After", test.retryAfter)
			w.WriteHeader(test.status)
		})
		now := func() time.Time { return time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC) }
		w := newWire(Env{Now: now}, trusted(s.URL))
		_, f := w.keySet(t.Context(), s.URL)
		if f == nil || f.HTTPStatus != test.status || hits != test.hits || !slices.Equal(w.pauses, test.pauses) ||
			len(w.exchanges) != test.hits {
			t.Errorf("%d, Retry-After %q: %d requests, pauses %v, %+v", test.status, test.retryAfter, hits, w.pauses, f)
		}
		hits = 0
		if _, f := w.redeem(t.Context(), s.URL, codeGrant{}); f == nil || f.HTTPStatus != test.status || hits != 1 {
			t.Errorf("%d: %d token requests, %+v", test.status, hits, f)
		}
	}
}

func TestRetrySucceeds(t *testing.T) {
	hits := 0
	s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
		if hits++; hits < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, `{"keys":[{}]}`)
	})
	if _, f := newWire(Env{}, trusted(s.URL)).keySet(t.Context(), s.URL); f != nil || hits != 3 {
		t.Errorf("%d requests, %v", hits, f)
	}
}

// The wait for a retry ends immediately with the context.
func TestRetryIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	w := newWire(Env{}, trusted(s.URL))
	w.pause = func(ctx context.Context, d time.Duration) error {
		cancel()
		return Pause(ctx, d)
	}
	begin := time.Now()
	if _, f := w.keySet(ctx, s.URL); f == nil || time.Since(begin) > 10*time.Second {
		t.Errorf("%v after %v", f, time.Since(begin))
	}
}

// What is followed and what is not (security 40, 41, 57).
func TestRedirects(t *testing.T) {
	elsewhere := 0
	other := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
		elsewhere++
		_, _ = io.WriteString(w, `{"keys":[{}],"access_token":"x","token_type":"Bearer"}`)
	})
	var target string
	var status, hits int
	s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
		hits++
		if r.URL.Path == "/end" {
			_, _ = io.WriteString(w, `{"keys":[{}],"access_token":"x","token_type":"Bearer"}`)
			return
		}
		w.Header().Set("Location", target)
		w.WriteHeader(status)
	})
	w := newWire(Env{}, trusted(s.URL))
	for _, status = range []int{301, 302, 303, 307, 308} {
		for _, target = range []string{
			"/end", s.URL + "/end", other.URL + "/end", "https" + s.URL[4:] + "/end", "/start",
			"",
		} {
			hits = 0
			_, f := w.redeem(t.Context(), s.URL+"/start", codeGrant{Code: NewSecret(canaryCode)})
			if f == nil || f.Kind != FailureProtocol || !strings.Contains(f.Summary, "redirects") || f.HTTPStatus != status ||
				hits != 1 {
				t.Errorf("token request, %d to %q: %d requests, %+v", status, target, hits, f)
			}
			_, f = w.keySet(t.Context(), s.URL+"/start")
			if follows := strings.HasSuffix(target, "/end") && !strings.HasPrefix(target, other.URL) &&
				!strings.HasPrefix(target, "https"); (f == nil) != follows {
				t.Errorf("keys, %d to %q: %+v", status, target, f)
			}
			if hits > 1+1+maxRedirects {
				t.Errorf("%d requests to %q", hits, target)
			}
		}
	}
	if elsewhere != 0 {
		t.Errorf("the other server was asked %d times", elsewhere)
	}
}

// An answer that trickles in can be stopped (security 73).
func TestSlowAnswerIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"keys":`)
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	if _, f := newWire(Env{}, trusted(s.URL)).keySet(ctx, s.URL); f == nil || f.Kind != FailureCancelled {
		t.Errorf("got %+v", f)
	}
}

// ... and ends by itself (security 73).
func TestSlowAnswerTimesOut(t *testing.T) {
	s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"keys":`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	w := newWire(Env{}, trusted(s.URL))
	if w.http.Timeout != 30*time.Second {
		t.Errorf("a request may take %v", w.http.Timeout)
	}
	w.http.Timeout = 50 * time.Millisecond
	if _, f := w.keySet(t.Context(), s.URL); f == nil || f.Kind != FailureNetwork ||
		!strings.Contains(f.Summary, "timed out") {
		t.Errorf("got %+v", f)
	}
}

// Broken answers are named and the POST is not sent again (security 43).
func TestBrokenAnswers(t *testing.T) {
	for name, raw := range map[string]string{
		"cut off":            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"access_token\":",
		"bad chunk":          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
		"no HTTP":            "SSH-2.0-OpenSSH_9.6\r\n",
		"nothing":            "",
		"head without end":   "HTTP/1.1 200 OK\r\nX: ",
		"head of a mebi":     "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 1<<20) + "\r\n\r\n",
		"escape in the head": "HTTP/1.1 200 \x1b[2J\r\n\x1b[31m: x\r\n\r\n{}",
	} {
		t.Run(name, func(t *testing.T) {
			address, hits := rawServer(t, raw)
			w := newWire(Env{}, trusted(address))
			_, f := w.redeem(t.Context(), address, codeGrant{})
			if f == nil || f.Kind != FailureNetwork || f.Stage != StageToken || f.Summary == "" ||
				strings.ContainsAny(f.Summary+f.Hint, "\x1b\n") || strings.Contains(f.Summary, "SSH") {
				t.Errorf("got %+v", f)
			}
			if n := hits(); n != 1 {
				t.Errorf("%d connections, want 1", n)
			}
		})
	}
}

// rawServer answers every connection with the same bytes and closes it.
func rawServer(t testing.TB, raw string) (address string, hits func() int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	count := make(chan int, 1)
	go func() {
		n := 0
		defer func() { count <- n }()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n++
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, raw)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close() })
	return "http://" + l.Addr().String(), func() int {
		l.Close()
		return <-count
	}
}

// roundTrip is a transport that is one function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The limits of the transport are what the design says.
func TestTransportLimits(t *testing.T) {
	tr := newTransport(nil)
	if tr.TLSClientConfig.MinVersion != tls.VersionTLS12 || tr.TLSClientConfig.InsecureSkipVerify ||
		tr.TLSHandshakeTimeout != 10*time.Second ||
		tr.ResponseHeaderTimeout != 15*time.Second || tr.MaxResponseHeaderBytes != 64<<10 || tr.Proxy == nil {
		t.Errorf("got %+v", tr)
	}
	if w := newWire(Env{}, Connection{}); w.http.Jar != nil {
		t.Error("there is a cookie jar")
	}
}
