package report

import (
	"slices"

	"edov/flow"
)

// The verdicts of a Report.
const (
	VerdictPass    = "pass"
	VerdictFail    = "fail"    // an error-severity check failed or broke
	VerdictUnknown = "unknown" // nothing failed, and something that the verdict rests on was not checked
)

// Mark is how a report or a finding is marked. Each rendering has one sign and one colour for it.
type Mark string

// The marks. Only MarkPass is green, and it stands for nothing that was not checked.
const (
	MarkPass    Mark = "pass"
	MarkFail    Mark = "fail"    // must be fixed; red
	MarkWarning Mark = "warning" // yellow
	MarkUnknown Mark = "unknown" // not checked; yellow
	MarkNote    Mark = "note"
	MarkSkip    Mark = "skip"
	MarkBroken  Mark = "broken" // the check itself panicked; red
)

// Ending is how a run ends for the caller; package ui/cmd gives each an exit code.
type Ending int

// The endings of a run.
const (
	EndClean    Ending = iota
	EndProblems        // problems at or above the severity that was asked for
	EndUnknown         // could not finish, or could not check
)

// Conclusion is what a report comes to. Nothing else decides how a run went: every rendering, the history, the
// setup guide and the exit code use it.
type Conclusion struct {
	Verdict  string
	Mark     Mark
	Headline string
	Ending   Ending

	said said // the headline in its parts
}

// Never is the threshold that no finding reaches, so that problems do not count. What could not be checked still
// does.
const Never Severity = "never"

// Conclude draws the conclusion from the findings. failOn is the lowest severity with which a problem ends a run as
// EndProblems.
func (r *Report) Conclude(failOn Severity) Conclusion {
	c := Conclusion{Verdict: VerdictPass, Mark: MarkPass}
	switch {
	case r.Problems(Error) > 0:
		c.Verdict, c.Mark = VerdictFail, MarkFail
	case r.Undecided():
		c.Verdict, c.Mark = VerdictUnknown, MarkUnknown
	case r.Problems(Warning) > 0:
		c.Mark = MarkWarning
	}
	switch {
	case r.Problems(failOn) > 0:
		c.Ending = EndProblems
	case c.Verdict == VerdictUnknown, r.unread():
		c.Ending = EndUnknown
	}
	c.said = headline(r, c.Verdict)
	c.Headline = c.said.String()
	return c
}

// ConcludeAll draws the conclusion from the reports of a list, and what was not read of it. Of an empty one
// nothing is known. It has no headline.
func ConcludeAll(list []*Report, unread []string, failOn Severity) Conclusion {
	all := Conclusion{Verdict: VerdictPass, Mark: MarkPass}
	if len(unread) > 0 || len(list) == 0 {
		all = Conclusion{Verdict: VerdictUnknown, Mark: MarkUnknown, Ending: EndUnknown}
	}
	for _, r := range list {
		c := r.Conclude(failOn)
		if worse(c.Mark, all.Mark) {
			all.Verdict, all.Mark = c.Verdict, c.Mark
		}
		if c.Ending == EndProblems || all.Ending == EndClean {
			all.Ending = c.Ending
		}
	}
	return all
}

// worse compares the marks that a Conclusion has.
func worse(a, b Mark) bool {
	order := []Mark{MarkPass, MarkWarning, MarkUnknown, MarkFail}
	return slices.Index(order, a) > slices.Index(order, b)
}

// Undecided reports whether something that the verdict depends on was not checked. Where no check of severity error
// passed, or where no token came of which a sign-in tells, there is nothing that it could depend on.
func (r *Report) Undecided() bool {
	return r.unread() || !r.passed() || r.ofTokens() && len(r.Tokens) == 0
}

// unread reports whether a check of severity error, or a part of a list, was left out, whatever else failed.
func (r *Report) unread() bool {
	_, ok := r.FirstUnknown()
	return ok || len(r.Unread) > 0
}

// ofTokens reports whether a report is about a sign-in or a token, and not about settings alone.
func (r *Report) ofTokens() bool {
	return r.Origin != flow.OriginRegistration && r.Origin != flow.OriginClerk
}

// passed reports whether a check of severity error passed.
func (r *Report) passed() bool {
	return slices.ContainsFunc(r.Findings, func(f *Finding) bool { return f.Outcome == Pass && f.Severity == Error })
}

// FirstUnknown finds the first finding of severity error that was not checked; ok is false without one.
func (r *Report) FirstUnknown() (f *Finding, ok bool) {
	for _, f := range r.Findings {
		if f.weighs() {
			return f, true
		}
	}
	return nil, false
}

// weighs reports whether a finding leaves the verdict open: there may be an error, and it was not checked.
func (f *Finding) weighs() bool { return f.Outcome == Unknown && f.Severity == Error }

// Mark is the mark of one finding.
func (f *Finding) Mark() Mark {
	switch f.Outcome {
	case Pass:
		return MarkPass
	case Skip:
		return MarkSkip
	case Unknown:
		return MarkUnknown
	case Broken:
		return MarkBroken
	}
	switch f.Severity {
	case Error:
		return MarkFail
	case Warning:
		return MarkWarning
	}
	return MarkNote
}

// QuietRank is the rank of findings that need no action: passed and skipped checks.
const QuietRank = 4

// Rank orders findings for readers, from 0: errors, what leaves the verdict open, warnings, notes and what else was
// not checked, then QuietRank.
func (f *Finding) Rank() int {
	switch f.Mark() {
	case MarkBroken, MarkFail:
		return 0
	case MarkUnknown:
		if f.weighs() {
			return 1
		}
		return 3
	case MarkWarning:
		return 2
	case MarkNote:
		return 3
	}
	return QuietRank
}

// quiet reports whether the findings with an outcome have QuietRank.
func (o Outcome) quiet() bool { return o == Pass || o == Skip }
