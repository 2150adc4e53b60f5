package cmd

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// ran is one command line with its streams.
type ran struct {
	code           int
	stdout, stderr string
}

func runProgram(t *testing.T, stdin string, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := Program{Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Version: "test"}
	code := p.Main(context.Background(), args)
	return ran{code, stdout.String(), stderr.String()}
}

// TestEveryScenarioKeepsItsSecrets signs in at every scenario with --verbose, in every format, and
// looks for each secret, code, verifier, refresh token and signature in the output (security 151, 153).
func TestEveryScenarioKeepsItsSecrets(t *testing.T) {
	for i, scenario := range demo.Scenarios() {
		if testing.Short() && i%8 != 0 { // the race detector: the same goroutines in each
			continue
		}
		t.Run(scenario.ID, func(t *testing.T) {
			t.Parallel()
			server, err := demo.Start(scenario, demo.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			c := server.Connection()
			c.AnyPort = true
			save := filepath.Join(t.TempDir(), "session.json")
			var all bytes.Buffer
			p := Program{Stdin: strings.NewReader(""), Stdout: &all, Stderr: &all, Version: "test"}
			o := &output{format: "json", failOn: "never", verbose: true, claims: true}
			run := signInRun{c, flow.SignInOptions{Paste: server.Pasted()}, server.ReadRegistration, save, "", false}
			if err := p.runSignIn(context.Background(), server.Env(), run, o); err != nil {
				t.Logf("ended with: %v", err)
			}
			saved, err := os.ReadFile(save)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(saved)
			session, err := flow.LoadSession(saved)
			if err != nil {
				t.Fatal(err)
			}
			judged := check.Judge(session, session.EndedAt, secret.Thresholds{})
			for _, format := range aReport.names() {
				for _, share := range []bool{false, true} {
					o.format, o.share = format, share
					// A saved session has no signatures, so that nothing is proven by it.
					if own := (*exitError)(nil); !errors.As(p.report(o, judged), &own) && judged.Verdict != report.VerdictFail {
						t.Errorf("verdict %s, and no exit code", judged.Verdict)
					}
				}
			}
			all.WriteString(keptOf(t, judged))
			// Nothing is masked that is no credential, and no line end is a picture.
			for _, sign := range []string{"[redacted]", "␊"} {
				if at := strings.Index(all.String(), sign); at >= 0 {
					t.Errorf("%q stands in %q", sign, all.String()[max(0, at-200):at+20])
				}
			}
			fmt.Fprintf(&all, "%v %+v %#v", session, *session, c)
			findCanaries(t, all.String(), server.Secrets())
		})
	}
}

// keptOf is all that is written of a run on disk: the report and the progress.
func keptOf(t *testing.T, r *report.Report) string {
	t.Helper()
	dir := t.TempDir()
	p := Program{
		Stderr: io.Discard,
		Dirs:   store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
	}
	p.keepRun(store.PracticeKey, r, false)
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil || all.Len() == 0 {
		t.Fatalf("nothing was kept: %v", err)
	}
	return all.String()
}

// unwrapped is a text without blanks, as wrapping may have split a value.
func unwrapped(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// findCanaries looks for secrets, as they are and encoded.
func findCanaries(t *testing.T, text string, secrets []string) {
	t.Helper()
	if len(secrets) == 0 {
		t.Error("the server knows no secrets to look for")
	}
	joined := unwrapped(text)
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		escaped, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{
			secret, url.QueryEscape(secret), strings.Trim(string(escaped), `"`),
			base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		} {
			if strings.Contains(joined, unwrapped(form)) {
				t.Errorf("a secret of %d characters came out", len(secret))
			}
		}
	}
}

// TestDemoContract holds each scenario to its Breaks through the command: exit
// code, verdict and failing checks.
func TestDemoContract(t *testing.T) {
	t.Parallel()
	for i, scenario := range demo.Scenarios() {
		if testing.Short() && i%8 != 0 { // the race detector: the same goroutines in each
			continue
		}
		t.Run(scenario.ID, func(t *testing.T) {
			got := runProgram(t, "", "demo", scenario.ID, "--headless", "--format", "json")
			var judged report.Report
			if err := json.Unmarshal([]byte(got.stdout), &judged); err != nil {
				t.Fatalf("%v in %q", err, got.stdout)
			}
			var broken []string
			code := ExitClean
			for _, f := range judged.Findings {
				if f.Outcome == report.Fail && f.Severity != report.Note {
					broken = append(broken, f.ID)
				}
				if f.Outcome == report.Fail && f.Severity == report.Error {
					code = ExitProblems
				}
			}
			if want := slices.Sorted(slices.Values(scenario.Breaks)); !slices.Equal(slices.Sorted(slices.Values(broken)), want) {
				t.Errorf("breaks %v, want %v", broken, want)
			}
			if got.code != code {
				t.Errorf("exit code %d, want %d", got.code, code)
			}
			if (judged.Verdict == report.VerdictPass) != (code == ExitClean) {
				t.Errorf("verdict %s with exit code %d", judged.Verdict, code)
			}
		})
	}
}

type commandCase struct {
	name, stdin string
	args        []string
	code        int
	says        string // in stdout or stderr
	hides       string
}

// commandCases are command lines. loose is a file that other users can read, in a folder
// with a link to it (security rows of TestCommands).
func commandCases(loose string) []commandCase {
	dir := filepath.Dir(loose)
	path := func(name string) string { return filepath.Join(dir, name) }
	id := "6731de76-14a6-49ae-97bc-6eba6914391e"
	hostile := "\x1b]52;c;aGk=\x07" + strings.Repeat("x", 1<<20)
	return []commandCase{
		{name: "help", args: []string{"--help"}, code: 0, says: "with no arguments opens the interactive program"},
		{name: "version", args: []string{"version"}, code: 0, says: "edov test"},
		{name: "unknown command", args: []string{"sign"}, code: 2, says: "unknown command"},
		{name: "unknown flag", args: []string{"demo", "--nope=VALUE123"}, code: 2, says: "--nope", hides: "VALUE123"},
		{name: "list", args: []string{"demo", "--list"}, code: 0, says: "edov-false"},
		{name: "list as JSON", args: []string{"demo", "--list", "--format", "json"}, code: 0, says: `"id": "healthy"`},
		{name: "flag of others", args: []string{"help", "--all"}, code: 2, says: "did you mean edov app --all, edov secrets"},
		{name: "app of your own", args: []string{"guide", "--product", "custom"}, code: 0, says: "Microsoft for your app"},
		{name: "near scenario", args: []string{"demo", "noedov"}, code: 2, says: "did you mean no-edov"},
		{name: "warning passes", args: []string{"demo", "secret-expiring"}, code: 0, says: "WARN"},
		{name: "warning fails on demand", args: []string{"demo", "secret-expiring", "--fail-on", "warning"}, code: 1},
		{name: "error never fails on demand", args: []string{"demo", "no-edov", "--fail-on", "never"}, code: 0},
		{name: "demo over TLS", args: []string{"demo", "--tls"}, code: 0, says: "email verified"},
		{name: "demo by query", args: []string{"demo", "--response-mode", "query"}, code: 0, says: "email verified"},
		{name: "bad format", args: []string{"demo", "--format", "yaml"}, code: 2, says: "no format"},
		{name: "checks", args: []string{"checks"}, code: 0, says: "idtoken-audience"},
		{name: "explain", args: []string{"explain", "email-verified"}, code: 0, says: "nOAuth"},
		{name: "explain unknown", args: []string{"explain", "email-verify"}, code: 2, says: "email-verified"},
		{
			name: "157 secret in a flag", args: []string{"signin", "--client-secret", "VALUE123"}, code: 2,
			says: "--secret-stdin", hides: "VALUE123",
		},
		{
			name: "157 secret in a flag, joined", args: []string{"signin", "--secret=VALUE123"}, code: 2, says: "--secret-env",
			hides: "VALUE123",
		},
		{name: "no client ID", args: []string{"signin", "--public"}, code: 2, says: "client ID"},
		{name: "no secret", args: []string{"signin", "--client-id", id}, code: 2, says: "secret"},
		{
			name: "Secret ID", stdin: "0aa5d2f4-9b1e-4a53-8c11-6f00f5d8a1c2\n",
			args: []string{"signin", "--client-id", id, "--secret-stdin"}, code: 2, says: "Secret ID", hides: "0aa5d2f4",
		},
		{
			name: "quoted secret", stdin: "\"quoted~value-of-a-secret\"\n",
			args: []string{"signin", "--client-id", id, "--secret-stdin"}, code: 2, says: "quotes", hides: "quoted~value",
		},
		{
			name: "158 loose secret file", args: []string{"signin", "--client-id", id, "--secret-file", loose}, code: 2,
			says: "other users can read", hides: "some~secret",
		},
		{
			name: "158 secret folder", args: []string{"signin", "--client-id", id, "--secret-file", dir}, code: 2,
			says: "not a regular file",
		},
		{
			name: "159 unset variable", args: []string{"signin", "--client-id", id, "--secret-env", "EDOV_NOT_SET"}, code: 2,
			says: "EDOV_NOT_SET",
		},
		{
			name: "161 foreign authority", stdin: "value~of-a-secret-0123456789",
			args: []string{"signin", "--client-id", id, "--secret-stdin", "--authority", "https://evil.example"}, code: 2,
			says: "--trust-authority",
		},
		{
			name: "163 redirect elsewhere",
			args: []string{"signin", "--client-id", id, "--public", "--redirect-uri", "http://localhost.evil.example/cb"},
			code: 2, says: "redirect",
		},
		{
			name: "168 bad CA file", args: []string{"signin", "--client-id", id, "--public", "--ca-file", loose}, code: 2,
			says: "--ca-file",
		},
		{name: "162 hostile flag", args: []string{"demo", hostile}, code: 2, says: "no scenario", hides: "\x1b"},
		{name: "148 existing output", args: []string{"demo", "--output", loose}, code: 2, says: "already exists"},
		{
			name: "145 output through a link", args: []string{"demo", "--force", "--output", path("link")}, code: 2,
			says: "not a regular file",
		},
		{name: "inspect a folder", args: []string{"inspect", dir}, code: 2, says: "folder"},
		{name: "inspect nothing", args: []string{"inspect", "-"}, code: 2, says: "input is empty"},
		{name: "inspect nonsense", stdin: `{"a":1}`, args: []string{"inspect", "-"}, code: 2, says: "not a token response"},
		{
			name: "inspect what is no token", stdin: "a.b.c", args: []string{"inspect", "-", "--keys", "none"}, code: 2,
			says: "no token found in this text",
		},
		{
			name: "inspect a broken token", stdin: "eyJhbGciOiJSUzI1NiJ9.e30.c=",
			args: []string{"inspect", "-", "--keys", "none"}, code: 1, says: "idtoken-format",
		},
	}
}

func TestCommands(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	loose := path("loose")
	if err := os.WriteFile(loose, []byte("some~secret-value-of-an-app\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(loose, path("link")); err != nil {
		t.Fatal(err)
	}
	for _, test := range commandCases(loose) {
		t.Run(test.name, func(t *testing.T) {
			got := runProgram(t, test.stdin, test.args...)
			all := got.stdout + got.stderr
			if got.code != test.code {
				t.Errorf("exit code %d, want %d: %.2000s", got.code, test.code, all)
			}
			if !strings.Contains(all, test.says) {
				t.Errorf("does not say %q: %.2000s", test.says, all)
			}
			if test.hides != "" && strings.Contains(all, test.hides) {
				t.Errorf("repeats %q", test.hides)
			}
			if len(got.stderr) > 4096 {
				t.Errorf("%d bytes of errors", len(got.stderr))
			}
		})
	}
}

// A saved session is checked again, and a saved report rendered again, with the same findings.
func TestSavedSessionAndReport(t *testing.T) {
	dir := t.TempDir()
	session, report := filepath.Join(dir, "session.json"), filepath.Join(dir, "report.json")
	if got := runProgram(t, "", "demo", "no-edov", "--save", session, "--format", "json", "--output",
		report); got.code != ExitProblems {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	for _, file := range []string{session, report} {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", file, info, err)
		}
		got := runProgram(t, "", "inspect", file)
		if got.code != ExitProblems || !strings.Contains(got.stdout, "edov-present") {
			t.Errorf("inspect %s: exit code %d: %s%s", file, got.code, got.stdout, got.stderr)
		}
	}
	if got := runProgram(t, "", "inspect", session); !strings.Contains(got.stdout, "no signatures") {
		t.Errorf("a saved session's signature is not called unchecked: %s", got.stdout)
	}
}

// TestSecretWords: a long word that was pasted is not repeated; an address without a code is.
func TestSecretWords(t *testing.T) {
	for word, want := range map[string]bool{
		"https://app.contoso.example/sign-in?lang=de": false, "https://app.contoso.example/cb?code=0.AXo": true,
		"Abc8Q~not-a-real-secret-value": true, "redirect-accepted-now": false,
	} {
		if got := mayBeSecret(word); got != want {
			t.Errorf("%s: %t", word, got)
		}
	}
}
