package demo_test

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

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
)

func TestConnection(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	o := demo.Options{Now: func() time.Time { return now }}
	secret := regexp.MustCompile(`^[\w.]{3}8Q~[\w.]{34}$`)
	for id, days := range map[string]float64{"healthy": 180, "secret-expiring": 9, "secret-expired": -3} {
		c := demotest.Start(t, id, o).Connection()
		// An entered date stands for the end of that day.
		if want := now.Truncate(24*time.Hour).AddDate(0, 0, int(days)+1); !c.SecretExpires.Equal(want) {
			t.Errorf("%s: the secret expires %v, want %v", id, c.SecretExpires, want)
		}
		if c.Tenant != "common" || c.Public || !secret.MatchString(c.Secret.Reveal()) {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if c := demotest.Start(t, "secret-missing", o).Connection(); !c.Public || !c.Secret.IsZero() {
		t.Errorf("secret-missing: %+v", c)
	}
	if s := demotest.Start(t, "secret-id", o); s.Connection().Secret.Reveal() == s.FirstSecret() {
		t.Error("secret-id: the secret is right")
	}
}

func TestListensOnLoopbackOnly(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	host, _, err := net.SplitHostPort(strings.TrimPrefix(s.URL(), "http://"))
	if err != nil || host != "127.0.0.1" {
		t.Errorf("listens on %q (%v)", host, err)
	}
	req, err := http.NewRequest(http.MethodGet, s.URL()+"/common/discovery/v2.0/keys", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "rebound.example"
	if a := s.Fetch(t, req); a.Status != http.StatusMisdirectedRequest || a.Body != "" {
		t.Errorf("another host: status %d, %q", a.Status, a.Body)
	}
}

func TestClockSkewShowsInDate(t *testing.T) {
	s := demotest.Start(t, "clock-skew", demo.Options{})
	date, err := http.ParseTime(s.Get(t, "/common/discovery/v2.0/keys").Header.Get("Date"))
	if ahead := time.Until(date); err != nil || ahead < 19*time.Minute || ahead > 21*time.Minute {
		t.Errorf("ahead by %v (%v)", ahead, err)
	}
}

func TestSlowNetwork(t *testing.T) {
	s := demotest.Start(t, "slow-network", demo.Options{})
	began := time.Now()
	s.Get(t, "/common/discovery/v2.0/keys")
	if took := time.Since(began); took < s.Scenario().Delay {
		t.Errorf("took %v", took)
	}
}

func TestRequestsAreCounted(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Redeem(t, tenant.AccountWork)
	if got := s.Requests(); got["POST "+demotest.TokenPath] != 1 || got["POST "+demotest.AuthorizePath] != 1 {
		t.Errorf("%v", got)
	}
}

func TestSecretsKnowsAll(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	code := s.Code(t, tenant.AccountPersonal, "scope", "openid offline_access")
	var got demotest.Tokens
	s.Post(t, demotest.TokenPath, s.TokenParams(code)).JSON(t, &got)
	all := strings.Join(s.Secrets(), "\n")
	for name, value := range map[string]string{
		"secret": s.FirstSecret(), "code": code, "verifier": demotest.Verifier, "refresh token": got.RefreshToken,
		"signature": got.IDToken[strings.LastIndexByte(got.IDToken, '.')+1:], "opaque token": got.AccessToken,
	} {
		if value == "" || !strings.Contains(all, value) {
			t.Errorf("the %s is missing", name)
		}
	}
}

func TestTLS(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{TLS: true})
	if block, _ := pem.Decode(s.CAPEM()); block == nil || !strings.HasPrefix(s.URL(), "https://127.0.0.1:") {
		t.Errorf("URL %s, PEM %q", s.URL(), s.CAPEM())
	}
	resp, err := (&http.Client{Transport: s.Env().HTTP}).Get(s.URL() + "/common/discovery/v2.0/keys")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK {
		t.Errorf("%s, status %d", resp.Proto, resp.StatusCode)
	}
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("the certificate is trusted without its authority")
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, o := range []demo.Options{{}, {TLS: true}} {
		s := demotest.Start(t, "healthy", o)
		s.Get(t, "/common/discovery/v2.0/keys")
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

// Close cancels a request in progress.
func TestCloseDoesNotWait(t *testing.T) {
	scenario, _ := demo.Lookup("slow-network")
	scenario.Delay = time.Hour
	s, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := s.Play(context.Background(), s.URL()+demotest.AuthorizePath)
		done <- err
	}()
	for len(s.Requests()) == 0 {
		runtime.Gosched()
	}
	s.Close()
	if err := <-done; err == nil {
		t.Error("Play reported no error")
	}
}
