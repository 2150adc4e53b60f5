package flow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	server := newAuthServer(t)
	c := server.connection()
	c.Prompt, c.LoginHint, c.DomainHint = "login", "a@example.com", "example.com"
	s := begin(t, c, signingOptions{})
	session := s.succeed()

	for name, want := range map[string]string{
		"client_id": testClientID, "response_type": "code", "response_mode": "form_post", "scope": "openid profile email",
		"redirect_uri": s.redirect.String(), "code_challenge_method": "S256", "nonce": session.Request.Nonce,
		"prompt": "login", "login_hint": "a@example.com", "domain_hint": "example.com",
	} {
		if got := s.url.Get(name); got != want || want == "" {
			t.Errorf("the request's %s is %q, want %q", name, got, want)
		}
	}
	form := server.tokenForms[0]
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != s.url.Get("code_challenge") {
		t.Error("the verifier does not fit the challenge")
	}
	if form.Get("code") != canaryCode || form.Get("redirect_uri") != s.redirect.String() {
		t.Errorf("the token request has code %q and redirect URI %q", form.Get("code"), form.Get("redirect_uri"))
	}
	cb := session.Callback
	if cb.Via != "form_post" || cb.CodeHash != leftHash(canaryCode) ||
		!slices.Equal(cb.Params, []string{"code", "session_state", "state"}) {
		t.Errorf("callback %+v", cb)
	}
	if session.Metadata == nil || len(session.KeySets) != 1 || len(session.Exchanges) != 3 || session.EndedAt.IsZero() ||
		len(session.Problems) != 0 {
		t.Errorf("session %+v", session)
	}
	kinds := s.kinds()
	for _, kind := range []EventKind{
		EventListening, EventURL, EventBrowserOpened, EventMetadata, EventKeys, EventCallback,
		EventRedeemed,
	} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no event %s among %v", kind, kinds)
		}
	}
	if kinds[0] != EventListening || kinds[len(kinds)-1] != EventDone {
		t.Errorf("events %v", kinds)
	}
	checkNoSecrets(t, session, s, form.Get("code_verifier"))
}

// checkNoSecrets looks for what must not be in a saved session.
func checkNoSecrets(t *testing.T, session *Session, s *signing, verifier string) {
	t.Helper()
	saved, err := json.Marshal(session)
	if err != nil {
		t.Fatal(err)
	}
	for name, canary := range map[string]string{
		"client secret": canarySecret, "code": canaryCode, "state": s.url.Get("state"), "verifier": verifier,
		"signature": canarySignature,
	} {
		if bytes.Contains(saved, []byte(canary)) {
			t.Errorf("the %s is in the saved session", name)
		}
	}
}

// TestStraysLeaveNoSecrets sends answers with a code that are ignored.
func TestStraysLeaveNoSecrets(t *testing.T) {
	server := newAuthServer(t)
	s := begin(t, server.connection(), signingOptions{})
	for _, raw := range []string{
		method("GET")(s), toHost("Host: evil.example")(s), goodTo("/other")(s),
		goodTo("http://evil.example/callback")(s),
	} {
		s.send(raw)
	}
	session := s.succeed()
	if len(session.Ignored) != 4 {
		t.Errorf("%d were ignored", len(session.Ignored))
	}
	checkNoSecrets(t, session, s, server.tokenForms[0].Get("code_verifier"))
}

func TestPKCEKnownAnswer(t *testing.T) {
	// RFC 7636 appendix B: the verifier is base64url of these 32 octets.
	octets := []byte{
		116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214,
		191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
	}
	random := append(bytes.Repeat([]byte{1}, 64), octets...) // state and nonce come first
	auth, err := newAuthorization(Env{Rand: bytes.NewReader(random)}, Connection{}.withDefaults(),
		"https://a.example/authorize", DefaultRedirectURI)
	if err != nil {
		t.Fatal(err)
	}
	if got := auth.verifier.Reveal(); got != "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" {
		t.Errorf("verifier %q", got)
	}
	if !strings.Contains(auth.url, "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM") {
		t.Errorf("the challenge is not in %s", auth.url)
	}
	if _, err := newAuthorization(Env{Rand: bytes.NewReader(random[:95])}, Connection{}, "https://a.example",
		""); err == nil {
		t.Error("too little randomness was accepted")
	}
}

func TestFreshValues(t *testing.T) {
	seen := map[string]bool{}
	for range 20 {
		auth, err := newAuthorization(Env{}, Connection{}, "https://a.example/authorize", DefaultRedirectURI)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []string{auth.state.Reveal(), auth.nonce, auth.verifier.Reveal()} {
			if len(v) != 43 || seen[v] {
				t.Fatalf("%q is not fresh or has another length than 43", v)
			}
			seen[v] = true
		}
	}
}

func TestFaultyConnection(t *testing.T) {
	s := launch(t, Connection{RedirectURI: DefaultRedirectURI}, signingOptions{})
	f := s.end().Failure
	if f == nil || f.Stage != StageConnection || f.Kind != FailureLocal || f.Hint == "" || s.opened != 0 {
		t.Errorf("failure %+v, browser opened %d times", f, s.opened)
	}
}

// TestTimeout: it ends with hints and frees the port (security 32).
func TestTimeout(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{timeout: 50 * time.Millisecond, env: func(e *Env) {
		e.Getenv = func(name string) string {
			return map[string]string{"SSH_CONNECTION": "10.0.0.1 5000 10.0.0.2 22", "USER": "ada"}[name]
		}
	}})
	f := s.end().Failure
	if f == nil || f.Kind != FailureTimeout || f.Stage != StageAuthorize {
		t.Fatalf("32: failure %+v", f)
	}
	port := s.redirect.Port()
	for _, want := range []string{
		"ssh -L " + port + ":localhost:" + port + " -L ", " ada@10.0.0.2", "paste", // the test's server is here too
		s.redirect.String(),
	} {
		if !strings.Contains(f.Hint, want) {
			t.Errorf("32: the hint lacks %q: %s", want, f.Hint)
		}
	}
	checkFree(t, s)
}

// checkFree requires that the port can be bound again immediately.
func checkFree(t *testing.T, s *signing) {
	t.Helper()
	ln, err := net.Listen("tcp4", s.addr())
	if err != nil {
		t.Errorf("the port is still held: %v", err)
		return
	}
	ln.Close()
}

// TestQuit: nothing is left of a sign-in that is stopped (security 33).
func TestQuit(t *testing.T) {
	server := newAuthServer(t)
	// Connections to the server, kept by other tests too, are not ours to count.
	transport := &http.Transport{DisableKeepAlives: true}
	before := runtime.NumGoroutine()
	s := begin(t, server.connection(), signingOptions{env: func(e *Env) { e.HTTP = transport }})
	conn, err := net.Dial("tcp", s.addr()) // a connection that sends nothing
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	quit := time.Now()
	s.cancel()
	session := s.end()
	if took := time.Since(quit); took > 30*time.Second {
		t.Errorf("33: it took %v", took)
	}
	if f := session.Failure; f == nil || f.Kind != FailureCancelled {
		t.Errorf("33: failure %+v", f)
	}
	checkFree(t, s)
	deadline := time.Now().Add(30 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if now := runtime.NumGoroutine(); now > before {
		stacks := make([]byte, 64<<10)
		t.Errorf("33: %d goroutines, %d before:\n%s", now, before, stacks[:runtime.Stack(stacks, true)])
	}
}

func TestPortIsFreeAfterSuccess(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	s.succeed()
	checkFree(t, s)
}

func TestBrowserFailureIsNotFatal(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{env: func(e *Env) {
		e.Browser = func(context.Context, string) (string, error) { return "", context.DeadlineExceeded }
	}})
	s.until(EventBrowserFailed)
	s.succeed()
}

// microsoft makes a sign-in at Microsoft's global cloud, played by server.
func microsoft(server *authServer) (Connection, func(*Env)) {
	c := server.connection()
	c.Authority, c.TrustAuthority = "", false
	return c, func(e *Env) { e.HTTP = msTransport{server} }
}

func TestURLBeforeDiscovery(t *testing.T) {
	server := newAuthServer(t)
	server.hold = make(chan struct{})
	c, env := microsoft(server)
	s := begin(t, c, signingOptions{env: env}) // the URL is there while metadata are held
	if n := len(s.seen(EventMetadata)); n != 0 {
		t.Fatal("metadata were not held")
	}
	s.until(EventKeys)
	s.callback(s.good())
	s.until(EventCallback)
	if server.count("token") != 0 {
		t.Error("the code was sent before the metadata were known")
	}
	close(server.hold)
	if session := s.end(); session.Failure != nil || session.Metadata == nil || len(session.Problems) != 0 {
		t.Errorf("failure %+v, problems %+v", session.Failure, session.Problems)
	}
}

func TestDiscoveryFails(t *testing.T) {
	server := newAuthServer(t)
	server.badMeta = true
	c, env := microsoft(server)
	s := begin(t, c, signingOptions{env: env})
	s.until(EventWarning)
	session := s.succeed()
	if len(session.Problems) != 1 || session.Problems[0].Stage != StageMetadata || session.Metadata != nil ||
		session.Tokens == nil {
		t.Errorf("problems %+v, metadata %+v", session.Problems, session.Metadata)
	}

	f := launch(t, server.connection(), signingOptions{}).end().Failure
	if f == nil || f.Stage != StageMetadata {
		t.Errorf("at a test server: failure %+v", f)
	}
}

// TestIssuerIsCheckedBeforeTheCodeIsSent waits for the metadata, if need be (security 25).
func TestIssuerIsCheckedBeforeTheCodeIsSent(t *testing.T) {
	server := newAuthServer(t)
	server.hold = make(chan struct{})
	c, env := microsoft(server)
	s := begin(t, c, signingOptions{env: env})
	s.callback(with(s.good(), "iss", "https://evil.example"))
	s.until(EventCallback)
	close(server.hold)
	if f := s.end().Failure; f == nil || f.Kind != FailureProtocol || server.count("token") != 0 {
		t.Errorf("25: failure %+v, %d token requests", f, server.count("token"))
	}
}

func TestKeysDuringTheWait(t *testing.T) {
	server := newAuthServer(t)
	server.keySets = [][]string{{"key-0"}, {"key-0"}, {"key-1"}, {"key-9"}}
	ticks := make(chan time.Time)
	s := begin(t, server.connection(), signingOptions{pace: func(p *pace) {
		p.ticks = func() (<-chan time.Time, func()) { return ticks, func() {} }
	}})
	ticks <- time.Now()
	ticks <- time.Now()
	if e := s.untilCount(EventKeys, 3); e.Count != 2 {
		t.Errorf("%d keys are known", e.Count)
	}
	session := s.succeed()
	if server.count("keys") != 3 || len(session.KeySets) != 2 { // equal answers are kept once
		t.Errorf("keys were asked for %d times, %d sets are kept", server.count("keys"), len(session.KeySets))
	}
	if last := server.hits[len(server.hits)-1]; last != "token" {
		t.Errorf("the last request is for %s, want the token alone after the callback: %v", last, server.hits)
	}
}

// TestKeyNotSeen: a key that is not known is asked for again, at most at two addresses.
func TestKeyNotSeen(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answers [][]string
		keys    int // requests for keys
	}{
		{"among those seen", [][]string{{"key-1"}}, 1},
		{"in a second response", [][]string{{"key-0"}, {"key-1"}}, 2}, // (security 70)
		{"in the tenant's own set", [][]string{{"key-0"}, {"key-0"}, {"key-1"}}, 3},
		{"nowhere", [][]string{{"key-0"}}, 3}, // (security 71)
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := newAuthServer(t)
			server.keySets = tc.answers
			c, env := microsoft(server)
			s := begin(t, c, signingOptions{env: env})
			s.until(EventKeys)
			session := s.succeed()
			if n := server.count("keys"); n != tc.keys {
				t.Errorf("%d requests for keys, want %d", n, tc.keys)
			}
			if again := len(s.seen(EventKeysAgain)); (again == 1) != (tc.keys > 1) {
				t.Errorf("%d events %s", again, EventKeysAgain)
			}
			if last := session.KeySets[len(session.KeySets)-1]; tc.keys == 3 && tc.name != "nowhere" &&
				!strings.Contains(last.URL, testTenant) {
				t.Errorf("the last set is of %s", last.URL)
			}
		})
	}
}

func TestNoNewsAfterTheEnd(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	s.succeed()
	kinds := s.kinds()
	ends := 0
	for _, kind := range kinds {
		if kind == EventDone || kind == EventFailed {
			ends++
		}
	}
	if ends != 1 || kinds[len(kinds)-1] != EventDone {
		t.Errorf("events %v", kinds)
	}
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "1 minute", 5 * time.Minute: "5 minutes",
		90 * time.Second: "1m30s",
	} {
		if got := roundDuration(d); got != want {
			t.Errorf("%v: %q", d, got)
		}
	}
}

// TestStillWaiting: after a while the user is asked what the browser shows,
// once, and the sign-in goes on.
func TestStillWaiting(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{pace: func(p *pace) { p.patience = time.Millisecond }})
	if e := s.until(EventWaiting); e.Duration != time.Millisecond {
		t.Errorf("waited %s", e.Duration)
	}
	s.succeed()
	if n := len(s.seen(EventWaiting)); n != 1 {
		t.Errorf("told %d times", n)
	}
}
