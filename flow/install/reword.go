package install

import (
	"path/filepath"

	"edov/flow/plan"
)

const (
	titleOfClerk    = "Set the Microsoft connection of the Clerk instance "
	titleOfSupabase = "Set the Microsoft sign-in of the Supabase project "
)

// Reword says of each step of a plan that came from a file what it does outside Microsoft Graph, by its service, its
// action and its place alone. What a file says of its steps is anyone's.
func Reword(p *plan.Plan) {
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Service == plan.ServiceGraph {
			continue
		}
		s.Title, s.Undo, s.Proof = "", "", ""
		switch s.Service {
		case plan.ServiceFile:
			s.Title, s.Undo = "Set the variables of the sign-in in "+filepath.Base(s.Place), undoOfFile(s)
			s.Proof = "The file is read again and each value compared."
		case plan.ServiceClerk:
			s.Title, s.Undo = titleOfClerk+s.Place, settingsUndo
		case plan.ServiceSupabase:
			s.Title, s.Undo = titleOfSupabase+s.Place, settingsUndo
		case plan.ServiceKeep:
			s.Title = "Save the connection"
		default:
			s.Title = "Enter the values by hand"
		}
		if s.Action == plan.Restore {
			s.Title, s.Undo = "Undo: "+s.Title, ""
		}
	}
}

// undoOfFile says how a step at a file is undone.
func undoOfFile(s *plan.Step) string {
	return "The backup is put back, if the file is still what was written: " + shownBackups(s) +
		". It has the old secret, git ignores it, and it stays until you delete it."
}
