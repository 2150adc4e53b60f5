package markdown

import (
	"strings"
	"testing"

	"edov/inspect/guide"
	"edov/inspect/proof"
	"edov/inspect/report"
)

func TestCausesInMarkdown(t *testing.T) {
	finding := &report.Finding{
		ID: "x", Title: "t", Severity: report.Error, Outcome: report.Fail, Summary: "s",
		Why: "one\ntwo",
	}
	text := Report(&report.Report{Findings: []*report.Finding{finding}})
	if want := "| s<br>• one<br>• two |"; !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	var b strings.Builder
	walkPart(&b, &guide.WalkPart{State: guide.PartContradicted, By: "a sign-in", SeenWhy: "one\ntwo"})
	if want := "  • One.  \n  • Two.\n"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	finding.Why = "one"
	if text := Report(&report.Report{Findings: []*report.Finding{finding}}); !strings.Contains(text, "| s<br>one |") {
		t.Errorf("one cause has a mark:\n%s", text)
	}
}

// TestProductsInMarkdown: the file says what the text says, the riskiest product first, and what is not known in a
// line.
func TestProductsInMarkdown(t *testing.T) {
	r := &report.Report{Email: proof.EmailVerdict{Address: "kim@contoso.example"}, Products: []proof.ProductVerdict{
		{
			Product: &proof.Product{Name: "Careful"},
			Verdict: proof.SeenRejected, Reason: "no *proof*", Change: "add xms_edov", Basis: proof.Documented,
		},
		{
			Product: &proof.Product{Name: "Graph"},
			Verdict: proof.SeenUnknown, Stranger: proof.StrangerUnknown,
		},
		{
			Product: &proof.Product{Name: "Open", Links: "links accounts", Date: "2026-08-20"},
			Verdict: proof.SeenVerified, Reason: "always", Basis: proof.FromSource, Stranger: proof.StrangerIn,
			StrangerIf: "others may sign in",
		},
	}}
	text := Report(r)
	for _, want := range []string{
		"## " + report.ProductsTitle,
		"| Careful | warning: refuses | no &#42;proof&#42; &#40;documented&#41; | add xms_edov |",
		"| Open | fail: accepts it although nothing proves it &#40;risk&#41; | always &#40;source, 2026-08-20&#41;" +
			"<br>attacker: would get in if others may sign in: links accounts |  |",
		"Can't tell from it: Graph: " + report.WhyUnknown, "1 product with a known rule would let them into",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Index(text, "| Open") > strings.Index(text, "| Careful") {
		t.Errorf("the risk is not first:\n%s", text)
	}
	r.Products = r.Products[1:2]
	if text := Report(r); !strings.Contains(text, "Not checked: the ID token was not fully checked.") {
		t.Errorf("it is known:\n%s", text)
	}
}
