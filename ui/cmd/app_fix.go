package cmd

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/guide"
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
	advice adviceFlag
}

// changes reports whether a plan is made or carried out.
func (f *fixFlags) changes() bool { return f.fix || f.file != "" }

// fixApp makes a plan of what edov app finds, and carries it out after a yes.
func (p *Program) fixApp(ctx context.Context, args []string, f *registrationFlags, o *output, own appFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	if err := own.fix.advice.check(); err != nil {
		return err
	}
	if own.fix.signIn && f.demo == "" && f.saved == nil {
		return usageError("--sign-in needs a saved connection",
			"add --connection NAME, or sign in with edov signin afterwards")
	}
	site, done, err := p.siteOf(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	if site == nil && own.fix.yes {
		return usageError("--yes has nothing to carry out: a document can't be changed at Microsoft", hintReadItself)
	}
	own.fix.advice.advice = own.fix.advice.over(p.savedAdvice(f))
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
	r := p.judgeApp(s, own)
	findings, err := own.fix.chosen(r, o)
	if err != nil {
		return err
	}
	var pl *plan.Plan
	if site == nil {
		pl = remedy.Fix(r, findings, p.now())
	} else {
		var failure *flow.Failure
		if pl, failure = site.Fix(ctx, r, findings, own.fix.follow(o), p.now()); failure != nil {
			return failureError(failure)
		}
	}
	if len(pl.Steps) == 0 {
		p.say("nothing to fix%s", leftToFix(r, leastToFix(o)))
		left := endOf(r.Conclude(report.Severity(o.failOn)).Ending)
		if o.format == "json" {
			return cmp.Or(p.showPlan(o, pl), left)
		}
		return left
	}
	if site == nil {
		err := p.showPlan(o, pl)
		p.say("nothing was changed")
		p.say("  hint: %s", hintReadItself)
		return err
	}
	return p.carryOutAt(ctx, site, f, o, own, pl)
}

const hintReadItself = "to carry it out, read the registration itself: edov app --live --client-id ID --fix"

// savedAdvice is the advice that the saved connection's setup guide follows.
func (p *Program) savedAdvice(f *registrationFlags) guide.Advice {
	if f.saved == nil {
		return guide.AsMicrosoft
	}
	st, err := p.openStore()
	if err != nil {
		return guide.AsMicrosoft
	}
	way, err := st.Progress(f.saved.Connection.Name)
	if err != nil {
		return guide.AsMicrosoft
	}
	return way.Advice
}

// judgeApp is the report of a registration, as edov app makes it.
func (p *Program) judgeApp(s *flow.Session, own appFlags) *report.Report {
	return check.Judge(s, p.now(), secret.Thresholds{SecretWarning: own.days})
}

// follow are the findings to fix that come up with a fix: none of them with --only.
func (f *fixFlags) follow(o *output) func(*report.Report) []*report.Finding {
	if len(f.only) > 0 {
		return nil
	}
	return func(r *report.Report) []*report.Finding {
		list, _ := f.chosen(r, o) // without --only there is no error
		return list
	}
}

// chosen are the findings to fix: those of --only, or else all of at least a warning.
func (f *fixFlags) chosen(r *report.Report, o *output) ([]*report.Finding, error) {
	all := r.Fixable(report.Note)
	if len(f.only) == 0 {
		return guide.For(r.Request.Product).Followed(f.advice.advice, r, r.Fixable(leastToFix(o))), nil
	}
	var list []*report.Finding
	for _, id := range f.only {
		i := slices.IndexFunc(all, func(x *report.Finding) bool { return x.ID == id })
		if i < 0 {
			var ids []string
			for _, x := range all {
				ids = append(ids, x.ID)
			}
			if len(ids) == 0 {
				return nil, usageError(quoted(id) + " is no finding that a plan can fix: this app has none")
			}
			return nil, usageError(quoted(id)+" is no finding that a plan can fix", "use "+strings.Join(ids, ", "))
		}
		list = append(list, all[i])
	}
	return list, nil
}

// carryOutAt shows a plan, asks, carries it out, and reads the registration again to prove it.
func (p *Program) carryOutAt(
	ctx context.Context, site *provision.Site, f *registrationFlags, o *output, own appFlags, pl *plan.Plan,
) error {
	doers := p.planDoers(ctx, site, pl)
	if p.carriesOut(&own.fix.planFlags) {
		if err := checkDoable(pl, doers); err != nil {
			return err
		}
	}
	took := func(r *plan.Result) {
		if pl.Undoes && r.Did(pl, plan.ServiceGraph, plan.RemoveSecret) {
			p.bringBack(ctx, site, r.Target)
		}
	}
	r, err := p.carryAgreed(ctx, o, &own.fix.planFlags, site, doers, pl, took)
	switch {
	case err != nil || r == nil:
		return err
	case r.Did(pl, plan.ServiceGraph, plan.DeleteApp):
		p.say("the app registration was deleted")
		return nil
	}
	f.clientID = r.Target.AppID
	s, err := p.readFrom(ctx, site, f)
	if err != nil {
		return err
	}
	for _, words := range provision.Left(p.judgeApp(s, own), true) {
		p.say("%s", words)
	}
	if own.fix.signIn {
		return p.proveFix(ctx, site, f, provision.BringsClaims(pl, r), o.ofProof())
	}
	p.say("  hint: prove it with a sign-in: %s", proofCommand(site, r.Target, f))
	return nil
}

// planDoers carry out the steps of a plan that was saved. What a person does by hand is only undone: the values to
// enter come from the command that made the plan, not from a file.
func (p *Program) planDoers(
	ctx context.Context, site *provision.Site, pl *plan.Plan,
) map[plan.Service]plan.Doer {
	var before flow.Secret
	if pl.Undoes {
		before = p.previousOf(ctx, site, pl.Target)
	}
	doers := site.Doers()
	doers[plan.ServiceFile] = &install.File{Now: p.Env.Now}
	doers[plan.ServiceClerk] = &install.Clerk{Previous: before}
	doers[plan.ServiceSupabase] = &install.Supabase{
		API: flow.Supabase{Token: flow.NewSecret(p.getenv(flow.SupabaseTokenName)), Program: p.name()}, Env: site.Env,
		Previous: before,
	}
	if pl.Undoes {
		u := &install.User{Hosts: provision.DashboardHosts()}
		if isTerminal(p.Stdin) {
			u.Confirm = p.showOnce
		}
		doers[plan.ServiceUser] = u
	}
	return doers
}

// checkDoable refuses a plan that would stop halfway, or add a client secret whose value is saved nowhere: it is shown
// once, to the run that added it.
func checkDoable(pl *plan.Plan, doers map[plan.Service]plan.Doer) error {
	const hint = "run the command that made the plan, such as edov setup or edov secrets rotate"
	for _, s := range pl.Steps {
		if doers[s.Service] == nil {
			return usageError("edov app --plan can't carry out this step: "+s.Title, hint)
		}
	}
	if install.LosesSecret(pl) {
		return usageError("the plan adds a client secret, and no step saves it", hint)
	}
	return nil
}

// proveFix signs in with the connection whose registration was changed. awaits: the change brings claims.
func (p *Program) proveFix(
	ctx context.Context, site *provision.Site, f *registrationFlags, awaits bool, o *output,
) error {
	if site.Demo != nil {
		p = p.playing(true)
		env := site.Env
		env.Getenv, env.Wait = p.Env.Getenv, p.Env.Wait
		opts := flow.SignInOptions{Paste: site.Demo.Pasted()}
		return p.runSignIn(ctx, env, signInRun{site.Demo.Connection(), opts, site.Demo.ReadRegistration, "", "", awaits}, o)
	}
	c := f.saved.Connection
	var err error
	if c.Secret, err = p.secretOf(ctx, &f.secret, f.saved, c); err != nil {
		return err
	}
	env := site.Env
	env.Browser = browserOf(env, "auto")
	app := func(ctx context.Context, s *flow.Session) { _ = site.Read(ctx, c.ClientID, s) } // its problems are in s
	opts := flow.SignInOptions{Paste: p.pastes(ctx)}
	return p.runSignIn(ctx, env, signInRun{c, opts, app, "", keyOf(f.saved), awaits}, o)
}

func proofCommand(site *provision.Site, t plan.Target, f *registrationFlags) string {
	switch {
	case site.Demo != nil:
		return "edov app --demo " + site.Demo.Scenario().ID + " --fix --yes --sign-in" // it ends with its command
	case f.saved != nil:
		return "edov signin --connection " + f.saved.Connection.Name
	}
	return "edov signin --client-id " + t.AppID
}

// applyPlan carries out a plan that was saved.
func (p *Program) applyPlan(ctx context.Context, f *registrationFlags, o *output, own appFlags) error {
	pl, err := p.readPlan(ctx, own.fix.file)
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
	site, done, err := p.siteOf(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	switch name, failure := site.NameOf(ctx, pl.Target); {
	case failure != nil && failure.Stage == flow.StageChange && failure.Kind == flow.FailureLocal: // another app
		return failureError(failure)
	case failure != nil:
		p.say("note: the app's name is what the file says; it can't be read: %s", failure.Summary)
	case name != pl.Target.Name:
		p.say("note: the file calls the app %s; its name is %s", quoted(pl.Target.Name), quoted(name))
		pl.Target.Name = name
	}
	if pl.Widens() { // by the file alone: what the app has already is no news
		remedy.Review(pl, p.ownAddresses(ctx, site, pl.Target)...)
	}
	return p.carryOutAt(ctx, site, f, o, own, pl)
}
