package cmd

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/ui/store"
)

const stopID = "6731de76-14a6-49ae-97bc-6eba6914391e"

// everyCommand are command lines of every command and subcommand.
func everyCommand(t *testing.T) [][]string {
	t.Helper()
	manifest := filepath.Join("..", "..", "testdata", "manifest", "healthy.json")
	lines := [][]string{
		{},
		{"--accessible"},
		{"--help"},
		{"help", "app"},
		{"version"},
		{"mcp"},
		{"doctor"},
		{"checks"},
		{"completion", "bash"},
		{"explain", "email-verified"},
		{"explain", "50011"},
		{"demo", "--list"},
		{"demo", "--headless"},
		{"signin", "--client-id", stopID, "--public", "--browser", "none"},
		{"inspect", manifest},
		{"report", manifest},
		{"app", manifest},
		{"app", "--demo", "--all"},
		{"secrets", manifest},
		{"secrets", "--demo", "--all"},
		{"secrets", "--probe", "--demo"},
		{"secrets", "--expires", "2199-01-31"},
		{"clerk", "--demo"},
		{"tenant", "--demo"},
		{"guide"},
		{"guide", "rotate", manifest},
		{"connections"},
		{"connections", "list"},
		{"connections", "show", "shop"},
		{"connections", "add", "shop", "--client-id", stopID, "--public"},
		{"connections", "edit", "shop"},
		{"connections", "remove", "shop", "--yes"},
		{"connections", "import", manifest},
		{"history"},
		{"history", "list"},
		{"history", "show", "1"},
		{"history", "diff"},
		{"history", "clear", "--yes"},
		{"history", "changes"},
		{"setup", "--demo", "--yes"},
		{"secrets", "rotate", "--demo", "--yes"},
		{"app", "--demo", "--fix", "--yes"},
	}
	named := map[string]bool{}
	for _, line := range lines {
		for n := range len(line) + 1 {
			named[strings.Join(line[:n], " ")] = true
		}
	}
	for _, c := range new(Program).rootCommand().Commands() {
		for _, sub := range append(c.Commands(), c) {
			name := strings.TrimPrefix(sub.CommandPath(), "edov ")
			if !named[name] && c.Name() != "completion" {
				t.Errorf("edov %s is not among them", name)
			}
		}
	}
	return lines
}

// stopProgram is edov with nothing saved.
func stopProgram(t *testing.T, stdin io.Reader) (Program, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	return Program{
		Stdin: stdin, Stdout: &stdout, Stderr: &stderr, Version: "test",
		Dirs: store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
	}, &stdout, &stderr
}

// TestStopped: a command that is cancelled immediately does nothing, and says so.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range everyCommand(t) {
		p, stdout, stderr := stopProgram(t, strings.NewReader(""))
		code := p.Main(ctx, args)
		if code != ExitUnfinished || stdout.Len() > 0 || !strings.Contains(stderr.String(), "cancelled") {
			t.Errorf("%q: exit code %d: %s%s", args, code, stdout, stderr)
		}
		if _, err := os.Stat(p.Dirs.Config); err == nil {
			t.Errorf("%q has saved something", args)
		}
	}
}

// stopper cancels the run at its first read, after its content, and then blocks: cancelling edov
// must not require closing its input.
type stopper struct {
	begin string
	stop  context.CancelFunc
	never chan struct{}
}

func (s *stopper) Read(p []byte) (int, error) {
	if n := copy(p, s.begin); n > 0 {
		s.begin = s.begin[n:]
		return n, nil
	}
	s.stop()
	<-s.never
	return 0, io.EOF
}

// TestStopWhileReading stops each command that reads standard input in the middle
// of it. Nothing of what came until then is shown as a result.
func TestStopWhileReading(t *testing.T) {
	const begun = `[{"appId":"` + stopID + `","keyCredentials":[],"passwordCredentials":[]},`
	manifest := filepath.Join("..", "..", "testdata", "manifest", "healthy.json")
	for _, args := range [][]string{
		{"inspect", "-"},
		{"inspect"},
		{"inspect", manifest, "--app", "-"},
		{"app"},
		{"app", "-", "--all"},
		{"app", manifest, "--secret-stdin"},
		{"secrets"},
		{"secrets", "-", "--client-id", stopID},
		{"secrets", "--format", "json"},
		{"secrets", "--format", "ics"},
		{"secrets", manifest, "--secret-stdin"},
		{"secrets", "--probe", "--client-id", stopID, "--tenant", "x", "--secret-stdin"},
		{"signin", "--client-id", stopID, "--secret-stdin"},
		{"signin", "--client-id", stopID, "--public", "--app", "-"},
		{"explain"},
		{"explain", "50011", "--app", "-"},
		{"clerk", "--demo", "--app", "-"},
		{"guide", "-"},
		{"guide", "rotate", "-"},
		{"connections", "add", "shop", "--client-id", stopID, "--secret-stdin"},
		{"--accessible"},
	} {
		if len(args) > 1 && args[0] == "inspect" && args[1] == manifest {
			args[1] = filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(args[1], []byte("eyJhbGciOiJSUzI1NiJ9.e30.AAAA"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		in := &stopper{begin: begun, stop: cancel, never: make(chan struct{})}
		t.Cleanup(func() { close(in.never) })
		p, stdout, stderr := stopProgram(t, in)
		if code := p.Main(ctx, args); code != ExitUnfinished || stdout.Len() > 0 && args[0] != "--accessible" &&
			!isErrorOnly(args, stdout.Bytes()) {
			t.Errorf("%q: exit code %d, want %d: %s%s", args, code, ExitUnfinished, stdout, stderr)
		}
		cancel()
	}
}

// isErrorOnly holds for the one thing that may be on stdout without a result: the error, where JSON was asked for.
func isErrorOnly(args []string, stdout []byte) bool {
	var doc errorDocument
	err := json.Unmarshal(stdout, &doc) // which refuses a second document
	return err == nil && slices.Contains(args, "json") && doc.Kind == "edov-error" &&
		strings.Contains(doc.Error.Message, "cancelled")
}

// stopAt ends the run at the first request and lets it wait for its answer.
type stopAt struct{ stop context.CancelFunc }

func (s stopAt) RoundTrip(r *http.Request) (*http.Response, error) {
	s.stop()
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestStopWhileFetching stops each command that asks over the network while the
// answer is on its way.
func TestStopWhileFetching(t *testing.T) {
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	claims := `{"iss":"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"}`
	text := "eyJhbGciOiJSUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".AAAA"
	if err := os.WriteFile(token, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("Xy8~canary-secret-of-a-stopped-run-012345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"inspect", token},
		{"inspect", token, "--keys", "https://keys.example/keys"},
		{"clerk", "--publishable-key", "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA"},
		{"secrets", "--probe", "--client-id", stopID, "--tenant", "contoso.example", "--secret-file", secret},
		{"signin", "--client-id", stopID, "--public", "--browser", "none", "--port", freePort(t)},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		p, stdout, stderr := stopProgram(t, strings.NewReader(""))
		p.Env = flow.Env{HTTP: stopAt{cancel}}
		code := p.Main(ctx, args)
		if ctx.Err() == nil {
			t.Errorf("%q sent no request: %s", args, stderr)
		}
		if code != ExitUnfinished || stdout.Len() > 0 && args[0] != "signin" {
			t.Errorf("%q: exit code %d, want %d: %s%s", args, code, ExitUnfinished, stdout, stderr)
		}
		cancel()
	}
}

// stuck cancels the run when something is written to it, and accepts nothing: a pipe without a
// reader.
type stuck struct {
	stop  context.CancelFunc
	never chan struct{}
}

func (s *stuck) Write([]byte) (int, error) {
	s.stop()
	<-s.never
	return 0, io.ErrClosedPipe
}

// taking ends the run while it takes what is written.
type taking struct{ stop context.CancelFunc }

func (s taking) Write(p []byte) (int, error) {
	s.stop()
	return len(p), nil
}

// TestStopWhileWriting cancels commands while they write their result, even if nothing reads it.
func TestStopWhileWriting(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"checks"}, {"secrets", "--expires", "2199-01-31"}, {"guide"}, {"demo", "--list"}} {
		ctx, cancel := context.WithCancel(t.Context())
		p, _, stderr := stopProgram(t, strings.NewReader(""))
		p.Stdout = taking{cancel}
		if code := p.Main(ctx, args); code != ExitUnfinished {
			t.Errorf("%q: exit code %d: %s", args, code, stderr)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	p, _, _ := stopProgram(t, strings.NewReader(""))
	out := &stuck{cancel, make(chan struct{})}
	p.Stdout = out
	defer close(out.never)
	if code := p.Main(ctx, []string{"checks"}); code != ExitUnfinished {
		t.Errorf("a pipe without a reader: exit code %d", code)
	}
}
