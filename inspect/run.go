package inspect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/mask"
)

// Judge is NewInput and Run in one.
func Judge(s *flow.Session, now time.Time, th Thresholds) *Report {
	return Run(NewInput(s, now, th))
}

// Run runs all checks that there is evidence for, in their order, and sums
// them up: those of a sign-in, of an app registration, of a Clerk instance.
func Run(in *Input) *Report {
	s := in.Session
	var checks []Check
	if !in.registrationOnly() {
		checks = sessionChecks
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

func runChecks(in *Input, checks []Check) *Report {
	run := run{in: in, checks: checks, blocked: make(map[string]bool, len(checks))}
	in.findings = make([]Finding, 0, len(checks))
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

func (r *run) check(c Check) Finding {
	c.Title = titleFor(c, r.in.Session.Request)
	for _, need := range c.Needs {
		if r.blocked[need] {
			r.blocked[c.ID] = true
			return finding(c, skip("needs that "+r.title(need)+" ("+need+")"))
		}
	}
	result := safely(c, r.in)
	if result.Outcome == Fail || result.Outcome == Broken {
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

// safely turns a panic of a check into an outcome: one defect of edov must not
// cost the reader all other findings.
func safely(c Check, in *Input) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = Result{
				Outcome: Broken, Summary: "the check itself broke; this is a defect of edov",
				Fix:      "report it with the saved session (edov signin --save FILE)",
				Evidence: []Evidence{{Label: "panic", Got: cutText(fmt.Sprint(p))}},
			}
		}
	}()
	return c.Func(in)
}

func finding(c Check, r Result) Finding {
	severity := c.Severity
	if r.Severity != "" {
		severity = r.Severity
	}
	refs := c.Refs // shared: nobody changes a table's slices
	if refs == nil {
		refs = []string{} // JSON must show a list
	}
	return Finding{
		ID: c.ID, Title: c.Title, Severity: severity, Outcome: r.Outcome, Step: c.Step,
		Summary: r.Summary, Why: r.Why, Fix: sentence(r.Fix), Evidence: r.Evidence, Refs: refs,
		Page: c.Page, Changes: r.Changes,
	}
}

// sentence begins a text with a capital letter; hints of flow begin small.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// cutText bounds a text shown as evidence.
func cutText(s string) string { return mask.Shorten(s, maxEvidence) }

// days is the number of whole days from a to b, rounded down.
func days(a, b time.Time) int {
	d := b.Sub(a)
	n := int(d / (24 * time.Hour))
	if d < 0 && d%(24*time.Hour) != 0 {
		n--
	}
	return n
}
