package tui

import (
	"net/http"
	"strings"
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
	now := func() time.Time { return noon }
	st := store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"}, store.Options{Now: now})
	return Options{Options: workspace.Options{Env: flow.Env{Now: now}, Store: st, Program: "edov test"}}, st
}

// beginPractice opens the guide of a practice in which nothing is registered.
func beginPractice(t *testing.T, o Options) *driver {
	t.Helper()
	d := drive(t, o, 100, 30)
	choose(d, "Practice")
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

// TestGuideDoesIt: from an empty practice by key presses to a guide in which everything is proven that can be, a second
// time there is nothing to change, and the way back leads to nothing.
func TestGuideDoesIt(t *testing.T) {
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
	d.until("Change My app in the demo tenant? 5 steps.")
	d.press("enter")
	d.until("5 of 5 steps are done")
	d.until("Microsoft accepted")
	d.press("t")
	d.untilTrue("the end of the sign-in", func() bool { return d.app.top() == screen(g) && d.app.Last != nil })
	d.awake()
	d.untilTrue("the guide", func() bool { return len(states(g)) <= 4 })
	t.Log(states(g))
	d.press("esc")
}

var _ = http.MethodPatch
var _ = demo.ClientID
