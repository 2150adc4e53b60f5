package provision

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/inspect/remedy"
	"edov/ui/store"
)

// Leftovers are the client secrets of an app that runs added and did not come to the end with, because edov was killed
// or the answer with the value was lost.
type Leftovers struct {
	// Saved is the Secret ID of the one that is saved with the connection: what is left of its run is done with it.
	Saved string
	// Lost are those whose value no one has: a plan removes them.
	Lost []appreg.Credential
	// Notes say which secrets are lost, and which may be in use somewhere.
	Notes []string

	store *store.Store
	ids   []string // of the plans that added Saved
}

// Settle says in the history that the secret that is saved is one that this run went on with.
func (l Leftovers) Settle() error {
	for _, id := range l.ids {
		if err := l.store.SettlePlan(id); err != nil {
			return err
		}
	}
	return nil
}

// LeftSecrets finds the leftovers of an app in the history of changes. saved is the secret that is saved with its
// connection; known is false where it can't be read, and then no secret is called lost.
func LeftSecrets(st *store.Store, a *appreg.App, saved flow.Secret, known bool) Leftovers {
	l := Leftovers{store: st}
	if st == nil {
		return l
	}
	list, err := st.AppliedPlans()
	if err != nil {
		return l
	}
	a.MatchSecret(saved)
	for _, applied := range list {
		if applied.Err != nil || applied.Settled || !strings.EqualFold(appOf(st, applied), a.AppID.Value) {
			continue
		}
		c, places := leftBy(applied, a)
		switch {
		case c == nil:
		case c.InUse:
			l.Saved, l.ids = c.KeyID, append(l.ids, applied.ID)
		case len(places) > 0:
			l.note(*c, "its value may be in "+strings.Join(places, ", ")+": remove it yourself once nothing uses it")
		case !known || a.SecretMatch == appreg.MatchSeveral:
			l.note(*c, "whether its value is saved here is not known: remove it yourself once nothing uses it")
		default:
			l.Lose(*c)
		}
	}
	return l
}

// Lose adds a secret whose value is lost.
func (l *Leftovers) Lose(c appreg.Credential) {
	if !slices.ContainsFunc(l.Lost, func(o appreg.Credential) bool { return o.KeyID == c.KeyID }) {
		l.Lost = append(l.Lost, c)
		l.note(c, "its value is lost, so the plan removes it")
	}
}

func (l *Leftovers) note(c appreg.Credential, what string) {
	l.Notes = append(l.Notes, "the secret \""+c.Name+"\" (Secret ID "+c.KeyID+") is from a run that was stopped: "+what)
}

// appOf is the client ID of the app that a plan was about: one that the plan created stands in its undo alone.
func appOf(st *store.Store, a store.Applied) string {
	if id := a.Plan.Target.AppID; id != "" {
		return id
	}
	undo, err := st.Undo(a.ID)
	if err != nil {
		return ""
	}
	return undo.Target.AppID
}

// leftBy is the secret that a run added and did not come to the end with; nil: none, or it is gone. places are those of
// the steps after it that were begun, without the connection: whether that has the secret is seen there.
func leftBy(applied store.Applied, a *appreg.App) (left *appreg.Credential, places []string) {
	if len(applied.Steps) != len(applied.Plan.Steps) {
		return nil, nil
	}
	for i := range applied.Plan.Steps {
		s, o := &applied.Plan.Steps[i], applied.Steps[i].Outcome
		begun := o == plan.Unsure || o == plan.WasDone
		switch {
		case s.Action == plan.AddSecret && (o == plan.Unsure || applied.Unfinished && o == plan.WasDone):
			left = addedBy(s, a)
		case left != nil && begun && s.Action == plan.Install && s.Service != plan.ServiceKeep:
			places = append(places, filepath.Base(s.Place))
		}
	}
	return left, places
}

// addedBy is the secret of an app that a step added, by its name and its end.
func addedBy(s *plan.Step, a *appreg.App) *appreg.Credential {
	want := strictjson.OrNull(s.Changes[0].After, strictjson.Document)
	end, err := time.Parse(time.RFC3339, want.StrOf("endDateTime"))
	if err != nil {
		return nil
	}
	for i := range a.Credentials {
		c := &a.Credentials[i]
		if c.Kind == appreg.CredentialSecret && c.Name == want.StrOf("displayName") &&
			c.End.Truncate(time.Second).Equal(end.Truncate(time.Second)) {
			return c
		}
	}
	return nil
}

// removals are the steps that remove lost secrets, before and after a new one is added: an app that takes personal
// accounts may have two secrets only, and one that is valid always stays.
func removals(a *appreg.App, lost []appreg.Credential, at time.Time) (before, after []plan.Step) {
	for _, c := range lost {
		step := remedy.OldSecret(remedy.TitleOfLost, c)
		step.ID = "remove-lost-secret-" + c.KeyID[:8]
		before = append(before, step)
	}
	isLost := func(c appreg.Credential) bool {
		return slices.ContainsFunc(lost, func(l appreg.Credential) bool { return l.KeyID == c.KeyID })
	}
	other := slices.ContainsFunc(a.Credentials, func(c appreg.Credential) bool {
		return c.Kind == appreg.CredentialSecret && c.End.After(at) && !isLost(c)
	})
	if n := len(before); n > 0 && !other {
		before, after = before[:n-1], before[n-1:]
	}
	return before, after
}
