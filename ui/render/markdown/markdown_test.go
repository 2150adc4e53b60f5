package markdown

import (
	"strings"
	"testing"

	"edov/inspect/guide"
	"edov/inspect/report"
)

func TestCausesInMarkdown(t *testing.T) {
	finding := report.Finding{ID: "x", Title: "t", Severity: report.Error, Outcome: report.Fail, Summary: "s", Why: "one\ntwo"}
	text := Report(&report.Report{Findings: []report.Finding{finding}})
	if want := "| s<br>• one<br>• two |"; !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	var b strings.Builder
	walkPart(&b, &guide.WalkPart{State: guide.PartContradicted, By: "a sign-in", SeenWhy: "one\ntwo"})
	if want := "  • One.  \n  • Two.\n"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	finding.Why = "one"
	if text := Report(&report.Report{Findings: []report.Finding{finding}}); !strings.Contains(text, "| s<br>one |") {
		t.Errorf("one cause has a mark:\n%s", text)
	}
}
