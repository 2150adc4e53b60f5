package demo

import (
	"context"
	"encoding/pem"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestScenarioTable(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range Scenarios() {
		if s.ID == "" || ids[s.ID] {
			t.Errorf("the ID %q is empty or there twice", s.ID)
		}
		ids[s.ID] = true
		if s.Title == "" || strings.HasSuffix(s.Title, ".") {
			t.Errorf("%s: title %q", s.ID, s.Title)
		}
		if n := len(regexp.MustCompile(`[.:!?] [A-Z]`).FindAllString(s.Doc, -1)); n < 1 || n > 5 || !strings.HasSuffix(s.Doc, ".") {
			t.Errorf("%s: the doc has %d sentences", s.ID, n+1)
		}
		if _, ok := lookupAuthority(s.Tenant); s.Tenant != "" && !ok {
			t.Errorf("%s: there is no tenant %q", s.ID, s.Tenant)
		}
		if _, ok := lookupPerson(s.Account); s.Account != "" && !ok {
			t.Errorf("%s: there is no account %q", s.ID, s.Account)
		}
	}
	for _, id := range []string{
		"healthy", "healthy-personal", "guest", "no-email", "no-edov", "edov-false", "edov-string-one", "edov-number-one",
		"v1-token", "secret-expired", "secret-expiring", "secret-id", "secret-missing", "redirect-mismatch", "consent-declined",
		"single-tenant", "account-not-in-tenant", "wrong-nonce", "wrong-audience", "bad-signature", "key-flicker", "foreign-key",
		"clock-skew", "slow-network",
	} {
		if !ids[id] {
			t.Errorf("there is no scenario %q", id)
		}
	}
	if _, ok := Lookup("nothing"); ok {
		t.Error("an unknown scenario was found")
	}
}

func TestConnection(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	o := Options{Now: func() time.Time { return now }}
	secret := regexp.MustCompile(`^[\w.]{3}8Q~[\w.]{34}$`)
	for id, days := range map[string]float64{"healthy": 180, "secret-expiring": 9, "secret-expired": -3} {
		c := start(t, id, o).Connection()
		// A date typed stands for its end.
		if want := now.Truncate(24*time.Hour).AddDate(0, 0, int(days)+1); !c.SecretExpires.Equal(want) {
			t.Errorf("%s: the secret ends %v, want %v", id, c.SecretExpires, want)
		}
		if c.Tenant != "common" || c.Public || !secret.MatchString(c.Secret.Reveal()) {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if c := start(t, "secret-missing", o).Connection(); !c.Public || !c.Secret.IsZero() {
		t.Errorf("secret-missing: %+v", c)
	}
	if s := start(t, "secret-id", o); s.Connection().Secret.Reveal() == s.firstSecret() {
		t.Error("secret-id: the secret is right")
	}
}

func TestListensOnLoopbackOnly(t *testing.T) {
	s := start(t, "healthy", Options{})
	host, _, err := net.SplitHostPort(strings.TrimPrefix(s.URL(), "http://"))
	if err != nil || host != "127.0.0.1" {
		t.Errorf("listens on %q (%v)", host, err)
	}
	req, err := http.NewRequest(http.MethodGet, s.url+"/common/discovery/v2.0/keys", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "rebound.example"
	if a := s.fetch(t, req); a.status != http.StatusMisdirectedRequest || a.body != "" {
		t.Errorf("another host: status %d, %q", a.status, a.body)
	}
}

func TestClockSkewShowsInDate(t *testing.T) {
	s := start(t, "clock-skew", Options{})
	date, err := http.ParseTime(s.get(t, "/common/discovery/v2.0/keys").header.Get("Date"))
	if ahead := time.Until(date); err != nil || ahead < 19*time.Minute || ahead > 21*time.Minute {
		t.Errorf("ahead by %v (%v)", ahead, err)
	}
}

func TestSlowNetwork(t *testing.T) {
	s := start(t, "slow-network", Options{})
	began := time.Now()
	s.get(t, "/common/discovery/v2.0/keys")
	if took := time.Since(began); took < s.scenario.Delay {
		t.Errorf("took %v", took)
	}
	// The delay ends with the request.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s.wait(ctx) {
		t.Error("waited for a client that has gone")
	}
}

func TestRequestsAreCounted(t *testing.T) {
	s := start(t, "healthy", Options{})
	s.tokens(t, AccountWork)
	if got := s.Requests(); got["POST "+tokenPath] != 1 || got["POST "+authorizePath] != 1 {
		t.Errorf("%v", got)
	}
}

func TestSecretsKnowsAll(t *testing.T) {
	s := start(t, "healthy", Options{})
	code := s.code(t, AccountPersonal, "scope", "openid offline_access")
	var got tokenResponse
	s.post(t, tokenPath, s.tokenParams(code)).json(t, &got)
	all := strings.Join(s.Secrets(), "\n")
	for name, value := range map[string]string{
		"secret": s.firstSecret(), "code": code, "verifier": testVerifier, "refresh token": got.RefreshToken,
		"signature": signatureOf(got.IDToken), "opaque token": got.AccessToken,
	} {
		if value == "" || !strings.Contains(all, value) {
			t.Errorf("the %s is missing", name)
		}
	}
}

func TestTLS(t *testing.T) {
	s := start(t, "healthy", Options{TLS: true})
	if block, _ := pem.Decode(s.CAPEM()); block == nil || !strings.HasPrefix(s.URL(), "https://127.0.0.1:") {
		t.Errorf("URL %s, PEM %q", s.URL(), s.CAPEM())
	}
	resp, err := (&http.Client{Transport: s.Env().HTTP}).Get(s.url + "/common/discovery/v2.0/keys")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK {
		t.Errorf("%s, status %d", resp.Proto, resp.StatusCode)
	}
	if _, err := http.Get(s.url); err == nil {
		t.Error("the certificate is trusted without its authority")
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, o := range []Options{{}, {TLS: true}} {
		s := start(t, "healthy", o)
		s.get(t, "/common/discovery/v2.0/keys")
		s.Close()
		if err := s.Close(); err != nil {
			t.Error("second Close:", err)
		}
	}
	// Goroutines of closed connections end a moment later.
	for deadline := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, before %d:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}

// Close ends a request under way.
func TestCloseDoesNotWait(t *testing.T) {
	scenario, _ := Lookup("slow-network")
	scenario.Delay = time.Hour
	s, err := Start(scenario, Options{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := s.Play(context.Background(), s.url+authorizePath)
		done <- err
	}()
	for len(s.Requests()) == 0 {
		runtime.Gosched()
	}
	s.Close()
	if err := <-done; err == nil {
		t.Error("Play did not tell")
	}
}
