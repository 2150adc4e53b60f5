package cmd

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo/demotest"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// nodeProvider is a running oidc-provider of testdata/clients.
type nodeProvider struct {
	issuer string
	c      flow.Connection
}

func startNodeProvider(t *testing.T, method string) *nodeProvider {
	t.Helper()
	node, modules := clientModules(t)
	if _, err := os.Stat(filepath.Join(modules, "oidc-provider")); err != nil {
		if os.Getenv("EDOV_REQUIRE_CLIENTS") != "" {
			t.Fatal(err)
		}
		t.Skipf("the clients are older than their package.json (npm ci in testdata/clients): %v", err)
	}
	folder := t.TempDir()
	script := filepath.Join(folder, "oidc-provider.mjs")
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "clients", "oidc-provider.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(script, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close() // an instant later edov listens there
	p := &nodeProvider{c: flow.Connection{
		TrustAuthority: true, ClientID: "edov test/1", Secret: flow.NewSecret("a+secret & of%20 many/characters:here"),
		RedirectURI: "http://localhost:" + port + "/callback",
	}}
	c := exec.CommandContext(t.Context(), node, script, p.c.RedirectURI, p.c.ClientID, p.c.Secret.Reveal(), method)
	var complaints strings.Builder
	c.Stderr = &complaints
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = c.Wait() // it ends with its input
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	p.issuer = strings.TrimSpace(line)
	if p.c.Authority = p.issuer; err != nil {
		t.Fatalf("oidc-provider does not start: %v, %s", err, complaints.String())
	}
	return p
}

// get asks the script itself.
func (p *nodeProvider) get(t *testing.T, path string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.issuer+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
	return body
}

func (p *nodeProvider) signIn(t *testing.T, mode string) (*flow.Session, *report.Report) {
	t.Helper()
	c := p.c
	c.ResponseMode = mode
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	s := flow.SignIn(t.Context(), flow.Env{Browser: demotest.Browse, HTTP: transport}, c, flow.SignInOptions{
		Program: "edov test", Timeout: time.Minute, Observe: func(e flow.Event) {
			if e.Kind == flow.EventBrowserFailed {
				t.Errorf("the browser: %s", e.Text)
			}
		},
	})
	return s, check.Judge(s, time.Now(), secret.Thresholds{})
}

// TestNodeProvider: edov signs in at panva's oidc-provider, a certified implementation that knows nothing of edov or
// Microsoft, as a confidential client, in both response modes, and while the signing keys change.
func TestNodeProvider(t *testing.T) {
	for _, method := range []string{"client_secret_post", "client_secret_basic"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			p := startNodeProvider(t, method)
			signIns := 0
			for _, mode := range []string{flow.ModeQuery, flow.ModeFormPost} {
				for _, before := range []string{"", "/test/rotate", "/test/rotate-at-token"} {
					if before != "" {
						p.get(t, before)
					}
					s, r := p.signIn(t, mode)
					signIns++
					acceptsProvider(t, s, r)
					if s.Callback != nil && (s.Callback.Via != mode || s.Callback.Issuer != p.issuer) {
						t.Errorf("%s: the response came by %s from %q", mode, s.Callback.Via, s.Callback.Issuer)
					}
					if again := len(s.KeySets) == 2; again != (before == "/test/rotate-at-token") {
						t.Errorf("%s: %d key sets after %q", mode, len(s.KeySets), before)
					}
				}
			}
			p.c.Secret = flow.NewSecret("another secret of this client")
			s, r := p.signIn(t, flow.ModeQuery)
			signIns++
			f := s.Failure
			if f == nil || f.Stage != flow.StageToken || f.OAuthError != "invalid_client" || r.Verdict != report.VerdictFail {
				t.Errorf("a wrong secret: %+v, %s", s.Failure, r.Headline)
			}
			var requests map[string]int
			if err := json.Unmarshal(p.get(t, "/test/requests"), &requests); err != nil || requests["/token"] != signIns {
				t.Errorf("%d token requests for %d sign-ins (%v)", requests["/token"], signIns, err)
			}
		})
	}
}

// acceptsProvider demands that nothing is wrong but what only Microsoft's ID tokens have.
func acceptsProvider(t *testing.T, s *flow.Session, r *report.Report) {
	t.Helper()
	if s.Failure != nil {
		t.Fatalf("the sign-in failed: %+v", s.Failure)
	}
	if len(r.Tokens) == 0 || r.Tokens[0].Verification.State != proof.Verified {
		t.Errorf("not verified: %+v", r.Tokens)
	}
	for _, f := range r.Findings {
		expected := slices.Contains([]report.Outcome{report.Pass, report.Skip}, f.Outcome) || f.Severity == report.Note ||
			slices.Contains([]string{"edov-present", "email-verified"}, f.ID)
		if !expected {
			t.Errorf("%s: %s, %s", f.ID, f.Outcome, f.Summary)
		}
	}
}
