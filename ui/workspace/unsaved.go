package workspace

import (
	"slices"

	"edov/inspect/guide"
	"edov/ui/workspace/action"
)

// This file is about connections without a name: they stay in memory until edov quits, whatever is tested meanwhile.

// isUnsaved holds for a connection of the user's that has no name.
func (s *Subject) isUnsaved() bool { return s.IsMine() && !s.IsPractice() && s.Saved == nil }

// keepUnsaved remembers what was on the desk, as the last one, before something else takes its place.
func (d *Desk) keepUnsaved() {
	if d.Subject.isUnsaved() {
		d.unsaved = append(slices.DeleteFunc(d.unsaved, func(s *Subject) bool { return s == d.Subject }), d.Subject)
	}
}

// unsavedChoices lead back to the connections without a name that are not tested now.
func (d *Desk) unsavedChoices() []Choice {
	var list []Choice
	for _, s := range d.unsaved {
		c := s.Connection
		if s == d.Subject || !s.isUnsaved() || c.ClientID == "" && c.Secret.IsZero() {
			continue
		}
		use := action.Action{ID: action.UseConnection, Name: "Use " + s.Name()}
		if c.ClientID != "" {
			use.Name += ", client ID " + c.ClientID
		}
		list = append(list, Choice{Action: use, Unsaved: s, Right: "not saved"})
	}
	return list
}

// UseUnsaved goes back to a connection without a name, and says so.
func (d *Desk) UseUnsaved(s *Subject) (words string) {
	d.Begin(s, nil)
	return "Now testing " + s.Name()
}

// unsavedFor is the connection without a name for a guide that was on the desk last, with what was marked in it; nil:
// there is none.
func (d *Desk) unsavedFor(g *guide.Guide) *Subject {
	for _, s := range slices.Backward(d.unsaved) {
		if s.isUnsaved() && s.Connection.Product == g.Product {
			return s
		}
	}
	return nil
}
