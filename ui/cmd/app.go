package cmd

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/visible"
	"edov/inspect/report"
)

func (p *Program) appCommand() *cobra.Command {
	var f registrationFlags
	var o output
	var own appFlags
	c := &cobra.Command{
		Use: "app [FILE|-]", Short: "Check an app registration: manifest, az output, or live", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			own.given = c.Flags().Changed
			return p.app(c.Context(), args, &f, &o, own)
		},
	}
	f.add(c)
	f.addProduct(c)
	s := c.Flags()
	s.StringVar(&own.within, "within", "30d", "warn of secrets that expire within this many `DAYS`")
	s.BoolVar(&f.noHistory, "no-history", false, "with --connection: don't save the report")
	s.IntVar(&own.limit, "limit", 100, "with --all and more than 16 MiB: show this many, the worst; 0 for all")
	s.BoolVar(&own.patch, "patch", false, "print the fix as a JSON merge patch for Microsoft Graph")
	s.BoolVar(&own.fix.fix, "fix", false, "make a plan that fixes the findings, and carry it out after your yes")
	s.StringSliceVar(&own.fix.only, "only", nil, "with --fix: only these findings, by their `IDS`")
	s.StringVar(&own.fix.file, "plan", "", "carry out the plan in `FILE`, which --fix --format json or an undo wrote")
	s.BoolVar(&own.fix.signIn, "sign-in", false, "with --fix: sign in afterwards, to prove it")
	own.fix.advice.add(c)
	own.fix.add(c)
	o.addBeside(c, aReport|aPlan)
	o.of = aReport
	s.Lookup("format").Usage = oneOf(aReport.names()) + "; with --fix " + oneOf(aPlan.names())
	return c
}

// appFlags are the flags of app that no other command has.
type appFlags struct {
	within string
	days   int
	limit  int
	patch  bool
	fix    fixFlags
	given  func(flag string) bool
}

// uses says which flags have an effect.
func (a *appFlags) uses(f *registrationFlags, o *output) []flagUse {
	return []flagUse{
		{
			"client-id tenant cloud ca-file connection product product-redirect-uri redirect-uri", f.demo == "",
			"with --demo, which has its own app", "",
		},
		{"client-id", !f.live || !f.all, "with --live --all", "use one of them"},
		{"tenant ca-file", f.live, "without --live", ""},
		{"claims products", false, "here: an app registration has no tokens", ""},
		{"share verbose", !a.patch && !a.fix.changes(), "with --patch, --fix and --plan", ""},
		{"patch all", !a.fix.changes(), "with --fix and --plan", "use one of them"},
		{"only sign-in advice", a.fix.fix, "without --fix", ""},
		{"dry-run yes allow-wider undo-file", a.fix.changes(), "without --fix or --plan", ""},
		{"fix live client-id tenant product product-redirect-uri redirect-uri", a.fix.file == "", "with --plan", ""},
		{"limit", f.all, "without --all", ""},
		{"format", !a.patch || o.format == "json", "with --patch, which prints JSON", ""},
		{"verbose", !f.all, "with --all", "edov app --client-id ID --verbose shows one registration"},
	}
}

func (p *Program) app(ctx context.Context, args []string, f *registrationFlags, o *output, own appFlags) error {
	if own.fix.changes() {
		o.of = aPlan
	}
	if err := o.check(); err != nil {
		return err
	}
	var err error
	if own.days, err = parseDays(own.within); err != nil {
		return err
	}
	if args, err = f.takeScenario(args); err != nil {
		return err
	}
	if err := refuseIdle(own.given, own.uses(f, o)); err != nil {
		return err
	}
	if err := p.takeSaved(f); err != nil {
		return err
	}
	switch {
	case own.fix.file != "":
		return p.gather(o, func() error { return p.applyPlan(ctx, f, o, own) })
	case own.fix.fix:
		return p.gather(o, func() error { return p.fixApp(ctx, args, f, o, own) })
	}
	if long, source, err := p.longList(ctx, args, f); err != nil {
		return err
	} else if long != nil {
		return p.appLong(ctx, long, source, args, f, o, own)
	}
	set, err := p.registrations(ctx, args, f)
	if err != nil {
		return err
	}
	reports := make([]*report.Report, len(set.sessions))
	for i, s := range set.sessions {
		reports[i] = p.judgeApp(s, own)
	}
	switch {
	case own.patch && len(reports) > 1:
		return usageError("a patch is for one registration", "choose it with --client-id ID")
	case own.patch:
		err = p.patch(o, reports[0])
	case f.all:
		err = p.reports(o, reports, true, set.unread)
	default:
		reports[0].Unread = set.unread
		reports[0].Decide()
		if f.saved != nil && f.demo == "" {
			p.keepRun(keyOf(f.saved), reports[0], f.noHistory)
		}
		err = p.report(o, reports[0])
	}
	return unreadError(err, set.unread, "use the complete list, or choose one registration with --client-id ID")
}

// leastToFix is how severe a finding is at least that is to be fixed.
func leastToFix(o *output) report.Severity {
	if o.failOn == "note" {
		return report.Note
	}
	return report.Warning
}

// leftToFix says, where edov can't fix anything, whether there is something to fix.
func leftToFix(r *report.Report, least report.Severity) string {
	switch {
	case r.Problems(least) > 0:
		return "; edov app shows what you have to fix by hand"
	case r.Verdict != report.VerdictPass || r.Counts.Unknown > 0:
		return "; not everything was checked: edov app shows what"
	}
	return ": no problem found in the app registration"
}

// patch prints the patch that fixes the registration, and how to send it.
func (p *Program) patch(o *output, r *report.Report) error {
	least := leastToFix(o)
	change, fixed := r.Patch(least)
	if len(fixed) == 0 {
		p.say("nothing to patch%s", leftToFix(r, least))
		return cmp.Or(p.write(o, []byte("{}\n")), endOf(r.Conclude(report.Severity(o.failOn)).Ending))
	}
	if err := p.writeJSON(o, change); err != nil {
		return err
	}
	p.say("this fixes %s; nothing was changed", strings.Join(fixed, ", "))
	switch {
	case r.Registration.Source == "demo":
		p.say("it is for the demo tenant's app, so there is nowhere to send it")
	case o.file == "":
		p.say("to send it, save it with -o patch.json, review it, then run:")
		p.say("  %s", r.PatchCommand("patch.json"))
	default:
		p.say("review it, then run:")
		p.say("  %s", r.PatchCommand(visible.Line(o.file)))
	}
	return nil
}
