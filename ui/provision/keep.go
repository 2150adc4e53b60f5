package provision

import (
	"context"
	"errors"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/ui/store"
)

// keepStep is the step that saves the connection. place says where, and undo how that is undone.
func keepStep(place, undo string) plan.Step {
	return plan.Step{
		ID: "keep", Service: plan.ServiceKeep, Action: plan.Install, Title: "Save the connection", Place: place,
		Changes: []plan.Change{}, Undo: undo, Proof: "a sign-in with what was saved",
	}
}

// KeepIn is the step that saves a connection by its name: its values in a file, its secret in the keyring.
func KeepIn(name string) plan.Step {
	return keepStep("connection "+name+", with its secret in your keyring", "edov connections remove deletes it")
}

// Keeper saves the connection of a new app registration, or the new secret of one that is saved.
type Keeper struct {
	Store *store.Store
	// Saved is the connection as it will be; its client ID may be empty until the app was made.
	Saved *store.Saved
	Note  func(string) // says what the keyring could not do

	done bool
}

// Look says whether the connection is saved with the secret of this run, or, before there is one, with any.
func (k *Keeper) Look(_ context.Context, p *plan.Progress, _ *plan.Step) (plan.State, *flow.Failure) {
	id := k.Saved.Connection.ClientID
	isSaved := k.Saved.HasSecret() && id != "" && strings.EqualFold(id, p.Target.AppID)
	if k.done || p.KeyID == "" && isSaved {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

// Do saves the connection with the secret of this run.
func (k *Keeper) Do(ctx context.Context, p *plan.Progress, _ *plan.Step) *flow.Failure {
	k.begin(ctx, p)
	note, err := k.Store.Keep(ctx, k.Saved, p.Secret)
	if note != "" && k.Note != nil {
		k.Note(note)
	}
	if err != nil {
		hint := "choose another name with --connection"
		if !errors.Is(err, store.ErrExists) {
			hint = ""
		}
		return flow.ChangeFailure(flow.FailureLocal, "the connection can't be saved: "+err.Error(), hint)
	}
	k.done = true
	return nil
}

// begin takes what is to be saved, and remembers what it replaces.
func (k *Keeper) begin(ctx context.Context, p *plan.Progress) {
	c := &k.Saved.Connection
	if k.Saved.SecretFrom == store.SecretKeyring && c.Name != "" {
		_ = k.Store.KeepPrevious(ctx, c.Name) // without it an undo leaves the new one
	}
	c.ClientID, c.SecretExpires = p.Target.AppID, p.Ends
	if !k.Saved.HasSecret() { // the plan says that it will be in the keyring
		k.Saved.SecretFrom = store.SecretKeyring
	}
}

// DemoProduct enters credentials at the demo tenant's auth product, as a person would on its dashboard.
type DemoProduct struct {
	Server *demo.Server
	// Practice has the secret that is entered when the run adds none; nil: there is none.
	Practice *PracticeKeeper

	before *Entered // that Do replaced; nil: there were none
}

// DemoProductStep is its step.
func DemoProductStep() plan.Step {
	return plan.Step{
		ID: "product", Service: plan.ServiceClerk, Action: plan.Install, Title: "Enter the credentials at the product",
		Place: "the demo's stand-in for the product", Changes: []plan.Change{}, Undo: "takes them away again",
		Proof: "looking at the product's side, and a sign-in through it",
	}
}

// Look says whether the product has the client ID, with the secret of this run or, before there is one, with any that
// the app still has.
func (d *DemoProduct) Look(_ context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	b := d.Server.Setup().Dashboard
	_, valid := d.Server.SecretValue(b.SecretKeyID)
	done := b.Enabled && b.Usable && b.Custom && strings.EqualFold(b.ClientID, p.Target.AppID) && p.Target.AppID != "" &&
		valid && (p.KeyID == "" || b.SecretKeyID == p.KeyID)
	if s.Action == plan.Restore {
		done = b.ClientID == "" || d.before != nil && b.SecretKeyID == d.before.KeyID
	}
	if done {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

// Do enters them, or brings back what was there before.
func (d *DemoProduct) Do(_ context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	b := d.Server.Setup().Dashboard
	var err error
	switch {
	case s.Action == plan.Install:
		if b.ClientID != "" && b.SecretKeyID != "" {
			d.before = &Entered{ClientID: b.ClientID, KeyID: b.SecretKeyID}
		}
		secret := p.Secret
		if secret.IsZero() && d.Practice != nil {
			secret, _ = d.Server.SecretValue(d.Practice.Entered.KeyID)
		}
		if secret.IsZero() {
			return flow.ChangeFailure(flow.FailureLocal, "there is no client secret to enter", "add one in the same plan")
		}
		err = d.Server.EnterAtProduct(p.Target.AppID, d.tenant(), secret)
	case d.before != nil:
		old, _ := d.Server.SecretValue(d.before.KeyID)
		err = d.Server.EnterAtProduct(d.before.ClientID, d.tenant(), old)
	default:
		err = d.Server.LeaveProduct()
	}
	if err != nil {
		return flow.ChangeFailure(flow.FailureLocal, err.Error(), "")
	}
	return nil
}

// tenant is where the product sends users; empty: common.
func (d *DemoProduct) tenant() string {
	if d.Practice == nil {
		return ""
	}
	return d.Practice.Tenant
}
