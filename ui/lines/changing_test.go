package lines

import (
	"strings"
	"testing"
)

// TestChangesLineByLine: a fix is applied, undone and saved; a practice is set up and its secret replaced.
func TestChangesLineByLine(t *testing.T) {
	for name, c := range map[string]struct {
		scenario string
		typed    []string
		says     []string
	}{
		"fix": {
			"no-edov",
			[]string{
				"test", "apply", "switch", "1", "apply", "switch", "1", "save plan", "plan.md", "apply", "n", "apply", "y",
				"undo", "apply", "y", "back", "q",
			},
			[]string{
				"Set the optional claims (on)", "0 of 1 steps are on", "No step is on", "Written: plan.md",
				"Change edov demo app in the demo tenant? 1 step. [y/N]", "1 of 1: Set the optional claims",
				"nothing is left that a plan can fix",
				"Undo: Set the optional claims",
			},
		},
		"begin again": {
			"",
			[]string{
				"practice", "do it", "apply", "y", "test sign-in", "back", "back", "begin again", "n", "begin again", "y",
				"practice", "back", "q",
			},
			[]string{
				"7 of 7 steps done", "Begin the practice again?", "not done; nothing was changed",
				"The practice begins again", "Setup guide for Clerk: 0 of 7 steps done",
			},
		},
		"a page without apps": {
			"",
			[]string{
				"secrets", `{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?x=1"}`, "", "q",
			},
			[]string{"This page of a list has no app registrations."},
		},
		"set up": {
			"",
			[]string{
				"practice", "do it", "apply", "y", "test sign-in", "back", "back", "do it", "back", "secrets", "replace the",
				"apply", "y", "back",
				"remove the", "q",
			},
			[]string{
				"Create the app registration", "5 of 5 steps are done", "the demo tenant accepts the client secret",
				"email verified",
				"signed in through the product's own page", "Setup guide for Clerk: 7 of 7 steps done",
				"nothing to change", "Add a client secret", "3 of 3 steps are done", "The old secret is meant to stay until",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var said string
			if c.scenario == "" {
				said = conversation(t, nil, c.typed...)
			} else {
				said = conversation(t, scenario(t, c.scenario), c.typed...)
			}
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("does not say %q:\n%s", want, said)
				}
			}
		})
	}
}

// TestExpiredSecretLineByLine: once the secret is replaced, the old report no longer offers that, the calendar is
// offered, and home says what is so now.
func TestExpiredSecretLineByLine(t *testing.T) {
	said := conversation(t, scenario(t, "secret-expired"),
		"test", "replace the secret", "apply", "y", "calendar", "", "test sign-in", "calendar", "b.ics", "home", "q")
	for _, want := range []string{
		"number, home, q to quit, or ? for help", "Written: client-secrets.ics", "Written: b.ics", "Calendar reminder",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	at := strings.LastIndex(said, "Connection: ")
	if home := said[at:]; !strings.Contains(home, "Last test: ") || strings.Contains(home, "has expired") {
		t.Errorf("home says:\n%s", home)
	}

	said = conversation(t, scenario(t, "secret-expired"), "test", "replace the secret", "apply", "y", "back", "home", "q")
	at = strings.LastIndex(said, "What next?")
	if menu := said[at:]; strings.Contains(menu, "Replace the secret") || !strings.Contains(menu, "Calendar reminder") {
		t.Errorf("the menu of the old report says:\n%s", menu)
	}
	if home := said[strings.LastIndex(said, "Connection: "):]; strings.Contains(home, "has expired") {
		t.Errorf("home says:\n%s", home)
	}
}
