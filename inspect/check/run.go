package check

import (
	"cmp"
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
	findings := make([]*report.Finding, len(checks))
	in.room = make([]Result, len(checks))
	for i := range checks {
		in.findings = findings[:i]
		findings[i] = run.finding(&checks[i], run.check(&checks[i]))
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

// check runs one check, if those that it needs passed.
func (r *run) check(c *Check) *Result {
	for _, need := range c.Needs {
		if slices.Contains(r.blocked, need) {
			r.blocked = append(r.blocked, c.ID)
			return r.in.skip("needs " + need + " to pass first (" + r.title(need) + ")")
		}
	}
	result := ofTemplate(r.in, c, safely(c, r.in))
	if result.Outcome == report.Fail || result.Outcome == report.Broken {
		r.blocked = append(r.blocked, c.ID)
	}
	return result
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
func safely(c *Check, in *Input) (result *Result) {
	defer func() {
		if p := recover(); p != nil {
			result = &Result{
				Outcome: report.Broken, Summary: "the check itself failed; this is a bug in edov",
				Fix:      "report it with the saved session (edov signin --save FILE)",
				Evidence: []report.Evidence{{Label: "panic", Got: words.Cut(fmt.Sprint(p))}},
			}
		}
	}()
	if result = c.Func(in); result == nil {
		panic("no result")
	}
	return result
}

// finding is a result with what its check says.
func (r *run) finding(c *Check, result *Result) *report.Finding {
	f := (*report.Finding)(result)
	f.ID, f.Title, f.Severity, f.Step = c.ID, titleFor(c, r.server), cmp.Or(f.Severity, c.Severity), c.Step
	f.Fix, f.Refs, f.Page = words.Sentence(f.Fix), c.sources, cmp.Or(f.Page, c.Page)
	return f
}
