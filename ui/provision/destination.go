package provision

import (
	"context"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
)

// Destination is where a new client secret goes: the steps that take it there, and who carries out all steps.
type Destination struct {
	After []plan.Step
	Doers map[plan.Service]plan.Doer
}

// LeaveOut leaves out one of the steps, with its Doer.
func (d *Destination) LeaveOut(step plan.Step) {
	d.After = slices.DeleteFunc(d.After, func(s plan.Step) bool { return s.ID == step.ID })
	delete(d.Doers, step.Service)
}

// IntoConnection saves the secret with a connection.
func (s *Site) IntoConnection(k *Keeper) Destination {
	d := Destination{
		After: []plan.Step{KeepIn(k.Saved.Connection.Name)},
		Doers: s.Doers(),
	}
	d.Doers[plan.ServiceKeep] = k
	return d
}

// IntoPractice enters the secret in the practice of the setup guide, and at the demo tenant's auth product.
func (s *Site) IntoPractice(k *PracticeKeeper) Destination {
	keep := keepStep("the practice of the setup guide", "not needed: the next setup enters it again")
	d := Destination{After: []plan.Step{keep, DemoProductStep()}, Doers: s.Doers()}
	d.Doers[plan.ServiceKeep] = k
	d.Doers[plan.ServiceClerk] = &DemoProduct{Server: s.Demo, Practice: k}
	return d
}

// IntoDemo enters the secret at the auth product of a scenario, where its connection takes it from.
func (s *Site) IntoDemo() Destination {
	d := Destination{After: []plan.Step{DemoProductStep()}, Doers: s.Doers()}
	d.Doers[plan.ServiceClerk] = &DemoProduct{Server: s.Demo}
	return d
}

// Entered is what the user enters of an app in edov's own practice.
type Entered struct {
	ClientID string
	KeyID    string    // of the secret
	Ends     time.Time // when the secret expires
}

// PracticeKeeper enters the credentials of an app in the practice, as a person would under Connection.
type PracticeKeeper struct {
	Server  *demo.Server
	Tenant  string              // where the product sends users; empty: common
	Entered Entered             // as it is now
	Save    func(Entered) error // saves what was entered; nil: the caller reads Entered afterwards

	before Entered // what Do replaced
}

// HasSecret holds when a secret was entered that the app still has.
func (k *PracticeKeeper) HasSecret() bool {
	_, has := k.Server.SecretValue(k.Entered.KeyID)
	return has
}

// Look says whether the practice has the client ID, with the secret of this run or, before there is one, with any.
func (k *PracticeKeeper) Look(_ context.Context, p *plan.Progress, _ *plan.Step) (plan.State, *flow.Failure) {
	if k.HasSecret() && k.Entered.ClientID == p.Target.AppID && (p.KeyID == "" || k.Entered.KeyID == p.KeyID) {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

// Do enters them.
func (k *PracticeKeeper) Do(_ context.Context, p *plan.Progress, _ *plan.Step) *flow.Failure {
	k.before, k.Entered = k.Entered, Entered{p.Target.AppID, p.KeyID, p.Ends}
	if k.Save == nil {
		return nil
	}
	if err := k.Save(k.Entered); err != nil {
		return flow.ChangeFailure(flow.FailureLocal, err.Error(), "")
	}
	return nil
}

// Back enters what was there before Do, after an undo removed the new secret.
func (k *PracticeKeeper) Back() { k.Entered, k.before = k.before, Entered{} }
