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

// KeepStep is the step that saves the connection: its values in a file, its secret in the keyring. place says where.
func KeepStep(place string) plan.Step {
	return plan.Step{
		ID: "keep", Service: plan.ServiceKeep, Action: plan.Install, Title: "Save the connection", Place: place,
		Changes: []plan.Change{}, Undo: "edov connections remove deletes it", Proof: "a sign-in with what was saved",
	}
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
	c := &k.Saved.Connection
	c.ClientID, c.SecretExpires = p.Target.AppID, p.Ends
	if k.Saved.SecretFrom == store.SecretNone {
		k.Saved.SecretFrom = store.SecretKeyring
	}
	note, err := k.Store.Keep(ctx, k.Saved, p.Secret)
	if note != "" && k.Note != nil {
		k.Note(note)
	}
	if err != nil {
		hint := "choose another name with --connection"
		if !errors.Is(err, store.ErrExists) {
			hint = ""
		}
		return &flow.Failure{
			Stage: flow.StageChange, Kind: flow.FailureLocal, Hint: hint,
			Summary: "the connection can't be saved: " + err.Error(),
		}
	}
	k.done = true
	return nil
}

// DemoProduct enters credentials at the demo tenant's auth product, as a person would on its dashboard.
type DemoProduct struct{ Server *demo.Server }

// DemoProductStep is its step.
func DemoProductStep() plan.Step {
	return plan.Step{
		ID: "product", Service: plan.ServiceClerk, Action: plan.Install, Title: "Enter the credentials at the product",
		Place: "the demo's Clerk look-alike", Changes: []plan.Change{}, Undo: "takes them away again",
		Proof: "looking at the product's side, and a sign-in through it",
	}
}

// Look says whether the product has the client ID and the newest secret.
func (d *DemoProduct) Look(_ context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	b := d.Server.Setup().Dashboard
	has := b.Enabled && b.Usable && b.Custom && strings.EqualFold(b.ClientID, p.Target.AppID) && p.Target.AppID != "" &&
		(p.KeyID == "" || b.SecretKeyID == p.KeyID)
	if has == (s.Action == plan.Install) {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

// Do enters them, or takes them away.
func (d *DemoProduct) Do(_ context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	var err error
	if s.Action == plan.Restore {
		err = d.Server.LeaveProduct()
	} else {
		err = d.Server.EnterAtProduct(p.Target.AppID, p.Secret)
	}
	if err != nil {
		return &flow.Failure{Stage: flow.StageChange, Kind: flow.FailureLocal, Summary: err.Error()}
	}
	return nil
}
