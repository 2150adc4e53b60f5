package flow

import (
	"net/url"
	"slices"
	"strings"
	"testing"
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
		{"02 query response in form_post mode", "", method("GET"), 405, "other method"},
		{"03 post in query mode", q, post(asIs), 405, "other method"},
		{"04 head", "", method("HEAD"), 405, "other method"},
		{"04 head in query mode", q, method("HEAD"), 405, "other method"},
		{"04 options", "", method("OPTIONS"), 405, "other method"},
		{"04 options of everything", "", func(s *signing) string { return s.request("OPTIONS", "*", "") }, 404, "other path"},
		{"04 put", "", method("PUT"), 405, "other method"},
		{"04 trace", q, method("TRACE"), 405, "other method"},
		{"05 preflight", "", method("OPTIONS", "Origin: https://evil.example", "Access-Control-Request-Method: POST",
			"Access-Control-Request-Private-Network: true"), 405, "other method"},
		{
			"06 wrong state", "", post(func(v url.Values) string { return with(v, "state", "wrong").Encode() }), 400,
			"wrong state",
		},
		{"06 wrong state in query mode", q, get("/callback?code=x&state=wrong"), 400, "wrong state"},
		{"07 missing state", "", post(func(v url.Values) string { return without(v, "state").Encode() }), 400, "no state"},
		{"07 empty state", "", post(func(v url.Values) string { return with(v, "state", "").Encode() }), 400, "no state"},
		{
			"07 state twice, right first", "", post(func(v url.Values) string { return v.Encode() + "&state=wrong" }), 400,
			"a parameter was given twice",
		},
		{
			"07 state twice, wrong first", "", post(func(v url.Values) string { return "state=wrong&" + v.Encode() }), 400,
			"a parameter was given twice",
		},
		{"08 error without state", "", post(func(url.Values) string { return "error=access_denied" }), 400, "no state"},
		{"08 error without state in query mode", q, get("/callback?error=access_denied"), 400, "no state"},
		{
			"12 code twice", "", post(func(v url.Values) string { return v.Encode() + "&code=other" }), 400,
			"a parameter was given twice",
		},
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
		{
			"17 escaped letter in query mode", q,
			func(s *signing) string { return s.request("GET", "/c%61llback?"+s.good().Encode(), "") }, 404, "other path",
		},
		{"18 sec-purpose", q, method("GET", "Sec-Purpose: prefetch;prerender"), 204, "prefetch"},
		{"18 purpose", q, method("GET", "Purpose: prefetch"), 204, "prefetch"},
		{"18 x-moz", q, method("GET", "X-Moz: prefetch"), 204, "prefetch"},
		{"21 long URL", "", get("/callback?" + strings.Repeat("x", 2<<20)), 431, "malformed request"},
		{
			"21 large body", "", post(func(v url.Values) string { return v.Encode() + "&x=" + strings.Repeat("x", 10<<20) }),
			413, "too large",
		},
		{"21 large body without length", "", chunked, 413, "too large"},
		{
			"22 many parameters", "", post(func(v url.Values) string { return v.Encode() + "&" + many }), 400,
			"too many parameters",
		},
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
		{
			"35 foreign origin, wrong state", "",
			post(func(v url.Values) string { return with(v, "state", "wrong").Encode() }, "Origin: https://evil.example"), 400,
			"wrong state",
		},
		{
			"36 long code", "", post(func(v url.Values) string { return with(v, "code", strings.Repeat("c", 20<<10)).Encode() }),
			400, "malformed code",
		},
		{"36 very long code", "", post(func(v url.Values) string {
			return with(v, "code",
				strings.Repeat("c", 100<<10)).Encode()
		}), 413, "too large"},
		{
			"36 code with a space", "", post(func(v url.Values) string { return with(v, "code", "a b").Encode() }), 400,
			"malformed code",
		},
		{
			"36 code with a control character", "",
			post(func(v url.Values) string { return with(v, "code", "a\x1bb").Encode() }), 400, "malformed code",
		},
		{"37 semicolons", q, func(s *signing) string {
			return s.request("GET", "/callback?code=1;state="+s.url.Get("state"), "")
		}, 400, "malformed parameters"},
		{
			"37 semicolons in a form", "", post(func(v url.Values) string { return "code=1;state=" + v.Get("state") }), 400,
			"malformed parameters",
		},
		{"bad escape", "", post(func(v url.Values) string { return v.Encode() + "&x=%zz" }), 400, "malformed parameters"},
		{"not HTTP", "", func(*signing) string { return "hello\r\n\r\n" }, 400, "malformed request"},
	}
}

func chunked(s *signing) string {
	chunk := "8000\r\n" + strings.Repeat("x", 0x8000) + "\r\n"
	return s.request("POST", "/callback", "", "Content-Type: application/x-www-form-urlencoded",
		"Transfer-Encoding: chunked") +
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
				t.Errorf("the response has a body: %.80q", got.body)
			}
			if tc.reason != "malformed request" { // that one net/http answers by itself
				checkHeaders(t, got.header)
			}
			if want := map[string]string{"": "POST", ModeQuery: "GET"}[tc.mode]; got.status == 405 &&
				got.header.Get("Allow") != want {
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
		t.Error("a state is in the response")
	}
}
