package cmd

import (
	"cmp"
	"context"
	"strings"

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

func (p *Program) clerkCommand() *cobra.Command {
	var f clerkFlags
	var o output
	c := &cobra.Command{
		Use: "clerk", Short: "Check the Clerk side of a connection", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.clerk(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.key, "publishable-key", "", "the publishable `KEY` of the Clerk instance, pk_live_... or pk_test_...")
	s.StringVar(&f.clientID, "client-id", "", "the client `ID` that Clerk should use, to compare")
	s.StringVar(&f.app, "app", "", "also check the app registration in `FILE`")
	s.BoolVar(&f.start, "start-sign-in", false, "start a sign-in at Clerk and abandon it, to see where it leads")
	s.StringVar(&f.demo, "demo", "", "check the demo tenant's look-alike of Clerk, in `STATE`")
	s.Lookup("demo").NoOptDefVal = "ready"
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	addSaved(c, &f.connection)
	s.BoolVar(&f.noHistory, "no-history", false, "with --connection: don't save the report")
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

func (p *Program) clerk(ctx context.Context, args []string, f *clerkFlags, o *output, given func(string) bool) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := f.check(args, given); err != nil {
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
		if session.Registration, err = p.registrationFile(ctx, f.app, f.clientID); err != nil {
			return err
		}
	}
	if err := p.readClerk(ctx, f, session); err != nil {
		return err
	}
	p.say("redirect URI to register under Web: %s", session.Clerk.RedirectURI)
	p.say("sign in with Clerk itself to test it: %s", session.Clerk.AccountPortal)
	report := check.Judge(session, p.now(), secret.Thresholds{})
	p.keepRun(key, report, f.noHistory)
	return p.report(o, report)
}

// check takes the demo's state, which may be the argument, and refuses what does not
// fit together.
func (f *clerkFlags) check(args []string, given func(string) bool) error {
	if f.demo != "" && len(args) == 1 {
		f.demo, args = args[0], nil
	}
	if len(args) > 0 {
		return usageError("edov clerk takes no arguments, only flags", "use --publishable-key KEY")
	}
	faults := flow.Connection{ClientID: f.clientID}.FaultsGiven()
	if faults = append(faults, flow.FaultAround("publishable-key", "publishable key", f.key)...); len(faults) > 0 {
		return faultsError(faults)
	}
	return refuseIdle(given, f.uses())
}

// savedClerk fills in from a saved connection what the flags do not say, and returns
// the name under which to save the report.
func (p *Program) savedClerk(f *clerkFlags) (key string, err error) {
	if f.demo != "" {
		return "", nil
	}
	saved, err := p.savedFor(f.connection, f.clientID)
	if err != nil || saved == nil {
		return "", err
	}
	c := saved.Connection
	f.key, f.clientID = cmp.Or(f.key, c.PublishableKey), cmp.Or(f.clientID, c.ClientID)
	return keyOf(saved), nil
}

// readClerk reads the instance into the session. That no sign-in could be started is
// only noted: the settings are known anyway.
func (p *Program) readClerk(ctx context.Context, f *clerkFlags, s *flow.Session) error {
	reader, env, done, err := p.clerkReader(ctx, f, s)
	if err != nil {
		return err
	}
	defer done()
	reader.Program = p.name()
	reader.Record = func(e flow.Exchange) { s.Exchanges = append(s.Exchanges, e) }
	instance, failure := reader.Read(ctx, env, f.start)
	if instance == nil {
		return failureError(failure)
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	if failure != nil {
		p.say("note: couldn't start a sign-in: %s", failure.Error())
	}
	s.Clerk, s.EndedAt = instance, p.now()
	s.Request.ProductRedirectURI = instance.RedirectURI
	return nil
}

// clerkReader reads the instance of the publishable key, or the demo's.
func (p *Program) clerkReader(
	ctx context.Context, f *clerkFlags, s *flow.Session,
) (flow.Clerk, flow.Env, func(), error) {
	none := func() {}
	if f.demo == "" {
		if f.key == "" {
			return flow.Clerk{}, flow.Env{}, none,
				usageError("no publishable key was given", keyHint+"; or try edov clerk --demo")
		}
		key, err := flow.ParsePublishableKey(f.key)
		if err != nil {
			return flow.Clerk{}, flow.Env{}, none, usageError(err.Error(), keyHint)
		}
		env, err := p.network(ctx, f.caFile)
		return flow.Clerk{Key: key}, env, none, err
	}
	state, err := findClerkState(f.demo)
	if err != nil {
		return flow.Clerk{}, flow.Env{}, none, err
	}
	healthy, _ := demo.Lookup("healthy")
	server, err := demo.Start(healthy, demo.Options{Now: p.Env.Now, Clerk: state})
	if err != nil {
		return flow.Clerk{}, flow.Env{}, none, errNoDemo()
	}
	p.say("demo, not Clerk: %s (%s)", state.ID, state.Title)
	f.start = true
	s.Request.ClientID = cmp.Or(s.Request.ClientID, demo.ClientID)
	return server.Clerk(), server.Env(), func() { server.Close() }, nil
}

// keyHint says where to find the publishable key.
const keyHint = "find it in the Clerk Dashboard under API keys"

func findClerkState(id string) (demo.ClerkState, error) {
	state, ok := demo.LookupClerk(strings.ToLower(id))
	if ok {
		return state, nil
	}
	var ids []string
	for _, s := range demo.ClerkStates() {
		ids = append(ids, s.ID)
	}
	return state, usageError("there is no state "+quoted(id), nearest(id, ids), "use "+oneOf(ids))
}
