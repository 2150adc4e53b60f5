package check

import (
	"edov/inspect/portal"
	"edov/inspect/report"
)

// Result is what a check's function returns: its finding, new and its own, as far as the check knows it. The outcome
// and the summary are always there. A severity lowers that of the check for this result.
type Result report.Finding

// Check is one rule: a value in a table. What people read about it is in
// docs/ID.md, see Doc.
type Check struct {
	ID       string          // stable, names the thing looked at: "idtoken-audience"
	Title    string          // says what is true when it passes, the distinguishing word first; no full stop
	Severity report.Severity // by the rubric in the comment of package report
	Step     report.Step
	Page     portal.Page // where in the portal it is set, for a check of the app registration
	Needs    []string    // earlier checks that must pass first; otherwise skipped with that reason
	Func     func(*Input) *Result

	sources []string // those of its Doc, once cite was called
}
