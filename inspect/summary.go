package inspect

import "slices"

// newReport sums the findings up.
func newReport(in *Input, findings []Finding) *Report {
	s := in.Session
	r := &Report{
		Schema: ReportSchema, Program: s.Program, JudgedAt: in.Now.UTC(), Origin: s.Origin, Verdict: VerdictPass,
		Email: in.Email, Account: in.account(), Tokens: []TokenReport{}, Findings: findings,
		Failure: s.Failure, Request: s.Request, Registration: s.Registration, Clerk: s.Clerk, Exchanges: s.Exchanges, Ignored: s.Ignored,
	}
	for _, t := range []*JWT{in.ID, in.Access} {
		if t != nil {
			r.Tokens = append(r.Tokens, TokenReport{Kind: t.Kind, Describe: in.describe(t), Verification: t.Verification, Header: t.Header, Claims: t.Claims})
		}
	}
	r.count()
	if r.Problems(Error) > 0 {
		r.Verdict = VerdictFail
	}
	// A signature that verifies is not enough: the token has to be for this
	// app, of this sign-in and of the right issuer before it proves anything.
	if f, ok := r.firstProblem(trusted...); ok && r.Email.Verdict != EmailCannotTell {
		r.Email = r.Email.distrust("the ID token cannot be trusted: " + f.Summary)
	}
	r.Products = productVerdicts(in.ID, s.Me)
	r.link()
	r.Headline, r.Detail = headline(r), detail(r)
	return r
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

// QuietRank is the rank of findings that nobody has to act on: passed and
// skipped checks.
const QuietRank = 4

// Rank orders findings for readers, what must be mended first: errors,
// warnings, what could not be checked, notes, and then QuietRank.
func (f Finding) Rank() int {
	switch {
	case f.Outcome == Broken, f.Outcome == Fail && f.Severity == Error:
		return 0
	case f.Outcome == Fail && f.Severity == Warning:
		return 1
	case f.Outcome == Unknown:
		return 2
	case f.Outcome == Fail:
		return 3
	}
	return QuietRank
}
