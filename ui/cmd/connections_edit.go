package cmd

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *Program) editConnectionCommand() *cobra.Command {
	var f keepFlags
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change what the flags name, and nothing else", Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error {
			own := false
			c.Flags().Visit(func(f *pflag.Flag) { own = own || c.InheritedFlags().Lookup(f.Name) == nil })
			if !own {
				return usageError("nothing to change: name it with a flag", "such as --secret-expires 2027-01-31", seeHelp(c))
			}
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
	before := saved.Connection
	if saved.Connection, err = f.over(before, given); err != nil {
		return err
	}
	after := saved.Connection
	if before.ChangeProduct(after.Product) && after.ProductRedirectURI == "" {
		p.say("note: what was said of the product before is dropped, its redirect URI too")
		p.say("  hint: to add the new one: edov connections edit %s --product-redirect-uri URI", name)
	}
	return p.keepConnection(ctx, st, saved, f, f.secret.count() > 0)
}
