package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/jsonout"
	"edov/flow/visible"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

func (p Program) appCommand() *cobra.Command {
	var f registrationFlags
	var o output
	var within string
	var patch bool
	c := &cobra.Command{
		Use:   "app [FILE|-]",
		Short: "judge an app registration: manifest, az output, or live",
		Long: `app reads an app registration and says which settings break sign-in or make it
unsafe, with the line of the manifest and the exact change.

It reads manifests of today's and of the older form, what az ad app show and
az ad app list print, and answers of Microsoft Graph; --live reads it itself.

  edov app manifest.json --product Clerk
  az ad app show --id ID | edov app
  edov app --live --client-id ID
  edov app --demo half-done

With --all it exits with 3 when nothing failed, but not all registrations could
be read; exit code 1 wins over 3.

Nothing is ever changed: --patch prints a JSON merge patch, and how to send it.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.app(c.Context(), args, &f, &o, appFlags{within, patch, c.Flags().Changed})
		},
	}
	f.add(c)
	f.addProduct(c)
	c.Flags().StringVar(&within, "within", "30d", "warn of secrets that end within so many `DAYS`")
	c.Flags().BoolVar(&f.noHistory, "no-history", false, "with --connection: keep no report")
	c.Flags().BoolVar(&patch, "patch", false, "print the change as a JSON merge patch for Microsoft Graph")
	o.add(c)
	return c
}

// appFlags are the flags of app that no other command has.
type appFlags struct {
	within string
	patch  bool
	given  func(flag string) bool
}

// uses says which flags have an effect.
func (a *appFlags) uses(f *registrationFlags, o *output) []flagUse {
	return []flagUse{
		{
			"client-id tenant cloud ca-file connection product product-redirect-uri redirect-uri", f.demo == "",
			"with --demo, which has its own app", "",
		},
		{"client-id", !f.live || !f.all, "with --live --all", "give one of them"},
		{"tenant ca-file", f.live, "without --live", ""},
		{"claims products", false, "here: an app registration has no tokens", ""},
		{"share verbose", !a.patch, "with --patch", ""},
		{"format", !a.patch || o.format == "json", "with --patch, which prints JSON", ""},
		{"verbose", !f.all, "with --all", "edov app --client-id ID --verbose tells about one"},
	}
}

func (p Program) app(ctx context.Context, args []string, f *registrationFlags, o *output, own appFlags) error {
	if err := o.check(); err != nil {
		return err
	}
	days, err := parseDays(own.within)
	if err != nil {
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
	set, err := p.registrations(ctx, args, f)
	if err != nil {
		return err
	}
	reports := make([]*report.Report, len(set.sessions))
	for i, s := range set.sessions {
		reports[i] = check.Judge(s, p.now(), secret.Thresholds{SecretWarning: days})
	}
	switch {
	case own.patch && len(reports) > 1:
		return usageError("a patch is for one registration", "choose it with --client-id ID")
	case own.patch:
		err = p.patch(o, reports[0])
	case f.all:
		err = p.overview(o, reports, set.unread)
	default:
		if f.saved != nil && f.demo == "" {
			p.keepRun(keyOf(f.saved), reports[0], f.noHistory)
		}
		err = p.report(o, reports[0])
	}
	if err == nil && len(set.unread) > 0 {
		return unfinished("not all registrations were read", "give the whole list, or choose one with --client-id ID")
	}
	return err
}

// patch prints what would mend the registration, and how to send it.
func (p Program) patch(o *output, r *report.Report) error {
	least := report.Warning
	if o.failOn == "note" {
		least = report.Note
	}
	change, mended := r.Patch(least)
	if len(mended) == 0 {
		p.say("there is nothing to patch; what is left has to be done by hand, see edov app")
		return p.write(o, []byte("{}\n"))
	}
	if err := p.writeJSON(o, change); err != nil {
		return err
	}
	p.say("this mends %s; nothing was sent", strings.Join(mended, ", "))
	switch {
	case r.Registration.Source == "demo":
		p.say("it is the demo tenant's app: there is nothing to send it to")
	case o.file == "":
		p.say("to send it, keep it with -o patch.json, read it, then:")
		p.say("  %s", r.PatchCommand("patch.json"))
	default:
		p.say("read it, then:")
		p.say("  %s", r.PatchCommand(visible.Line(o.file)))
	}
	return nil
}

// overview lists many reports, a line for each, and what was not read.
func (p Program) overview(o *output, reports []*report.Report, unread []string) error {
	var end report.Ending
	for i, r := range reports {
		switch e := r.Conclude(report.Severity(o.failOn)).Ending; {
		case e == report.EndClean, end == report.EndProblems:
		default:
			end = e
		}
		if o.share {
			var err error
			if reports[i], err = shared(r); err != nil {
				return unfinished(err.Error())
			}
		}
	}
	data, err := renderOverview(o.format, reports, unread)
	if err != nil {
		return unfinished("the reports could not be written as JSON")
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	return endOf(end)
}

func renderOverview(format string, reports []*report.Report, unread []string) ([]byte, error) {
	var b strings.Builder
	switch format {
	case "json":
		return jsonout.Indented(reports)
	case "markdown":
		for _, r := range reports {
			b.WriteString(markdown.Report(r) + "\n")
		}
		b.WriteString(markdown.Unread(unread))
		return []byte(b.String()), nil
	}
	for _, r := range reports {
		word, _ := text.Mark(r.Conclude(report.Error).Mark)
		name := r.Registration.DisplayName.Value
		fmt.Fprintf(&b, "%-5s %s  %s\n", word, r.Registration.AppID.Value, visible.Line(name))
		fmt.Fprintf(&b, "      %s\n", visible.Line(r.Headline))
	}
	for _, why := range unread {
		fmt.Fprintf(&b, "?     not read: %s\n", visible.Line(why))
	}
	fmt.Fprintf(&b, "%s; edov app --client-id ID tells about one\n", counted(len(reports), "registration"))
	return []byte(b.String()), nil
}
