package report

import (
	"slices"

	"edov/inspect/proof"
	"edov/inspect/words"
)

// Decide writes verdict, headline and causes into the report.
func (r *Report) Decide() {
	c := r.Conclude(Error)
	r.Verdict, r.Headline, r.Detail = c.Verdict, c.Headline, detail(r)
	r.Causes = r.causes()
}

// settle makes a report that was read consistent: what a file says about email, products and verdict counts as far
// as its findings support it. Reports of earlier versions called tokens verified that were not checked.
func (r *Report) settle() {
	r.Counts = Counts{}
	r.Tally()
	t := TrustOf(r.Findings)
	if t.State == proof.NoToken && len(r.Tokens) > 0 {
		t = proof.Trust{State: proof.Unchecked, Why: "the report has no check of it"}
	}
	if t.State == proof.Unchecked || t.State == proof.Refused {
		r.distrust(t)
	}
	r.Decide()
}

// distrust withdraws what a report says on the word of a token that can't be believed.
func (r *Report) distrust(t proof.Trust) {
	if r.Email.Verdict != proof.EmailCannotTell {
		r.Email = r.Email.Distrust(t.Reason())
	}
	for i, p := range r.Products {
		least := proof.SeenUnknown // what is left of a verdict that is distrusted
		if t.State == proof.Refused {
			least = proof.SeenRejected
		}
		if p.Verdict != least {
			r.Products[i] = p.Distrust(t)
		}
		if t.Timely == "" {
			r.Products[i].New = ""
		}
	}
}

// contradiction names two members of a report that contradict each other; empty where none do. edov writes no such
// report.
func (r *Report) contradiction() string {
	signature, email := r.Find("idtoken-signature"), r.Find("email-verified")
	for _, t := range r.Tokens {
		verified := t.Verification.State == proof.Verified
		if t.Kind == "id" && (signature.Outcome == Pass && !verified || signature.Outcome == Fail && verified) {
			return "the check idtoken-signature and the ID token's verification"
		}
	}
	told := map[string]bool{
		proof.EmailVerified: email.Outcome == Pass, proof.EmailNotVerified: email.Problem(),
		proof.EmailCannotTell: email.Outcome != Pass,
	}[r.Email.Verdict]
	switch {
	case email.Outcome == Pass && r.Email.Verdict != proof.EmailVerified && r.trusts(),
		email.Problem() && r.Email.Verdict == proof.EmailVerified,
		!told && r.trusts() && r.Problems(Error) == 0: // where a check failed, the one of the email may have been skipped
		return "the check email-verified and the verdict on the email"
	}
	return ""
}

// strange says which finding has an outcome or a severity that edov does not know; empty: none has. What it stands for
// would be missing in the verdict.
func (r *Report) strange() string {
	outcomes := []Outcome{Pass, Fail, Unknown, Skip, Broken}
	for _, f := range r.Findings {
		switch {
		case !slices.Contains(outcomes, f.Outcome):
			return "outcome of the check " + words.Quoted(f.ID)
		case !slices.Contains(Severities, f.Severity):
			return "severity of the check " + words.Quoted(f.ID)
		}
	}
	return ""
}

// trusts reports whether the findings call the ID token genuine.
func (r *Report) trusts() bool { return TrustOf(r.Findings).State == proof.Genuine }

// Tally counts the findings by outcome and severity, on top of what Counts already holds.
func (r *Report) Tally() {
	c := &r.Counts
	for _, f := range r.Findings {
		switch f.Outcome {
		case Pass:
			c.Passed++
		case Skip:
			c.Skipped++
		case Unknown:
			c.Unknown++
		case Broken:
			c.Broken++
		case Fail:
			switch f.Severity {
			case Error:
				c.Errors++
			case Warning:
				c.Warnings++
			default:
				c.Notes++
			}
		}
	}
}

// Severities lists the severities, worst first.
var Severities = []Severity{Error, Warning, Note}

// AtLeast reports whether a severity is as bad as the threshold or worse.
func (s Severity) AtLeast(threshold Severity) bool {
	i, j := slices.Index(Severities, s), slices.Index(Severities, threshold)
	return i >= 0 && i <= j
}

// Problem reports whether a finding counts against the Session: failed or broken. A broken check counts with the
// severity that its table gives it.
func (f *Finding) Problem() bool { return f.Outcome == Fail || f.Outcome == Broken }

// Problems counts the failed and broken findings at or above a severity.
func (r *Report) Problems(threshold Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Problem() && f.Severity.AtLeast(threshold) {
			n++
		}
	}
	return n
}

// FirstProblem finds the first of the given checks that failed or broke, in report order; with no IDs, the first
// problem of severity error. ok is false without one.
func (r *Report) FirstProblem(ids ...string) (f *Finding, ok bool) {
	for _, f := range r.Findings {
		if f.Problem() && (len(ids) == 0 && f.Severity == Error || slices.Contains(ids, f.ID)) {
			return f, true
		}
	}
	return nil, false
}

// Find returns the finding of a check; the zero Finding where the report has none.
func (r *Report) Find(id string) *Finding {
	for _, f := range r.Findings {
		if f.ID == id {
			return f
		}
	}
	return new(Finding)
}
