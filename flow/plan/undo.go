package plan

import (
	"slices"

	"edov/flow/strictjson"
)

// undo is the plan that leads back from what was done so far. next is the step that is about to be sent: it may be done
// even when its answer never comes.
func (r *run) undo(next *Step) *Plan {
	steps := slices.Clone(r.undone)
	if next != nil {
		before := r.Progress
		if next.Action == AddSecret {
			before.KeyID = "" // that of this one is in an answer that may never come
		}
		before.made = map[Action]bool{next.Action: true}
		steps = append(steps, undoOf(next, &before)...)
	}
	if steps == nil {
		steps = []Step{} // in JSON a list, not null
	}
	slices.Reverse(steps)
	if slices.ContainsFunc(steps, func(s Step) bool { return s.Action == DeleteApp }) {
		// What the app has goes with it.
		steps = slices.DeleteFunc(steps, func(s Step) bool { return s.Action == Patch || s.Action == RemoveSecret })
	}
	return &Plan{
		Kind: Kind, Schema: Schema, Program: r.Program, Made: r.Now().UTC(), Target: r.Target, Undoes: true, Steps: steps,
	}
}

// undoOf are the steps that lead back from one; none where there is no way back.
func undoOf(s *Step, p *Progress) []Step {
	back := Step{ID: "undo-" + s.ID, Service: s.Service, Place: s.Place, Title: "Undo: " + s.Title}
	switch s.Action {
	case Patch:
		back.Action = Patch
		for _, c := range s.Changes {
			back.Changes = append(back.Changes, Change{Path: c.Path, Before: c.After, After: c.Before})
		}
	case CreateApp:
		if p.Target.ObjectID == "" {
			return nil // which one it became is not known
		}
		back.Action = DeleteApp
	case CreatePrincipal:
		if !p.made[CreatePrincipal] {
			return nil // it was there before
		}
		back.Action = DeletePrincipal
	case AddSecret:
		back.Action = RemoveSecret
		back.Changes = []Change{{Path: secretPath, Before: secretNamed(p.KeyID, s), After: null}}
	case Install:
		if s.Service == ServiceKeep {
			return nil // a saved connection changes nothing anywhere else: the user deletes it
		}
		back.Action, back.Changes = Restore, s.Changes
	default:
		return nil // what was removed cannot be brought back
	}
	return []Step{back}
}

var null = []byte("null")

// secretNamed is the credential that a step added, as removePassword's step needs it. Without a Secret ID, because the
// answer that has it did not come, its name and its end are what it is found by.
func secretNamed(keyID string, s *Step) []byte {
	after := parsed(s.Changes[0].After)
	v := strictjson.Value{Kind: strictjson.Object}
	if keyID != "" {
		v.Put("keyId", strictjson.Text(keyID))
	}
	v.Put("displayName", after.Get("displayName"))
	v.Put("endDateTime", after.Get("endDateTime"))
	return []byte(v.Compact())
}
