package check

import (
	"fmt"
	"slices"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
)

// Judge is NewInput and Run in one.
func Judge(s *flow.Session, now time.Time, th secret.Thresholds) *report.Report {
	return Run(NewInput(s, now, th))
}

// Run runs all checks that there is evidence for, in their order, and sums
// them up: those of a sign-in, of an app registration, of a Clerk instance.
func Run(in *Input) *report.Report {
	cite()
	s := in.Session
	var checks []Check
	if !in.registrationOnly() {
		checks = sessionChecks
	}
	if m, ok := in.maker(); ok {
		checks = forForeign(checks, m)
	}
	if s.Me != nil || in.problem(flow.StageMe) != nil {
		checks = slices.Concat(checks, meChecks)
	}
	if s.Registration != nil {
		checks = slices.Concat(checks, registrationChecks)
	}
	if s.Clerk != nil {
		checks = slices.Concat(checks, clerkChecks)
	}
	return runChecks(in, checks)
}

func runChecks(in *Input, checks []Check) *report.Report {
	run := run{in: in, checks: checks, server: in.Session.Request.Server()}
	findings := make([]report.Finding, len(checks))
	for i := range checks {
		in.findings = findings[:i]
		run.check(&checks[i], &findings[i])
	}
	return newReport(in, findings)
}

type run struct {
	in     *Input
	checks []Check
	server string // whom titles speak of
	// blocked holds the checks that did not pass in a way that makes those
	// which need them meaningless: failed, broken, or skipped for that reason.
	// Of a good connection there are none.
	blocked []string
}

// check runs one check and writes its finding.
func (r *run) check(c *Check, f *report.Finding) {
	title := titleFor(c, r.server)
	for _, need := range c.Needs {
		if slices.Contains(r.blocked, need) {
			r.blocked = append(r.blocked, c.ID)
			write(f, c, title, skip("needs "+need+" to pass first ("+r.title(need)+")"))
			return
		}
	}
	result := ofTemplate(r.in, c, safely(c, r.in))
	if result.Outcome == report.Fail || result.Outcome == report.Broken {
		r.blocked = append(r.blocked, c.ID)
	}
	write(f, c, title, result)
}

func (r *run) title(id string) string {
	for i := range r.checks {
		if r.checks[i].ID == id {
			return titleFor(&r.checks[i], r.server)
		}
	}
	return id
}

// safely turns a panic of a check into an outcome: one bug in edov must not
// cost the reader all other findings.
func safely(c *Check, in *Input) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = Result{
				Outcome: report.Broken, Summary: "the check itself failed; this is a bug in edov",
				Fix:      "report it with the saved session (edov signin --save FILE)",
				Evidence: []report.Evidence{{Label: "panic", Got: words.Cut(fmt.Sprint(p))}},
			}
		}
	}()
	return c.Func(in)
}

// write writes a result as the finding of its check, in place: a finding is large, and there are many.
func write(f *report.Finding, c *Check, title string, r Result) {
	f.ID, f.Title, f.Severity, f.Outcome, f.Step = c.ID, title, c.Severity, r.Outcome, c.Step
	if r.Severity != "" {
		f.Severity = r.Severity
	}
	f.Summary, f.Why, f.Fix, f.Evidence = r.Summary, r.Why, words.Sentence(r.Fix), r.Evidence
	f.Refs, f.Page, f.Changes = c.sources, c.Page, r.Changes
}
