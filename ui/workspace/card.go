package workspace

import "edov/ui/workspace/action"

// CardActions are the actions that a report's card offers, in the order in which they help. All of them do something.
func (r *Run) CardActions() []action.ID {
	var list []action.ID
	if c := r.Report.Card().Cause; c != nil {
		switch {
		case r.ReplacesSecret():
			list = append(list, action.DoRotation)
		case len(c.Changes) > 0 && r.CanApply():
			list = append(list, action.Apply)
		}
		if len(c.Changes) > 0 && r.CanPatch() {
			list = append(list, action.OpenPatch)
		}
		if f := r.Report.Find(c.ID); r.PlaceOf(f) != "" || len(r.Links(f)) > 0 {
			list = append(list, action.OpenLink)
		}
	}
	switch {
	case r.CanRepeat():
		list = append(list, action.RunAgain)
	case r.CanRead():
		list = append(list, action.ReadAgain)
	}
	return list
}
