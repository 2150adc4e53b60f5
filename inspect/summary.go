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
	r.link()
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
	t := trustOf(r.Findings)
	if t.state == trustUnchecked || t.state == trustRefused {
		if r.Email.Verdict != EmailCannotTell {
			r.Email = r.Email.distrust(t.reason())
		}
		for i, p := range r.Products {
			if p.Verdict != SeenRejected && p.Verdict != SeenUnknown {
				j := judgement{verdict: p.Verdict, reason: p.Reason}.untrusted(t)
				r.Products[i].Verdict, r.Products[i].Reason, r.Products[i].Stranger = j.verdict, j.reason, StrangerUnknown
			}
		}
	}
	r.conclude()
}

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
