package tui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/lines"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// fullScreenOnly are the entries of the palette that make no sense line by line,
// with the reason.
var fullScreenOnly = map[string]string{
	"Open": "a menu is answered with a number", "Details": "everything is printed", "Read": "everything is printed",
	"To the list": "a menu comes again by itself", "To the report": "a menu comes again by itself",
	"Back": "a line of each menu",
	"Pane": "each pane is an action of the report's menu", "Fold": "all checks are printed, or the failed ones",
	"About it": "a scenario's text is printed", "Filter": "the terminal or the screen reader searches",
	"Apply filter": "the terminal or the screen reader searches",
	"Clear filter": "the terminal or the screen reader searches",
	"Help":         "there are no keys to explain",
	"Home":         "Back leads there",
	"Clear":        "nothing stays in a prompt", "Trim it": "it is done without asking",
	"Next": "an empty answer goes on", "Previous field": "a field is asked once more when it is wrong",
	"Done": "an empty answer goes on", "Leave": "back leaves each question", "Close the field": "a prompt has no field",
	"Submit": "Enter submits a line", "Only look": "the answer no",
	"With Microsoft's keys": "what is so if Offline is not typed",
	"Copy":                  "what is printed can be copied", "Copy value": "what is printed can be copied",
	"Copy a token": "a token is a live credential, and what is printed stays", "Show the tokens": "what is printed stays",
	"Hide the tokens": "what is printed stays", "Copy redirect URI": "it is printed", "Copy link": "it is printed",
	"Copy for support": "it is printed", "Next problem": "a menu lists what is to be fixed",
	"Show the secret once": "it is a question", "Not now": "the answer no",
	"Advanced":  "the answer advanced asks for it",
	"Try again": "what could not be read is chosen again",
	"QR code":   "the link is printed", "Stop after step": "Ctrl+C stops between two steps",
}

// inOtherStates are entries that none of the screens of the test shows.
var inOtherStates = []string{
	"Read", "About it", "Fold", "Apply filter", "Clear filter", "Trim it", "Only look", "With Microsoft's keys",
	"Show the tokens", "Hide the tokens",
}

// sameElsewhere are entries of which the words depend on what is selected.
func sameElsewhere(label string) bool { return strings.HasPrefix(label, "Copy ") }

// TestPaletteLineByLine walks every entry of the palette of every screen and
// finds its action line by line.
func TestPaletteLineByLine(t *testing.T) {
	t.Parallel()
	at := map[string][]action.ID{}
	for _, o := range workspace.Offers() {
		at[o.Name] = append(at[o.Name], o.ID)
	}
	found, seen := 0, map[string]bool{}
	for name, screens := range shown(t) {
		a := still(t, 100, 30, screens)
		a.View() // some keys depend on what is drawn
		if _, isPopup := a.top().(popup); isPopup {
			continue // the palette is not opened over one
		}
		for _, label := range paletteLabels(a) {
			seen[label] = true
			switch ids := at[label]; {
			case slices.ContainsFunc(ids, lines.Does):
				found++
			case fullScreenOnly[label] == "" && !sameElsewhere(label):
				t.Errorf("%s: %q is not offered line by line (actions %q)", name, label, ids)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d entries were found line by line", found)
	}
	for label := range fullScreenOnly {
		if !seen[label] && !slices.Contains(inOtherStates, label) {
			t.Errorf("%q is in no palette", label)
		}
	}
}

// paletteLabels are what the palette of the top screen shows.
func paletteLabels(a *app) []string {
	a.Update(widget.KeyFor(widget.Bind("", "", "ctrl+p")))
	s, ok := a.top().(*chooser)
	if !ok {
		return nil
	}
	var labels []string
	for _, r := range s.list.All() {
		labels = append(labels, r.Label)
	}
	a.Update(tea.KeyMsg{Type: tea.KeyEsc})
	return labels
}
