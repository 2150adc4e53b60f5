package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func (p *Program) editConnectionCommand() *cobra.Command {
	var f keepFlags
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change what the flags name, and nothing else", Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error {
			return p.editConnection(c.Context(), args[0], &f, c.Flags().Changed)
		},
	}
	f.add(c)
	return c
}

func (p *Program) editConnection(ctx context.Context, name string, f *keepFlags, given func(string) bool) error {
	st, saved, err := p.load(name)
	if err != nil {
		return err
	}
	if saved.Connection, err = f.over(saved.Connection, given); err != nil {
		return err
	}
	return p.keepConnection(ctx, st, saved, f, f.secret.count() > 0)
}
