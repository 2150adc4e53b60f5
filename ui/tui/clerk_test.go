package tui

import (
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// TestClerkOfTheDemo asks the look-alike and shows its report.
func TestClerkOfTheDemo(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	d := drive(t, Options{Scenario: &s}, 100, 40)
	d.until("Email verified")
	d.awake()
	d.press("esc", "esc")
	choose(d, "Clerk")
	d.until("No problem found on Clerk's side")
	d.until("clerk.contoso.example")
	d.awake()
	d.press("esc")
	choose(d, "App registration") // which shows Clerk's side from now on
	d.until("[Registration]")
	d.awake()
	d.press("end")
	d.until("Clerk requests openid and email")
	d.press("esc")
	d.until("Demo scenarios")
}

// TestClerkKey: a key that is none is said to be so before anything is sent.
func TestClerkKey(t *testing.T) {
	t.Parallel()
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", Product: "Clerk"}
	d := drive(t, Options{Connection: &c}, 100, 40)
	choose(d, "Clerk")
	d.until("Publishable key")
	d.press("sk_live_x", "enter")
	d.until("a Clerk secret key, not the publishable key")
	d.press("esc")
	d.until("Test sign-in")
	other := flow.Connection{ClientID: c.ClientID, Product: "Hanko"}
	d = drive(t, Options{Connection: &other}, 100, 40)
	d.until("Secrets")
	for _, e := range d.app.Actions(action.Home, workspace.On{}) {
		if e.Name == "Clerk" {
			t.Error("Clerk is offered for another product")
		}
	}
}
