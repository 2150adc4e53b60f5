package lines

import (
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// rollout reads the demo tenant's users at once, and asks before it reads those of a real one.
func (t *talk) rollout(on *workspace.On) error {
	if t.desk.SubjectOrNew().IsDemo() {
		return t.readUsers(on)
	}
	t.SayAll(sentence.AboutRollout()...)
	return t.menu(action.InRollout, titled("Read the users?"), on, nil)
}

// readUsers reads the users, and shows who may have trouble.
func (t *talk) readUsers(*workspace.On) error {
	s := t.desk.SubjectOrNew()
	t.Note("%s", workspace.ReadingUsers(s, 0))
	read := func(users int) {
		if users%usersPerNote == 0 {
			t.Note("%s", workspace.ReadingUsers(s, users))
		}
	}
	r, err := t.desk.ReadTenant(t.ctx, s, read, t.wait)
	if err == nil {
		err = text.Rollout(t.Out, r, t.Style)
	}
	return t.next(action.InRollout, &workspace.On{Rollout: r}, err)
}

// usersPerNote is how many users are read between two lines that say so.
const usersPerNote = 25000
