//go:build unix

package tui

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/store"
	"edov/ui/workspace"
)

// toDemo sends what is for Microsoft to a demo tenant, and nothing anywhere else.
type toDemo struct {
	base *url.URL
	next http.RoundTripper
}

func (r toDemo) RoundTrip(req *http.Request) (*http.Response, error) {
	switch req.URL.Host {
	case "graph.microsoft.com", "login.microsoftonline.com":
	default:
		return nil, errors.New("there is no network")
	}
	clone := req.Clone(req.Context())
	clone.URL.Scheme, clone.URL.Host, clone.Host = r.base.Scheme, r.base.Host, r.base.Host
	return r.next.RoundTrip(clone)
}

// atMicrosoft opens the guide of a product, with an Azure CLI that is signed in to a tenant in which nothing is
// registered. Programs are looked for in the folder of that one alone, and in those that are named.
func atMicrosoft(t *testing.T, c flow.Connection, path ...string) (*driver, *demo.Server, *guideScreen) {
	t.Helper()
	o, _ := withStore(t)
	server, err := demo.Start(demo.Practice(), demo.Options{Now: o.Env.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	token, err := server.Graph().Bearer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	az := `#!/bin/sh
echo '{"accessToken":"` + token.Reveal() + `","expires_on":4102444800,"expiresOn":"2100-01-01 00:00:00.000000","tokenType":"Bearer"}'
`
	if err := os.WriteFile(filepath.Join(bin, "az"), []byte(az), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", strings.Join(append([]string{bin}, path...), string(os.PathListSeparator)))
	t.Setenv("HOME", t.TempDir())
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, "")
	}
	base, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	o.Env.HTTP = toDemo{base, server.Env().HTTP}
	dir := t.TempDir()
	o.Store = store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"},
		store.Options{Now: o.Env.Now, Keyring: &ring{secrets: map[string]string{}}})
	d := drive(t, o, 130, 30)
	d.app.Subject = &workspace.Subject{Connection: c}
	choose(d, "Setup guide")
	d.until("0 of 7 steps done")
	d.awake()
	return d, server, d.app.top().(*guideScreen)
}

// forClerk is a connection of which nothing is registered yet.
func forClerk() flow.Connection {
	return flow.Connection{Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"}
}

// TestCopiesByHand: the user copies the values, sees the secret once on request, and says that it is done; after that
// there is nothing to change.
func TestCopiesByHand(t *testing.T) {
	d, server, g := atMicrosoft(t, forClerk())
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	if view := d.view(); !strings.Contains(view, "▸ Copy them yourself") ||
		!strings.Contains(view, "Clerk, through its own") {
		t.Errorf("the form:\n%s", view)
	}
	d.press("enter")
	d.until("[x] Enter the credentials in Clerk Dashboard")
	d.awake()
	d.press("enter", "enter")
	d.until("Your step")
	d.awake()
	h := d.app.top().(*handOver)
	secret, id := h.what.Secret.Reveal(), server.Setup().App.ClientID
	shown := func() bool { return strings.Contains(d.view(), secret) }
	for _, words := range []string{"https://dashboard.clerk.com/", id, "Shown once, if you ask for it."} {
		if view := d.view(); secret == "" || shown() || !strings.Contains(view, words) {
			t.Errorf("no %q in\n%s", words, view)
		}
	}
	d.press("s")
	if !shown() {
		t.Errorf("the secret is not shown:\n%s", d.view())
	}
	d.press("s")
	if d.press("s"); shown() {
		t.Errorf("the secret is shown a second time:\n%s", d.view())
	}
	d.press("enter")
	d.until("Is it entered and saved there?")
	d.press("enter")
	if d.app.top() != screen(h) {
		t.Errorf("enter twice leads to %T", d.app.top())
	}
	d.press("enter", "left", "enter")
	d.until("5 of 5 steps are done")
	if view := d.view(); shown() {
		t.Errorf("the secret is shown at the end:\n%s", view)
	}
	d.awake()
	d.press("esc")
	for _, id := range []string{"credentials", "credentials-secret"} {
		if p, _ := g.Walk(g.subject).Part(id); !p.Done() {
			t.Errorf("%s is %s", id, p.State)
		}
	}
	d.press("g", "a")
	d.until("Nothing to change")
}

// TestNotByHand: a step that the user does not do ends the plan, and what was done before it can be undone.
func TestNotByHand(t *testing.T) {
	d, server, g := atMicrosoft(t, forClerk())
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	d.press("enter")
	d.until("Enter the credentials in Clerk Dashboard")
	d.awake()
	d.press("enter", "enter")
	d.until("Your step")
	d.awake()
	d.press("esc")
	d.until("cancelled: ")
	s := d.app.top().(*changing)
	if p, _ := g.Walk(g.subject).Part("credentials-secret"); p.Done() || !s.changed.CanUndo() ||
		server.Setup().App == nil {
		t.Errorf("after a no: %s, undo %v\n%s", p.State, s.changed.CanUndo(), d.view())
	}
}

// TestCancelledPlacing: a form that is left changes nothing.
func TestCancelledPlacing(t *testing.T) {
	d, server, g := atMicrosoft(t, forClerk())
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	d.press("down", "enter")
	d.untilField("instance")
	d.press("app_2abc/prod", "esc")
	d.until("Discard changes?")
	d.press("left", "enter")
	if d.app.top() != screen(g) || server.Setup().App != nil || g.subject.Connection.ClientID != "" {
		t.Errorf("%T is shown, the app is %v", d.app.top(), server.Setup().App)
	}
	entries, err := os.ReadDir(filepath.Join(os.Getenv("HOME")))
	if err != nil || len(entries) > 0 {
		t.Errorf("written were %v, %v", entries, err)
	}
}

// TestNoClerkProgram: without Clerk's own program the screen says so, and leads back to the question.
func TestNoClerkProgram(t *testing.T) {
	d, server, _ := atMicrosoft(t, forClerk())
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	d.press("down", "enter")
	d.untilField("instance")
	d.press("shop", "enter")
	d.until("this is not an app and an instance of Clerk")
	d.press("ctrl+u", "app_2abc/prod", "enter")
	d.until("Clerk's command line program is not installed")
	if view := d.view(); !strings.Contains(view, "npm install -g clerk") || server.Setup().App != nil {
		t.Errorf("without clerk:\n%s", view)
	}
	d.awake()
	d.press("esc")
	d.until("Where do the client ID and the secret go?")
	if !strings.Contains(d.view(), "▸ Clerk, through its own") {
		t.Errorf("the answer is lost:\n%s", d.view())
	}
}

// TestGraphUnreachable: reading and planning say what they can't reach and why, and r tries again.
func TestGraphUnreachable(t *testing.T) {
	c := flow.Connection{Product: "Auth.js", ClientID: demo.ClientID}
	d, _, _ := atMicrosoft(t, c)
	works := d.app.Env.HTTP
	d.app.Env.HTTP = roundTrip(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED })
	d.run(d.app.navigate(open(newReading(d.app.common, d.app.Subject, d.app.registrationReport(d.app.Subject))), true))
	for range 2 {
		d.until("graph.microsoft.com refused the connection")
		d.press("r")
		d.until("Reading the app registration")
	}
	d.until("graph.microsoft.com refused the connection")
	d.press("esc")

	d.app.Subject.Set(flow.Connection{Product: "Auth.js"})
	d.press("a")
	d.until("graph.microsoft.com refused the connection")
	d.app.Env.HTTP = works
	d.press("r")
	d.until("Where do the client ID and the secret go?")
}

// TestTrackedEnvFile: an .env file that git tracks is refused with the reason, before anything is changed.
func TestTrackedEnvFile(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("skipped: no git on this machine")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, ".env")
	if err := os.WriteFile(path, []byte("A=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", ".env"}} {
		if out, err := exec.CommandContext(context.WithoutCancel(t.Context()), git,
			append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	d, server, _ := atMicrosoft(t, flow.Connection{Product: "Auth.js"}, filepath.Dir(git))
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	d.press("down", "enter")
	d.until("part 2 of 2")
	d.press("ctrl+u", path, "enter")
	d.until("git tracks")
	if data, err := os.ReadFile(path); err != nil || string(data) != "A=1\n" || server.Setup().App != nil {
		t.Errorf("the file has %q, %v, the app is %v", data, err, server.Setup().App)
	}
}

// TestIntoEnvFile: the first secret goes into a file with the setup, and its successor with the replacement.
func TestIntoEnvFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	d, server, g := atMicrosoft(t, flow.Connection{Product: "Auth.js"})
	place := func() {
		t.Helper()
		d.until("Where do the client ID and the secret go?")
		d.awake()
		d.press("down", "enter")
		d.until("part 2 of 2")
		d.press("ctrl+u", path, "enter")
	}
	value := func() string {
		t.Helper()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(d.view(), "AUTH_MICROSOFT_ENTRA_ID_SECRET=") {
			t.Errorf("the secret is shown:\n%s", d.view())
		}
		_, rest, _ := strings.Cut(string(data), "AUTH_MICROSOFT_ENTRA_ID_SECRET=")
		line, _, _ := strings.Cut(rest, "\n")
		return strings.Trim(line, `"'`)
	}
	keyOf := func(value string) string { return server.SecretKeyID(flow.NewSecret(value)) }
	d.press("a")
	place()
	d.until("[x] Set the variables of Auth.js in .env")
	d.awake()
	d.apply("5 of 5 steps are done")
	first := value()
	if p, _ := g.Walk(g.subject).Part("credentials"); keyOf(first) == "" || !p.Done() {
		t.Errorf("the file has a secret of %q; the part is %s", keyOf(first), p.State)
	}
	d.awake()
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("a replace the secret")
	d.awake()
	d.press("a")
	place()
	d.until("Set the variables of Auth.js in .env")
	d.awake()
	d.apply("3 of 3 steps are done")
	if second := value(); second == first || keyOf(second) == "" {
		t.Errorf("after the replacement the file has a secret of %q", keyOf(second))
	}
	d.awake()
	d.press("esc")
	d.until("a remove the old secret")
	d.awake()
	d.press("a") // the removal of the old one is nothing to be asked about
	d.until("The old secret is meant to stay until")
}

// TestSupabaseToken: the access token is not seen while it is typed, and a project that can't be reached is said before
// anything is changed.
func TestSupabaseToken(t *testing.T) {
	const token = "sbp_0123456789abcdef0123456789abcdef01234567"
	d, server, _ := atMicrosoft(t, flow.Connection{Product: "Supabase"})
	d.press("a")
	d.until("Where do the client ID and the secret go?")
	d.awake()
	d.press("down", "enter")
	d.untilField("project")
	d.press(strings.Repeat("a", 20), "enter")
	d.untilField("token")
	d.press(token)
	d.until("****")
	if strings.Contains(d.view(), token) {
		t.Errorf("the token is seen:\n%s", d.view())
	}
	d.press("enter")
	d.until("nothing is changed yet")
	d.untilTrue("the reason", func() bool { s, ok := d.app.top().(*changing); return ok && s.problem != nil })
	if view := d.view(); strings.Contains(view, token) || !strings.Contains(view, "supabase") ||
		server.Setup().App != nil {
		t.Errorf("without a network:\n%s", view)
	}
}
