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
	run := run{in: in, checks: checks, blocked: make(map[string]bool, len(checks))}
	in.findings = make([]report.Finding, 0, len(checks))
	for _, c := range checks {
		in.findings = append(in.findings, run.check(c))
	}
	return newReport(in, in.findings)
}

type run struct {
	in     *Input
	checks []Check
	// blocked holds the checks that did not pass in a way that makes those
	// which need them meaningless: failed, broken, or skipped for that reason.
	blocked map[string]bool
}

func (r *run) check(c Check) report.Finding {
	c.Title = titleFor(c, r.in.Session.Request)
	for _, need := range c.Needs {
		if r.blocked[need] {
			r.blocked[c.ID] = true
			return finding(c, skip("needs "+need+" to pass first ("+r.title(need)+")"))
		}
	}
	result := ofTemplate(r.in, c.ID, safely(c, r.in))
	if result.Outcome == report.Fail || result.Outcome == report.Broken {
		r.blocked[c.ID] = true
	}
	return finding(c, result)
}

func (r *run) title(id string) string {
	for _, c := range r.checks {
		if c.ID == id {
			return titleFor(c, r.in.Session.Request)
		}
	}
	return id
}

// safely turns a panic of a check into an outcome: one bug in edov must not
// cost the reader all other findings.
func safely(c Check, in *Input) (result Result) {
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

func finding(c Check, r Result) report.Finding {
	severity := c.Severity
	if r.Severity != "" {
		severity = r.Severity
	}
	return report.Finding{
		ID: c.ID, Title: c.Title, Severity: severity, Outcome: r.Outcome, Step: c.Step,
		Summary: r.Summary, Why: r.Why, Fix: words.Sentence(r.Fix), Evidence: r.Evidence, Refs: c.Doc().Sources,
		Page: c.Page, Changes: r.Changes,
	}
}
