package provision

import (
	"context"
	"time"

	"edov/flow"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// Setup is what to set up: an app registration for a product, from nothing to a sign-in that works.
type Setup struct {
	remedy.Setup
	// ClientID is of an app that exists; empty: it is made.
	ClientID string
	// HasSecret is set when a valid secret of that app is saved: no other one is added.
	HasSecret bool
	// After are the steps after the secret: save the connection, enter the secret at the product. Doers carry them out.
	After []plan.Step
	Doers map[plan.Service]plan.Doer
}

// PlanSetup is the plan that sets up what is missing: all of it, or what an app that exists lacks. Nothing of such an
// app is removed but what makes it unsafe. A plan without steps has nothing to do.
func (s *Site) PlanSetup(ctx context.Context, u Setup) (*plan.Plan, *flow.Failure) {
	u.Setup.Tenant, u.Setup.Program, u.Setup.TestServer = s.Tenant, s.Program, s.Demo != nil
	u.Setup.Cloud = s.Graph.Cloud
	if u.ClientID == "" {
		p := u.Setup.Plan()
		p.Steps = append(p.Steps, u.After...)
		failure := s.Directory().Fill(ctx, p) // the tenant
		return p, failure
	}
	r, failure := s.judged(ctx, u)
	if failure != nil {
		return nil, failure
	}
	p, failure := s.Fix(ctx, r, u.needed(r), u.needed, u.At)
	if failure != nil {
		return nil, failure
	}
	p.Steps = append(p.Steps, *u.Setup.Plan().Step("service-principal"))
	if !u.HasSecret {
		p.Steps = append(p.Steps, remedy.NewSecret(u.SecretName, u.SecretEnds))
	}
	p.Steps = append(p.Steps, u.After...)
	return plan.Prune(ctx, p, u.Doers)
}

// needed are the findings that a setup fixes: those that break a sign-in or make it unsafe, and the redirect URI of the
// test.
func (u Setup) needed(r *report.Report) []report.Finding {
	list := r.Fixable(report.Warning)
	for _, f := range r.Fixable(report.Note) {
		if f.ID == "redirect-test" && u.TestRedirectURI != "" && f.Severity == report.Note {
			list = append(list, f)
		}
	}
	return list
}

// judged is the report of the app that exists.
func (s *Site) judged(ctx context.Context, u Setup) (*report.Report, *flow.Failure) {
	session := &flow.Session{
		Schema: flow.SessionSchema, Program: s.Program, Origin: flow.OriginRegistration, StartedAt: u.At, EndedAt: u.At,
		Request: flow.Request{
			Cloud: s.Graph.Cloud, ClientID: u.ClientID, Product: u.Product, ProductRedirectURI: u.ProductRedirectURI,
			RedirectURI: u.TestRedirectURI,
		},
	}
	if failure := s.Read(ctx, u.ClientID, session); failure != nil {
		return nil, failure
	}
	return check.Judge(session, u.At, secret.Thresholds{}), nil
}

// ProveSecret tries a new secret at the token endpoint until it is accepted: Microsoft may take some seconds to know
// it everywhere. tell learns of each wait.
func ProveSecret(
	ctx context.Context, env flow.Env, c flow.Connection, program string,
	pause func(context.Context, time.Duration) error, tell func(time.Duration),
) secret.ProbeVerdict {
	var v secret.ProbeVerdict
	for _, wait := range []time.Duration{0, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second} {
		if wait > 0 {
			tell(wait)
			if pause(ctx, wait) != nil {
				return v
			}
		}
		failure := flow.ProbeSecret(ctx, env, c, program, nil)
		v = secret.JudgeProbe(c, failure)
		if v.Verdict != secret.ProbeRefused || failure.Code() != 7000215 {
			return v
		}
	}
	return v
}
