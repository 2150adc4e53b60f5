package ui

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/jsonout"
	"edov/flow/visible"
	"edov/inspect"
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

Nothing is ever changed: --patch prints a JSON merge patch, and how to send it.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.app(c.Context(), args, &f, &o, within, patch)
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

func (p Program) app(ctx context.Context, args []string, f *registrationFlags, o *output, within string, patch bool) error {
	if err := o.check(); err != nil {
		return err
	}
	days, err := parseDays(within)
	if err != nil {
		return err
	}
	if args, err = f.takeScenario(args); err != nil {
		return err
	}
	if err := p.takeSaved(f); err != nil {
		return err
	}
	sessions, err := p.registrations(ctx, args, f)
	if err != nil {
		return err
	}
	reports := make([]*inspect.Report, len(sessions))
	for i, s := range sessions {
		reports[i] = inspect.Judge(s, p.now(), inspect.Thresholds{SecretWarning: days})
	}
	switch {
	case patch && len(reports) > 1:
		return usageError("a patch is for one registration", "choose it with --client-id ID")
	case patch:
		return p.patch(o, reports[0])
	case f.all:
		return p.overview(o, reports)
	}
	if f.saved != nil && f.demo == "" {
		p.keepRun(keyOf(f.saved), reports[0], f.noHistory)
	}
	return p.report(o, reports[0])
}

// patch prints what would mend the registration, and how to send it.
func (p Program) patch(o *output, r *inspect.Report) error {
	least := inspect.Warning
	if o.failOn == "note" {
		least = inspect.Note
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
		p.say("  %s", inspect.PatchCommand(r, "patch.json"))
	default:
		p.say("read it, then:")
		p.say("  %s", inspect.PatchCommand(r, visible.Line(o.file)))
	}
	return nil
}

// overview lists many reports, a line for each.
func (p Program) overview(o *output, reports []*inspect.Report) error {
	var data []byte
	problems := 0
	for _, r := range reports {
		if o.failOn != "never" {
			problems += r.Problems(inspect.Severity(o.failOn))
		}
	}
	switch o.format {
	case "json":
		var err error
		if data, err = jsonout.Indented(reports); err != nil {
			return unfinished("the reports could not be written as JSON")
		}
	case "markdown":
		for _, r := range reports {
			data = append(data, r.Markdown()+"\n"...)
		}
	default:
		var b strings.Builder
		for _, r := range reports {
			word := "ok"
			if r.Verdict != inspect.VerdictPass {
				word = "FAIL"
			} else if r.Counts.Warnings > 0 {
				word = "WARN"
			}
			name := r.Registration.DisplayName.Value
			fmt.Fprintf(&b, "%-5s %s  %s\n      %s\n", word, r.Registration.AppID.Value, visible.Line(name), visible.Line(r.Headline))
		}
		fmt.Fprintf(&b, "%s; edov app --client-id ID tells about one\n", counted(len(reports), "registration"))
		data = []byte(b.String())
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	if problems > 0 {
		return &exitError{code: ExitProblems}
	}
	return nil
}
