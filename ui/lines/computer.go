package lines

import (
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// checkComputer prints what edov sees of this machine; online also asks servers, which is a choice of its own.
func checkComputer(online bool) way {
	return func(t *talk, _ *workspace.On) error {
		if online {
			t.Note("asking Microsoft's servers; no secret is sent")
		}
		ask := "choose " + workspace.ActionAt(action.InComputer, action.AskNetwork).Name
		r := t.desk.CheckComputer(t.ctx, t.desk.Subject, online, ask)
		err := text.Doctor(t.Out, r, ask, t.Style)
		return t.next(action.InComputer, &workspace.On{Computer: r}, err)
	}
}
