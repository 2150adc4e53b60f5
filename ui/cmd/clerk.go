package cmd

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/secret"
)

type clerkFlags struct {
	key, clientID, app, demo, caFile string
	start                            bool
	connection                       string
	noHistory                        bool
}

func (p Program) clerkCommand() *cobra.Command {
	var f clerkFlags
	var o output
	c := &cobra.Command{
		Use:   "clerk",
		Short: "judge the Clerk side of the connection",
		Long: `clerk asks a Clerk instance, through its public Frontend API, whether Microsoft
is enabled and usable for sign-in, and tells the redirect URI to register and
the page to test at. The publishable key is public; no secret is needed.

--start-sign-in also begins a sign-in and abandons it. Only that shows which
Entra app, redirect URI, tenant and scopes Clerk really sends people to.

  edov clerk --publishable-key pk_live_... --start-sign-in --client-id ID
  edov clerk --publishable-key pk_live_... --start-sign-in --app manifest.json
  edov clerk --demo other-app`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.clerk(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.key, "publishable-key", "", "the instance's publishable `KEY`, pk_live_... or pk_test_...")
	s.StringVar(&f.clientID, "client-id", "", "the client `ID` of the app you edit, to compare")
	s.StringVar(&f.app, "app", "", "judge the app registration in `FILE` along")
	s.BoolVar(&f.start, "start-sign-in", false, "begin a sign-in at Clerk and abandon it, to see where it leads")
	s.StringVar(&f.demo, "demo", "", "ask the demo tenant's look-alike, in `STATE`")
	s.Lookup("demo").NoOptDefVal = "ready"
	s.StringVar(&f.caFile, "ca-file", "", "trust the PEM certificates in `FILE` too")
	addSaved(c, &f.connection)
	s.BoolVar(&f.noHistory, "no-history", false, "with --connection: keep no report")
	o.add(c)
	return c
}

// uses says which flags have an effect.
func (f *clerkFlags) uses() []flagUse {
	demo := f.demo != ""
	return []flagUse{
		{"publishable-key connection ca-file", !demo, "with --demo, which has its own instance", ""},
		{
			"client-id", demo || f.start || f.app != "" || f.connection != "",
			"without --start-sign-in, which shows the app that Clerk uses", "add --start-sign-in",
		},
		{"claims products", false, "here: Clerk's side has no tokens", ""},
	}
}

func (p Program) clerk(ctx context.Context, args []string, f *clerkFlags, o *output, given func(string) bool) error {
	if err := o.check(); err != nil {
		return err
	}
	if f.demo != "" && len(args) == 1 {
		f.demo, args = args[0], nil
	}
	switch {
	case len(args) > 0:
		return usageError("edov clerk takes flags only", "give the key with --publishable-key")
	case f.clientID != "" && !flow.IsGUID(f.clientID):
		return usageError("client-id: this is not a GUID", "copy Application (client) ID from App registrations > your app > Overview")
	}
	if err := refuseIdle(given, f.uses()); err != nil {
		return err
	}
	key, err := p.savedClerk(f)
	if err != nil {
		return err
	}
	session := &flow.Session{
		Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginClerk, StartedAt: p.now(),
		Request: flow.Request{ClientID: f.clientID, Product: "Clerk"},
	}
	if f.app != "" {
		a, err := p.registrationFile(ctx, f.app, f.clientID)
		if err != nil {
			return err
		}
		session.Registration = a
	}
	reader, env, done, err := p.clerkReader(f, session)
	if err != nil {
		return err
	}
	defer done()
	reader.Program = p.name()
	reader.Record = func(e flow.Exchange) { session.Exchanges = append(session.Exchanges, e) }
	instance, failure := reader.Read(ctx, env, f.start)
	if instance == nil {
		return failureError(failure)
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	if failure != nil {
		p.say("note: the sign-in could not be begun: %s", failure.Error())
	}
	session.Clerk, session.EndedAt = instance, p.now()
	session.Request.ProductRedirectURI = instance.RedirectURI
	p.say("redirect URI to register under Web: %s", instance.RedirectURI)
	p.say("test in the product itself: %s", instance.AccountPortal)
	report := check.Judge(session, p.now(), secret.Thresholds{})
	p.keepRun(key, report, f.noHistory)
	return p.report(o, report)
}

// savedClerk fills in from a saved connection what the flags do not say, and
// gives the name to keep the report under.
func (p Program) savedClerk(f *clerkFlags) (key string, err error) {
	if f.demo != "" {
		return "", nil
	}
	saved, err := p.savedFor(f.connection, f.clientID)
	if err != nil || saved == nil {
		return "", err
	}
	f.key, f.clientID = cmp.Or(f.key, saved.Connection.PublishableKey), cmp.Or(f.clientID, saved.Connection.ClientID)
	return keyOf(saved), nil
}

// clerkReader is the instance of the key, or the demo's.
func (p Program) clerkReader(f *clerkFlags, s *flow.Session) (flow.Clerk, flow.Env, func(), error) {
	none := func() {}
	if f.demo == "" {
		if f.key == "" {
			return flow.Clerk{}, flow.Env{}, none, usageError("no publishable key was given", "Clerk Dashboard > API keys shows it; or try edov clerk --demo")
		}
		key, err := flow.ParsePublishableKey(f.key)
		if err != nil {
			return flow.Clerk{}, flow.Env{}, none, usageError(err.Error(), "Clerk Dashboard > API keys shows it")
		}
		env, err := p.network(f.caFile)
		return flow.Clerk{Key: key}, env, none, err
	}
	state, ok := demo.LookupClerk(f.demo)
	if !ok {
		var ids []string
		for _, s := range demo.ClerkStates() {
			ids = append(ids, s.ID)
		}
		return flow.Clerk{}, flow.Env{}, none, usageError("there is no state "+quoted(f.demo), nearest(f.demo, ids), "use ready, development, not-enabled, not-usable, other-app, easie-reuse or maintenance")
	}
	healthy, _ := demo.Lookup("healthy")
	server, err := demo.Start(healthy, demo.Options{Now: p.Env.Now, Clerk: state})
	if err != nil {
		return flow.Clerk{}, flow.Env{}, none, errNoDemo()
	}
	p.say("demo, not Clerk: %s (%s)", state.ID, state.Title)
	f.start = true
	if s.Request.ClientID == "" {
		s.Request.ClientID = demo.ClientID
	}
	return server.Clerk(), server.Env(), func() { server.Close() }, nil
}
