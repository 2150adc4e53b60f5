package tui

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/store"
	"edov/ui/workspace"
)

// withStore is a program that saves into folders of the test.
func withStore(t *testing.T) (Options, *store.Store) {
	t.Helper()
	dir := t.TempDir()
	var seconds atomic.Int64 // what is seen later is newer
	now := func() time.Time { return noon.Add(time.Duration(seconds.Add(1)) * time.Millisecond) }
	st := store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"}, store.Options{Now: now})
	return Options{Options: workspace.Options{Env: flow.Env{Now: now}, Store: st, Program: "edov test"}}, st
}

// beginPractice opens the guide of a practice in which nothing is registered.
func beginPractice(t *testing.T, o Options) *driver {
	t.Helper()
	d := drive(t, o, 100, 30)
	choose(d, "Setup guide")
	d.until("Which guide?")
	d.press("enter")
	d.until("0 of 7 steps done")
	d.awake()
	d.untilTrue("the demo's pages", func() bool { return d.app.top().(*guideScreen).pages != nil })
	return d
}

// states are the parts of the guide that are not proven.
func states(g *guideScreen) map[string]guide.PartState {
	g.refresh()
	open := map[string]guide.PartState{}
	for _, step := range g.walk.Steps {
		for _, p := range step.Parts {
			if p.State != guide.PartProven {
				open[p.ID] = p.State
			}
		}
	}
	return open
}

// TestSecretIsSaved: a new secret is not added while no step takes it anywhere.
func TestSecretIsSaved(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	d := beginPractice(t, o)
	d.press("a")
	d.until("Create the app registration")
	d.press("down", "down", "down", " ", "down", " ", "enter")
	d.until("No step saves the new secret")
	d.press(" ", "enter")
	d.until("Create My app in the demo tenant? 4 steps.")
}

// TestGuideDoesIt: from an empty practice by key presses to a guide in which everything is proven that can be, a second
// time there is nothing to change, and the way back leads to nothing.
func TestGuideDoesIt(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	d := beginPractice(t, o)
	g := d.app.top().(*guideScreen)
	d.press("a")
	d.until("Create the app registration")
	for _, words := range []string{"App: My app (new)", "Tenant: the demo tenant on this machine", "[x]"} {
		if view := d.view(); !strings.Contains(view, words) {
			t.Errorf("no %q in\n%s", words, view)
		}
	}
	d.press("enter")
	d.until("Create My app in the demo tenant? 5 steps.")
	d.press("enter")
	d.until("5 of 5 steps are done")
	d.until("The demo tenant accepts the client secret")
	d.press("t")
	d.untilTrue("the end of the sign-in", func() bool { return d.app.top() == screen(g) && d.app.Last != nil })
	d.awake()
	for id, state := range states(g) {
		if unproven[id] == "" {
			t.Errorf("%s is %s", id, state)
		}
	}
	d.until("7 of 7 steps done")

	g.seek("test-product") // is not proven, and nothing that a plan sets
	d.press("a")
	if d.app.top() != screen(g) {
		t.Errorf("a part that no plan sets leads to %T", d.app.top())
	}
	d.press("g", "a")
	d.until("Nothing to change")
}

// unproven are the parts of the guide that stay unproven in a practice, with the reason.
var unproven = map[string]string{
	"claim-access":       "it is optional",
	"secret-end":         "edov has the date, and nothing confirms it",
	"credentials-secret": "a product shows no secret; it is marked after a sign-in through the product",
	"test-personal":      "it is optional, and the built-in user has a work account",
	"test-product":       "it is marked after a sign-in through the product",
}

// TestUndoSetup: the way back leads to an empty practice, and from there all can be done again.
func TestUndoSetup(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	d := beginPractice(t, o)
	g := d.app.top().(*guideScreen)
	d.press("a")
	d.until("Create the app registration")
	d.press("enter", "enter")
	d.until("5 of 5 steps are done")
	d.press("u")
	d.until("Undo: Create the app registration")
	d.press("enter")
	d.until("Change My app in the demo tenant?")
	d.press("enter")
	d.until("steps are done")
	d.until("done")
	if f := d.app.top().(*changing).changed.Failure(); f != nil {
		t.Errorf("undo: %v\n%s", f, d.view())
	}
	if view := d.view(); !strings.Contains(view, "esc back") {
		t.Errorf("the way back is not named:\n%s", view)
	}
	if app := g.pages.Setup().App; app != nil {
		t.Errorf("the app is still there: %+v", app)
	}
	if c := g.subject.Connection; c.ClientID != "" || g.subject.HasSecret() {
		t.Errorf("edov still has the credentials of %q", c.ClientID)
	}
	d.press("esc")
	d.until("0 of 7 steps done")
	if said := g.subject.Progress().Said; len(said) > 0 {
		t.Errorf("after the undo the guide still says %v", said)
	}
	d.press("a")
	d.until("Create the app registration")
	d.press("enter", "enter")
	d.until("5 of 5 steps are done")
}

// TestSetupFails: whatever Microsoft refuses is told truly, in words and per step, and what was done can be undone.
func TestSetupFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault demo.GraphFault
		says  []string
		undo  bool
	}{
		"refused": {
			demo.GraphFault{Method: http.MethodPost, At: 1, Status: http.StatusForbidden},
			[]string{"0 of 5 steps are done", "failed", "not begun", "m save for an admin"},
			false,
		},
		"secret refused": {
			demo.GraphFault{Method: http.MethodPost, At: 3, Status: http.StatusForbidden},
			[]string{"2 of 5 steps are done", "failed", "not begun", "m save for an admin"},
			true,
		},
		"answer lost": {
			demo.GraphFault{Method: http.MethodPost, At: 1, Done: true},
			[]string{"0 of 5 steps are done", "unsure", "not begun"},
			false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := withStore(t)
			d := beginPractice(t, o)
			g := d.app.top().(*guideScreen)
			g.pages.GraphFaults(c.fault)
			d.press("a")
			d.until("Create the app registration")
			d.press("enter", "enter")
			d.until("steps are done")
			g.pages.GraphFaults()
			for _, words := range c.says {
				if view := d.view(); !strings.Contains(view, words) {
					t.Errorf("no %q in\n%s", words, view)
				}
			}
			s := d.app.top().(*changing)
			if s.changed.Failure() == nil {
				t.Error("no failure is told")
			}
			if s.changed.CanUndo() != c.undo {
				t.Errorf("undo is offered: %v", !c.undo)
			}
			if c.undo {
				d.press("u", "enter", "enter")
				d.untilTrue("the undo", func() bool {
					u, ok := d.app.top().(*changing)
					return ok && u != s && u.changed != nil
				})
				if app := g.pages.Setup().App; app != nil {
					t.Errorf("the app is still there:\n%s", d.view())
				}
			}
		})
	}
}
