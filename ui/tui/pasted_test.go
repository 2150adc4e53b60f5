package tui

import (
	"os"
	"strings"
	"testing"

	"edov/ui/workspace"
)

// TestPastedIntoExplain: a token or a manifest is checked there too, whatever line ends the terminal sends.
func TestPastedIntoExplain(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../../testdata/manifest/disabled.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, shows string }{
		"a manifest": {strings.ReplaceAll(string(manifest), "\n", "\r"), "App registration"},
		"a token":    {pasteToken, "pasted token"},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, Options{}, 80, 24)
			choose(d, "Explain an error")
			d.paste(c.text)
			d.until(c.shows)
			d.awake()
			d.press("esc", "esc")
			d.until("Try the demo tenant")
		})
	}
}

// TestPastedAtHome: what has no token is explained, and not refused.
func TestPastedAtHome(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.paste("emails are not verified with Clerk")
	d.until("Explain an error")
	if view := d.view(); strings.Contains(view, "no token") || !strings.Contains(view, "email") {
		t.Errorf("shows\n%s", view)
	}
}

// TestPastedErrors: an error is explained wherever it is pasted, with what was sent, and a token is checked though
// there is an error beside it.
func TestPastedErrors(t *testing.T) {
	t.Parallel()
	const said = "AADSTS50011: The redirect URI 'https://clerk.contoso.com/v1/oauth_callback' specified in the request " +
		"does not match."
	for _, from := range []string{"", "Paste a token"} {
		d := drive(t, Options{}, 80, 40)
		if from != "" {
			choose(d, from)
		}
		d.paste(said)
		d.until("> Explain an error")
		d.until("Add exactly https://clerk.contoso.com/v1/oauth_callback")
		d.press("esc")
		d.until("Try the demo tenant")
	}
	d := drive(t, Options{}, 80, 24)
	d.paste(said + "\n" + pasteToken)
	d.until("> Report")
}

// TestScenariosBySymptom: the list finds a scenario by what people call it.
func TestScenariosBySymptom(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Try the demo tenant")
	d.press("/", "not verified", "enter")
	if view := d.view(); !strings.Contains(view, "xms_edov is missing") || strings.Contains(view, "no problems") {
		t.Errorf("shows\n%s", view)
	}
}

// TestTypedErrors: without a bracketed paste an error is typed into the field that takes the name of a file too.
func TestTypedErrors(t *testing.T) {
	t.Parallel()
	const said = "AADSTS50011: The redirect URI 'https://clerk.contoso.com/v1/oauth_callback' specified in the request " +
		"does not match."
	o := Options{Options: workspace.Options{ReadFile: noFiles("error 50011.txt", pasteToken)}}
	d := drive(t, o, 80, 40)
	choose(d, "Paste a token")
	d.press(said, "enter")
	d.until("> Explain an error")
	d.until("Add exactly https://clerk.contoso.com/v1/oauth_callback")
	d = drive(t, o, 80, 40)
	choose(d, "Paste a token")
	d.press("error 50011.txt", "enter") // a file of this name is what is meant
	d.until("> Report")
	d = drive(t, o, 80, 40)
	choose(d, "Paste a token")
	d.press("nowhere.jwt", "enter")
	d.until("Paste a JWT, a token response")
}

// TestPastedIntoFilter: an error that is pasted or typed where a filter was begun is explained whole; a text that is
// too long to be typed there says so.
func TestPastedIntoFilter(t *testing.T) {
	t.Parallel()
	const said = "AADSTS50011: The redirect URI 'https://clerk.contoso.com/v1/oauth_callback' specified in the request " +
		"does not match the redirect URIs configured for the application '6731de76-14a6-49ae-97bc-6eba6914391e'."
	const whole = "Add exactly https://clerk.contoso.com/v1/oauth_callback"
	d := drive(t, Options{}, 80, 40)
	d.press("/")
	d.paste(said + "\nTrace ID: 1")
	d.until(whole)
	d.press("esc")
	d.until("Try the demo tenant")
	d.press("/", said)
	d.until("Look it up: AADSTS50011")
	d.press("enter", "enter")
	d.until(whole)
	d.press("esc", "esc")
	d.until("Try the demo tenant")
	d.press("/", strings.Repeat("x", 5000))
	d.until("Look up the first 4096 characters")
	checkFrame(t, d.view(), 80, 40)
}
