package provision

import (
	"context"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/report"
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
func Microsoft(env flow.Env, cloud flow.Cloud, tenant, program string) *Site {
	s := &Site{Graph: flow.MicrosoftGraph(env, cloud, tenant, program), Env: env, Program: program}
	if flow.IsGUID(tenant) {
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
// nothing to fix this way.
func (s *Site) Fix(
	ctx context.Context, r *report.Report, findings []report.Finding, at time.Time,
) (*plan.Plan, *flow.Failure) {
	p := remedy.Fix(r, findings, at)
	p.Program, p.Target.Tenant = s.Program, s.Tenant
	if len(p.Steps) == 0 {
		return p, nil
	}
	if failure := s.Directory().Fill(ctx, p); failure != nil {
		return nil, failure
	}
	remedy.Review(p)
	return p, nil
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
