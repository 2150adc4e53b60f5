package tui

import (
	"strings"
	"testing"
)

// TestNoAppYet: what reads the app registration of a practice that has none says so, under its own name, and makes it.
func TestNoAppYet(t *testing.T) {
	t.Parallel()
	o, _ := withStore(t)
	d := beginPractice(t, o)
	d.press("esc")
	for _, name := range []string{"App registration", "Secrets"} {
		choose(d, name)
		d.until("no app registration yet")
		d.press("r")
		d.until("no app registration yet")
		view := d.view()
		if first, _, _ := strings.Cut(view, "\n"); !strings.Contains(first, name) {
			t.Errorf("%s has the title %s", name, first)
		}
		for _, want := range []string{"a do it for me", "esc back", "Setup guide > Do it for me"} {
			if !strings.Contains(view, want) {
				t.Errorf("no %q in\n%s", want, view)
			}
		}
		d.awake()
		d.press("esc")
	}
	choose(d, "Secrets")
	d.until("no app registration yet")
	d.press("a")
	d.until("Create the app registration")
	d.awake()
	d.apply("5 of 5 steps are done")
	d.press("u")
	d.until("Undo: Create the app registration")
	d.apply("steps are done")
	d.press("esc")
	choose(d, "App registration")
	d.until("no app registration yet")
}
