package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"edov/inspect/guide"
	"edov/ui/store"
)

func (p *Program) addConnectionCommand() *cobra.Command {
	var f keepFlags
	c := &cobra.Command{
		Use: "add NAME", Short: "Save a connection", Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error { return p.addConnection(c.Context(), args[0], &f) },
	}
	f.add(c)
	return c
}

func (p *Program) addConnection(ctx context.Context, name string, f *keepFlags) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if err := store.ValidName(name); err != nil {
		return usageError(err.Error(), nameHint(f.product))
	}
	connection, err := f.connection()
	if err != nil {
		return err
	}
	saved := &store.Saved{Connection: connection}
	saved.Connection.Name = name
	return p.keepConnection(ctx, st, saved, f, true)
}

func nameHint(product string) string { return "use a name such as " + guide.NameFor(product) }
