package cmd

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"edov/flow/demo"
)

// serving runs edov demo --serve until stop is called, which gives its exit code and what it said.
func serving(t *testing.T, args ...string) (facts served, stop func() (int, string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p, _, stderr := stopProgram(t, strings.NewReader(""))
	r, w := io.Pipe()
	p.Stdout = w
	done := make(chan int, 1)
	go func() {
		done <- p.Main(ctx, append([]string{"demo", "--serve", "--format", "json"}, args...))
		w.Close()
	}()
	stop = func() (int, string) {
		cancel()
		return <-done, stderr.String()
	}
	if err := json.NewDecoder(r).Decode(&facts); err != nil {
		code, said := stop()
		t.Fatalf("%v: exit code %d, %s", err, code, said)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return facts, stop
}

// What --serve prints is enough to sign in with another program; then Ctrl+C leaves nothing behind.
func TestServeDemo(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	const own = "http://localhost:3000/api/auth/callback/microsoft-entra-id"
	facts, stop := serving(t, "--tls", "--port", "0", "--files", folder, "--redirect-uri", own)
	secret, err := os.ReadFile(facts.SecretFile)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(facts.CAFile)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(ca) || bytes.Contains(ca, []byte("PRIVATE")) {
		t.Fatalf("%v: %s", err, ca)
	}
	for _, path := range []string{
		facts.SecretFile, facts.CAFile, facts.Clerk.TokenFile, facts.Supabase.TokenFile,
	} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	post := func(address string, form url.Values, into any) *http.Response {
		t.Helper()
		resp, err := client.PostForm(address, form)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if into != nil {
			if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
				t.Fatal(err)
			}
		}
		return resp
	}
	asked := url.Values{
		"client_id": {facts.ClientID}, "redirect_uri": {own}, "response_type": {"code"}, "scope": {"openid"},
	}
	signedIn := post(facts.Authority+"/oauth2/v2.0/authorize?"+asked.Encode(), url.Values{
		"edov_account": {facts.Users[0].Account}, "edov_choice": {"sign-in"},
	}, nil)
	back, err := signedIn.Location()
	if err != nil || back.Host != "localhost:3000" {
		t.Fatalf("%v, %v", back, err)
	}
	var tokens map[string]any
	post(facts.Authority+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {facts.ClientID}, "client_secret": {string(secret)},
		"redirect_uri": {own}, "code": {back.Query().Get("code")},
	}, &tokens)
	if tokens["id_token"] == nil {
		t.Errorf("%v", tokens)
	}
	clerk := "/v1/platform/applications/" + strings.Replace(facts.Clerk.Place, "/prod", "/instances/production/config", 1)
	for address, file := range map[string]string{
		facts.Clerk.URL + clerk: facts.Clerk.TokenFile,
		facts.Supabase.URL + "/v1/projects/" + facts.Supabase.Place + "/config/auth": facts.Supabase.TokenFile,
	} {
		token, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		for header, want := range map[string]int{"": http.StatusUnauthorized, "Bearer " + string(token): http.StatusOK} {
			req.Header.Set("Authorization", header)
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%s: status %d, not %d", address, resp.StatusCode, want)
			}
		}
	}
	code, said := stop()
	if code != ExitClean || !strings.Contains(said, "Ctrl+C") || strings.Contains(said, string(secret)) {
		t.Errorf("exit code %d: %s", code, said)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(facts.URL, "https://")); err == nil {
		t.Error("the port is still open")
	}
}

// Each scenario can be served. What it has nothing of has no file.
func TestServeScenario(t *testing.T) {
	facts, stop := serving(t, "secret-missing", "--port", "0")
	if facts.Scenario != "secret-missing" || facts.SecretFile+facts.CAFile != "" || facts.ClientID != demo.ClientID {
		t.Errorf("%+v", facts)
	}
	if host, _, _ := net.SplitHostPort(strings.TrimPrefix(facts.URL, "http://")); host != "127.0.0.1" {
		t.Errorf("it is reached at %s", facts.URL)
	}
	if code, _ := stop(); code != ExitClean {
		t.Errorf("exit code %d", code)
	}
}

// A fixed port is that port or an error: configurations name it.
func TestServePort(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	for args, c := range map[string]struct {
		code int
		said string
	}{
		"--port " + strconv.Itoa(port): {ExitUnfinished, "is in use"},
		"--port 70000":                 {ExitUsage, "between 0 and 65535"},
		"--port -1":                    {ExitUsage, "between 0 and 65535"},
		"--redirect-uri http://shop.example --port 0": {ExitUsage, "can't be registered: a redirect URI must start"},
		"--headless":                   {ExitUsage, "--headless has no effect with --serve"},
		"--files /dev/null/x --port 0": {ExitUnfinished, "couldn't be written"},
		"--redirect-uri " + demo.ProductRedirectURI + " --port 0": {ExitUsage, "listed twice"},
	} {
		got := runProgram(t, "", append([]string{"demo", "--serve"}, strings.Fields(args)...)...)
		if got.code != c.code || !strings.Contains(got.stderr, c.said) || got.stdout != "" {
			t.Errorf("%s: exit code %d, %s%s", args, got.code, got.stdout, got.stderr)
		}
	}
	l.Close()
	facts, stop := serving(t, "--port", strconv.Itoa(port))
	if facts.URL != "http://127.0.0.1:"+strconv.Itoa(port) {
		t.Errorf("it is served at %s", facts.URL)
	}
	stop()
	for _, flag := range []string{"--files x", "--redirect-uri https://a.example"} {
		got := runProgram(t, "", append([]string{"demo"}, strings.Fields(flag)...)...)
		if got.code != ExitUsage || !strings.Contains(got.stderr, "no effect without --serve") {
			t.Errorf("%s: exit code %d, %s", flag, got.code, got.stderr)
		}
	}
}

// Port 0 is any free port for the redirect URI too.
func TestDemoOnAnyPort(t *testing.T) {
	got := runProgram(t, "", "demo", "--port", "0", "--format", "json")
	if got.code != ExitClean || !strings.Contains(got.stderr, "listening on localhost:") ||
		strings.Contains(got.stderr, "localhost:8400") || strings.Contains(got.stderr, "localhost:0") {
		t.Errorf("exit code %d: %s%s", got.code, got.stdout, got.stderr)
	}
}

// go-oidc signs in: discovery, the code, the ID token, userinfo and a refresh token.
func TestGoOIDCSignsIn(t *testing.T) {
	facts, stop := serving(t, "--port", "0")
	defer stop()
	secret, err := os.ReadFile(facts.SecretFile)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := oidc.NewProvider(t.Context(), facts.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	config := oauth2.Config{
		ClientID: facts.ClientID, ClientSecret: string(secret), Endpoint: provider.Endpoint(),
		RedirectURL: "http://localhost:3000/callback", Scopes: []string{oidc.ScopeOpenID, "email", oidc.ScopeOfflineAccess},
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	resp, err := client.PostForm(config.AuthCodeURL("the-state", oidc.Nonce("the-nonce")), url.Values{
		"edov_account": {facts.Users[0].Account}, "edov_choice": {"sign-in"},
	})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	token, err := config.Exchange(t.Context(), back.Query().Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: facts.ClientID}).Verify(t.Context(), raw)
	if err != nil || id.Nonce != "the-nonce" {
		t.Fatalf("%v, %v", id, err)
	}
	token.Expiry = time.Now().Add(-time.Hour) // so that it is renewed
	source := config.TokenSource(t.Context(), token)
	if renewed, err := source.Token(); err != nil || renewed.AccessToken == token.AccessToken {
		t.Fatalf("not renewed: %v", err)
	}
	info, err := provider.UserInfo(t.Context(), source)
	if err != nil || info.Subject != id.Subject || info.Email != facts.Users[0].Username {
		t.Errorf("userinfo: %+v, %v", info, err)
	}
}
