package tui

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// TestHelpListsWhatWorks: a key that does nothing now is not in the help.
func TestHelpListsWhatWorks(t *testing.T) {
	t.Parallel()
	for name, screens := range shown(t) {
		a := still(t, 100, 30, screens)
		a.View()
		listed := newHelp(a.common, a.top()).list.Rows
		for _, b := range keysOf(a.top()) {
			label := widget.Fit(a.style.KeyName(b.Help().Key), 11) + b.Help().Desc
			is := slices.ContainsFunc(listed, func(r widget.Row) bool { return r.Label == label })
			if is && !b.Enabled() {
				t.Errorf("%s: the help lists %q, which does nothing", name, label)
			}
		}
	}
}

// TestHomeNamesAreWhole: beside the connection no name of the menu is cut, and the client ID fits on its line.
func TestHomeNamesAreWhole(t *testing.T) {
	t.Parallel()
	view := still(t, 80, 24, func(c *common) []screen {
		c.Last = stored(t, "no-edov")
		c.Subject = c.Last.Subject
		return nil
	}).View()
	for _, want := range []string{"Practice with the demo tenant ", "Client ID   " + demo.ClientID} {
		if !strings.Contains(view, want) || strings.Contains(view, "…") {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
}

// TestFreshHomeHasAll: without a connection the expiry dates of a manifest and the users of a tenant can be looked at.
func TestFreshHomeHasAll(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../../testdata/manifest/secret-ending.json")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Options: workspace.Options{
		Env:      flow.Env{Now: func() time.Time { return noon }},
		ReadFile: noFiles("app.json", string(manifest)),
	}}
	d := drive(t, o, 80, 24)
	choose(d, "Secrets")
	d.until("or type the name of its file")
	d.press("app.json", "enter")
	d.until("client secret expires in 8 days")
	d.awake()
	d.press("R")
	d.until("Replace a secret")
	d.press("o")
	for _, word := range []string{"rollout", "secrets"} {
		d = drive(t, o, 80, 24)
		d.press(":", word, "enter")
		if d.until("> "); len(d.app.stack) != 2 {
			t.Errorf("%q opens nothing:\n%s", word, d.view())
		}
	}
	d = drive(t, o, 80, 24)
	choose(d, "Before rollout")
	d.until("Press r to read the users")
}

// TestHelpCloses: the key that opens the help closes it.
func TestHelpCloses(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.press("?")
	d.until("On this screen")
	d.press("?")
	if _, ok := d.app.top().(*home); !ok || len(d.app.stack) != 1 {
		t.Errorf("after it: %d screens\n%s", len(d.app.stack), d.view())
	}
}
