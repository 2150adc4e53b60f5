package tui

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/inspect/secret"
	"edov/ui/workspace"
)

// expired shows the report of the scenario whose client secret has expired.
func expired(t *testing.T, calendar func(*secret.Report) []byte) (*driver, map[string]string) {
	t.Helper()
	s, _ := demo.Lookup("secret-expired")
	o, _ := withStore(t)
	written := map[string]string{}
	o.Calendar = calendar
	o.Save = func(path string, data []byte, _ bool) error { written[path] = string(data); return nil }
	d := drive(t, o, 80, 24)
	d.app.Subject = &workspace.Subject{Scenario: &s}
	choose(d, "Test sign-in")
	d.until("Sign-in failed")
	d.awake()
	return d, written
}

// hints are the beginnings of the secrets of a calendar.
func hints(r *secret.Report) []byte {
	var list []string
	for _, l := range r.Secrets {
		list = append(list, l.Hint)
	}
	return []byte(strings.Join(list, " "))
}

// TestExpiredSecretToTheEnd: from the report of an expired secret to a new one that a sign-in proves, and to the
// calendar with it.
func TestExpiredSecretToTheEnd(t *testing.T) {
	t.Parallel()
	d, written := expired(t, hints)
	d.until("a replace the secret")
	d.press("a")
	d.until("Add a client secret")
	s := d.apply("2 of 2 steps are done")
	if p := s.changed; p.Plan.Target.TestServer != true || p.Failure() != nil {
		t.Fatalf("%+v", p)
	}
	d.until("The demo tenant accepts the client secret")
	d.press("t")
	d.until("What changed")
	d.awake()
	d.remembers(t, written)
	d.press("esc")
	d.until("Email verified")
	d.remembers(t, written)
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("edov 2026-11-24")
	d.awake()
	d.press("e", "enter")
	d.until("Written: ")
	if list := strings.Fields(written["client-secrets.ics"]); len(list) != 2 {
		t.Errorf("the calendar has %v", written)
	}

	// the second half
	d.press("esc")
	choose(d, "Secrets")
	d.until("a remove the old secret")
	d.awake()
	d.press("a")
	d.until("Remove the old secret")
	d.apply("the step is done")
	if view := d.view(); strings.Contains(view, "not proven yet") { // the list of secrets was read again
		t.Errorf("after the removal:\n%s", view)
	}
	d.press("esc")
	if view := d.view(); strings.Contains(view, "Dm7") || !strings.Contains(view, "edov 2026-11-24") {
		t.Errorf("after the removal:\n%s", view)
	}
}

// remembers writes the calendar from where the new secret was proven: with its key, and by its name in the palette.
func (d *driver) remembers(t *testing.T, written map[string]string) {
	t.Helper()
	d.until("E calendar reminder")
	for _, way := range [][]string{
		{"E"},
		{":", "c", "a", "l", "e", "n", "d", "enter"},
		{":", "r", "e", "m", "i", "enter"},
	} {
		delete(written, "client-secrets.ics")
		d.press(way...)
		d.until("Write a calendar file")
		d.press("enter")
		d.until("Written: ")
		if list := strings.Fields(written["client-secrets.ics"]); len(list) != 2 {
			t.Errorf("%q: the calendar has %v", way, written)
		}
	}
}

// TestHomeReminds: before anything is read, the palette at home leads to the calendar too, which reads the demo's
// secrets.
func TestHomeReminds(t *testing.T) {
	t.Parallel()
	d, written := expired(t, hints)
	d.press("esc")
	if view := d.view(); strings.Contains(view, "E calendar reminder") {
		t.Errorf("nothing was replaced:\n%s", view)
	}
	d.press(":", "c", "a", "l", "enter")
	d.until("client-secrets.ics")
	d.awake()
	d.press("enter")
	d.until("Written: ")
	if len(strings.Fields(written["client-secrets.ics"])) != 1 {
		t.Errorf("the calendar has %v", written)
	}
}

// TestSecretByHand: a secret that was added on the demo's pages is entered with c, and used.
func TestSecretByHand(t *testing.T) {
	t.Parallel()
	d, _ := expired(t, hints)
	d.press("esc")
	choose(d, "Secrets")
	d.until("Hint")
	d.awake()
	d.press("R")
	d.until("c enter secret")
	d.press("c")
	d.until("Certificates & secrets")
	d.press("x", "enter")
	d.until("this is no secret of the demo app")
	server, err := d.app.Pages(d.app.Subject)
	if err != nil {
		t.Fatal(err)
	}
	value := addByHand(t, server)
	d.press("ctrl+u")
	d.paste(value)
	d.press("enter")
	d.until("test it with a sign-in")
	if strings.Contains(d.view(), value) {
		t.Error("the secret is shown")
	}
	d.press("r")
	d.until("2  Use it in the product")
	d.awake()
	r := d.app.top().(*rotation)
	if r.steps[0].State != secret.StepDone || r.steps[1].State != secret.StepDone || r.steps[2].State == secret.StepDone {
		t.Errorf("steps: %+v", r.steps)
	}
	d.press("t")
	d.until("Email verified")
	d.awake()
	d.press("esc")
	d.untilTrue("the step after a good sign-in", func() bool {
		r, ok := d.app.top().(*rotation)
		return ok && r.steps[2].State == secret.StepDone
	})
}

// addByHand adds a secret on the page of the demo tenant, as a person does.
func addByHand(t *testing.T, server *demo.Server) (value string) {
	t.Helper()
	demotest.Visitor{Server: server}.Done(t, server.PortalURL("Credentials"), "add", "expires", "90")
	all := server.Setup().App.Secrets
	secret, ok := server.SecretValue(all[len(all)-1].KeyID)
	if !ok || len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	return secret.Reveal()
}

// TestPracticeShowsTheNewSecret: what lies below a change shows the registration as it is after it, and the calendar
// has the new secret.
func TestPracticeShowsTheNewSecret(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	written := ""
	o.Calendar = hints
	o.Save = func(_ string, data []byte, _ bool) error { written = string(data); return nil }
	var later atomic.Int64 // the second secret starts after the first one
	now := o.Env.Now
	o.Env.Now = func() time.Time { return now().Add(time.Duration(later.Load())) }
	d := beginPractice(t, o)
	d.press("a")
	d.until("Create the app registration")
	d.apply("5 of 5 steps are done")
	later.Store(int64(time.Hour))
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("a replace the secret")
	d.awake()
	d.press("R")
	d.until("Add a second secret")
	d.press("a")
	d.until("Add a client secret")
	d.apply("3 of 3 steps are done")
	d.press("esc")
	d.until("Both secrets work")
	r := d.app.top().(*rotation)
	if r.steps[1].State != secret.StepDone || r.steps[3].State != secret.StepOpen {
		t.Errorf("the new secret is in use: %+v; the old secret: %+v", r.steps[1], r.steps[3])
	}
	d.press("esc")
	if s := d.app.top().(*secrets); len(s.report.Secrets) != 2 || len(s.list.Rows) != 2 {
		t.Errorf("the list has %d secrets:\n%s", len(s.report.Secrets), d.view())
	}
	d.press("e", "enter")
	d.until("Written: ")
	if len(strings.Fields(written)) != 2 {
		t.Errorf("the calendar has %q", written)
	}
}

// TestSecretsRemind: the key that writes the expiry dates elsewhere does it in the list of secrets too.
func TestSecretsRemind(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"e", "E"} {
		o, _ := withStore(t)
		o.Calendar = hints
		d := drive(t, o, 80, 24)
		s, _ := demo.Lookup("secret-expiring")
		d.app.Subject = &workspace.Subject{Scenario: &s}
		choose(d, "Secrets")
		d.until("client secret expires in")
		d.awake()
		d.press(key)
		d.until(".ics")
	}
}
