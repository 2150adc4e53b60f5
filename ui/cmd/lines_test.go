package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"edov/flow"
	"edov/ui/store"
	"edov/ui/workspace"
)

// converse runs the line by line program with lines as its input.
func converse(t *testing.T, args []string, lines ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, progress bytes.Buffer
	dir := t.TempDir()
	p := Program{
		Stdin: strings.NewReader(strings.Join(lines, "\n") + "\n"), Stdout: &out, Stderr: &progress, Version: "test",
		Dirs: store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
	}
	code = p.Main(t.Context(), append([]string{"--accessible"}, args...))
	return code, out.String(), progress.String()
}

// talkOf runs the line by line program about a connection, with lines as its
// input.
func talkOf(t *testing.T, p *Program, c flow.Connection, out *bytes.Buffer, lines ...string) {
	t.Helper()
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(strings.Join(lines, "\n")+"\n"), out, out
	desk := workspace.New(p.deskOptions(&interactiveFlags{noHistory: true}, nil), workspace.Beginning{})
	if err := p.talk(t.Context(), desk, beginning{connection: &c}); err != nil {
		t.Fatal(err)
	}
}

func TestAccessibleFirstRun(t *testing.T) {
	code, out, _ := converse(t, nil, "1", "edov-false", "sign in", "show all", "claims", "explain", "email-verified",
		"test again", "q")
	if code != ExitClean {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{
		"1  Try the demo tenant", "FAIL  email not verified", " passed, ", "mallory@tailspin.example",
		"email-verified (error)", "What changed: ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "\x1b") || strings.Contains(out, "\r") {
		t.Error("moves the cursor")
	}
}

func TestAccessibleConnection(t *testing.T) {
	const secret = "Abc8Q~a.secret_of-the.right-shape_012345"
	code, out, told := converse(t, nil, "set up", "common", "6731de76-14a6-49ae-97bc-6eba6914391e", "", "web",
		"11111111-2222-3333-4444-555555555555", secret, "someday", "2027-01-31", "99999", "8411", "Clerk",
		"http://clerk.example.com/cb", "https://clerk.example.com/v1/oauth_callback", "shop", "", "q")
	if code != ExitClean {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{
		"they may be swapped", "probably the Secret ID", "invalid date", "a port is a number",
		"http:// only for localhost", "Connection: shop\nClient ID: 6731de76",
		"Saved as shop. edov will ask for the secret each time.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out+told, secret) {
		t.Error("repeats the secret")
	}
}

func TestAccessibleEndOfInput(t *testing.T) {
	for _, lines := range [][]string{{}, {"1"}, {"2"}, {"set up"}, {"paste"}, {"nonsense"}} {
		if code, out, stderr := converse(t, nil, lines...); code != ExitClean {
			t.Errorf("%q: exit code %d: %s%s", lines, code, out, stderr)
		}
	}
}

// TestAccessibleRegistration reads a manifest for the connection and lists the
// ends of its secrets.
func TestAccessibleRegistration(t *testing.T) {
	c := flow.Connection{
		ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e",
		Secret:   flow.NewSecret("Xy8~canary-of-a-secret"), Product: "Clerk", Tenant: "common",
	}
	p := Program{
		Version: "test",
		Env:     flow.Env{Now: func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }},
	}
	var out bytes.Buffer
	talkOf(t, &p, c, &out, "app", "1", "../../testdata/manifest/secret-ending.json", "back", "secrets", "replace", "back",
		"back",
		"paste", "../../testdata/manifest/none.json", "q")
	for _, want := range []string{"Test sign-in", "Enter secret"} {
		if !strings.Contains(out.String()[strings.Index(out.String(), "Remove the old secret"):], want) {
			t.Errorf("the steps don't offer %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "edov signin") {
		t.Error("names a command where an action is offered")
	}
	for _, want := range []string{
		"a client secret expires in 8 days", "client secret expires in 8 days",
		"Remove the old secret", "no such file",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not say %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "canary") {
		t.Error("shows the secret")
	}
}

// TestAccessibleSecrets: line by line the verdict is the same: an expired secret
// fails, and a date that is not known is not fine.
func TestAccessibleSecrets(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for want, end := range map[string]time.Time{
		"FAIL  client secret expired":                               now.AddDate(0, 0, -2),
		"?     unknown: the expiry date of the secret is not known": {},
	} {
		c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", SecretExpires: end}
		var out bytes.Buffer
		p := Program{Version: "test", Env: flow.Env{Now: func() time.Time { return now }}}
		talkOf(t, &p, c, &out, "secrets", "replace", "q")
		sure := strings.Contains(out.String(), "sign-ins fail until the product has the new one")
		if !strings.Contains(out.String(), want) || sure == end.IsZero() {
			t.Errorf("does not say %q:\n%s", want, out.String())
		}
	}
}

// TestAccessibleHostile pastes every hostile string where a token is asked for.
func TestAccessibleHostile(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	data, err := os.ReadFile("../../testdata/vectors/terminal_strings.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct{ Strings []struct{ Input string } }
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, s := range vectors.Strings {
		_, out, stderr := converse(t, nil, "paste", s.Input, "", "q")
		if i := strings.IndexFunc(out+stderr, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }); i >= 0 {
			t.Fatalf("%q: a control character in %q", s.Input, out+stderr)
		}
	}
}

// TestNeedsATerminal: without one the interactive program names the commands
// that do without.
func TestNeedsATerminal(t *testing.T) {
	var out, stderr bytes.Buffer
	p := Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &stderr, Version: "test"}
	if code := p.Main(t.Context(), nil); code != ExitUsage ||
		!strings.Contains(stderr.String(), "edov signin --client-id ID") || out.Len() > 0 {
		t.Errorf("exit code %d: %s%s", code, out.String(), stderr.String())
	}
	if code := p.Main(t.Context(), []string{"--theme", "pink"}); code != ExitUsage ||
		!strings.Contains(stderr.String(), "auto, light or dark") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

// TestAccessiblePaste: what is no token is named, and a token is found in what
// it came in.
func TestAccessiblePaste(t *testing.T) {
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA"
	_, out, _ := converse(t, nil, "paste", "abc8Q~"+strings.Repeat("canarysecret", 3), "", "q")
	if !strings.Contains(out, "this is a client secret, not a token") || !strings.Contains(out, "treat it as leaked") ||
		strings.Contains(out, "canary") {
		t.Errorf("a secret:\n%s", out)
	}
	_, out, told := converse(t, nil, "paste", "> "+token[:20], "> "+token[20:], "", "q", "q")
	if !strings.Contains(out, "FAIL") || !strings.Contains(told, "wrapped over 2 lines") {
		t.Errorf("a wrapped token:\n%s%s", out, told)
	}
}

// TestAccessibleSaving: a report that cannot be written is asked a name for
// again, and written in the end.
func TestAccessibleSaving(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.Mkdir(path("folder.md"), 0o700),
		os.WriteFile(path("taken.md"), []byte("theirs"), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, out, _ := converse(t, nil, "1", "healthy", "1", "export", "", path("no/such.md"), path("folder.md"),
		path("taken.md"), "n", path("new.md"), "q")
	for _, want := range []string{
		"not written: the folder of", "it is a folder", "Overwrite taken.md?",
		"Written: " + path("new.md"),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if data, err := os.ReadFile(path("new.md")); err != nil || len(data) == 0 {
		t.Errorf("the report: %d bytes, %v", len(data), err)
	}
	if data, _ := os.ReadFile(path("taken.md")); string(data) != "theirs" {
		t.Errorf("the file that was there: %q", data)
	}
}

// TestAccessibleKeeping: a connection that cannot be kept is told, and its name
// asked for again; what was typed stays.
func TestAccessibleKeeping(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const id = "6731de76-14a6-49ae-97bc-6eba6914391e"
	lines := []string{"set up", id, "", "mobile", "", "", "", "shop", "", "q"}
	var out, progress bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(strings.Join(lines, "\n") + "\n"), Stdout: &out, Stderr: &progress, Version: "test",
		Dirs: store.Dirs{Config: filepath.Join(blocked, "config"), State: filepath.Join(blocked, "state")},
	}
	p.Main(t.Context(), []string{"--accessible"})
	for _, want := range []string{
		"couldn't be created", "Not saved: ", "It is discarded when you quit.",
		"Client ID: " + id,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not say %q:\n%s\n%s", want, out.String(), progress.String())
		}
	}
}

// TestAccessiblePastedSettings: an .env file that is pasted answers the questions of the form, and its secret is not
// shown.
func TestAccessiblePastedSettings(t *testing.T) {
	const id, secret = "6731de76-14a6-49ae-97bc-6eba6914391e", "Abc8Q~a.secret_of-the.right-shape_012345"
	code, out, told := converse(t, nil, "paste", `AZURE_CLIENT_ID="`+id+`"`, "AZURE_CLIENT_SECRET="+secret, "", "",
		"", "", "", "", "", "", "", "", "", "", "q")
	for _, want := range []string{
		"This is a .env file with a client ID and a secret. Fill in the form?", "Client ID [" + id + "]", "Client ID: " + id,
		"The connection is ready.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("exit code %d, does not say %q:\n%s", code, want, out)
		}
	}
	if strings.Contains(out+told, secret) || strings.Contains(out, "Login hint") {
		t.Errorf("it shows too much:\n%s\n%s", out, told)
	}
}

// TestAccessibleAdvanced: the questions that few need are asked on request, after the others.
func TestAccessibleAdvanced(t *testing.T) {
	const id = "6731de76-14a6-49ae-97bc-6eba6914391e"
	_, out, _ := converse(t, nil, "set up", "advanced", id, "", "mobile", "", "", "", "", "usgov", "US government",
		"email", "openid email", "", "ada@contoso.example", "q")
	for _, want := range []string{
		"type advanced to be asked", "they are asked at the end", "Microsoft cloud: ", "the scope openid is missing",
		"Login hint: ",
		"The connection is ready.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
}
