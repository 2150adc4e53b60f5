package ui

import (
	"cmp"
	"context"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect"
	"edov/ui/store"
)

// practise begins the practice of the guide at the demo tenant, or goes on with
// it. Where nothing can be kept, it is forgotten at the end.
func (c *conversation) practise() error {
	kept, way := c.keptPractice()
	options := demo.Options{Now: c.p.Env.Now}
	if kept != nil {
		options.Setup, options.Port = kept.Setup, kept.Port
	}
	server, err := demo.Start(demo.Practice(), options)
	if err != nil {
		return c.told(errNoDemo())
	}
	context.AfterFunc(c.ctx, func() { server.Close() })
	connection := server.Connection()
	if kept != nil {
		connection.ClientID, connection.SecretExpires = kept.ClientID, kept.SecretExpires
		connection.Secret, _ = server.SecretValue(kept.SecretKeyID)
		connection.ProductRedirectURI = cmp.Or(kept.ProductURI, connection.ProductRedirectURI)
	}
	c.endPractice()
	c.practice, c.connection, c.saved, c.app, c.last = server, &connection, nil, nil, nil
	c.begun(way)
	c.say("\nThis is a practice: nothing reaches Microsoft or Clerk. The pages of the demo tenant stand for the portal and for Clerk's dashboard.")
	return c.guide()
}

// keptPractice is the practice as it was left; nil and an empty way where there
// is none.
func (c *conversation) keptPractice() (*store.Practice, *inspect.Progress) {
	st, err := c.p.openStore()
	if err != nil {
		c.say("note: this practice is not kept: %s", err)
		return nil, new(inspect.Progress)
	}
	kept, err := st.Practice()
	if err != nil {
		c.say("note: %s", err)
	}
	way, err := st.Progress(store.PracticeKey)
	if err != nil {
		c.say("note: %s", err)
		way = new(inspect.Progress)
	}
	return kept, way
}

// endPractice leaves the demo tenant of a practice.
func (c *conversation) endPractice() {
	if c.practice != nil {
		_ = c.practice.Close()
		c.practice = nil
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
		c.way.Unregistered()
	}
	c.way.Observe(inspect.Judge(s, c.p.now(), inspect.Thresholds{}))
	if err := c.keepPractice(); err != nil {
		c.say("note: not kept: %s", err)
	}
}

// keepPractice writes the way and the state of the demo tenant, without any
// secret.
func (c *conversation) keepPractice() error {
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
	return c.reportMenu(func() (*flow.Session, *inspect.Report, error) {
		env := c.practice.Env()
		env.Getenv = c.p.Env.Getenv
		p := c.p
		p.played = true
		connection := *c.connection
		read := func(ctx context.Context, s *flow.Session) { c.practice.ReadSetup(ctx, connection, s) }
		return c.signIn(p, env, connection, c.practice.Pasted(), read)
	})
}
