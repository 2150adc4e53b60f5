package tui

import (
	"strings"
	"testing"

	"edov/flow"
)

// TestExplainLists: a symptom, a claim, a check or a product's code has a list of answers, or one.
func TestExplainLists(t *testing.T) {
	for typed, want := range map[string][]string{
		"email not verified":                 {"What it may be", "a problem with the verified email", "cause", "check"},
		"edov-present":                       {"xms_edov is in the ID token", "fix"},
		"xms_edov":                           {"claim", "check"},
		"oauth_callback_invalid":             {"What it may be", "callback opened without a sign-in"},
		"the browser cannot reach localhost": {"paste the address", "forward the port"},
	} {
		d := drive(t, Options{}, 120, 40)
		choose(d, "Explain an error")
		d.until("paste an error")
		d.press(typed)
		for _, w := range want {
			if !strings.Contains(d.view(), w) {
				t.Errorf("%q: no %q in\n%s", typed, w, d.view())
			}
		}
	}
}

// TestExplainMovesInTheList: letters are typed, the arrows move, and enter does what helps.
func TestExplainMovesInTheList(t *testing.T) {
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e"}
	d := drive(t, Options{Connection: &c}, 120, 40)
	choose(d, "Explain an error")
	d.press("the browser cannot reach localhost")
	e := d.app.top().(*explain)
	for range len(e.found) {
		if m, _ := e.selected(); m.ID == "ssh" {
			break
		}
		d.press("down")
	}
	d.until("ssh -L 8400:localhost:8400")
	if e.input.Value() != "the browser cannot reach localhost" || e.answer != nil {
		t.Errorf("typed %q, answer %v", e.input.Value(), e.answer)
	}
	d.press("enter")
	d.until("registered?")
}
