package flow

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// stray is a request that must be answered and forgotten.
type stray struct {
	name   string
	mode   string
	raw    func(s *signing) string
	status int    // 0: none matters
	reason string // of the Ignored; "": none is recorded
}

func with(params url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range params {
		out[name] = slices.Clone(values)
	}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func without(params url.Values, name string) url.Values {
	params = with(params)
	delete(params, name)
	return params
}

// get and post make a stray's request with the right parameters but for edits.
func get(target string, headers ...string) func(*signing) string {
	return func(s *signing) string { return s.request("GET", target, "", headers...) }
}

func method(name string, headers ...string) func(*signing) string {
	return func(s *signing) string { return s.request(name, "/callback?"+s.good().Encode(), "", headers...) }
}

func post(edit func(url.Values) string, headers ...string) func(*signing) string {
	return func(s *signing) string { return s.request("POST", "/callback", edit(s.good()), headers...) }
}

func asIs(v url.Values) string { return v.Encode() }

// goodTo sends the right answer to another target.
func goodTo(target string) func(*signing) string {
	return func(s *signing) string { return s.request("POST", target, s.good().Encode()) }
}

func toHost(lines ...string) func(*signing) string {
	return func(s *signing) string {
		var headers []string
		for _, line := range lines {
			headers = append(headers, strings.ReplaceAll(line, "PORT", s.redirect.Port()))
		}
		return s.request("POST", "/callback", s.good().Encode(), headers...)
	}
}

func strayTable() []stray { return append(requestStrays(), targetStrays()...) }

// requestStrays have the wrong method, parameters or state (security rows of TestStrays).
func requestStrays() []stray {
	const q = ModeQuery
	return []stray{
		{"01 favicon", "", get("/favicon.ico"), 404, "other path"},
		{"02 query answer in form_post mode", "", method("GET"), 405, "other method"},
		{"03 post in query mode", q, post(asIs), 405, "other method"},
		{"04 head", "", method("HEAD"), 405, "other method"},
		{"04 head in query mode", q, method("HEAD"), 405, "other method"},
		{"04 options", "", method("OPTIONS"), 405, "other method"},
		{"04 options of everything", "", func(s *signing) string { return s.request("OPTIONS", "*", "") }, 404, "other path"},
		{"04 put", "", method("PUT"), 405, "other method"},
		{"04 trace", q, method("TRACE"), 405, "other method"},
		{"05 preflight", "", method("OPTIONS", "Origin: https://evil.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Private-Network: true"), 405, "other method"},
		{"06 wrong state", "", post(func(v url.Values) string { return with(v, "state", "wrong").Encode() }), 400, "wrong state"},
		{"06 wrong state in query mode", q, get("/callback?code=x&state=wrong"), 400, "wrong state"},
		{"07 missing state", "", post(func(v url.Values) string { return without(v, "state").Encode() }), 400, "no state"},
		{"07 empty state", "", post(func(v url.Values) string { return with(v, "state", "").Encode() }), 400, "no state"},
		{"07 state twice, right first", "", post(func(v url.Values) string { return v.Encode() + "&state=wrong" }), 400, "a parameter was given twice"},
		{"07 state twice, wrong first", "", post(func(v url.Values) string { return "state=wrong&" + v.Encode() }), 400, "a parameter was given twice"},
		{"08 error without state", "", post(func(url.Values) string { return "error=access_denied" }), 400, "no state"},
		{"08 error without state in query mode", q, get("/callback?error=access_denied"), 400, "no state"},
		{"12 code twice", "", post(func(v url.Values) string { return v.Encode() + "&code=other" }), 400, "a parameter was given twice"},
	}
}

// targetStrays have the wrong host, path, purpose or size (security rows of TestStrays).
func targetStrays() []stray {
	const q = ModeQuery
	many := strings.Repeat("a&", 20000)
	return []stray{
		{"15 other host", "", toHost("Host: evil.example:PORT"), 421, "other host"},
		{"15 host with the right prefix", "", toHost("Host: localhost.evil.com:PORT"), 421, "other host"},
		{"15 address without port", "", toHost("Host: 127.0.0.1"), 421, "other host"},
		{"15 address instead of name", "", toHost("Host: 127.0.0.1:PORT"), 421, "other host"},
		{"15 name with another port", "", toHost("Host: localhost:1"), 421, "other host"},
		{"15 IPv6 address instead of name", "", toHost("Host: [::1]:PORT"), 421, "other host"},
		{"15 empty host", "", toHost("Host: "), 421, "other host"},
		{"15 two hosts", "", toHost("Host: localhost:PORT", "Host: evil.example"), 400, "malformed request"},
		{"16 absolute target", "", goodTo("http://evil.example/callback"), 421, "other host"},
		{"17 double slash", "", goodTo("//callback"), 404, "other path"},
		{"17 dot dot", "", goodTo("/x/../callback"), 404, "other path"},
		{"17 slash at the end", "", goodTo("/callback/"), 404, "other path"},
		{"17 other case", "", goodTo("/CALLBACK"), 404, "other path"},
		{"17 escaped slash", "", goodTo("/callback%2f"), 404, "other path"},
		{"17 escaped letter", "", goodTo("/%63allback%2F"), 404, "other path"},
		{"17 escaped letter alone", "", goodTo("/%63allback"), 404, "other path"},
		{"17 escaped letter in query mode", q, func(s *signing) string { return s.request("GET", "/c%61llback?"+s.good().Encode(), "") }, 404, "other path"},
		{"18 sec-purpose", q, method("GET", "Sec-Purpose: prefetch;prerender"), 204, "prefetch"},
		{"18 purpose", q, method("GET", "Purpose: prefetch"), 204, "prefetch"},
		{"18 x-moz", q, method("GET", "X-Moz: prefetch"), 204, "prefetch"},
		{"21 long URL", "", get("/callback?" + strings.Repeat("x", 2<<20)), 431, "malformed request"},
		{"21 large body", "", post(func(v url.Values) string { return v.Encode() + "&x=" + strings.Repeat("x", 10<<20) }), 413, "too large"},
		{"21 large body without length", "", chunked, 413, "too large"},
		{"22 many parameters", "", post(func(v url.Values) string { return v.Encode() + "&" + many }), 400, "too many parameters"},
		{"22 33 parameters", q, func(s *signing) string {
			return s.request("GET", "/callback?"+s.good().Encode()+strings.Repeat("&a=b", 30), "")
		}, 400, "too many parameters"},
		{"22 many cookies", q, method("GET", "Cookie: "+strings.Repeat("a=b; ", 5000)), 431, "malformed request"},
		{"23 text", "", post(asIs, "Content-Type: text/plain"), 415, "not a form"},
		{"23 multipart", "", post(asIs, "Content-Type: multipart/form-data; boundary=x"), 415, "not a form"},
		{"23 JSON", "", post(asIs, "Content-Type: application/json"), 415, "not a form"},
		{"23 no type", "", post(asIs, "Content-Type: "), 415, "not a form"},
		{"24 state in the URL, code in the body", "", func(s *signing) string {
			return s.request("POST", "/callback?state="+s.url.Get("state"), "code="+canaryCode)
		}, 400, "a form with a query"},
		{"35 foreign origin, wrong state", "", post(func(v url.Values) string { return with(v, "state", "wrong").Encode() }, "Origin: https://evil.example"), 400, "wrong state"},
		{"36 long code", "", post(func(v url.Values) string { return with(v, "code", strings.Repeat("c", 20<<10)).Encode() }), 400, "malformed code"},
		{"36 very long code", "", post(func(v url.Values) string { return with(v, "code", strings.Repeat("c", 100<<10)).Encode() }), 413, "too large"},
		{"36 code with a space", "", post(func(v url.Values) string { return with(v, "code", "a b").Encode() }), 400, "malformed code"},
		{"36 code with a control character", "", post(func(v url.Values) string { return with(v, "code", "a\x1bb").Encode() }), 400, "malformed code"},
		{"37 semicolons", q, func(s *signing) string {
			return s.request("GET", "/callback?code=1;state="+s.url.Get("state"), "")
		}, 400, "malformed parameters"},
		{"37 semicolons in a form", "", post(func(v url.Values) string { return "code=1;state=" + v.Get("state") }), 400, "malformed parameters"},
		{"bad escape", "", post(func(v url.Values) string { return v.Encode() + "&x=%zz" }), 400, "malformed parameters"},
		{"not HTTP", "", func(*signing) string { return "hello\r\n\r\n" }, 400, "malformed request"},
	}
}

func chunked(s *signing) string {
	chunk := "8000\r\n" + strings.Repeat("x", 0x8000) + "\r\n"
	return s.request("POST", "/callback", "", "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked") +
		strings.Repeat(chunk, 4) + "0\r\n\r\n"
}

func TestStrays(t *testing.T) {
	server := newAuthServer(t)
	for _, tc := range strayTable() {
		t.Run(tc.name, func(t *testing.T) {
			c := server.connection()
			c.ResponseMode = tc.mode
			s := begin(t, c, signingOptions{})
			got := s.send(tc.raw(s))
			if got.status != tc.status {
				t.Errorf("status %d, want %d", got.status, tc.status)
			}
			if got.body != "" && tc.reason != "malformed request" {
				t.Errorf("the answer has a body: %.80q", got.body)
			}
			if tc.reason != "malformed request" { // that one net/http answers by itself
				checkHeaders(t, got.header)
			}
			if want := map[string]string{"": "POST", ModeQuery: "GET"}[tc.mode]; got.status == 405 && got.header.Get("Allow") != want {
				t.Errorf("Allow is %q, want %q", got.header.Get("Allow"), want)
			}
			checkStateless(t, s, got)
			s.until(EventIgnored)
			session := s.succeed()
			if len(session.Ignored) != 1 || session.Ignored[0].Reason != tc.reason {
				t.Errorf("ignored %+v, want one with reason %q", session.Ignored, tc.reason)
			}
		})
	}
}

// checkStateless demands that neither the right state nor the one sent is in
// an answer.
func checkStateless(t *testing.T, s *signing, got httpAnswer) {
	t.Helper()
	text := got.body
	for name, values := range got.header {
		text += name + strings.Join(values, "")
	}
	if strings.Contains(text, s.url.Get("state")) || strings.Contains(text, "wrong") {
		t.Error("a state is in the answer")
	}
}

// TestQueryAnswerIsExplained: a GET with an answer is ignored, and the user is told why (security 2).
func TestQueryAnswerIsExplained(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	s.send(method("GET")(s))
	if w := s.until(EventWarning); !strings.Contains(w.Text, "response mode query") || !strings.Contains(w.Text, "--response-mode query") {
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
		{"09 error", nil, map[string]string{"error": "access_denied", "error_description": "AADSTS65004: no."}, FailureOAuth, "access_denied"},
		{"10 code and error", nil, map[string]string{"error": "access_denied", "code": "x"}, FailureProtocol, "both a code and an error"},
		{"11 neither", nil, map[string]string{}, FailureProtocol, "neither a code nor an error"},
		{"19 script", nil, map[string]string{"error": "server_error", "error_description": script}, FailureOAuth, ""},
		{"20 escapes", nil, map[string]string{"error": "server_error", "error_description": escapes}, FailureOAuth, ""},
		{"25 other issuer", nil, map[string]string{"code": "x", "iss": "https://evil.example"}, FailureProtocol, "not the expected issuer"},
		{"25 other issuer with an error", nil, map[string]string{"error": "access_denied", "iss": "https://evil.example"}, FailureProtocol, "not the expected issuer"},
		{"26 missing issuer", map[string]any{"authorization_response_iss_parameter_supported": true}, map[string]string{"code": "x"}, FailureProtocol, "metadata promises it"},
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
			if f := session.Failure; f == nil || f.Stage != StageAuthorize || f.Kind != tc.kind || !strings.Contains(f.Summary+f.OAuthError, tc.text) {
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
			t.Errorf("13: an answer has status %d and another page", got.status)
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
		"https://evil.example": true, "https://login.microsoftonline.com": false, "null": false, "https://login.live.com": false,
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
	if foreignOrigin("http://127.0.0.1:1", "http://127.0.0.1:1/authorize") || !foreignOrigin("http://127.0.0.1:1", "http://127.0.0.1:12/authorize") {
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
	if last := session.Ignored[maxIgnored-1].Reason; last != "201 more, not listed" {
		t.Errorf("the last stray says %q", last)
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
		"http://LOCALHOST:80/cb": {"/cb", "localhost"}, "http://127.0.0.1/cb": {"/cb", "127.0.0.1"}, "http://[::1]:8080/cb": {"/cb", "[::1]:8080"},
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
		"http://login.microsoftonline.com": true, "http://login.live.com": true, "https://evil.example": true, "https://live.com": true,
		"https://login.live.com.evil.example": true, "https://id.example": true, "https://id.example:944": true, "https://id.exampl": true,
		"https://id.example:9443/authorize": true, "login.live.com": true, "/": true,
	} {
		if got := foreignOrigin(origin, server); got != foreign {
			t.Errorf("%q: foreign %t", origin, got)
		}
	}
}
