package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// TestKeymap: a key stands in one row, an action in one, and what it means is said.
func TestKeymap(t *testing.T) {
	t.Parallel()
	rows, actions := map[string]string{}, map[action.ID]string{}
	for _, r := range keymap {
		if r.means == "" || len(r.does) == 0 {
			t.Errorf("%s means nothing", r.name())
		}
		for _, k := range r.keys {
			if before, twice := rows[k]; twice {
				t.Errorf("%q means %q and %q", k, before, r.means)
			}
			rows[k] = r.means
		}
		for _, id := range r.does {
			if before, twice := actions[id]; twice {
				t.Errorf("%q has the keys %s and %s", id, before, r.name())
			}
			actions[id] = r.name()
		}
	}
	offered := map[action.ID]bool{
		showTokens: true, showSecret: true, copyHanded: true, stepDone: true, stepNotNow: true,
		formDone: true, formAdvanced: true, formTrim: true, redact: true,
	}
	for _, o := range workspace.Offers() {
		offered[o.ID] = true
	}
	for id := range actions {
		if !offered[id] {
			t.Errorf("%q has a key and is offered nowhere", id)
		}
	}
}

// TestKeysMoveOrAct: a key that moves does nothing else on any screen, and one that acts does not move.
func TestKeysMoveOrAct(t *testing.T) {
	t.Parallel()
	same := map[string]bool{"enter": true, "esc": true, "n": true} // the row says the same of them
	for _, r := range keymap {
		for _, k := range r.keys {
			for _, b := range moving {
				if slices.Contains(b.Keys(), k) && !same[k] {
					t.Errorf("%q means %q and %q", k, r.means, b.Help().Desc)
				}
			}
			if pressed := widget.KeyFor(widget.Bind("", "", k)).String(); pressed != k {
				t.Errorf("a click on %q presses %q", k, pressed)
			}
		}
	}
}

// moving are the keys that mean the same on every screen without being an action.
var moving = []key.Binding{
	widget.Keys.Up, widget.Keys.Down, widget.Keys.PageUp, widget.Keys.PageDown, widget.Keys.Top, widget.Keys.Bottom,
	widget.Keys.Open, keyReadStep, widget.Keys.Back, widget.Keys.NextPane, widget.Keys.PreviousPane, widget.Keys.Pane,
	widget.Keys.Filter,
	widget.Keys.NextProblem, widget.Keys.PreviousProblem, widget.Keys.Help, widget.Keys.Palette, widget.Keys.Quit,
	widget.Keys.Interrupt, widget.Keys.Suspend,
}

// TestScreensUseTheKeymap: no screen offers a key that the map does not know.
func TestScreensUseTheKeymap(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range keymap {
		for _, k := range r.keys {
			known[k] = true
		}
	}
	for _, b := range moving {
		for _, k := range b.Keys() {
			known[k] = true
		}
	}
	keys := 0
	for name, screens := range shown(t) {
		a := still(t, 100, 30, screens)
		a.View()
		for _, b := range keysOf(a.top()) {
			for _, k := range b.Keys() {
				if !known[k] {
					t.Errorf("%s offers %q (%s), which the map of keys does not know", name, k, b.Help().Desc)
				}
				keys++
			}
		}
	}
	if keys < 200 {
		t.Errorf("only %d keys were looked at", keys)
	}
}

// TestFooterIsInHelpAndPalette: what a screen's footer offers is in its help and in its palette, by the same words.
func TestFooterIsInHelpAndPalette(t *testing.T) {
	t.Parallel()
	for name, screens := range shown(t) {
		a := still(t, 100, 30, screens)
		a.View()
		if _, isPopup := a.top().(popup); isPopup {
			continue
		}
		var inHelp []string
		for _, r := range newHelp(a.common, a.top()).list.Rows {
			inHelp = append(inHelp, r.Label)
		}
		inPalette := paletteLabels(a)
		for _, b := range keysOf(a.top()) {
			desc := b.Help().Desc
			if !b.Enabled() || desc == "" || desc == "move" || desc == "scroll" {
				continue
			}
			if !slices.ContainsFunc(inHelp, func(l string) bool { return strings.HasSuffix(l, desc) }) {
				t.Errorf("%s: %q is not in the help", name, desc)
			}
			if !slices.Contains(inPalette, upper(desc)) {
				t.Errorf("%s: %q is not in the palette", name, desc)
			}
		}
	}
}

// TestKeysPage compares docs/keys.md with the map of keys; -update writes it.
func TestKeysPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Keys of the interactive program\n\nA key means the same on every screen. `?` lists those of a screen.\n\n")
	b.WriteString("| key | what it does |\n|---|---|\n")
	for _, k := range moving {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.Help().Key, k.Help().Desc)
	}
	for _, r := range keymap {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.name(), r.means)
	}
	b.WriteString("\nIn a form, `tab` and `shift+tab` go to the next and the previous field. In a question, `tab` goes to the\n" +
		"other button, `↵` presses it, and `esc` is a no. A click on a row, a tab or a key of the last line works too,\n" +
		"where the terminal reports the mouse; `--no-mouse` turns it off.\n")
	path := filepath.Join("..", "..", "docs", "keys.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != b.String() {
		t.Errorf("docs/keys.md is not what the map of keys says (go test ./ui/tui -run KeysPage -update writes it); %v", err)
	}
}
