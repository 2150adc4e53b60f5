package demo

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	testRedirect = "http://localhost:8400/callback"
	ownAPI       = "api://" + ClientID + "/"
	testVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
)

// testClock is a clock that a test moves.
type testClock struct{ ahead atomic.Int64 }

func (c *testClock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *testClock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

func start(t *testing.T, id string, o Options) *Server {
	t.Helper()
	scenario, ok := Lookup(id)
	if !ok {
		t.Fatalf("there is no scenario %q", id)
	}
	s, err := Start(scenario, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// authParams is an authorization request that is right, with changes: name and
// value in turn, an empty value takes the parameter away.
func authParams(changes ...string) url.Values {
	sum := sha256.Sum256([]byte(testVerifier))
	v := url.Values{
		"client_id": {ClientID}, "response_type": {"code"}, "redirect_uri": {testRedirect}, "response_mode": {"query"},
		"scope": {"openid profile email"}, "state": {"the-state"}, "nonce": {"the-nonce"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	return change(v, changes)
}

func change(v url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		v.Del(changes[i])
		if changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	return v
}

// firstSecret is the value of the registration's first secret.
func (s *Server) firstSecret() string {
	value, _ := s.SecretValue(s.Setup().App.Secrets[0].KeyID)
	return value.Reveal()
}

// answer is one response, read.
type answer struct {
	status int
	header http.Header
	body   string
	url    *url.URL
}

func (s *Server) fetch(t *testing.T, req *http.Request) answer {
	t.Helper()
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body), req.URL}
}

func (s *Server) get(t *testing.T, path string, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	addHeaders(req, headers)
	return s.fetch(t, req)
}

// addHeaders takes names and values in turn.
func addHeaders(req *http.Request, headers []string) {
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
}

func (s *Server) post(t *testing.T, path string, form url.Values, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	addHeaders(req, headers)
	return s.fetch(t, req)
}

// choose signs an account in at an authority and returns what comes back.
func (s *Server) choose(t *testing.T, segment string, params url.Values, account Account, choice string) answer {
	t.Helper()
	form := url.Values{fieldAccount: {string(account)}, fieldChoice: {choice}}
	return s.post(t, "/"+segment+"/oauth2/v2.0/authorize?"+params.Encode(), form)
}

// location is the redirect of an answer, with its query.
func (a answer) location(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(a.header.Get("Location"))
	if a.status != http.StatusFound || err != nil {
		t.Fatalf("no redirect: status %d, location %q, body %s", a.status, a.header.Get("Location"), a.body)
	}
	return u
}

// code signs the account in and returns a fresh code.
func (s *Server) code(t *testing.T, account Account, changes ...string) string {
	t.Helper()
	u := s.choose(t, "common", authParams(changes...), account, choiceSignIn).location(t)
	code := u.Query().Get("code")
	if code == "" {
		t.Fatalf("no code in %s", u)
	}
	return code
}

// tokenParams is a token request that is right, with changes.
func (s *Server) tokenParams(code string, changes ...string) url.Values {
	return change(url.Values{
		"client_id": {ClientID}, "client_secret": {s.firstSecret()}, "grant_type": {"authorization_code"},
		"code": {code}, "redirect_uri": {testRedirect}, "code_verifier": {testVerifier},
	}, changes)
}

const tokenPath = "/common/oauth2/v2.0/token"

func (a answer) json(t *testing.T, into any) {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

// tokens redeems a fresh code.
func (s *Server) tokens(t *testing.T, account Account, changes ...string) tokenResponse {
	t.Helper()
	a := s.post(t, tokenPath, s.tokenParams(s.code(t, account, changes...)))
	if a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	var got tokenResponse
	a.json(t, &got)
	return got
}

// decode splits a token and verifies it with a key.
func decode(t *testing.T, token string, key signingKey) (header, claims map[string]any, verified bool) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %d parts", len(parts))
	}
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	return header, claims, verify(key, parts[0]+"."+parts[1], signature)
}
