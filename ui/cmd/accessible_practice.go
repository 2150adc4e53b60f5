package cmd

import (
	"cmp"
	"context"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// practise begins the practice of the guide at the demo tenant, or goes on with
// it. Where nothing can be kept, it is forgotten at the end.
func (c *conversation) practise() error {
	start := c.keptPractice()
	options := demo.Options{Now: c.p.Env.Now}
	if start.Kept != nil {
		options.Setup, options.Port = start.Kept.Setup, start.Kept.Port
	}
	server, err := demo.Start(demo.Practice(), options)
	if err != nil {
		start.Release()
		return c.told(errNoDemo())
	}
	context.AfterFunc(c.ctx, func() { server.Close() })
	connection := server.Connection()
	if kept := start.Kept; kept != nil {
		connection.ClientID, connection.SecretExpires = kept.ClientID, kept.SecretExpires
		connection.Secret, _ = server.SecretValue(kept.SecretKeyID)
		connection.ProductRedirectURI = cmp.Or(kept.ProductURI, connection.ProductRedirectURI)
	}
	c.endPractice()
	c.practice, c.held, c.connection, c.saved, c.app, c.last = server, start, &connection, nil, nil, nil
	c.begun(start.Way)
	c.say("\nThis is a practice: nothing reaches Microsoft or Clerk. The pages of the demo tenant stand for the portal and for Clerk's dashboard.")
	return c.guide()
}

// keptPractice is the practice as it was left.
func (c *conversation) keptPractice() *store.PracticeStart {
	c.endPractice() // or it would be held here twice
	st, err := c.p.openStore()
	if err != nil {
		c.say("note: this practice is not kept: %s", err)
		return &store.PracticeStart{Way: new(guide.Progress), Release: func() {}}
	}
	start := st.BeginPractice()
	if !start.Mine {
		c.say("note: another edov has the practice open: what you do here is not kept")
	}
	for _, note := range start.Notes {
		c.say("note: %s: the practice begins anew", note)
	}
	return start
}

// endPractice leaves the demo tenant of a practice.
func (c *conversation) endPractice() {
	if c.practice != nil {
		_ = c.practice.Close()
		c.held.Release()
		c.practice, c.held = nil, nil
	}
}

// lookAtPractice reads what was changed on the pages.
func (c *conversation) lookAtPractice() {
	s := &flow.Session{
		Schema: flow.SessionSchema, Program: c.p.name(), Origin: flow.OriginRegistration, StartedAt: c.p.now(), EndedAt: c.p.now(),
		Request: flow.Request{
			ClientID: c.connection.ClientID, RedirectURI: c.connection.RedirectURI, Product: c.connection.Product,
			ProductRedirectURI: c.connection.ProductRedirectURI, SecretExpires: c.connection.SecretExpires,
		},
	}
	c.practice.ReadSetup(c.ctx, *c.connection, s)
	if s.Registration == nil {
		s.Origin = flow.OriginClerk
	}
	if c.practice.Setup().App == nil {
		c.way.Unregistered(c.p.now())
	}
	c.way.Observe(check.Judge(s, c.p.now(), secret.Thresholds{}))
	if err := c.keepPractice(); err != nil {
		c.say("note: not kept: %s", err)
	}
}

// keepPractice writes the way and the state of the demo tenant, without any
// secret.
func (c *conversation) keepPractice() error {
	if !c.held.Mine {
		return nil
	}
	if err := c.keepWay(); err != nil {
		return err
	}
	st, err := c.p.openStore()
	if err != nil {
		return err
	}
	setup := c.practice.Setup()
	return st.SetPractice(store.Practice{
		Setup: &setup, ClientID: c.connection.ClientID, SecretKeyID: c.practice.SecretKeyID(c.connection.Secret), SecretExpires: c.connection.SecretExpires,
		ProductURI: c.connection.ProductRedirectURI, Port: c.practice.Port(),
	})
}

// testPractice lets the built-in user sign in.
func (c *conversation) testPractice() error {
	if c.connection.ClientID == "" || !c.connection.Public && c.connection.Secret.IsZero() {
		c.say("a test needs the client ID and the client secret first: choose Connection")
		return nil
	}
	return c.reportMenu(func() (*flow.Session, *report.Report, error) {
		env := c.practice.Env()
		env.Getenv = c.p.Env.Getenv
		p := c.p
		p.played = true
		connection := *c.connection
		read := func(ctx context.Context, s *flow.Session) { c.practice.ReadSetup(ctx, connection, s) }
		return c.signIn(p, env, connection, c.practice.Pasted(), read)
	})
}
