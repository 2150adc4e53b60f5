package check

import (
	"edov/inspect/change"
	"edov/inspect/report"
)

// Result is what a check's function returns.
type Result struct {
	Outcome  report.Outcome
	Summary  string // one sentence, no full stop: what was found
	Why      string // why it may be so; empty when the summary says it all
	Fix      string // what to do, with the portal path; empty when it passed
	Evidence []report.Evidence
	Severity report.Severity // lowers the check's severity for this result; "" leaves it
	Changes  []change.Edit   // what to change in the registration, exactly; none when that cannot be said
}

// Check is one rule: a value in a table.
type Check struct {
	ID       string          // stable, names the thing looked at: "idtoken-audience"
	Title    string          // a sentence that is true when it passes, no full stop
	Severity report.Severity // by the rubric of the package comment
	Step     report.Step
	Page     report.Page // of the portal, for a check of the registration
	Needs    []string    // earlier checks that must pass first; otherwise skipped with that reason
	Doc      string      // Markdown: what, why, how to fix
	Refs     []string    // "RFC 7519 section 4.1.3" or the address of a Microsoft page
	Func     func(*Input) Result
}
