package cmd

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"edov/ui/store"
)

func (p *Program) removeConnectionCommand() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "remove NAME", Short: "Delete a connection, its history and its secret in the keyring",
		Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error { return p.removeConnection(c.Context(), args[0], yes) },
	}
	addYes(c, &yes)
	return c
}

func (p *Program) removeConnection(ctx context.Context, name string, yes bool) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if _, _, err := st.Load(name); err != nil {
		list, _ := st.List()
		if !yes || !slices.Contains(store.Names(list), name) { // a broken one can be deleted
			return connectionError(err, list)
		}
	}
	question := "Delete " + name + ", its history and its secret in the keyring? Nothing changes at Microsoft."
	if ok, err := p.sure(ctx, question, yes); !ok {
		return err
	}
	note, err := st.Forget(ctx, name)
	if note != "" {
		p.say("note: %s", note)
	}
	if err != nil {
		return unfinished(err.Error())
	}
	p.say("deleted %s", name)
	return nil
}
