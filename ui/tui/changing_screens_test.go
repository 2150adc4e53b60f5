package tui

import (
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/ui/workspace"
)

// planOf is the plan that fixes a stored registration, with a step that lets more people in, in some state.
func planOf(t testing.TB, state func(*changing)) func(c *common) []screen {
	return func(c *common) []screen {
		r := registered(t, c, "guide-to-the-letter").run.Report
		p := remedy.Fix(r, r.Fixable(report.Note), noon)
		p.Target.Tenant = "3c1f2a60-6f0e-4b43-9d0e-5b0a3a3f3175"
		old := appreg.Credential{KeyID: "11111111-2222-3333-4444-555555555555", Name: "web"}
		p.Steps = append(p.Steps, remedy.OldSecret(remedy.TitleOfOld, old))
		p.Steps[1].Widens = "more accounts may sign in: " + remedy.AudienceWords(appreg.AudienceAll)
		planned := &workspace.Changing{Plan: p, Title: "Apply the fix"}
		for _, s := range p.Steps {
			if s.Widens != "" {
				planned.Toggle(s.ID)
			}
		}
		s := showChanging(c, &workspace.Subject{}, planned)
		state(s)
		return []screen{s}
	}
}

var refusal = &flow.Failure{
	Kind: flow.FailureOAuth, HTTPStatus: 403, Summary: "the signed-in account may not change this app registration",
	Description: "Insufficient privileges to complete the operation.", Hint: "it needs Application.ReadWrite.All",
}

func refusePlan(s *changing) { s.plan.Refused = refusal }

// runPlan is the plan while its second step waits.
func runPlan(s *changing) {
	s.job = s.newJob(nil)
	steps := s.plan.Chosen().Steps
	s.news = map[string]plan.News{
		steps[0].ID: {Step: &steps[0], Number: 1, Outcome: plan.WasDone},
		steps[1].ID: {Step: &steps[1], Number: 2, Waiting: 4e9},
	}
	s.fill()
}

// endPlan is what came of the plan.
func endPlan(s *changing, failure *flow.Failure) {
	p := s.plan.Chosen()
	r := &plan.Result{Target: p.Target, Undo: p}
	for i, step := range p.Steps {
		done := plan.StepResult{ID: step.ID, Title: step.Title, Outcome: plan.WasDone}
		if i == 1 && failure != nil {
			done.Outcome, done.Failure = plan.Failed, failure
		}
		if i > 1 && failure != nil {
			done.Outcome = plan.NotBegun
		}
		r.Steps = append(r.Steps, done)
	}
	s.changed = &workspace.Changed{Plan: p, Result: r, After: []string{
		"the registration was read again: nothing is left that a plan can fix",
		"the plan that undoes it is saved: edov app --plan /home/ada/.local/state/edov/plans/20261124T120000-00.undo.json",
	}}
	s.fill()
	s.list.Seek(func(value any) bool { return value == any(outcome{}) })
}
