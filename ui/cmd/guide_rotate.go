package cmd

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/inspect/guide"
	"edov/inspect/secret"
	"edov/ui/render/text"
)

func (p *Program) rotateCommand() *cobra.Command {
	var f registrationFlags
	var o output
	c := &cobra.Command{
		Use: "rotate [FILE|-]", Short: "Replace a client secret without downtime", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.rotate(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	f.addForOne(c)
	addSaved(c, &f.connection)
	o.addForm(c, aList)
	return c
}

// rotateUses says which flags have an effect. known is set if a registration is read.
func rotateUses(f *registrationFlags, known bool) []flagUse {
	const none, hint = "without an app registration", "add a manifest, --live or --demo"
	demo := f.demo != ""
	return []flagUse{
		{"all", false, "here: the steps are for one registration", "choose it with --client-id ID"},
		{secretSources, known, none, hint},
		{"client-id cloud", known || f.connection != "", none, hint},
		{"client-id connection", !demo, "with --demo, which has its own app", ""},
		{"tenant ca-file", f.live, "without --live", ""},
	}
}

func (p *Program) rotate(
	ctx context.Context, args []string, f *registrationFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	args, err := f.takeScenario(args)
	if err != nil {
		return err
	}
	known := len(args) > 0 || f.live || f.demo != ""
	if err := refuseIdle(given, rotateUses(f, known)); err != nil {
		return err
	}
	if err := p.takeSaved(f); err != nil {
		return err
	}
	var a *appreg.App
	app := ""
	switch {
	case known:
		set, err := p.registrations(ctx, args, f)
		if err != nil {
			return err
		}
		a = set.sessions[0].Registration
	case f.saved != nil && !f.saved.Connection.SecretExpires.IsZero():
		a = f.saved.Connection.TypedRegistration()
	}
	if a != nil {
		app = a.DisplayName.Value
	}
	use := flow.Connection{Cloud: entra.Cloud(f.cloud), Product: f.product}
	if f.demo != "" {
		use.Product = "Clerk" // which the demo tenant's app is for
	}
	steps := secret.Rotation(a, guide.UseOf(use), p.now(), secret.Thresholds{})
	return p.show(o, forms{json: rotationDocument{kindOf("rotation"), steps}, text: func(w io.Writer, s text.Style) error {
		return text.Rotation(w, app, steps, secret.JudgeRotation(a, p.now()), s)
	}})
}
