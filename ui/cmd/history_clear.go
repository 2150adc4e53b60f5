package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func (p *Program) clearHistoryCommand(name *string) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "clear", Short: "Delete the reports of a connection", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return p.clearHistory(c.Context(), *name, yes) },
	}
	addYes(c, &yes)
	return c
}

func (p *Program) clearHistory(ctx context.Context, name string, yes bool) error {
	st, name, err := p.historyOf(name)
	if err != nil {
		return err
	}
	if ok, err := p.sure(ctx, "Delete all reports of "+name+"?", yes); !ok {
		return err
	}
	runs, err := st.History(name)
	if err == nil && len(runs) == 0 {
		p.say("there are no reports of %s", name)
		return nil
	}
	if err := st.ClearHistory(name); err != nil {
		return unfinished(err.Error())
	}
	p.say("deleted the reports of %s", name)
	return nil
}
