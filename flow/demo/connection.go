package demo

import (
	"context"
	"slices"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/scenario"
	"edov/flow/strictjson"
)

// Connection is what the user of the scenario has set up. Later changes on the
// pages are not in it: as with Microsoft, the user has to copy them over. A client
// secret of the app that was entered at the product since the start is in it, so
// that a scenario can be fixed to its end.
func (s *Server) Connection() flow.Connection {
	c := s.connection
	c.FallbackPorts = slices.Clone(c.FallbackPorts)
	now := s.setup.Setup()
	keyID := now.Dashboard.SecretKeyID
	if c.Public || now.App == nil || keyID == s.entered {
		return c
	}
	for _, has := range now.App.Secrets {
		if has.KeyID == keyID {
			c.Secret, c.SecretExpires = flow.NewSecret(s.setup.Value(keyID)), has.End
		}
	}
	return c
}

// initialConnection has the app and its first secret, or what the scenario has
// instead; in practice, neither yet. With the fallback ports, a port that is in
// use does not stop the demo.
func (s *Server) initialConnection() flow.Connection {
	c := flow.Connection{
		Name: "demo: " + s.scenario.ID, Authority: s.url, TrustAuthority: true, Demo: true, Tenant: s.scenario.Tenant,
		RedirectURI: flow.DefaultRedirectURI, Product: "Clerk", ProductRedirectURI: scenario.ProductRedirectURI,
		FallbackPorts: []int{8401, 8402, 8403, 8404, 8405, 8406, 8407, 8408, 8409},
	}
	if c.Tenant == "" {
		c.Tenant = "common"
	}
	app := s.setup.App()
	if app == nil || s.scenario.Unregistered {
		return c
	}
	c.ClientID, c.Public = app.ClientID, s.scenario.Secret == scenario.SecretNone
	if c.Public || len(app.Secrets) == 0 {
		return c
	}
	first := app.Secrets[0]
	value := s.setup.Value(first.KeyID)
	for s.scenario.Secret == scenario.SecretWrong && value[:credential.HintLength] == first.Hint {
		value = credential.Secret()
	}
	c.Secret, c.SecretExpires = flow.NewSecret(value), first.End
	return c
}

// Graph reads and changes the registrations of the demo tenant's Microsoft Graph, as far as Options.Graph allows.
func (s *Server) Graph() flow.Graph { return s.graph.Client() }

// GraphFaults replaces what goes wrong at Microsoft Graph, and begins to count requests again.
func (s *Server) GraphFaults(faults ...GraphFault) { s.graph.SetFaults(faults...) }

// LoadRegistration adds a registration beside the tenant's own: a JSON document in the form of Microsoft Graph. It
// gives the object ID, which is a new one when the document's is missing or taken. Users can't sign in to it.
func (s *Server) LoadRegistration(document []byte) (objectID string, err error) {
	v, err := strictjson.Parse(document, strictjson.Document)
	if err != nil {
		return "", err
	}
	if v, err = s.graph.Load(v); err != nil {
		return "", err
	}
	return v.Get("id").Str(), nil
}

// Registration is a registration by its object ID as JSON, whatever a slow directory shows; nil: there is none. Two
// that are equal are so byte for byte.
func (s *Server) Registration(objectID string) []byte { return s.graph.Registration(objectID) }

// ReadRegistration adds the demo tenant's app registration to a Session.
func (s *Server) ReadRegistration(ctx context.Context, session *flow.Session) {
	s.Graph().ReadInto(ctx, s.Env(), s.Connection(), session)
	if session.Registration != nil {
		session.Registration.Source, session.Registration.TestServer = "demo", true
	}
}

// ReadSetup adds to a Session the registration and the auth product's side as
// they are now, for a connection that the user entered. What is not set up yet
// is left out.
func (s *Server) ReadSetup(ctx context.Context, c flow.Connection, session *flow.Session) {
	if app := s.Setup().App; app != nil {
		c.ClientID = app.ClientID // not the one entered: a wrong one must show
		s.Graph().ReadInto(ctx, s.Env(), c, session)
		if session.Registration != nil {
			session.Registration.Source, session.Registration.TestServer = "demo", true
		}
	}
	if c.Product != "Clerk" {
		return // only Clerk tells how it is set up
	}
	if instance, _ := s.Clerk().Read(ctx, s.Env(), true); instance != nil {
		session.Clerk = instance
	}
}

// Clerk reads the look-alike of Clerk's Frontend API.
func (s *Server) Clerk() flow.Clerk { return s.product.Clerk() }

// PublishableKey is the key of the look-alike, as a page would carry it.
func (s *Server) PublishableKey() string { return s.product.PublishableKey() }
