package tui

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

const pastedEnv = "AZURE_CLIENT_ID=\"6731de76-14a6-49ae-97bc-6eba6914391e\"\rAZURE_CLIENT_SECRET=Mad8Q~made.up_secret-of-the.right-shape_01\r"

// TestPastedEnv is offered at home and in the form, and its secret is never seen.
func TestPastedEnv(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(d *driver){
		"home": func(*driver) {}, "form": func(d *driver) { d.press("c"); d.until("Client ID") },
	} {
		d := drive(t, Options{}, 80, 24)
		begin(d)
		d.paste(pastedEnv)
		d.until("a .env file with a client ID and a secret. Fill in the form?")
		d.press("enter")
		d.until("Filled in from a .env file")
		f := d.app.top().(*form)
		if f.asked.Field("secret").Value != "Mad8Q~made.up_secret-of-the.right-shape_01" ||
			strings.Contains(d.view(), "Mad8Q~") {
			t.Errorf("%s: %q\n%s", name, f.asked.Field("secret").Value, d.view())
		}
	}
	d := drive(t, Options{}, 80, 24)
	d.press("c")
	d.until("Client ID")
	d.paste(pastedEnv)
	d.until("Fill in the form?")
	d.press("esc")
	if f := d.app.top().(*form); f.asked.Changed() {
		t.Error("a no fills in the form")
	}
}

// TestFaultsUnderTheirFields: quotes are removed with a note, and done leads to what is wrong.
func TestFaultsUnderTheirFields(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 40)
	d.press("c")
	d.until("Client ID")
	f := d.app.top().(*form)
	d.paste("\"6731de76-14a6-49ae-97bc-6eba6914391e\"\n")
	d.until("edov removed them")
	if got := f.asked.Field("client-id").Value; got != "6731de76-14a6-49ae-97bc-6eba6914391e" {
		t.Errorf("the client ID is %q", got)
	}
	f.asked.Field("redirect-uri").Value = "x"
	d.press("ctrl+s")
	d.until("a port is a number")
	if f.focused() != "redirect-uri" || strings.Contains(d.view(), "redirect-uri") || strings.Contains(d.view(), "--") {
		t.Errorf("at %s:\n%s", f.focused(), d.view())
	}
}

// TestAskRedirect: the question has keys to copy the redirect URI and to open its place.
func TestAskRedirect(t *testing.T) {
	t.Parallel()
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", Secret: flow.NewSecret("a-secret-of-sixteen")}
	d := drive(t, Options{Connection: &c}, 80, 24)
	var out bytes.Buffer
	d.app.clip.Out = &out
	var opened []string
	d.app.Env.Browser = func(_ context.Context, address string) (string, error) {
		opened = append(opened, address)
		return "a test", nil
	}
	d.run(d.app.navigate(d.app.test(), true))
	d.until("registered?")
	d.press("y")
	d.until("clipboard (OSC 52)")
	if want := base64.StdEncoding.EncodeToString([]byte(d.app.Subject.RedirectURI())); !strings.Contains(out.String(),
		want) {
		t.Errorf("copied %q", out.String())
	}
	d.press("o")
	d.until("Opened with")
	if len(opened) != 1 || !strings.Contains(opened[0], "6731de76-14a6-49ae-97bc-6eba6914391e") {
		t.Errorf("opened %q", opened)
	}
	if _, ok := d.app.top().(*asksRedirect); !ok {
		t.Error("a letter answered the question")
	}
}

// TestReadAgain: what was not read is tried again with r.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, func(c *common) []screen { return []screen{newReading(c, &workspace.Subject{}, nil)} })
	r := a.top().(*reading)
	first := r.job.id
	r.Update(newsMsg{job: first, news: &flow.Session{Problems: []flow.Failure{{
		Summary: "can't reach graph.microsoft.com",
		Hint:    "check the network",
	}}}})
	if view := a.View(); !strings.Contains(view, "can't reach graph.microsoft.com") ||
		!strings.Contains(view, "try again") {
		t.Fatalf("it shows\n%s", view)
	}
	if _, cmd := r.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'r'}}); cmd == nil || r.job.id == first ||
		r.words != nil {
		t.Error("it is not tried again")
	}
}

// TestPasteScreenOffersTheForm: what holds a connection is offered to the form there too, is kept after a no, and is
// named when it is checked all the same.
func TestPasteScreenOffersTheForm(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Options: workspace.Options{ReadFile: noFiles("", "")}}, 100, 30)
	d.press(":", "Paste", "enter")
	d.until("Paste a token or a manifest here")
	d.paste(pastedEnv)
	d.until("Fill in the form?")
	d.press("esc")
	p := d.app.top().(*paste)
	if p.text != pastedEnv || p.job != nil {
		t.Errorf("after a no: %d characters, job %v", len(p.text), p.job)
	}
	d.press("enter")
	d.until("This is a .env file with a client ID and a secret, not a token.")
	if p.text != pastedEnv || strings.Contains(d.view(), "Mad8Q~") {
		t.Errorf("%d characters are left:\n%s", len(p.text), d.view())
	}
	d.paste(pastedEnv)
	d.until("Fill in the form?")
	d.press("enter")
	d.untilField("client-id")
	if len(d.app.stack) != 2 || strings.Contains(d.view(), "Mad8Q~") {
		t.Errorf("%d screens:\n%s", len(d.app.stack), d.view())
	}
}

// TestRefusedTextStays: what was typed, and the sign-in did not take, is in the field again, to be corrected.
func TestRefusedTextStays(t *testing.T) {
	t.Parallel()
	var s *signin
	a := still(t, 100, 30, func(c *common) []screen { s = waiting(c); return []screen{s} })
	const text = "http://localhost:8400/other"
	a.Update(widget.KeyFor(keyPaste))
	s.input.SetValue(text)
	a.Update(widget.KeyFor(keySend))
	if s.writing {
		t.Error("the field is open before the answer")
	}
	refused := flow.Event{Kind: flow.EventPasteRefused, Text: "this address is not the redirect URI of this sign-in"}
	s.event(refused)
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'y'}})
	if view := a.View(); s.input.Value() != text+"y" || !strings.Contains(view, text) ||
		!strings.Contains(view, "not recognized: ") {
		t.Errorf("the field has %q:\n%s", s.input.Value(), view)
	}
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("hello"), Paste: true})
	if s.event(refused); s.writing {
		t.Error("a paste opens the field")
	}
}

// TestQuotedSecret: quotes around a secret are removed with a note.
func TestQuotedSecret(t *testing.T) {
	t.Parallel()
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e"}
	d := drive(t, Options{Connection: &c}, 80, 24)
	u := newUnlock(d.app.common, d.app.Subject, func() nav { return replace(newPaste(d.app.common, "")) })
	d.run(d.app.navigate(open(u), true))
	d.paste("\"" + aSecret + "\"")
	d.press("enter")
	d.until("edov removed them")
	if got := d.app.Subject.Connection.Secret.Reveal(); got != aSecret {
		t.Errorf("the secret is %q", got)
	}
}
