package cmd

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// outputs runs command lines in one home and gathers all that comes out of them:
// both streams, and every file.
type outputs struct {
	t     *testing.T
	dir   string
	env   flow.Env
	all   bytes.Buffer
	given map[string]bool // files that were put there
}

func newOutputs(t *testing.T) *outputs {
	return &outputs{t: t, dir: t.TempDir(), given: map[string]bool{}}
}

// put makes a file that the command lines read.
func (o *outputs) put(name string, data []byte) {
	o.t.Helper()
	path := o.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.given[path] = true
}

func (o *outputs) path(name string) string { return filepath.Join(o.dir, name) }

// run gives what one command line prints.
func (o *outputs) run(stdin string, args ...string) ran {
	o.t.Helper()
	var stdout, stderr bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Version: "test", Env: o.env,
		Dirs: store.Dirs{Config: o.path("config"), State: o.path("state")},
	}
	code := p.Main(o.t.Context(), args)
	o.all.Write(stdout.Bytes())
	o.all.Write(stderr.Bytes())
	return ran{code, stdout.String(), stderr.String()}
}

// text is all output so far, and the files below the home that edov wrote.
func (o *outputs) text() string {
	o.t.Helper()
	var b strings.Builder
	b.WriteString(o.all.String())
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || o.given[path] {
			return err
		}
		data, err := os.ReadFile(path)
		b.Write(data)
		b.WriteString(claimsIn(string(data)))
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return b.String()
}

// claimsIn decodes the tokens in a text: a secret in the claims is not found by
// its letters.
func claimsIn(text string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\"`", r) }) {
		for _, part := range strings.Split(word, ".") {
			if raw, err := base64.RawURLEncoding.DecodeString(part); err == nil && strings.HasPrefix(part, "eyJ") {
				b.Write(raw)
			}
		}
	}
	return b.String()
}

// A server that echoes all it was sent, in every field of every answer, gets
// none of it into any output, and its signatures still hold (security 53, 54, 151, 153).
func TestEchoedSecretsNeverComeOut(t *testing.T) {
	for _, test := range []struct {
		name, fail string
		code       int
	}{
		{"success", "", ExitClean},
		{"error", "json", ExitProblems},
		{"page", "html", ExitUnfinished},
		{"no profile", "me", ExitUnfinished},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			scenario, _ := demo.Lookup("healthy")
			server, err := demo.Start(scenario, demo.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			o := newOutputs(t)
			modes := [][]string{
				{"--format", "json"},
				{"--format", "text", "--verbose", "--claims", "--products"},
				{"--format", "markdown"},
				{"--format", "json", "--share"},
			}
			if (test.fail == "" || test.fail == "json") && !testing.Short() { // the race detector: they only render
				for _, format := range sharedFormats() {
					modes = append(modes, []string{"--format", format},
						[]string{"--format", format, "--share=false", "--verbose", "--claims"})
				}
				modes = append(modes, []string{"--format", "openmetrics"})
			}
			if testing.Short() {
				modes = modes[:2]
			}
			var sent []string
			for i, mode := range modes {
				e := newEcho(t, server, test.fail)
				o.env = flow.Env{HTTP: e, Browser: e.play}
				args := append([]string{
					"signin", "--client-id", demo.ClientID, "--secret-stdin", "--port", freePort(t), "--me",
					"--scope", "openid,profile,email,offline_access", "--authority", server.URL(), "--trust-authority",
					"--save", o.path("session.json"), "--force",
				}, mode...)
				got := o.run(server.Connection().Secret.Reveal(), args...)
				if got.code != test.code {
					t.Errorf("%v: exit code %d, want %d: %s%.3000s", mode, got.code, test.code, got.stderr, got.stdout)
				}
				if test.fail == "" && i == 0 {
					checkRedacted(t, got.stdout)
				}
				for _, args := range [][]string{mode, {"--format", "json", "--claims"}} {
					o.run("", append([]string{"inspect", o.path("session.json")}, args...)...)
				}
				o.all.WriteString(keptOfSaved(t, o.path("session.json")))
				text := withoutLink(o.text())
				findCanaries(t, text, append(e.values(), server.Secrets()...))
				findPieces(t, text, e.values())
				sent = append(sent, e.values()...)
				o.all.Reset() // it was looked through
			}
			text := withoutLink(o.text()) // the files, for what later modes sent
			findCanaries(t, text, sent)
			findPieces(t, text, sent)
		})
	}
}

// findPieces looks for a part of what was sent, as it is and in the base64 of a longer text.
func findPieces(t *testing.T, text string, sent []string) {
	t.Helper()
	text = unwrapped(text)
	for _, v := range sent {
		if len(v) > 200 {
			continue // a token: its claims may be shown, and its signature is a canary
		}
		forms := []string{v}
		for lead := range 3 {
			forms = append(forms, base64.RawURLEncoding.EncodeToString([]byte("abc"[:lead]+v)))
		}
		for _, form := range forms {
			if piece := form[len(form)/2:][:12]; strings.Contains(text, piece) {
				t.Errorf("a part of a value of %d characters came out", len(v))
			}
		}
	}
}

// withoutLink leaves out the address of the sign-in page, which has to be shown,
// with its state.
func withoutLink(text string) string {
	lines := strings.Split(text, "\n")
	isLink := func(line string) bool { return strings.Contains(line, "/oauth2/v2.0/authorize?") }
	return strings.Join(slices.DeleteFunc(lines, isLink), "\n")
}

// checkRedacted demands that the claims hold what was taken out, and that the
// token is genuine all the same.
func checkRedacted(t *testing.T, stdout string) {
	t.Helper()
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || len(r.Tokens) == 0 {
		t.Fatalf("%v in %.500s", err, stdout)
	}
	if state := r.Tokens[0].Verification.State; state != proof.Verified {
		t.Errorf("the signature is %s: %s", state, r.Tokens[0].Verification.Reason)
	}
	if name := r.Tokens[0].Claims.Get("name").Str(); !strings.HasPrefix(name, "Ada [redacted] ") {
		t.Errorf("the claim name is %q", name)
	}
	if rh := r.Tokens[0].Claims.Get("rh").Str(); !strings.HasPrefix(rh, "1.A") {
		t.Errorf("the claim rh is %q", rh)
	}
}

// keptOfSaved is what is kept of a saved session's report.
func keptOfSaved(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	session, err := flow.LoadSession(data)
	if err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return keptOf(t, check.Judge(session, session.EndedAt, secret.Thresholds{}))
}
