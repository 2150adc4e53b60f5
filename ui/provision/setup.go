package provision

import (
	"cmp"
	"context"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/inspect/guide"
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
	// Advice is whose advice an app that exists is completed by, where the product's guide and Microsoft differ.
	Advice guide.Advice
	// Lost are secrets of that app whose value no one has (Leftovers): they are removed.
	Lost []appreg.Credential
	// After are the steps after the secret: save the connection, enter the secret at the product. Doers carry them out.
	After []plan.Step
	Doers map[plan.Service]plan.Doer
}

// SecretDays is how long a new client secret is valid unless the user says otherwise.
const SecretDays = 180

// NewSetup is a setup with what is usual: a secret of so many days, and edov's own redirect URI for the test.
func NewSetup(name, product, productRedirectURI string, secretDays int, at time.Time) Setup {
	return Setup{Setup: remedy.Setup{
		Name: name, Product: product, ProductRedirectURI: productRedirectURI, TestRedirectURI: flow.DefaultRedirectURI,
		SecretName: "edov " + at.UTC().Format(time.DateOnly), SecretEnds: at.AddDate(0, 0, secretDays), At: at,
	}}
}

// AppName is the usual display name of an app registration for a product.
func AppName(product string) string { return product + " sign-in" }

// PracticeName is that of the practice's app.
const PracticeName = "My app"

// PlanSetup is the plan that sets up what is missing: all of it, or what an app that exists lacks. Nothing of such an
// app is removed but what makes it unsafe. A plan without steps has nothing to do.
func (s *Site) PlanSetup(ctx context.Context, u Setup) (*plan.Plan, *flow.Failure) {
	u.Setup.Tenant, u.Setup.Program, u.Setup.TestServer = s.Tenant, s.Program, s.Demo != nil
	u.Setup.Cloud = s.Graph.Cloud
	if u.ClientID == "" {
		u.Setup.ByGuide = u.Advice == guide.AsGuide && guide.For(u.Product).HasChoice()
		p := u.Setup.Plan()
		p.Steps = append(p.Steps, u.After...)
		failure := s.Directory().Fill(ctx, p) // the tenant
		return p, failure
	}
	r, failure := s.Judged(ctx, flow.Request{
		Cloud: s.Graph.Cloud, ClientID: u.ClientID, Product: u.Product, ProductRedirectURI: u.ProductRedirectURI,
		RedirectURI: u.TestRedirectURI,
	}, u.At)
	if failure != nil {
		return nil, failure
	}
	p, failure := s.Fix(ctx, r, u.needed(r), u.needed, u.At)
	if failure != nil {
		return nil, failure
	}
	if p.Target.Tenant == "" { // there was nothing to fix
		if failure := s.Directory().Fill(ctx, p); failure != nil {
			return nil, failure
		}
	}
	p.Steps = append(p.Steps, *u.Setup.Plan().Step("service-principal"))
	before, after := removals(r.Registration, u.Lost, u.At)
	p.Steps = append(p.Steps, before...)
	if u.HasSecret {
		p.Steps = slices.Concat(p.Steps, u.After, after)
		return plan.Prune(ctx, p, u.Doers)
	}
	if p, failure = plan.Prune(ctx, p, u.Doers); failure != nil {
		return nil, failure
	}
	p.Steps = append(p.Steps, newSecret(r.Registration, u.SecretName, u.SecretEnds))
	p.Steps = slices.Concat(p.Steps, u.After, after) // a new secret goes everywhere, whatever is there now
	return p, nil
}

// needed are the findings that a setup fixes: those that break a sign-in or make it unsafe, and the redirect URI of the
// test.
func (u Setup) needed(r *report.Report) []*report.Finding {
	list := r.Fixable(report.Warning)
	for _, f := range r.Fixable(report.Note) {
		if f.ID == "redirect-test" && u.TestRedirectURI != "" && f.Severity == report.Note {
			list = append(list, f)
		}
	}
	list = slices.DeleteFunc(list, func(f *report.Finding) bool {
		return u.Audience != "" && f.ID == "account-types-allowed" // they are what was asked for
	})
	return guide.For(u.Product).Followed(u.Advice, r, list)
}

// Probed is the connection with which a new secret is tried at Microsoft: at the tenant of its app.
func (s *Site) Probed(c flow.Connection, t plan.Target) flow.Connection {
	if s.Demo != nil {
		c.Tenant = demo.TenantID
	} else {
		c.Tenant = cmp.Or(t.Tenant, c.Tenant)
	}
	return c
}

// ProveSecret tries a new secret at the token endpoint until it is accepted: Microsoft may take some seconds to know
// it everywhere. tell learns of each wait.
func ProveSecret(
	ctx context.Context, env flow.Env, c flow.Connection, program string, tell func(time.Duration),
) secret.ProbeVerdict {
	var v secret.ProbeVerdict
	for _, wait := range []time.Duration{0, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second} {
		if wait > 0 {
			tell(wait)
			if env.Pause(ctx, wait) != nil {
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
