package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/ui/store"
	"edov/ui/workspace"
)

// TestFormShowsHostileProduct: the product's name may come from a file.
func TestFormShowsHostileProduct(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, func(c *common) []screen { return nil })
	a.Begin(&workspace.Subject{Connection: flow.Connection{
		Name: "shop", ClientID: demo.ClientID,
		Product: "\x1b]52;c;eA==\a",
	}}, nil)
	f := newForm(a.common, false, false)
	if shown := f.product.View(); strings.Contains(shown, "\x1b]52") || !strings.Contains(shown, "52;c;eA==") {
		t.Errorf("it shows %q", shown)
	}
	if fault, ok := f.asked.Fault("product"); !ok {
		t.Errorf("it is taken: %v", fault)
	}
}

// TestFormNotSaved: the form stays with everything typed, says why, and changes nothing until it is saved.
func TestFormNotSaved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dirs := store.Dirs{Config: filepath.Join(blocked, "config"), State: filepath.Join(blocked, "state")}
	st := store.New(dirs, store.Options{Keyring: &ring{secrets: map[string]string{}}})
	d := drive(t, Options{Options: workspace.Options{Store: st}}, 80, 24)
	d.press("c")
	d.until("Client ID")
	f := d.app.top().(*form)
	for name, value := range map[string]string{"client-id": demo.ClientID, "secret": aSecret, "name": "shop"} {
		f.asked.Field(name).Value = value
	}
	f.show()
	d.press("ctrl+s")
	d.until("Not saved: ")
	d.untilField("name")
	if f.asked.Field("secret").Value != aSecret || d.app.top() != screen(f) || d.app.Subject != nil {
		t.Errorf("the secret is %q, tested is %v:\n%s", f.asked.Field("secret").Value, d.app.Subject, d.view())
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	d.press("ctrl+s")
	d.until("Saved as shop")
	if s := d.app.Subject; s == nil || s.Saved == nil || s.Connection.Secret.Reveal() != aSecret || len(d.app.stack) != 1 {
		t.Errorf("tested is %+v:\n%s", s, d.view())
	}
}

// TestFormLeftWhileSaved: a form that is left takes no news, and what was saved is tested.
func TestFormLeftWhileSaved(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Options: workspace.Options{Store: kept(t, &ring{secrets: map[string]string{}})}}, 80, 24)
	d.press("c")
	d.until("Client ID")
	f := d.app.top().(*form)
	f.asked.Field("client-id").Value, f.asked.Field("name").Value = demo.ClientID, "shop"
	_, cmd := f.end()
	if _, status := f.Title(); status != "saving" {
		t.Errorf("the status is %q", status)
	}
	d.paste("x")
	d.press("x", "esc")
	d.until("Discard changes?")
	d.press("tab", "enter")
	d.run(cmd)
	d.until("Saved as shop")
	if s := d.app.Subject; s == nil || s.Saved == nil || s.Connection.ClientID != demo.ClientID {
		t.Errorf("tested is %+v", s)
	}
}

// TestEmptyFieldHolds: Enter in an empty field that needs a value says why it is not left; tab leaves it, with the
// fault under it.
func TestEmptyFieldHolds(t *testing.T) {
	t.Parallel()
	for key, then := range map[string]string{"tab": "tenant", "enter": "client-id"} {
		d := drive(t, Options{}, 80, 24)
		d.press("c")
		d.until("Client ID")
		if strings.Contains(d.view(), "no client ID was given") {
			t.Error("it complains before anything was pressed")
		}
		d.press(key)
		d.until("no client ID was given")
		d.untilField(then)
	}
}

// TestFormMovesFreely: a wrong answer keeps the keys nowhere: tab and shift+tab go around, ctrl+g to what it unfolds,
// and what is typed goes into the field that shows the cursor.
func TestFormMovesFreely(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 40)
	d.press("c")
	d.until("Client ID")
	f := d.app.top().(*form)
	d.press("bad", "enter")
	d.untilField("client-id")
	d.press("ctrl+g")
	d.untilField("cloud")
	d.press("tab")
	d.untilField("scope")
	d.press("openid")
	if got := f.asked.Field("scope").Value; got != "openid" || f.asked.Field("kind").Value != "web" {
		t.Errorf("typed %q; the kind is %q", got, f.asked.Field("kind").Value)
	}
	d.press("tab")
	d.untilField("prompt")
	d.press("tab")
	d.untilField("login-hint")
	d.press("tab")
	d.untilField("client-id")
	d.press("!")
	if got := f.asked.Field("client-id").Value; got != "bad!" {
		t.Errorf("the client ID is %q", got)
	}
	d.press("tab")
	d.untilField("tenant")
	d.press("shift+tab")
	d.untilField("client-id")
	d.press("ctrl+s")
	d.untilField("client-id")
}

// TestFormAdvanced: what few need is folded until it is asked for, or set.
func TestFormAdvanced(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 40)
	d.press("c")
	d.until("ctrl+g advanced")
	f := d.app.top().(*form)
	f.asked.Field("client-id").Value = demo.ClientID
	f.show()
	if strings.Contains(d.view(), "Microsoft cloud") {
		t.Errorf("it is not folded:\n%s", d.view())
	}
	d.press("ctrl+g")
	d.untilField("cloud")
	if view := d.view(); !strings.Contains(view, "Microsoft cloud") || strings.Contains(view, "ctrl+g") ||
		strings.Count(view, "│ ▸")+strings.Count(view, "│ >") != 1 {
		t.Errorf("it does not unfold:\n%s", view)
	}
	d.press("down", "enter")
	d.untilField("scope")
	d.press("openid email User.Read", "ctrl+s")
	d.until("The connection is ready")
	if c := d.app.Subject.Connection; c.Cloud != entra.USGov || len(c.Scopes) != 3 || c.Prompt != "" {
		t.Errorf("it is %+v", c)
	}
	if again := d.app.NewForm(false, false); again.IsFolded() || again.Changed() {
		t.Error("what is set is folded, or counts as changed")
	}
}
