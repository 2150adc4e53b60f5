package flow

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"edov/flow/appreg"
)

// Canaries: none of them may be found in a saved session.
const (
	canarySecret    = "canary~secret-Value_of.the-app-0123456789ab"
	canaryCode      = "0.canary-code-of-the-user"
	canarySignature = "Y2FuYXJ5LXNpZ25hdHVyZQ"
	testClientID    = "6731de76-14a6-49ae-97bc-6eba6914391e"
	testTenant      = "4a43d3b1-5d0c-4f43-9a3c-0d2c5a1ede8f"
)

// authServer is the least of an authorization server: what a sign-in asks for.
type authServer struct {
	*httptest.Server
	mu         sync.Mutex
	hits       []string // "metadata", "keys", "token", in order
	tokenForms []url.Values
	keySets    [][]string // kids of each answer of the keys; the last repeats
	extraMeta  map[string]any
	kid        string        // of the token
	nonce      string        // of the token; empty: it has none
	hold       chan struct{} // when set, metadata wait for it
	badMeta    bool
}

func newAuthServer(t testing.TB) *authServer {
	s := &authServer{kid: "key-1", keySets: [][]string{{"key-1"}}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *authServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	name := map[bool]string{true: "token", false: "keys"}[strings.HasSuffix(r.URL.Path, "/token")]
	if strings.Contains(r.URL.Path, ".well-known") {
		name = "metadata"
	}
	s.mu.Lock()
	s.hits = append(s.hits, name)
	hold := s.hold
	s.mu.Unlock()
	if name == "metadata" && hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	var body any
	switch name {
	case "metadata":
		if s.badMeta {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		body = s.metadata("http://" + r.Host)
	case "keys":
		body = s.keys()
	case "token":
		body = s.redeemed(r)
	}
	_ = json.NewEncoder(w).Encode(body)
}

// metadata gives the shape of the server that was asked: Microsoft's, when the
// request came through msTransport, else its own.
func (s *authServer) metadata(base string) map[string]any {
	md := map[string]any{
		"issuer": base, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token",
		"jwks_uri":                 base + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post"},
	}
	if strings.HasPrefix(base, "http://login.microsoftonline.com") {
		base = "https://login.microsoftonline.com"
		md["issuer"] = base + "/{tenantid}/v2.0"
		md["authorization_endpoint"] = base + "/common/oauth2/v2.0/authorize"
		md["token_endpoint"] = base + "/common/oauth2/v2.0/token"
		md["jwks_uri"] = base + "/common/discovery/v2.0/keys"
	}
	for name, value := range s.extraMeta {
		md[name] = value
	}
	return md
}

func (s *authServer) keys() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	kids := s.keySets[0]
	if len(s.keySets) > 1 {
		s.keySets = s.keySets[1:]
	}
	keys := []any{}
	for _, kid := range kids {
		keys = append(keys, map[string]any{
			"kty": "RSA", "use": "sig", "kid": kid,
			"n": base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{0xab}, 256)), "e": "AQAB",
		})
	}
	return map[string]any{"keys": keys}
}

func (s *authServer) redeemed(r *http.Request) any {
	_ = r.ParseForm()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenForms = append(s.tokenForms, r.PostForm)
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	claims := map[string]any{"tid": testTenant, "sub": "someone", "ver": "2.0"}
	if s.nonce != "" {
		claims["nonce"] = s.nonce
	}
	token := part(map[string]any{"alg": "RS256", "typ": "JWT", "kid": s.kid}) + "." + part(claims) + "." + canarySignature
	return map[string]any{
		"token_type": "Bearer", "expires_in": 3599, "scope": "openid profile email", "id_token": token,
		"access_token": token,
	}
}

// count is how often something was requested.
func (s *authServer) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, hit := range s.hits {
		if hit == name {
			n++
		}
	}
	return n
}

func (s *authServer) connection() Connection {
	return Connection{
		Authority: s.URL, TrustAuthority: true, ClientID: testClientID, Secret: NewSecret(canarySecret),
		RedirectURI: DefaultRedirectURI, AnyPort: true,
	}
}

// msTransport takes what is meant for Microsoft to the server.
type msTransport struct{ server *authServer }

func (m msTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(m.server.URL, "http://")
	return http.DefaultTransport.RoundTrip(r)
}

// signing is a sign-in under way in a test.
type signing struct {
	t        testing.TB
	url      url.Values // the authorization request
	redirect *url.URL
	paste    chan string
	cancel   context.CancelFunc
	done     chan *Session
	news     chan struct{} // one for each event

	mu     sync.Mutex
	events []Event
	opened int // how often the browser was
}

type signingOptions struct {
	pace    func(*pace)
	env     func(*Env)
	timeout time.Duration
	me      bool
}

// begin starts a sign-in and returns when the browser would be open.
func begin(t testing.TB, c Connection, o signingOptions) *signing {
	t.Helper()
	s := launch(t, c, o)
	s.until(EventURL)
	return s
}

// launch starts a sign-in.
func launch(t testing.TB, c Connection, o signingOptions) *signing {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &signing{
		t: t, paste: make(chan string), cancel: cancel, done: make(chan *Session, 1), news: make(chan struct{}, 1000),
	}
	env := Env{Getenv: func(string) string { return "" }, Browser: func(context.Context, string) (string, error) {
		s.mu.Lock()
		s.opened++
		s.mu.Unlock()
		return "a test", nil
	}}
	p := defaultPace
	p.ticks = func() (<-chan time.Time, func()) { return nil, func() {} }
	if o.env != nil {
		o.env(&env)
	}
	if o.pace != nil {
		o.pace(&p)
	}
	opts := SignInOptions{Observe: s.observe, Paste: s.paste, Timeout: o.timeout, Program: "edov test", Me: o.me}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.done <- signIn(ctx, env, c, opts, p)
	}()
	t.Cleanup(func() {
		cancel()
		<-finished
	})
	return s
}

func (s *signing) observe(e Event) {
	s.mu.Lock()
	s.events = append(s.events, e)
	if e.Kind == EventListening {
		s.redirect, _ = url.Parse(e.URL)
	}
	if e.Kind == EventURL {
		u, _ := url.Parse(e.URL)
		s.url = u.Query()
	}
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// seen lists the events of a kind.
func (s *signing) seen(kind EventKind) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Event
	for _, e := range s.events {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

// until waits for an event of a kind.
func (s *signing) until(kind EventKind) Event { return s.untilCount(kind, 1) }

func (s *signing) untilCount(kind EventKind, n int) Event {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for {
		if list := s.seen(kind); len(list) >= n {
			return list[n-1]
		}
		select {
		case <-s.news:
		case <-deadline:
			s.t.Fatalf("no event %q; seen: %v", kind, s.kinds())
		}
	}
}

func (s *signing) kinds() []EventKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kinds []EventKind
	for _, e := range s.events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// end waits for the Session.
func (s *signing) end() *Session {
	s.t.Helper()
	select {
	case session := <-s.done:
		return session
	case <-time.After(time.Minute):
		s.t.Fatalf("the sign-in does not end; events: %v", s.kinds())
		return nil
	}
}

// addr is where to connect.
func (s *signing) addr() string { return net.JoinHostPort("127.0.0.1", s.redirect.Port()) }

// good is the right answer's parameters.
func (s *signing) good() url.Values {
	return url.Values{"code": {canaryCode}, "state": {s.url.Get("state")}, "session_state": {"x"}}
}

// request writes an HTTP/1.1 request; headers are lines.
func (s *signing) request(method, target, body string, headers ...string) string {
	lines := []string{method + " " + target + " HTTP/1.1"}
	if !slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Host:") }) {
		lines = append(lines, "Host: "+s.redirect.Host)
	}
	if body != "" {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
		if !slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Content-Type:") }) {
			lines = append(lines, "Content-Type: application/x-www-form-urlencoded")
		}
	}
	return strings.Join(append(lines, headers...), "\r\n") + "\r\n\r\n" + body
}

// succeed sends the right response and requires that it is accepted.
func (s *signing) succeed() *Session {
	s.t.Helper()
	got := s.callback(s.good())
	if got.status != http.StatusOK || !strings.Contains(got.body, "Response received") {
		s.t.Errorf("the right response got status %d: %.80q", got.status, got.body)
	}
	session := s.end()
	if session.Failure != nil {
		s.t.Errorf("the sign-in failed: %+v", session.Failure)
	}
	return session
}

func file(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const healthyManifest = "../testdata/manifest/healthy.json"

func healthyRegistration(t *testing.T) *appreg.App {
	t.Helper()
	all, err := appreg.Read(file(t, healthyManifest), "test")
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}
