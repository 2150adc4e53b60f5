package install

import (
	"context"
	"net/url"
	"slices"

	"edov/flow"
	"edov/flow/plan"
)

// User carries out steps that only the person can do: copy values into a dashboard.
type User struct {
	// Secret is shown when the run adds none.
	Secret flow.Secret
	// Hosts are the only ones that a step's address may have: a plan's file could send the person elsewhere, with the
	// secret.
	Hosts []string
	// Confirm shows a step, with the secret if it has one, and asks whether it was done.
	Confirm func(ctx context.Context, s *plan.Step, secret flow.Secret) (bool, error)

	done map[string]bool // by step and action: the person said so
}

// Copy is a value that the person copies.
type Copy struct {
	Name  string // as the dashboard has it: "Client ID"
	Value string // empty for the secret, and for the client ID of the app that the plan creates
	Role  Role   // ClientID or ClientSecret for those; else any
}

// Step is a step for the person: values to copy at an address. The texts are the caller's.
func (u *User) Step(id, title, address string, values []Copy) *plan.Step {
	s := &plan.Step{
		ID: id, Service: plan.ServiceUser, Action: plan.Install, Title: title, Place: address,
		Undo:  "You put back by hand what was there before.",
		Proof: "You say that it is done. It is not read again: sign in once to prove it.",
	}
	for _, v := range values {
		c := plan.Change{Path: v.Name, Before: null, After: text(v.Value)}
		switch {
		case v.Role == ClientSecret:
			c.After = newSecret
		case v.Role == ClientID && v.Value == "":
			c.After = newApp
		}
		s.Changes = append(s.Changes, c)
	}
	return s
}

func checkUser(s *plan.Step) error {
	if s.Place == "" {
		return noDuplicates(s)
	}
	if u, err := url.Parse(s.Place); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return refusal("its place is not an https address")
	}
	return noDuplicates(s)
}

// leadsAway refuses an address that is none of the caller's.
func (u *User) leadsAway(s *plan.Step) *flow.Failure {
	address, err := url.Parse(s.Place)
	if err != nil || s.Place != "" && !slices.Contains(u.Hosts, address.Host) {
		return flow.ChangeFailure(flow.FailureLocal, "the step leads to an address that edov does not know",
			"make a new plan")
	}
	return nil
}

// Look knows only what the person said in this run.
func (u *User) Look(_ context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	if failed := checked(s, p, plan.ServiceUser); failed != nil {
		return "", failed
	}
	if failed := u.leadsAway(s); failed != nil {
		return "", failed
	}
	if u.done[sentKey(s)] {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

// Do shows the step and waits for the person's answer.
func (u *User) Do(ctx context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	if failed := checked(s, p, plan.ServiceUser); failed != nil {
		return failed
	}
	if failed := u.leadsAway(s); failed != nil {
		return failed
	}
	var secret flow.Secret
	if s.Action == plan.Install && installsSecret(s) {
		if secret = secretOf(p, u.Secret); secret.IsZero() {
			return flow.ChangeFailure(flow.FailureLocal, "there is no new secret to copy", "add one first: edov secrets rotate")
		}
	}
	if u.Confirm == nil {
		return flow.ChangeFailure(flow.FailureLocal, "this step needs you, and there is no way to ask here",
			"run edov in a terminal")
	}
	shown := *s
	shown.Changes = nil
	for _, c := range s.Changes {
		c.After = resolved(c.After, p.Target)
		shown.Changes = append(shown.Changes, c)
	}
	ok, err := u.Confirm(ctx, &shown, secret)
	switch {
	case err != nil:
		return flow.ChangeFailure(flow.FailureLocal, "the question couldn't be asked", "")
	case !ok:
		return flow.ChangeFailure(flow.FailureCancelled, "you did not confirm this step",
			"run the plan again when it is done")
	}
	if u.done == nil {
		u.done = map[string]bool{}
	}
	u.done[sentKey(s)] = true
	return nil
}
