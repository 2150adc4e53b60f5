package cmd

import (
	"context"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/provision"
)

// fixFlags are those of edov app that change a registration.
type fixFlags struct {
	planFlags
	fix    bool
	signIn bool // to prove it
	only   []string
	file   string // a plan that was saved
}

// changes reports whether a plan is made or carried out.
func (f *fixFlags) changes() bool { return f.fix || f.file != "" }

// siteOf is where the flags say that changes are made; nil: a file, to which nothing can be sent. done ends it.
func (p Program) siteOf(f *registrationFlags) (site *provision.Site, done func(), err error) {
	none := func() {}
	switch {
	case f.demo != "":
		server, err := p.startDemo(f.demo)
		if err != nil {
			return nil, none, err
		}
		return provision.AtDemo(server, p.name()), func() { _ = server.Close() }, nil
	case f.live:
		env, err := p.network(f.caFile)
		return provision.Microsoft(env, flow.Cloud(f.cloud), f.tenant, p.name()), none, err
	}
	return nil, none, nil
}

// readFrom reads the registration that is to be changed, as edov app does.
func (p Program) readFrom(ctx context.Context, site *provision.Site, f *registrationFlags) (*flow.Session, error) {
	s := p.registrationSession(f, nil)
	clientID := f.clientID
	if site.Demo != nil {
		c := site.Demo.Connection()
		s.Request = flow.Request{
			ClientID: c.ClientID, RedirectURI: c.RedirectURI, Product: c.Product, ProductRedirectURI: c.ProductRedirectURI,
		}
		clientID = c.ClientID
	}
	if failure := site.Read(ctx, clientID, s); failure != nil {
		return nil, failureError(failure)
	}
	return s, nil
}

// fixApp makes a plan of what edov app finds, and carries it out after a yes.
func (p Program) fixApp(ctx context.Context, args []string, f *registrationFlags, o *output, own appFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	if own.fix.signIn && f.demo == "" && f.saved == nil {
		return usageError("--sign-in needs a saved connection",
			"add --connection NAME, or sign in with edov signin afterwards")
	}
	site, done, err := p.siteOf(f)
	if err != nil {
		return err
	}
	defer done()
	var s *flow.Session
	if site == nil {
		set, err := p.registrations(ctx, args, f)
		if err != nil {
			return err
		}
		s = set.sessions[0]
	} else if s, err = p.readFrom(ctx, site, f); err != nil {
		return err
	}
	judged := func(s *flow.Session) *report.Report {
		return check.Judge(s, p.now(), secret.Thresholds{SecretWarning: own.days})
	}
	r := judged(s)
	findings, err := own.fix.chosen(r, o)
	if err != nil {
		return err
	}
	pl := remedy.Fix(r, findings, p.now())
	if site != nil {
		var failure *flow.Failure
		if pl, failure = site.Fix(ctx, r, findings, own.fix.follow(o), p.now()); failure != nil {
			return failureError(failure)
		}
	}
	if len(pl.Steps) == 0 {
		p.say("nothing to fix this way; edov app shows what you have to fix by hand")
		if o.format == "json" {
			return p.showPlan(o, pl)
		}
		return nil
	}
	if site == nil {
		own.fix.dryRun = true
		defer p.say("  hint: to carry it out, read the registration itself: edov app --live --client-id ID --fix")
	}
	return p.carryOutAt(ctx, site, f, o, &own.fix, pl, judged)
}

// follow are the findings to fix that come up with a fix: none of them with --only.
func (f *fixFlags) follow(o *output) func(*report.Report) []report.Finding {
	if len(f.only) > 0 {
		return nil
	}
	return func(r *report.Report) []report.Finding {
		list, _ := f.chosen(r, o) // without --only there is no error
		return list
	}
}

// chosen are the findings to fix: those of --only, or else all of at least a warning.
func (f *fixFlags) chosen(r *report.Report, o *output) ([]report.Finding, error) {
	all := r.Fixable(report.Note)
	if len(f.only) == 0 {
		least := report.Warning
		if o.failOn == "note" {
			least = report.Note
		}
		return r.Fixable(least), nil
	}
	var list []report.Finding
	for _, id := range f.only {
		i := slices.IndexFunc(all, func(x report.Finding) bool { return x.ID == id })
		if i < 0 {
			var ids []string
			for _, x := range all {
				ids = append(ids, x.ID)
			}
			if len(ids) == 0 {
				return nil, usageError("there is nothing to fix this way")
			}
			return nil, usageError(quoted(id)+" is no finding that a plan can fix", "use "+strings.Join(ids, ", "))
		}
		list = append(list, all[i])
	}
	return list, nil
}

// carryOutAt shows a plan, asks, carries it out, and reads the registration again to prove it.
func (p Program) carryOutAt(
	ctx context.Context, site *provision.Site, f *registrationFlags, o *output, fix *fixFlags, pl *plan.Plan,
	judge func(*flow.Session) *report.Report,
) error {
	flags, signIn := &fix.planFlags, fix.signIn
	agreed, err := p.agree(ctx, o, flags, pl)
	if err != nil || agreed == nil {
		return err
	}
	doers := site.Doers()
	doers[plan.ServiceFile] = &install.File{Now: p.Env.Now}
	doers[plan.ServiceClerk] = &install.Clerk{}
	r, err := p.carryOut(ctx, flags, site, doers, agreed)
	if err != nil {
		return err
	}
	if err := p.showOutcome(o, agreed, r); err != nil {
		return err
	}
	if err := endOfPlan(r); err != nil {
		return err
	}
	f.clientID = agreed.Target.AppID
	s, err := p.readFrom(ctx, site, f)
	if err != nil {
		return err
	}
	left := judge(s).Fixable(report.Warning)
	for _, x := range left {
		p.say("still to fix: %s: %s", x.ID, x.Summary)
	}
	if len(left) == 0 {
		p.say("the registration was read again: nothing is left that a plan can fix")
	}
	if signIn {
		return p.proveFix(ctx, site, f, o)
	}
	p.say("  hint: prove it with a sign-in: %s", proofCommand(site, agreed.Target, f))
	return nil
}

// proveFix signs in with the connection whose registration was changed.
func (p Program) proveFix(ctx context.Context, site *provision.Site, f *registrationFlags, o *output) error {
	if o.format != "text" && o.format != "markdown" {
		o.format = "text"
	}
	if site.Demo != nil {
		p.played = true
		env := site.Env
		env.Getenv = p.Env.Getenv
		opts := flow.SignInOptions{Paste: site.Demo.Pasted()}
		return p.runSignIn(ctx, env, signInRun{site.Demo.Connection(), opts, site.Demo.ReadRegistration, "", ""}, o)
	}
	c := f.saved.Connection
	var err error
	if c.Secret, err = p.secretOf(ctx, &f.secret, f.saved, c); err != nil {
		return err
	}
	env := site.Env
	env.Browser = browserOf(env, "auto")
	app := func(ctx context.Context, s *flow.Session) { _ = site.Read(ctx, c.ClientID, s) } // its problems are in s
	opts := flow.SignInOptions{Paste: p.pastes(ctx, &connectionFlags{})}
	return p.runSignIn(ctx, env, signInRun{c, opts, app, "", keyOf(f.saved)}, o)
}

func proofCommand(site *provision.Site, t plan.Target, f *registrationFlags) string {
	switch {
	case site.Demo != nil:
		return "edov demo " + site.Demo.Scenario().ID
	case f.saved != nil:
		return "edov signin --connection " + f.saved.Connection.Name
	}
	return "edov signin --client-id " + t.AppID
}

// applyPlan carries out a plan that was saved.
func (p Program) applyPlan(ctx context.Context, f *registrationFlags, o *output, own appFlags) error {
	pl, err := p.readPlan(own.fix.file)
	if err != nil {
		return err
	}
	if pl.Target.TestServer && f.demo == "" {
		return usageError("this plan is for the demo tenant, which ended with the command that made it",
			"edov app --demo SCENARIO --fix makes and carries out a plan at once")
	}
	f.live, f.clientID, f.tenant = f.demo == "", pl.Target.AppID, pl.Target.Tenant
	if pl.Target.Cloud != "" {
		f.cloud = string(pl.Target.Cloud)
	}
	site, done, err := p.siteOf(f)
	if err != nil {
		return err
	}
	defer done()
	judge := func(s *flow.Session) *report.Report {
		return check.Judge(s, p.now(), secret.Thresholds{SecretWarning: own.days})
	}
	return p.carryOutAt(ctx, site, f, o, &own.fix, pl, judge)
}
