package ui

import (
	"context"
	"encoding/json"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect"
	"edov/ui/store"
	"edov/ui/tui"
)

// practise begins the practice of the guide at the demo tenant, or goes on with
// it.
func (c *conversation) practise() error {
	st, err := c.p.openStore()
	if err != nil {
		return c.told(err)
	}
	options := demo.Options{Now: c.p.Env.Now}
	data, _ := st.Progress(store.PracticeStateKey) // what cannot be read begins anew
	kept := tui.ReadPractice(data)
	if kept != nil {
		options.Setup = kept.Setup
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
	}
	way, _, err := st.Kept(store.PracticeKey)
	if err != nil {
		way = new(inspect.Progress)
	}
	c.practice, c.connection, c.saved, c.way, c.app, c.last = server, &connection, nil, way, nil, nil
	c.say("\nThis is a practice: nothing reaches Microsoft or Clerk. The pages of the demo tenant stand for the portal and for Clerk's dashboard.")
	return c.guide()
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
	c.way.Observe(inspect.Judge(s, c.p.now(), inspect.Thresholds{}))
	if err := c.keepPractice(); err != nil {
		c.say("note: not kept: %s", err)
	}
}

// keepPractice writes the way and the state of the demo tenant, without any
// secret.
func (c *conversation) keepPractice() error {
	st, err := c.p.openStore()
	if err != nil {
		return err
	}
	way, err := c.way.JSON()
	if err != nil {
		return err
	}
	if err := st.SetProgress(store.PracticeKey, way); err != nil {
		return err
	}
	setup := c.practice.Setup()
	data, err := json.MarshalIndent(tui.Practice{
		Schema: 1, Setup: &setup, ClientID: c.connection.ClientID, SecretKeyID: c.practice.SecretKeyID(c.connection.Secret), SecretExpires: c.connection.SecretExpires,
	}, "", "  ")
	if err != nil {
		return err
	}
	return st.SetProgress(store.PracticeStateKey, data)
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
