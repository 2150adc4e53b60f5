package provision

import (
	"context"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/plan"
	"edov/inspect/remedy"
)

// Rotate is what to replace.
type Rotate struct {
	App        *flow.AppRegistration
	Tenant     string // tenant ID; empty: that of the credentials
	SecretName string
	SecretEnds time.Time
	At         time.Time
	After      []plan.Step // save the connection, enter the secret at the product
}

// OldSecrets are the secrets that a rotation replaces: all but the new one. keyID is of the new one; empty: there is
// none yet.
func OldSecrets(a *flow.AppRegistration, keyID string) []flow.Credential {
	return slices.DeleteFunc(slices.Clone(a.Credentials), func(c flow.Credential) bool {
		return c.Kind != flow.CredentialSecret || c.KeyID == keyID || !flow.IsGUID(c.KeyID)
	})
}

// Outage says since when no secret of an app works any more; zero: some still does.
func Outage(a *flow.AppRegistration, now time.Time) time.Time {
	var last time.Time
	for _, c := range a.Credentials {
		if c.Kind == flow.CredentialSecret && c.End.After(last) {
			last = c.End
		}
	}
	if last.After(now) {
		return time.Time{}
	}
	return last
}

func (s *Site) about(a *flow.AppRegistration, at time.Time) *plan.Plan {
	return &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Program: s.Program, Made: at.UTC(),
		Target: plan.Target{
			Cloud: s.Graph.Cloud, Tenant: s.Tenant, ObjectID: a.ObjectID.Value, AppID: a.AppID.Value,
			Name: a.DisplayName.Value, TestServer: s.Demo != nil,
		},
	}
}

// PlanRotation is the first half of replacing a secret: a new one beside those that are there, which go on working.
func (s *Site) PlanRotation(ctx context.Context, r Rotate) (*plan.Plan, *flow.Failure) {
	p := s.about(r.App, r.At)
	p.Steps = append([]plan.Step{remedy.NewSecret(r.SecretName, r.SecretEnds)}, r.After...)
	return p, s.Directory().Fill(ctx, p)
}

// PlanRemoval is the second half: the old secrets are removed, once the new one is proven.
func (s *Site) PlanRemoval(
	ctx context.Context, a *flow.AppRegistration, old []string, at time.Time,
) (*plan.Plan, *flow.Failure) {
	p := s.about(a, at)
	for _, c := range a.Credentials {
		if c.Kind != flow.CredentialSecret || !slices.Contains(old, c.KeyID) {
			continue
		}
		step := remedy.OldSecret(c)
		if len(p.Steps) > 0 {
			step.ID += "-" + c.KeyID[:8]
		}
		p.Steps = append(p.Steps, step)
	}
	return p, s.Directory().Fill(ctx, p)
}
