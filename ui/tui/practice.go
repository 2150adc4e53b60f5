package tui

import (
	"cmp"
	"context"
	"sync"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/secret"
	"edov/ui/store"
)

// practice is the demo tenant in which nothing is set up yet: the user walks
// through the guide there, with the tenant's own pages for the portal.
type practice struct {
	mu      sync.Mutex
	setup   *demo.Setup   // to begin with; nil: nothing is registered
	port    int           // to serve on, if it is free
	mine    bool          // no other edov has it: it is kept
	release func()        // lets another edov have it
	keyID   string        // of the secret that the user typed into the connection
	changed chan struct{} // something was changed on the pages
	server  *demo.Server  // nil: it was not started yet
}

// newPractice is the subject of a practice, new or as it was left.
func newPractice(start *store.PracticeStart) *subject {
	scenario := demo.Practice()
	p := &practice{changed: make(chan struct{}, 1), mine: start.Mine, release: start.Release}
	s := &subject{scenario: &scenario, practice: p}
	s.connection = flow.Connection{Tenant: "common", Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI}
	if kept := start.Kept; kept != nil {
		p.setup, p.keyID, p.port = kept.Setup, kept.SecretKeyID, kept.Port
		s.connection.ClientID, s.connection.SecretExpires = kept.ClientID, kept.SecretExpires
		s.connection.ProductRedirectURI = cmp.Or(kept.ProductURI, s.connection.ProductRedirectURI)
	}
	if start.Last != nil {
		s.last = &run{subject: s, report: start.Last, at: start.Last.JudgedAt}
	}
	return s.begun(start.Way)
}

// options are those with which the demo tenant is started.
func (p *practice) options(o *demo.Options) {
	o.Setup, o.Port = p.setup, p.port
	o.Changed = func(demo.Setup) { p.told() }
}

// told says that there is something new to look at.
func (p *practice) told() {
	select {
	case p.changed <- struct{}{}:
	default: // it is known already
	}
}

// fill puts what the user typed into the connection of the running tenant.
func (p *practice) fill(typed flow.Connection, server *demo.Server) flow.Connection {
	c := server.Connection()
	c.ClientID, c.Tenant, c.Public, c.Secret, c.SecretExpires = typed.ClientID, typed.Tenant, typed.Public, typed.Secret, typed.SecretExpires
	c.ProductRedirectURI = typed.ProductRedirectURI
	if typed.RedirectURI != "" {
		c.RedirectURI = typed.RedirectURI
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = server
	if !typed.Secret.IsZero() {
		p.keyID = server.SecretKeyID(typed.Secret) // empty for a wrong one: it is not to come back
	} else if value, ok := server.SecretValue(p.keyID); ok {
		c.Secret = value
	}
	return c
}

func (p *practice) hasSecret() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		_, ok := p.server.SecretValue(p.keyID)
		return ok
	}
	return p.keyID != ""
}

// kept is what to keep of the practice now; nil: nothing has begun.
func (p *practice) kept(c flow.Connection) *store.Practice {
	p.mu.Lock()
	defer p.mu.Unlock()
	setup, port := p.setup, p.port
	if p.server != nil {
		now := p.server.Setup()
		setup, port = &now, p.server.Port()
	}
	if setup == nil {
		return nil
	}
	if p.server == nil && !c.Secret.IsZero() {
		p.keyID = setup.SecretKeyID(c.Secret)
	}
	return &store.Practice{Setup: setup, ClientID: c.ClientID, SecretKeyID: p.keyID, SecretExpires: c.SecretExpires, ProductURI: c.ProductRedirectURI, Port: port}
}

// isRegistered reports whether the practice's app is there.
func (p *practice) isRegistered() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.server == nil || p.server.Setup().App != nil
}

// look reads the registration and the auth product's side at the demo tenant,
// without a sign-in. It is called in a job.
func (s *subject) look(ctx context.Context, c *common, w *world) *run {
	now := c.now()
	session := c.registrationSession(w.connection, nil)
	s.readDemo(ctx, w, session)
	if session.Registration == nil {
		session.Origin = flow.OriginClerk
	}
	return &run{subject: s, session: session, report: check.Judge(session, now, secret.Thresholds{}), at: now}
}

// readDemo puts the demo tenant's registration beside a session, and, for a
// practice, the auth product's side.
func (s *subject) readDemo(ctx context.Context, w *world, session *flow.Session) {
	if s.practice == nil {
		w.demo.ReadRegistration(ctx, session)
		return
	}
	w.demo.ReadSetup(ctx, w.connection, session)
}
