package tui

import (
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/plan"
	"edov/ui/workspace"
)

// apply agrees to the plan that is shown, and waits for its end.
func (d *driver) apply(end string) *changing {
	d.t.Helper()
	d.press("enter")
	if q, ok := d.app.top().(*dialog); ok && q.OnNo { // what can't be undone
		d.press("tab")
	}
	d.press("enter")
	d.until(end)
	s, ok := d.app.top().(*changing)
	if !ok {
		d.t.Fatalf("%T is shown", d.app.top())
	}
	return s
}

// tested signs in at a scenario of the demo tenant, and does not wait for the report.
func tested(t *testing.T, id string) *driver {
	t.Helper()
	scenario, _ := demo.Lookup(id)
	o, _ := withStore(t)
	d := drive(t, o, 80, 24)
	d.app.Subject = &workspace.Subject{Scenario: &scenario}
	choose(d, "Test sign-in")
	return d
}

// TestReportApplies: the fix of a report is applied, and a test shows that it helped.
func TestReportApplies(t *testing.T) {
	t.Parallel()
	d := tested(t, "no-edov")
	d.until("a apply the fix")
	d.awake()
	d.press("a")
	d.until("Set the optional claims")
	d.press(" ")
	d.until("[ ] Set the optional claims")
	d.press("enter")
	d.until("No step is on")
	d.press(" ", "enter")
	d.until("in the demo tenant? 1 step.")
	d.press("esc")
	if s := d.app.top().(*changing); s.changed != nil || s.runs() {
		t.Error("a no changes something")
	}
	d.apply("the step is done")
	d.press("t")
	d.until("What changed")
	d.awake()
	d.press("esc")
	if view := d.view(); !strings.Contains(view, "Email verified") || strings.Contains(view, "apply the fix") {
		t.Errorf("after the fix:\n%s", view)
	}
}

// TestRegistrationApplies: the new report of a registration takes the place of the one that was fixed; undo leads back.
func TestRegistrationApplies(t *testing.T) {
	t.Parallel()
	scenario, _ := demo.Lookup("no-edov")
	o, _ := withStore(t)
	d := drive(t, o, 120, 30)
	d.app.Subject = &workspace.Subject{Scenario: &scenario}
	choose(d, "App registration")
	d.until("a apply the fix")
	d.awake()
	depth := len(d.app.stack)
	fixable := func(want bool) {
		t.Helper()
		r, ok := d.app.top().(*reportScreen)
		if !ok || len(d.app.stack) != depth || r.run.CanApply() != want {
			t.Fatalf("it leads to %T of %d\n%s", d.app.top(), len(d.app.stack), d.view())
		}
	}
	d.press("a")
	d.until("Set the optional claims")
	d.apply("the step is done")
	d.press("u")
	d.until("Undo: Set the optional claims")
	d.apply("the step is done")
	d.press("esc")
	fixable(true)
	d.press("a")
	d.until("Set the optional claims")
	d.apply("the step is done")
	d.press("esc")
	fixable(false)
}

// TestStopPlan: esc stops after the step that is carried out, and what was done is told.
func TestStopPlan(t *testing.T) { // alone: beside others, more steps may be done before the key is read
	o, _ := withStore(t)
	d := beginPractice(t, o)
	server := d.app.top().(*guideScreen).pages
	d.press("a")
	d.until("Create the app registration")
	d.press("enter", "enter")
	d.until("esc stop after step")
	if question := d.app.top().(*changing).busy(); !strings.Contains(question, "Stop after this step and quit?") {
		t.Errorf("before quitting it asks %q", question)
	}
	d.press("esc")
	d.until("of 5 steps are done") // how many is a matter of time
	m := d.app.top().(*changing).changed
	if exists := server.Setup().App != nil; exists != (m.Result.Count(plan.WasDone) > 0) || exists != m.CanUndo() {
		t.Errorf("the app exists: %v; undo: %v\n%s", exists, m.CanUndo(), d.view())
	}
	if !strings.HasPrefix(m.Words(), "cancelled: ") || m.Result.Count(plan.NotBegun) == 0 ||
		m.Result.Count(plan.WasDone)+m.Result.Count(plan.NotBegun) != len(m.Result.Steps) ||
		strings.Contains(d.view(), "nothing is left") {
		t.Errorf("after a stop:\n%s", d.view())
	}
}

// TestSecretsDoIt: a second secret is added and used, and the first one goes later.
func TestSecretsDoIt(t *testing.T) {
	t.Parallel()
	o, st := withStore(t)
	d := beginPractice(t, o)
	server := d.app.top().(*guideScreen).pages
	first := d.secondSecret(server)
	second := server.Setup().Dashboard.SecretKeyID
	if secrets := server.Setup().App.Secrets; len(secrets) != 2 || second == first {
		t.Errorf("%d secrets, and the product has %s", len(secrets), second)
	}
	r, err := st.Rotation(server.Setup().App.ClientID)
	if err != nil || r == nil || r.NewKeyID != second || r.Proven.IsZero() {
		t.Errorf("the rotation is %+v, %v", r, err)
	}
	d.press("esc")
	d.until("a remove the old secret")
	d.press("a")
	d.until("The old secret is meant to stay until")
	s := d.apply("the step is done")
	if secrets := server.Setup().App.Secrets; len(secrets) != 1 || secrets[0].KeyID != second {
		t.Errorf("left are %+v", secrets)
	}
	if s.changed.CanUndo() {
		t.Error("a secret that was removed can be brought back")
	}
}

// secondSecret sets a practice up and adds a second secret. It gives the first one.
func (d *driver) secondSecret(server *demo.Server) (first string) {
	d.t.Helper()
	d.press("a")
	d.until("Create the app registration")
	d.apply("5 of 5 steps are done")
	first = server.Setup().Dashboard.SecretKeyID
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("a replace the secret")
	d.awake()
	d.press("a")
	d.until("Add a client secret")
	d.apply("3 of 3 steps are done")
	return first
}

// TestUndoRotation: the secret that was in use is in use again.
func TestUndoRotation(t *testing.T) {
	t.Parallel()
	o, st := withStore(t)
	d := beginPractice(t, o)
	g := d.app.top().(*guideScreen)
	first := d.secondSecret(g.pages)
	d.press("u", "enter", "enter")
	d.untilTrue("the undo", func() bool {
		u, ok := d.app.top().(*changing)
		return ok && u.changed != nil && u.changed.Plan.Undoes
	})
	now := g.pages.Setup()
	f := d.app.top().(*changing).changed.Failure()
	if f != nil || len(now.App.Secrets) != 1 || now.Dashboard.SecretKeyID != first {
		t.Errorf("undo: %v; %+v, product has %s, not %s", f, now.App.Secrets, now.Dashboard.SecretKeyID, first)
	}
	if r, err := st.Rotation(now.App.ClientID); r != nil || err != nil {
		t.Errorf("the rotation is %+v, %v", r, err)
	}
	if !g.subject.HasSecret() {
		t.Error("the practice has no secret any more")
	}
}

// TestCompareApplies: a test again that shows the same problem leads to its fix too, and the report after the fix takes
// the place of both screens.
func TestCompareApplies(t *testing.T) {
	t.Parallel()
	d := tested(t, "no-edov")
	d.until("a apply the fix")
	d.awake()
	depth := len(d.app.stack)
	d.press("r")
	d.until("What changed")
	d.until("a apply the fix")
	d.awake()
	d.press("a")
	d.until("Set the optional claims")
	d.apply("the step is done")
	d.press("t")
	d.until("fixed: edov-present")
	d.awake()
	d.press("esc")
	if _, ok := d.app.top().(*reportScreen); !ok || len(d.app.stack) != depth {
		t.Errorf("%T of %d, not %d\n%s", d.app.top(), len(d.app.stack), depth, d.view())
	}
}

// TestScenarioIsFresh: a scenario that is opened again from the list fails as its card says, though it was repaired.
func TestScenarioIsFresh(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Scenarios: true}, 80, 24)
	scenario, _ := demo.Lookup("no-edov")
	at := func() {
		t.Helper()
		list := d.app.top().(*scenarios)
		list.list.Seek(func(value any) bool { return value.(demo.Scenario).ID == scenario.ID })
		d.press("enter")
	}
	at()
	d.until("Email not verified")
	d.awake()
	d.press("a")
	d.until("Set the optional claims")
	d.apply("the step is done")
	d.press("esc")
	d.untilTrue("the report", func() bool { _, ok := d.app.top().(*reportScreen); return ok })
	d.press("esc")
	at()
	d.until("Email not verified")
}

// TestScenarioWarns: a scenario in which users get in and a warning is to be seen is not marked as one that fails.
func TestScenarioWarns(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Scenarios: true}, 80, 24)
	list := &d.app.top().(*scenarios).list
	list.Seek(func(value any) bool { return value.(demo.Scenario).ID == "secret-expiring" })
	if r, _ := list.Selected(); !strings.Contains(r.Mark, "!") {
		t.Errorf("its mark is %q", r.Mark)
	}
	d.until("Warns")
}
