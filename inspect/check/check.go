package check

import (
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
)

// Result is what a check's function returns: the outcome and the words for it.
type Result struct {
	Outcome  report.Outcome
	Summary  string // one sentence, no full stop: what was found
	Why      string // why it may be so; empty when the summary says it all
	Fix      string // what to do, with the portal path; empty when it passed
	Evidence []report.Evidence
	Severity report.Severity // lowers the check's severity for this result; "" leaves it
	Changes  []change.Edit   // what to change in the app registration, exactly; none when that is not known
}

// Check is one rule: a value in a table. What people read about it is in
// docs/ID.md, see Doc.
type Check struct {
	ID       string          // stable, names the thing looked at: "idtoken-audience"
	Title    string          // says what is true when it passes, the distinguishing word first; no full stop
	Severity report.Severity // by the rubric in the comment of package report
	Step     report.Step
	Page     portal.Page // where in the portal it is set, for a check of the app registration
	Needs    []string    // earlier checks that must pass first; otherwise skipped with that reason
	Func     func(*Input) Result

	sources []string // those of its Doc, once cite was called
}
