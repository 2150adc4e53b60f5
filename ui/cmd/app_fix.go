package cmd

import (
	"context"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// fixFlags are those of edov app that change a registration.
type fixFlags struct {
	planFlags
	fix  bool
	only []string
	file string // a plan that was saved
}

// changes reports whether a plan is made or carried out.
func (f *fixFlags) changes() bool { return f.fix || f.file != "" }

// directory is where the plans of a registration are carried out.
type directory struct {
	graph flow.Graph
	env   flow.Env
	demo  *demo.Server // nil: Microsoft
}

func (d *directory) doers() map[plan.Service]plan.Doer {
	return map[plan.Service]plan.Doer{plan.ServiceGraph: &plan.Directory{Graph: d.graph, Env: d.env}}
}

func (d *directory) close() {
	if d.demo != nil {
		_ = d.demo.Close()
	}
}

// directoryOf is the directory that the flags name; nil: a file, to which nothing can be sent.
func (p Program) directoryOf(f *registrationFlags) (*directory, error) {
	switch {
	case f.demo != "":
		server, err := p.startDemo(f.demo)
		if err != nil {
			return nil, err
		}
		return &directory{server.Graph(), server.Env(), server}, nil
	case f.live:
		g, env, err := p.graph(f)
		return &directory{graph: g, env: env}, err
	}
	return nil, nil
}

// read reads the registration, as edov app does.
func (p Program) readFrom(ctx context.Context, d *directory, f *registrationFlags) (*flow.Session, error) {
	s := p.registrationSession(f, nil)
	if d.demo != nil {
		c := d.demo.Connection()
		s.Request = flow.Request{
			ClientID: c.ClientID, RedirectURI: c.RedirectURI, Product: c.Product, ProductRedirectURI: c.ProductRedirectURI,
		}
		d.demo.ReadRegistration(ctx, s)
	} else {
		d.graph.ReadInto(ctx, d.env, flow.Connection{ClientID: f.clientID}, s)
	}
	if s.Registration == nil {
		return nil, failureError(&s.Problems[0])
	}
	return s, nil
}

// fixApp makes a plan of what edov app finds, and carries it out after a yes.
func (p Program) fixApp(ctx context.Context, args []string, f *registrationFlags, o *output, own appFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	d, err := p.directoryOf(f)
	if err != nil {
		return err
	}
	var s *flow.Session
	if d == nil {
		set, err := p.registrations(ctx, args, f)
		if err != nil {
			return err
		}
		s = set.sessions[0]
	} else {
		defer d.close()
		if s, err = p.readFrom(ctx, d, f); err != nil {
			return err
		}
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
	if d != nil && len(pl.Steps) > 0 {
		dir := plan.Directory{Graph: d.graph, Env: d.env}
		if failure := dir.Fill(ctx, pl); failure != nil {
			return failureError(failure)
		}
		remedy.Review(pl)
	}
	if len(pl.Steps) == 0 {
		p.say("nothing to fix this way; edov app shows what you have to fix by hand")
		if o.format == "json" {
			return p.showPlan(o, pl)
		}
		return nil
	}
	if d == nil {
		own.fix.dryRun = true
		defer p.say("  hint: to carry it out, read the registration itself: edov app --live --client-id ID --fix")
	}
	return p.carryOutAt(ctx, d, f, o, &own.fix.planFlags, pl, judged)
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
	ctx context.Context, d *directory, f *registrationFlags, o *output, flags *planFlags, pl *plan.Plan,
	judge func(*flow.Session) *report.Report,
) error {
	agreed, err := p.agree(ctx, o, flags, pl)
	if err != nil || agreed == nil {
		return err
	}
	r, err := p.carryOut(ctx, flags, carried{agreed, d.doers(), d.demo == nil})
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
	s, err := p.readFrom(ctx, d, f)
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
	p.say("  hint: prove it with a sign-in: %s", proofCommand(d, agreed.Target, f))
	return nil
}

func proofCommand(d *directory, t plan.Target, f *registrationFlags) string {
	switch {
	case d.demo != nil:
		return "edov demo " + d.demo.Scenario().ID
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
	d, err := p.directoryOf(f)
	if err != nil {
		return err
	}
	defer d.close()
	judge := func(s *flow.Session) *report.Report {
		return check.Judge(s, p.now(), secret.Thresholds{SecretWarning: own.days})
	}
	return p.carryOutAt(ctx, d, f, o, &own.fix.planFlags, pl, judge)
}
