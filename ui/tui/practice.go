package tui

import (
	"context"
	"sync"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect"
	"edov/ui/store"
)

// practice is the demo tenant in which nothing is set up yet: the user walks
// through the guide there, with the tenant's own pages for the portal.
type practice struct {
	mu      sync.Mutex
	setup   *demo.Setup   // to begin with; nil: nothing is registered
	port    int           // to serve on, if it is free
	mine    bool          // no other edov has it: it is kept
	release func()        // lets another edov have it; nil: there is nothing to release
	keyID   string        // of the secret that the user typed into the connection
	changed chan struct{} // something was changed on the pages
	server  *demo.Server  // nil: it was not started yet
}

// practiceSubject is the practice of this program: begun once, or gone on with as
// it was kept.
func (c *common) practiceSubject() *subject {
	if c.practised == nil {
		s := newPractice(c.options.Begin.Practice, c.options.Begin.PracticeWay)
		if last := c.options.Begin.PracticeLast; last != nil {
			s.last = &run{subject: s, report: last, at: last.JudgedAt}
		}
		if s.practice.mine = true; c.options.Store != nil {
			s.practice.release, s.practice.mine = c.options.Store.HoldPractice()
		}
		c.keeper.setBase(store.PracticeKey, s.way())
		c.practised = s
	}
	return c.practised
}

// newPractice is the subject of a practice, new or as it was left.
func newPractice(kept *store.Practice, way *inspect.Progress) *subject {
	scenario := demo.Practice()
	s := &subject{scenario: &scenario, progress: way, practice: &practice{changed: make(chan struct{}, 1)}}
	s.connection = flow.Connection{Tenant: "common", Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI}
	if kept != nil {
		s.practice.setup, s.practice.keyID, s.practice.port = kept.Setup, kept.SecretKeyID, kept.Port
		s.connection.ClientID, s.connection.SecretExpires = kept.ClientID, kept.SecretExpires
		if kept.ProductURI != "" {
			s.connection.ProductRedirectURI = kept.ProductURI
		}
	}
	return s
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
	} else if value, ok := server.SecretValue(p.keyID); ok && typed.Secret.IsZero() {
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
	if p.server == nil {
		return nil
	}
	setup := p.server.Setup()
	return &store.Practice{Setup: &setup, ClientID: c.ClientID, SecretKeyID: p.keyID, SecretExpires: c.SecretExpires, ProductURI: c.ProductRedirectURI, Port: p.server.Port()}
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
	return &run{subject: s, session: session, report: inspect.Judge(session, now, inspect.Thresholds{}), at: now}
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
