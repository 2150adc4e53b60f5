package cmd

import (
	"cmp"
	"context"

	"edov/ui/provision"
)

// askSetup asks for what the flags do not say: at most three questions, and the yes after the plan.
func (p *Program) askSetup(ctx context.Context, f *setupFlags) error {
	if f.demo { // its dashboard is a look-alike of Clerk's, whatever product is practiced
		if f.product == "" && len(f.envFiles) > 0 {
			return usageError("--env-file needs --product with --demo: Clerk, which it sets up otherwise, has no variables of "+
				"an app", oneOf(productWords()))
		}
		f.name = cmp.Or(f.name, provision.PracticeName)
		product, err := p.setupProduct(cmp.Or(f.product, "Clerk"))
		f.product = product
		return err
	}
	ask := func(value *string, question, usual string) error {
		if *value != "" || !isTerminal(p.Stdin) || f.yes {
			*value = cmp.Or(*value, usual)
			return nil
		}
		answer, err := p.askLine(ctx, question, usual)
		*value = answer
		return err
	}
	if f.product == "" && !isTerminal(p.Stdin) {
		return usageError("which product? add --product", oneOf(productWords()))
	}
	if err := ask(&f.product, "Auth product ("+listed(productWords())+")", "Clerk"); err != nil {
		return err
	}
	var err error
	if f.product, err = p.setupProduct(f.product); err != nil {
		return err
	}
	if err := ask(&f.name, "Name of the app registration", provision.AppName(f.product)); err != nil {
		return err
	}
	return ask(&f.productURI, "Redirect URI of "+f.product+", as its dashboard shows it (empty: add it later)", "")
}
