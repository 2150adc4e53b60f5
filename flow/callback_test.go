package flow

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestQueryAnswerIsExplained: a GET with an answer is ignored, and the user is told why (security 2).
func TestQueryAnswerIsExplained(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	s.send(method("GET")(s))
	if w := s.until(EventWarning); !strings.Contains(w.Text, "response mode query") ||
		!strings.Contains(w.Text, "--response-mode query") {
		t.Errorf("02: the warning is %q", w.Text)
	}
	s.succeed()
}

// TestEndings has what ends a sign-in through the callback, without a token request (security rows).
func TestEndings(t *testing.T) {
	const script, escapes = "<script>alert(1)</script>", "a\x1b]52;c;eA==\x07\r\u202eb"
	tests := []struct {
		name   string
		meta   map[string]any
		params map[string]string
		kind   FailureKind
		text   string // in the failure
	}{
		{
			"09 error", nil,
			map[string]string{"error": "access_denied", "error_description": "AADSTS65004: no."},
			FailureOAuth,
			"access_denied",
		},
		{
			"10 code and error", nil,
			map[string]string{"error": "access_denied", "code": "x"},
			FailureProtocol,
			"both a code and an error",
		},
		{"11 neither", nil, map[string]string{}, FailureProtocol, "neither a code nor an error"},
		{"19 script", nil, map[string]string{"error": "server_error", "error_description": script}, FailureOAuth, ""},
		{"20 escapes", nil, map[string]string{"error": "server_error", "error_description": escapes}, FailureOAuth, ""},
		{
			"25 other issuer", nil,
			map[string]string{"code": "x", "iss": "https://evil.example"},
			FailureProtocol,
			"not the expected issuer",
		},
		{
			"25 other issuer with an error", nil,
			map[string]string{"error": "access_denied", "iss": "https://evil.example"},
			FailureProtocol, "not the expected issuer",
		},
		{
			"26 missing issuer",
			map[string]any{"authorization_response_iss_parameter_supported": true},
			map[string]string{"code": "x"},
			FailureProtocol, "metadata promises it",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			server := newAuthServer(t)
			server.extraMeta = tc.meta
			s := begin(t, server.connection(), signingOptions{})
			params := url.Values{"state": {s.url.Get("state")}}
			for name, value := range tc.params {
				params.Set(name, value)
			}
			got := s.callback(params)
			if got.status != 200 || got.body != landingPages().failure {
				t.Errorf("status %d, not the page for a failure: %.300q", got.status, got.body)
			}
			checkHeaders(t, got.header)
			session := s.end()
			if f := session.Failure; f == nil || f.Stage != StageAuthorize || f.Kind != tc.kind ||
				!strings.Contains(f.Summary+f.OAuthError, tc.text) {
				t.Errorf("failure %+v, want %s with %q", f, tc.kind, tc.text)
			}
			if n := server.count("token"); n != 0 {
				t.Errorf("%d token requests were made", n)
			}
			if session.Callback == nil || session.Tokens != nil {
				t.Errorf("callback %+v, tokens %+v", session.Callback, session.Tokens)
			}
		})
	}
}

func TestIssuerAccepted(t *testing.T) {
	server := newAuthServer(t)
	server.extraMeta = map[string]any{"authorization_response_iss_parameter_supported": true}
	s := begin(t, server.connection(), signingOptions{})
	s.callback(with(s.good(), "iss", server.URL))
	if session := s.end(); session.Failure != nil || session.Callback.Issuer != server.URL {
		t.Errorf("failure %+v, callback %+v", session.Failure, session.Callback)
	}
}

// TestIssuerMatches: an issuer is the one asked, byte for byte (security 25).
func TestIssuerMatches(t *testing.T) {
	const template = "https://login.microsoftonline.com/{tenantid}/v2.0"
	for _, tc := range []struct {
		want, got string
		ok        bool
	}{
		{template, "https://login.microsoftonline.com/" + testTenant + "/v2.0", true},
		{template, "https://login.microsoftonline.com/" + strings.ToUpper(testTenant) + "/v2.0", true},
		{template, "https://login.microsoftonline.com/common/v2.0", false},
		{template, template, false},
		{template, "https://evil.example/" + testTenant + "/v2.0", false},
		{template, "https://login.microsoftonline.com/" + testTenant + "/v2.0/", false},
		{template, "", false},
		{"https://a.example", "https://a.example", true},
		{"https://a.example", "https://a.example/", false},
		{"", "", false},
	} {
		if issuerMatches(tc.want, tc.got) != tc.ok {
			t.Errorf("issuerMatches(%q, %q) is not %v", tc.want, tc.got, tc.ok)
		}
	}
}

// TestThirteenParallelCallbacks: an answer that comes fifty times is redeemed once, and not again after the end
// (security 13, 14).
func TestThirteenParallelCallbacks(t *testing.T) {
	server := newAuthServer(t)
	s := begin(t, server.connection(), signingOptions{})
	raw := s.request("POST", "/callback", s.good().Encode())
	var mu sync.Mutex
	var pages []httpAnswer
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			got := s.send(raw)
			mu.Lock()
			defer mu.Unlock()
			if got.status != 0 { // the port is free again: refused
				pages = append(pages, got)
			}
		})
	}
	group.Wait()
	session := s.end()
	if session.Failure != nil || server.count("token") != 1 {
		t.Errorf("13: failure %+v, %d token requests", session.Failure, server.count("token"))
	}
	if len(pages) == 0 {
		t.Error("13: no request got the page")
	}
	for _, got := range pages {
		if got.status != 200 || got.body != landingPages().success {
			t.Errorf("13: a response has status %d and another page", got.status)
		}
	}
	// 14: after the end, there is no listener for a replay.
	if got := s.send(raw); got.status != 0 || server.count("token") != 1 {
		t.Errorf("14: a replay got status %d, %d token requests", got.status, server.count("token"))
	}
}

// TestForeignOrigin: an answer that another page posts is taken, since its state is right, and a warning says so
// (security 35).
func TestForeignOrigin(t *testing.T) {
	for origin, warned := range map[string]bool{
		"https://evil.example": true, "https://login.microsoftonline.com": false, "null": false,
		"https://login.live.com":                         false,
		"https://login.microsoftonline.com.evil.example": true,
	} {
		s := begin(t, newAuthServer(t).connection(), signingOptions{})
		s.callback(s.good(), "Origin: "+origin)
		session := s.end()
		if session.Failure != nil || session.Callback.Origin != origin {
			t.Errorf("35: failure %+v, callback %+v", session.Failure, session.Callback)
		}
		if got := len(s.seen(EventWarning)) > 0; got != warned {
			t.Errorf("35: origin %s: warned is %v", origin, got)
		}
	}
	if foreignOrigin("http://127.0.0.1:1", "http://127.0.0.1:1/authorize") ||
		!foreignOrigin("http://127.0.0.1:1", "http://127.0.0.1:12/authorize") {
		t.Error("35: the server's own origin is not distinguished from others")
	}
}

// TestMemory: hundreds of oversized requests leave nothing behind (security 22).
func TestMemory(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	raw := s.request("POST", "/callback", strings.Repeat("a&", 20000))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 300 {
		if got := s.send(raw); got.status != http.StatusBadRequest {
			t.Fatalf("22: status %d", got.status)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if rise := int64(after.HeapAlloc) - int64(before.HeapAlloc); rise > 5<<20 {
		t.Errorf("22: memory rose by %d bytes", rise)
	}
	session := s.succeed()
	if n := len(session.Ignored); n != maxIgnored {
		t.Errorf("%d strays are listed", n)
	}
	if last := session.Ignored[maxIgnored-1]; last.Reason != notListed || last.Times != 201 {
		t.Errorf("the last stray is %+v", last)
	}
}

// TestQueryAnswerIsExplainedOnlyIfItIsOne: only a GET with the right state and well-formed parameters says that the
// server uses the other response mode.
func TestQueryAnswerIsExplainedOnlyIfItIsOne(t *testing.T) {
	for query, explained := range map[string]bool{
		"code=x&state=right": true, "code=x&state=wrong": false, "code=x": false, "": false, "state=right&state=right": false,
		"state=right&x=%zz": false, "state=wrong&x=%zz": false, "error=x&state=right": true,
	} {
		uri, _ := url.Parse("http://localhost:8400")
		h := newCallbackHandler(uri, ModeFormPost)
		h.turnstile = newTurnstile(NewSecret("right"), func() *Metadata { return nil })
		warned, strays := 0, []Ignored{}
		h.now, h.warn, h.stray = time.Now, func(string) { warned++ }, func(i Ignored) { strays = append(strays, i) }
		r := httptest.NewRequest(http.MethodGet, "http://localhost:8400/?"+query, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusMethodNotAllowed || len(strays) != 1 || len(h.turnstile.out) != 0 {
			t.Errorf("%q: status %d, strays %+v", query, w.Code, strays)
			continue
		}
		if (warned == 1) != explained || (strays[0].AnswerBy == ModeQuery) != explained {
			t.Errorf("%q: warned %d times, strays %+v", query, warned, strays)
		}
	}
}

// TestRedirectURIWithoutPath: Entra sends the answer to "/", and to nothing else (RFC 3986 section 6.2.3).
func TestRedirectURIWithoutPath(t *testing.T) {
	for address, want := range map[string][2]string{
		"http://localhost:8400": {"/", "localhost:8400"}, "http://localhost:8400/": {"/", "localhost:8400"},
		"http://LOCALHOST:80/cb": {"/cb", "localhost"}, "http://127.0.0.1/cb": {"/cb", "127.0.0.1"},
		"http://[::1]:8080/cb": {"/cb", "[::1]:8080"},
	} {
		uri, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if h := newCallbackHandler(uri, ModeFormPost); h.path != want[0] || h.host != want[1] {
			t.Errorf("%s: path %q, host %q", address, h.path, h.host)
		}
	}
}

// TestOrigins: a form post from Microsoft's pages or from the server itself is not foreign; no origin says nothing.
func TestOrigins(t *testing.T) {
	const server = "https://id.example:9443/authorize?x"
	for origin, foreign := range map[string]bool{
		"": false, "null": false, "https://login.microsoftonline.com": false, "https://LOGIN.microsoftonline.com": false,
		"https://login.microsoftonline.us": false, "https://login.live.com": false, "https://id.example:9443": false,
		"http://login.microsoftonline.com": true, "http://login.live.com": true, "https://evil.example": true,
		"https://live.com":                    true,
		"https://login.live.com.evil.example": true, "https://id.example": true, "https://id.example:944": true,
		"https://id.exampl":                 true,
		"https://id.example:9443/authorize": true, "login.live.com": true, "/": true,
	} {
		if got := foreignOrigin(origin, server); got != foreign {
			t.Errorf("%q: foreign %t", origin, got)
		}
	}
}
