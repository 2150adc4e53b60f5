package tui

import (
	"os"
	"strings"
	"testing"
)

// TestPastedIntoExplain: a token or a manifest is checked there too, whatever line ends the terminal sends.
func TestPastedIntoExplain(t *testing.T) {
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
	d := drive(t, Options{}, 80, 24)
	d.paste("emails are not verified with Clerk")
	d.until("Explain an error")
	if view := d.view(); strings.Contains(view, "no token") || !strings.Contains(view, "email") {
		t.Errorf("shows\n%s", view)
	}
}

// TestScenariosBySymptom: the list finds a scenario by what people call it.
func TestScenariosBySymptom(t *testing.T) {
	d := drive(t, Options{}, 80, 24)
	choose(d, "Try the demo tenant")
	d.press("/", "not verified", "enter")
	if view := d.view(); !strings.Contains(view, "xms_edov is missing") || strings.Contains(view, "no problems") {
		t.Errorf("shows\n%s", view)
	}
}
