package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/inspect"
	"edov/ui/text"
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
product already has the new one.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error { return p.rotate(c.Context(), args, &f, &o) },
	}
	f.add(c)
	addSaved(c, &f.connection)
	o.add(c)
	return c
}

func (p Program) rotate(ctx context.Context, args []string, f *registrationFlags, o *output) error {
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
	if err := p.takeSaved(f); err != nil {
		return err
	}
	var a *flow.AppRegistration
	if len(args) > 0 || f.live || f.demo != "" {
		sessions, err := p.registrations(ctx, args, f)
		if err != nil {
			return err
		}
		if len(sessions) > 1 {
			return usageError("this is a list of registrations", "choose one with --client-id ID")
		}
		a = sessions[0].Registration
	}
	steps := inspect.Rotation(a, flow.Cloud(f.cloud), p.now(), inspect.Thresholds{})
	if o.format == "json" {
		return p.writeJSON(o, steps)
	}
	app := ""
	if a != nil {
		app = a.DisplayName.Value
	}
	var b bytes.Buffer
	if err := text.Rotation(&b, app, steps, p.style(p.Stdout, o.noColor || o.file != "")); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}

// hashOf is a short name for something that must stay the same.
func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
