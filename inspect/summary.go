package inspect

import "slices"

// newReport sums the findings up.
func newReport(in *Input, findings []Finding) *Report {
	s := in.Session
	r := &Report{
		Schema: ReportSchema, Program: s.Program, JudgedAt: in.Now.UTC(), Origin: s.Origin,
		Account: in.account(), Tokens: []TokenReport{}, Findings: findings,
		Failure: s.Failure, Request: s.Request, Registration: s.Registration, Clerk: s.Clerk, Exchanges: s.Exchanges, Ignored: s.Ignored,
	}
	for _, t := range []*JWT{in.ID, in.Access} {
		if t != nil {
			r.Tokens = append(r.Tokens, TokenReport{Kind: t.Kind, Describe: in.describe(t), Verification: t.Verification, Header: t.Header, Claims: t.Claims})
		}
	}
	r.count()
	t := trustOf(findings)
	r.Email = judgeEmail(in.ID, t)
	r.Products = productVerdicts(in.ID, s.Me, t)
	link(r)
	r.conclude()
	return r
}

// conclude writes verdict and headline into the report.
func (r *Report) conclude() {
	c := r.Conclude(Error)
	r.Verdict, r.Headline, r.Detail = c.Verdict, c.Headline, detail(r)
}

// settle makes a report that was read tell one story: what a file says of email, products and verdict counts as far as its
// findings bear it out. Reports of earlier versions called tokens verified that were not checked.
func (r *Report) settle() {
	r.Counts = Counts{}
	r.count()
	t := trustOf(r.Findings)
	if t.state == trustNone && len(r.Tokens) > 0 {
		t = trust{state: trustUnchecked, why: "the report has no check of it"}
	}
	if t.state == trustUnchecked || t.state == trustRefused {
		r.distrust(t)
	}
	r.conclude()
}

// distrust takes back what a report says by a token that cannot be believed.
func (r *Report) distrust(t trust) {
	if r.Email.Verdict != EmailCannotTell {
		r.Email = r.Email.distrust(t.reason())
	}
	for i, p := range r.Products {
		if p.Verdict != SeenUnknown && t.state == trustUnchecked || p.Verdict != SeenRejected && t.state == trustRefused {
			r.Products[i] = p.distrust(t)
		}
	}
}

// contradiction finds what a report says twice and in two ways; empty when there is nothing. edov writes none that has one.
func (r *Report) contradiction() string {
	signature, email := r.find("idtoken-signature"), r.find("email-verified")
	for _, t := range r.Tokens {
		verified := t.Verification.State == Verified
		if t.Kind == "id" && (signature.Outcome == Pass && !verified || signature.Outcome == Fail && verified) {
			return "the check idtoken-signature and the ID token's verification"
		}
	}
	switch {
	case email.Outcome == Pass && r.Email.Verdict != EmailVerified && r.trusts(),
		email.problem() && r.Email.Verdict == EmailVerified:
		return "the check email-verified and the verdict on the email"
	}
	return ""
}

// trusts reports whether the findings call the ID token genuine.
func (r *Report) trusts() bool { return trustOf(r.Findings).state == trustGenuine }

// account is that of the ID token, or else of a readable access token.
func (in *Input) account() Account {
	if in.ID != nil || in.Access == nil {
		return accountOf(in.ID)
	}
	return accountOf(in.Access)
}

func (r *Report) count() {
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

// severities, worst first.
var severities = []Severity{Error, Warning, Note}

// atLeast reports whether a severity is as bad as the threshold or worse.
func (s Severity) atLeast(threshold Severity) bool {
	i, j := slices.Index(severities, s), slices.Index(severities, threshold)
	return i >= 0 && i <= j
}

// problem reports whether a finding counts against the Session: failed or
// broken. A broken check always counts as it stands in its table.
func (f Finding) problem() bool { return f.Outcome == Fail || f.Outcome == Broken }

// Problems counts the failed and broken findings at or above a severity.
func (r *Report) Problems(threshold Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.problem() && f.Severity.atLeast(threshold) {
			n++
		}
	}
	return n
}

// firstProblem finds the first of the given checks that failed or broke, in
// report order; with no IDs, the first problem of severity error.
func (r *Report) firstProblem(ids ...string) (Finding, bool) {
	for _, f := range r.Findings {
		if f.problem() && (len(ids) == 0 && f.Severity == Error || slices.Contains(ids, f.ID)) {
			return f, true
		}
	}
	return Finding{}, false
}

// find returns the finding of a check.
func (r *Report) find(id string) Finding {
	for _, f := range r.Findings {
		if f.ID == id {
			return f
		}
	}
	return Finding{}
}
