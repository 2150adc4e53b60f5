package provision

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/ui/store"
)

// Rotate is what to replace.
type Rotate struct {
	App        *appreg.App
	Tenant     string // tenant ID; empty: that of the credentials
	SecretName string
	SecretEnds time.Time
	At         time.Time
	After      []plan.Step // save the connection, enter the secret at the product
	// Lost are secrets whose value no one has (Leftovers): they are removed.
	Lost []appreg.Credential
}

// NewRotation is a rotation with what is usual: a name that tells when the secret was added.
func NewRotation(a *appreg.App, secretDays int, at time.Time, after []plan.Step) Rotate {
	return Rotate{
		App: a, SecretName: "edov " + at.UTC().Format("2006-01-02 15:04"), SecretEnds: at.AddDate(0, 0, secretDays), At: at,
		After: after,
	}
}

// OverlapDays is how long old and new secret are valid beside each other unless the user says otherwise.
const OverlapDays = 7

// Begun is a rotation whose new secret was added, of the connection that has it. Where no secret was valid any more
// there is nothing to wait for: the old ones may be removed at once.
func Begun(a *appreg.App, keyID, connection string, days int, at time.Time) store.Rotation {
	if !Outage(a, at).IsZero() {
		days = 0
	}
	begun := store.Rotation{
		ClientID: a.AppID.Value, Name: a.DisplayName.Value, Connection: connection, NewKeyID: keyID, Added: at.UTC(),
		RemoveAfter: at.UTC().AddDate(0, 0, days),
	}
	for _, c := range OldSecrets(a, keyID) {
		begun.OldKeyIDs = append(begun.OldKeyIDs, c.KeyID)
	}
	return begun
}

// StillOld holds when the secret that is saved is certainly one of those that a rotation replaces.
func StillOld(a *appreg.App, saved flow.Secret, begun *store.Rotation) bool {
	a.MatchSecret(saved)
	c := a.SecretInUse()
	return c != nil && c.KeyID != begun.NewKeyID && slices.Contains(begun.OldKeyIDs, c.KeyID)
}

// Resumption is what becomes of a rotation that was begun.
type Resumption int

// What becomes of it.
const (
	NothingBegun Resumption = iota
	Resumes                 // as it was saved
	WasStopped              // after its new secret was saved: it goes on, and is to be saved
	NewIsGone               // its new secret is no longer there: a new rotation begins
	NewNotSaved             // the secret that is saved here is still the old one: a new rotation begins
)

// Resume decides which rotation of an app goes on; nil: none. begun is the one that was saved, if any; fresh makes one
// of a new secret that a run added and saved before it was stopped. saved is the secret that is saved here, which is
// asked for only where it decides.
func Resume(
	a *appreg.App, begun *store.Rotation, left Leftovers, fresh func(keyID string) store.Rotation,
	saved func() flow.Secret,
) (*store.Rotation, Resumption) {
	switch {
	case begun == nil && left.Saved != "" && len(OldSecrets(a, left.Saved)) > 0:
		r := fresh(left.Saved)
		return &r, WasStopped
	case begun == nil:
		return nil, NothingBegun
	case !HasKey(a, begun.NewKeyID):
		return nil, NewIsGone
	case StillOld(a, saved(), begun):
		return nil, NewNotSaved
	}
	return begun, Resumes
}

// HasKey holds when an app has a credential.
func HasKey(a *appreg.App, keyID string) bool {
	return slices.ContainsFunc(a.Credentials, func(c appreg.Credential) bool { return c.KeyID == keyID })
}

// OldSecrets are the secrets that a rotation replaces: all but the new one. keyID is of the new one; empty: there is
// none yet.
func OldSecrets(a *appreg.App, keyID string) []appreg.Credential {
	return slices.DeleteFunc(slices.Clone(a.Credentials), func(c appreg.Credential) bool {
		return c.Kind != appreg.CredentialSecret || c.KeyID == keyID || !entra.IsGUID(c.KeyID)
	})
}

// Outage says since when no secret of an app works any more; zero: some still does.
func Outage(a *appreg.App, now time.Time) time.Time {
	var last time.Time
	for _, c := range a.Credentials {
		if c.Kind == appreg.CredentialSecret && c.End.After(last) {
			last = c.End
		}
	}
	if last.After(now) {
		return time.Time{}
	}
	return last
}

func (s *Site) about(a *appreg.App, at time.Time) *plan.Plan {
	return &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Program: s.Program, Made: at.UTC(),
		Target: plan.Target{
			Cloud: s.Graph.Cloud, Tenant: s.Tenant, ObjectID: a.ObjectID.Value, AppID: a.AppID.Value,
			Name: a.DisplayName.Value, TestServer: s.Demo != nil,
		},
	}
}

// NoPlan is a plan about an app without a step, for where nothing is to do.
func (s *Site) NoPlan(a *appreg.App, at time.Time) *plan.Plan {
	p := s.about(a, at)
	p.Steps = []plan.Step{}
	return p
}

// PlanRotation is the first half of replacing a secret: a new one beside those that are there, which go on working.
func (s *Site) PlanRotation(ctx context.Context, r Rotate) (*plan.Plan, *flow.Failure) {
	p := s.about(r.App, r.At)
	before, after := removals(r.App, r.Lost, r.At)
	p.Steps = slices.Concat(before, []plan.Step{newSecret(r.App, r.SecretName, r.SecretEnds)}, r.After, after)
	return p, s.Directory().Fill(ctx, p)
}

// newSecret adds a secret. Its name is one that no other of the app has: a run finds what it added by name and end, and
// two that are made in the same moment would be taken for each other.
func newSecret(a *appreg.App, name string, ends time.Time) plan.Step {
	unique := name
	for n := 2; hasName(a, unique); n++ {
		unique = name + " (" + strconv.Itoa(n) + ")"
	}
	return remedy.NewSecret(unique, ends)
}

func hasName(a *appreg.App, name string) bool {
	return slices.ContainsFunc(a.Credentials, func(c appreg.Credential) bool { return c.Name == name })
}

// PlanRest is what is left of the first half after the new secret was added and saved: the product's side, and the
// removal of lost secrets. Without steps nothing is left.
func (s *Site) PlanRest(
	ctx context.Context, r Rotate, doers map[plan.Service]plan.Doer,
) (*plan.Plan, *flow.Failure) {
	p := s.about(r.App, r.At)
	before, after := removals(r.App, r.Lost, r.At)
	p.Steps = slices.Concat(before, r.After, after)
	if failure := s.Directory().Fill(ctx, p); failure != nil {
		return nil, failure
	}
	return plan.Prune(ctx, p, doers)
}

// EnterEverywhere says what is to be done before the second half, in words. entered holds where the plan entered the
// new secret at the product.
func EnterEverywhere(begun store.Rotation, now time.Time, entered bool) string {
	words := "enter the new secret everywhere the old one is used"
	if entered {
		words = "the product has the new secret. If other places use the old one, enter it there"
	}
	if begun.RemoveAfter.After(now) {
		words += ", before " + begun.RemoveAfter.Format(time.DateOnly) + ": from then on the old one may be removed"
	}
	return words
}

// NoteOld names the secrets that the second half of a rotation removes, where there are several: one may belong to
// another program. Empty: there is nothing to note.
func NoteOld(old []appreg.Credential) string {
	if len(old) < 2 {
		return ""
	}
	var names []string
	for _, c := range old {
		step := remedy.OldSecret(remedy.TitleOfOld, c)
		names = append(names, step.SecretWords())
	}
	return "this app has " + strconv.Itoa(len(old)) + " older secrets, which are all removed later: " +
		strings.Join(names, "; ") + ". Another program may use one of them"
}

// PlanRemoval is the second half: the old secrets are removed, once the new one is proven.
func (s *Site) PlanRemoval(
	ctx context.Context, a *appreg.App, old []string, at time.Time,
) (*plan.Plan, *flow.Failure) {
	p := s.about(a, at)
	for _, c := range a.Credentials {
		if c.Kind != appreg.CredentialSecret || !slices.Contains(old, c.KeyID) {
			continue
		}
		step := remedy.OldSecret(remedy.TitleOfOld, c)
		if len(p.Steps) > 0 {
			step.ID += "-" + c.KeyID[:8]
		}
		p.Steps = append(p.Steps, step)
	}
	return p, s.Directory().Fill(ctx, p)
}
