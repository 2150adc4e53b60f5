package inspect

import (
	"slices"
	"strings"
	"testing"
)

// A cause that quotes a text from outside stays one, whatever is in the text.
func TestCausesStayApart(t *testing.T) {
	r := fail("x").because("first\nforged", "second")
	if got := Causes(r.Why); !slices.Equal(got, []string{"first forged", "second"}) {
		t.Errorf("got %q", got)
	}
	if got := Causes("\n \n"); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestCausesInMarkdown(t *testing.T) {
	finding := Finding{ID: "x", Title: "t", Severity: Error, Outcome: Fail, Summary: "s", Why: "one\ntwo"}
	text := ReportMarkdown(&Report{Findings: []Finding{finding}})
	if want := "| s<br>• one<br>• two |"; !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	var b strings.Builder
	walkPart(&b, &WalkPart{State: PartContradicted, By: "a sign-in", SeenWhy: "one\ntwo"})
	if want := "  • One.  \n  • Two.\n"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	finding.Why = "one"
	if text := ReportMarkdown(&Report{Findings: []Finding{finding}}); !strings.Contains(text, "| s<br>one |") {
		t.Errorf("one cause has a mark:\n%s", text)
	}
}
