package report

import (
	"testing"

	"edov/inspect/proof"
)

// TestTakesOfExpired: a token that is refused for its age alone says what a product would do with a new one; one that
// is refused for anything else does not.
func TestTakesOfExpired(t *testing.T) {
	old := &Finding{ID: "idtoken-lifetime", Severity: Error, Outcome: Fail, Case: CaseExpired}
	foreign := &Finding{ID: "idtoken-audience", Severity: Error, Outcome: Fail, Summary: "for another app"}
	young := &Finding{ID: "idtoken-lifetime", Severity: Error, Outcome: Fail, Summary: "the token is not valid yet"}
	behind := &Finding{ID: "idtoken-issued-at", Severity: Error, Outcome: Fail, Case: CaseClock}
	const ifNew = " (if it were new)"
	unseen := &Finding{ID: "idtoken-signature", Severity: Error, Outcome: Unknown, Summary: "no keys"}
	asks := proof.ProductVerdict{
		Product: &proof.Product{Name: "Clerk", Links: "asks the user to confirm"},
		Verdict: proof.SeenNotVerified,
	}
	accepts := proof.ProductVerdict{Product: &proof.Product{Name: "Hanko"}, Verdict: proof.SeenVerified}
	rejects := proof.ProductVerdict{Product: &proof.Product{Name: "dex"}, Verdict: proof.SeenRejected}
	for _, c := range []struct {
		findings []*Finding
		product  proof.ProductVerdict
		edov     string
		want     string
	}{
		{[]*Finding{old}, asks, proof.MeansTrue, "asks the user to confirm" + ifNew},
		{[]*Finding{old, unseen}, asks, proof.MeansTrue, "asks the user to confirm" + ifNew},
		{[]*Finding{old}, accepts, proof.MeansTrue, "accepts it" + ifNew},
		{[]*Finding{old}, accepts, proof.MeansFalse, "accepts it although nothing proves it (risk)" + ifNew},
		{[]*Finding{old}, rejects, proof.MeansTrue, "refuses"},
		{[]*Finding{old, foreign}, asks, proof.MeansTrue, "refuses"},
		{[]*Finding{behind}, accepts, proof.MeansTrue, "accepts it (with a clock that is right)"},
		{[]*Finding{behind, old}, accepts, proof.MeansTrue, "refuses"},
		{[]*Finding{young}, asks, proof.MeansTrue, "refuses"},
	} {
		r := &Report{Findings: c.findings}
		r.Email.Address, r.Email.EDOV.Meaning = "kim@contoso.example", c.edov
		p := c.product.Distrust(TrustOf(c.findings))
		if got, mark := r.Takes(p); got != c.want || mark != MarkWarning {
			t.Errorf("%s of %+v: %q %s, want %q", c.product.Name, c.findings, got, mark, c.want)
		}
	}
}

// TestTakesWithoutEmail: where the token has no email, what a product accepts is an address of another claim.
func TestTakesWithoutEmail(t *testing.T) {
	r := &Report{}
	want := "accepts another address although nothing proves it (risk)"
	hanko := proof.ProductVerdict{Product: &proof.Product{Name: "Hanko"}, Verdict: proof.SeenVerified}
	if words, _ := r.Takes(hanko); words != want {
		t.Errorf("it says %q", words)
	}
}

// TestNewIsNotBelieved: a report's file that says of a token with another fault what a new one would do is corrected.
func TestNewIsNotBelieved(t *testing.T) {
	r := &Report{
		Findings: []*Finding{{ID: "idtoken-signature", Severity: Error, Outcome: Fail, Summary: "invalid"}},
		Products: []proof.ProductVerdict{{
			Product: &proof.Product{Name: "Clerk"},
			Verdict: proof.SeenRejected, New: proof.SeenVerified,
		}},
	}
	r.settle()
	if words, _ := r.Takes(r.Products[0]); words != "refuses" {
		t.Errorf("it says %q", words)
	}
}
