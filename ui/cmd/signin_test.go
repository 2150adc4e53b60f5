package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// freePort gives a port that was free a moment ago on both loopback families.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// caFileOf is a file with the certificate of a demo tenant.
func caFileOf(t *testing.T, server *demo.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, server.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSigninOverTLSPastStrays is the whole command against the demo tenant
// over TLS: three strays, a forged error, a wrong state and a prefetch come
// before the right answer, and none of them ends the wait.
func TestSigninOverTLSPastStrays(t *testing.T) {
	scenario, _ := demo.Lookup("healthy")
	server, err := demo.Start(scenario, demo.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	caFile := caFileOf(t, server)
	connection, port := server.Connection(), freePort(t)
	callback := "http://localhost:" + port + "/callback"
	play := func(ctx context.Context, authorize string) (string, error) {
		u, err := url.Parse(authorize)
		if err != nil {
			return "", err
		}
		state := u.Query().Get("state")
		for _, stray := range []string{
			"http://localhost:" + port + "/favicon.ico", "http://localhost:" + port + "/",
			"http://localhost:" + port + "/callback/",
			callback + "?error=access_denied", callback + "?code=x&state=wrong", callback + "?code=x&state=" + state,
		} {
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, stray, nil)
			if strings.HasSuffix(stray, state) {
				req.Header.Set("Sec-Purpose", "prefetch;prerender")
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return "", err
			}
			resp.Body.Close()
		}
		return server.Play(ctx, authorize)
	}
	var stdout, stderr bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(connection.Secret.Reveal()), Stdout: &stdout, Stderr: &stderr, Version: "test",
		Env: flow.Env{Browser: play},
	}
	code := p.Main(context.Background(), []string{
		"signin", "--client-id", connection.ClientID, "--secret-stdin", "--port", port, "--response-mode", "query",
		"--authority", server.URL(), "--trust-authority", "--ca-file", caFile, "--format", "json", "--secret-expires",
		"2099-01-31",
	})
	var judged report.Report
	if err := json.Unmarshal(stdout.Bytes(), &judged); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if code != ExitClean || judged.Email.Verdict != proof.EmailVerified {
		t.Errorf("exit code %d, email %s: %s", code, judged.Email.Verdict, stderr.String())
	}
	if len(judged.Ignored) != 6 {
		t.Errorf("ignored %+v, want six requests", judged.Ignored)
	}
	for _, said := range []string{
		"ignored a request: other path", "ignored a request: wrong state",
		"ignored a request: prefetch", "> Web", "redirect URI to register: " + callback,
	} {
		if !strings.Contains(stderr.String(), said) {
			t.Errorf("stderr does not say %q: %s", said, stderr.String())
		}
	}
	findCanaries(t, stdout.String()+stderr.String(), server.Secrets())
}
