package remedy

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/report"
)

// Fix is the plan that fixes findings of a report: those whose fix is a change of the app registration. at is when it
// is made. Without such findings it has no steps. The values before are those of the report; Directory.Fill reads them
// anew before a plan is shown.
func Fix(r *report.Report, findings []*report.Finding, at time.Time) *plan.Plan {
	a := r.Registration
	p := &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Program: r.Program, Made: at.UTC(),
		Target: plan.Target{
			Cloud: r.Request.Cloud, ObjectID: a.ObjectID.Value, AppID: a.AppID.Value,
			Name: nameOf(a), TestServer: a.TestServer,
		},
	}
	var edits []change.Edit
	for _, f := range findings {
		edits = append(edits, f.Changes...)
	}
	patch := change.Parsed(change.Join(edits, change.Parsed(json.RawMessage(a.Raw.OptionalClaims))))
	for _, t := range topics {
		if s := t.step(a, findings, patch); s != nil {
			p.Steps = append(p.Steps, *s)
		}
	}
	Review(p, OwnAddresses(r)...)
	return p
}

func nameOf(a *appreg.App) string {
	if a.DisplayName.Value != "" {
		return a.DisplayName.Value
	}
	return "the app registration"
}

// step is the step of a topic; nil where none of the findings is about it.
func (t topic) step(a *appreg.App, findings []*report.Finding, patch strictjson.Value) *plan.Step {
	s := &plan.Step{
		ID: t.id, Service: plan.ServiceGraph, Action: plan.Patch, Title: t.title,
		Undo: "sends the values before", Proof: t.proof,
	}
	for _, path := range t.members {
		before, changed := json.RawMessage("null"), false
		for _, f := range findings {
			for _, e := range f.Changes {
				if e.Path != path && !strings.HasPrefix(e.Path, path+".") {
					continue
				}
				if !changed && e.Path == path {
					before = e.Before
				}
				changed = true
				if !slices.Contains(s.Why, f.ID) {
					s.Why = append(s.Why, f.ID)
				}
			}
		}
		if !changed {
			continue
		}
		if path == "optionalClaims" && a.Raw.OptionalClaims != "" {
			before = json.RawMessage(a.Raw.OptionalClaims)
		}
		after := json.RawMessage(patch.At(path).Compact())
		s.Changes = append(s.Changes, plan.Change{Path: path, Before: before, After: after})
	}
	if len(s.Changes) == 0 {
		return nil
	}
	return s
}

// OwnAddresses are the redirect URIs that an app has, and those that its product and its connection ask for.
func OwnAddresses(r *report.Report) []string {
	list := []string{r.Request.RedirectURI, r.Request.ProductRedirectURI}
	if r.Registration != nil {
		for _, u := range r.Registration.RedirectURIs {
			list = append(list, u.URI)
		}
	}
	return list
}

// Review says of each step what it widens, from its changes alone: a plan may come from a file, and the values before
// may have been read anew. own are addresses of the app itself: OwnAddresses, where there is a report.
func Review(p *plan.Plan, own ...string) {
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Widens = ""
		switch {
		case s.Service != plan.ServiceGraph:
		case s.Action == plan.Patch:
			s.Widens = widens(s.Changes, own)
		case s.Action == plan.CreateApp: // who may sign in to a new app is what it is made for
			s.Widens = widens(slices.DeleteFunc(slices.Clone(s.Changes), func(c plan.Change) bool {
				return c.Path == "signInAudience"
			}), own)
		}
	}
}
