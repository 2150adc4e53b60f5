package provision

import (
	"context"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// Site is where changes are made.
type Site struct {
	Graph flow.Graph
	Env   flow.Env
	Demo  *demo.Server // nil: Microsoft
	// Tenant is the tenant that was asked for, as an ID; empty: that of the credentials.
	Tenant  string
	Program string // "edov 1.0.0"
}

// Microsoft is Microsoft Graph with the Azure credentials of this machine.
func Microsoft(env flow.Env, cloud entra.Cloud, tenant, program string) *Site {
	s := &Site{Graph: flow.MicrosoftGraph(env, cloud, tenant, program), Env: env, Program: program}
	if entra.IsGUID(tenant) {
		s.Tenant = tenant
	}
	return s
}

// AtDemo is a running demo tenant.
func AtDemo(server *demo.Server, program string) *Site {
	return &Site{Graph: server.Graph(), Env: server.Env(), Demo: server, Program: program}
}

// Directory carries out steps at Microsoft Graph.
func (s *Site) Directory() *plan.Directory { return &plan.Directory{Graph: s.Graph, Env: s.Env} }

// Doers are those of a Site alone: its Microsoft Graph.
func (s *Site) Doers() map[plan.Service]plan.Doer {
	return map[plan.Service]plan.Doer{plan.ServiceGraph: s.Directory()}
}

// Fix is a plan that fixes findings of a report, with the values of today before each change. Without steps there is
// nothing to fix this way. A fix may bring up what did not matter before it (an email claim, and then whether an
// unverified address is kept out of it): follow chooses what of that is fixed too; nil: nothing.
func (s *Site) Fix(
	ctx context.Context, r *report.Report, findings []*report.Finding, follow func(*report.Report) []*report.Finding,
	at time.Time,
) (*plan.Plan, *flow.Failure) {
	p := remedy.Fix(r, findings, at)
	if len(p.Steps) > 0 && follow != nil {
		document, failure := s.Directory().Document(ctx, p.Target.ObjectID)
		if failure != nil {
			return nil, failure
		}
		for more := findings; len(more) > 0; p = remedy.Fix(r, findings, at) {
			after, failure := s.outlook(r, p.After(document), at)
			if failure != nil {
				return nil, failure
			}
			more = without(follow(after), findings)
			findings = append(slices.Clone(findings), more...)
		}
	}
	if p.Program, p.Target.Tenant = s.Program, s.Tenant; len(p.Steps) == 0 {
		return p, nil
	}
	if failure := s.Directory().Fill(ctx, p); failure != nil {
		return nil, failure
	}
	remedy.Review(p, remedy.OwnAddresses(r)...)
	return p, nil
}

// outlook is the report of the registration as a plan would leave it.
func (s *Site) outlook(r *report.Report, document []byte, at time.Time) (*report.Report, *flow.Failure) {
	list, err := appreg.Read(document, r.Registration.Source)
	if err != nil {
		return nil, &flow.Failure{Stage: flow.StageRegistration, Kind: flow.FailureProtocol, Summary: err.Error()}
	}
	session := s.session(r.Request, at)
	session.Registration = list[0]
	return check.Judge(session, at, secret.Thresholds{}), nil
}

// session is one in which a registration is read, beside what was asked of it.
func (s *Site) session(r flow.Request, at time.Time) *flow.Session {
	return &flow.Session{
		Schema: flow.SessionSchema, Program: s.Program, Origin: flow.OriginRegistration, StartedAt: at, EndedAt: at,
		Request: r,
	}
}

// without are the findings whose checks are not among others.
func without(list, others []*report.Finding) []*report.Finding {
	return slices.DeleteFunc(list, func(f *report.Finding) bool {
		return slices.ContainsFunc(others, func(o *report.Finding) bool { return o.ID == f.ID })
	})
}

// Read reads the registration of a client ID into a session, beside what was asked of it.
func (s *Site) Read(ctx context.Context, clientID string, session *flow.Session) *flow.Failure {
	s.Graph.ReadInto(ctx, s.Env, flow.Connection{ClientID: clientID}, session)
	switch {
	case session.Registration == nil && len(session.Problems) > 0:
		return &session.Problems[len(session.Problems)-1]
	case session.Registration != nil && s.Demo != nil:
		session.Registration.Source, session.Registration.TestServer = "demo", true
	}
	return nil
}

// Judged is the report of the app registration of a request as it is now.
func (s *Site) Judged(ctx context.Context, r flow.Request, at time.Time) (*report.Report, *flow.Failure) {
	session := s.session(r, at)
	if failure := s.Read(ctx, r.ClientID, session); failure != nil {
		return nil, failure
	}
	return check.Judge(session, at, secret.Thresholds{}), nil
}

// Left say what is still to be fixed after a plan was carried out and the registration was read again. Where the plan
// came to its end, they say as well that a plan can fix nothing more.
func Left(r *report.Report, ended bool) []string {
	var words []string
	for _, f := range r.Fixable(report.Warning) {
		words = append(words, "still to fix: "+f.ID+": "+f.Summary)
	}
	if words == nil && ended {
		words = []string{"the registration was read again: nothing is left that a plan can fix"}
	}
	return words
}
