package tui

import (
	"regexp"
	"strings"
	"testing"

	"edov/ui/workspace"
)

// TestReportsSpeakOfScreens: within the program no text of a check names a command's option, and the report itself
// keeps it.
func TestReportsSpeakOfScreens(t *testing.T) {
	t.Parallel()
	option := regexp.MustCompile(`(^|[\s(])--[a-z]`)
	d := drive(t, Options{}, 100, 30)
	d.paste(pasteToken)
	d.until("idtoken-")
	named := 0
	for _, run := range []*workspace.Run{stored(t, "healthy"), stored(t, "no-edov"), d.app.top().(*reportScreen).run} {
		told := run.InScreens()
		texts := []string{told.Headline, told.Detail}
		for i, f := range told.Findings {
			texts = append(texts, f.Summary, f.Why, f.Fix)
			if own := run.Report.Findings[i]; option.MatchString(own.Summary + " " + own.Fix) {
				named++
			}
		}
		for _, c := range told.Causes {
			texts = append(texts, c.Title, c.Sentence, c.Fix)
		}
		for _, text := range texts {
			if option.MatchString(text) {
				t.Errorf("names an option: %s", text)
			}
		}
	}
	if named == 0 {
		t.Error("no report names an option: this test shows nothing")
	}
}

// TestPastedLeadsOn: the report of something pasted begins at its first row, and leads to a sign-in that says more.
func TestPastedLeadsOn(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	d.paste(pasteToken)
	d.until("1/")
	if view := d.view(); !strings.Contains(view, "set up a connection to test it") {
		t.Errorf("does not lead on:\n%s", view)
	}
	d.awake()
	d.press("c")
	d.untilTrue("the form", func() bool { _, ok := d.app.top().(*form); return ok })
}
