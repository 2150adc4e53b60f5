package remedy_test

import (
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/report"
)

// TestReword: the plans that edov makes are called what they are called already, without a note; so are their undos.
func TestReword(t *testing.T) {
	known := func(string) bool { return true }
	var plans []*plan.Plan
	for _, r := range judged(t) {
		plans = append(plans, remedy.Fix(r, r.Fixable(report.Note), noon))
	}
	setup := remedy.Setup{Name: "App", Product: "Clerk", TestRedirectURI: flow.DefaultRedirectURI, At: noon}
	setup.SecretName, setup.SecretEnds = "edov", noon.AddDate(0, 6, 0)
	plans = append(plans, setup.Plan(), &plan.Plan{Steps: []plan.Step{
		remedy.DropRedirect([]string{"a", "b"}, "a"),
		remedy.OldSecret(remedy.TitleOfOld, appreg.Credential{KeyID: "x", End: time.Now()}),
	}})
	for _, p := range plans {
		titles := map[string]string{}
		for _, s := range p.Steps {
			titles[s.ID] = s.Title
		}
		if notes := remedy.Reword(p, known); len(notes) > 0 {
			t.Errorf("%v", notes)
		}
		for _, s := range p.Steps {
			if s.Action == plan.CreateApp && s.Title != titles[s.ID] {
				t.Errorf("%s became %s", titles[s.ID], s.Title)
			}
		}
		undo := &plan.Plan{Undoes: true}
		for _, s := range p.Steps {
			if s.Action != plan.Patch {
				continue
			}
			back := plan.Step{ID: s.ID, Service: s.Service, Action: s.Action, Title: "Undo: " + titles[s.ID]}
			for _, c := range s.Changes {
				back.Changes = append(back.Changes, plan.Change{Path: c.Path, Before: c.After, After: c.Before})
			}
			undo.Steps = append(undo.Steps, back)
		}
		if notes := remedy.Reword(undo, known); len(notes) > 0 {
			t.Errorf("undo: %v", notes)
		}
	}
}
