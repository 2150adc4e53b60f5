package provision

import (
	"context"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/ui/store"
)

// BringBack saves the secret of a connection again that a run replaced, after an undo removed the new one. The run and
// the undo may be days apart: what counts is which secrets the app has now. A rotation whose new secret is gone ends.
// The notes say what was done, and what failed.
func (s *Site) BringBack(ctx context.Context, st *store.Store, saved *store.Saved) (notes []string) {
	c := &saved.Connection
	session := s.session(flow.Request{}, time.Time{})
	if failure := s.Read(ctx, c.ClientID, session); failure != nil {
		return []string{"whether the secret of " + c.Name + " is still valid is not checked: " + failure.Summary}
	}
	a := session.Registration
	if begun, err := st.Rotation(c.ClientID); err == nil && begun != nil && !HasKey(a, begun.NewKeyID) {
		if err := st.EndRotation(c.ClientID); err != nil {
			notes = append(notes, "how far the rotation is can't be saved: "+err.Error())
		}
	}
	if saved.SecretFrom != store.SecretKeyring {
		return notes
	}
	before, err := st.Previous(ctx, c.Name)
	if err != nil {
		return notes
	}
	old := isOf(a, before)
	if old == nil {
		return notes
	}
	if now, err := st.Secret(ctx, c.Name); err == nil && isOf(a, now) != nil {
		return notes // it is one that the app has
	}
	c.SecretExpires = old.End
	note, err := st.Keep(ctx, saved, before)
	switch {
	case err != nil:
		return append(notes, "the secret before can't be saved again: "+err.Error())
	case note != "":
		return append(notes, note)
	}
	_ = st.DropPrevious(ctx, c.Name) // it is the one that is saved now
	return append(notes, "connection "+c.Name+" has the secret that it had before")
}

// isOf is the credential of an app that a secret may belong to; nil: none.
func isOf(a *appreg.App, secret flow.Secret) *appreg.Credential {
	a.MatchSecret(secret)
	if a.SecretMatch == appreg.MatchNone {
		return nil
	}
	if c := a.SecretInUse(); c != nil {
		return c
	}
	return &appreg.Credential{} // which one is not known
}

// EndRotation forgets a rotation whose old secrets are removed, and the one of them that is in the keyring.
func EndRotation(ctx context.Context, st *store.Store, begun *store.Rotation) error {
	if begun.Connection != "" && begun.Connection != store.PracticeKey {
		_ = st.DropPrevious(ctx, begun.Connection) // what may be left opens nothing any more
	}
	return st.EndRotation(begun.ClientID)
}
