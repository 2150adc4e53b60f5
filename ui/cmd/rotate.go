package cmd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/inspect/secret"
	"edov/ui/render/text"
)

func (p Program) rotateCommand() *cobra.Command {
	var f registrationFlags
	var o output
	c := &cobra.Command{
		Use:   "rotate [FILE|-]",
		Short: "replace a client secret without an outage",
		Long: `rotate tells the four steps of replacing a client secret: add, put in place,
test, remove. With a registration (a file, --live or --demo) it also tells which
steps are done; with the secret in use (--secret-file and the like) whether the
product already has the new one. With --connection alone it goes by the expiry
date that is kept with the connection.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.rotate(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	f.add(c)
	addSaved(c, &f.connection)
	o.addForm(c)
	return c
}

// rotateUses says which flags have an effect. known holds where a registration is
// read.
func rotateUses(f *registrationFlags, known bool) []flagUse {
	demo := f.demo != ""
	return []flagUse{
		{"all", false, "here: the steps are about one registration", "choose it with --client-id ID"},
		{secretSources, known, "without a registration", "give a manifest, --live or --demo"},
		{"client-id cloud", known || f.connection != "", "without a registration", "give a manifest, --live or --demo"},
		{"client-id connection", !demo, "with --demo, which has its own app", ""},
		{"tenant ca-file", f.live, "without --live", ""},
	}
}

func (p Program) rotate(
	ctx context.Context, args []string, f *registrationFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.format == "markdown" {
		return usageError("the steps are text or json", "use --format text or json")
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
	var a *flow.AppRegistration
	switch {
	case known:
		set, err := p.registrations(ctx, args, f)
		if err != nil {
			return err
		}
		a = set.sessions[0].Registration
	case f.saved != nil && !f.saved.Connection.SecretExpires.IsZero():
		a = flow.TypedRegistration(f.saved.Connection, "")
	}
	steps := secret.Rotation(a, flow.Cloud(f.cloud), p.now(), secret.Thresholds{})
	if o.format == "json" {
		return p.writeJSON(o, steps)
	}
	app := ""
	if a != nil {
		app = a.DisplayName.Value
	}
	var b bytes.Buffer
	style, outlook := p.style(p.Stdout, o.noColor || o.file != ""), secret.JudgeRotation(a, p.now())
	if err := text.Rotation(&b, app, steps, outlook, style); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}

// hashOf is a short name for something that must stay the same.
func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
