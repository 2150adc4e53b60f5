package cmd

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/ui/render/text"
	"edov/ui/store"
)

func (p *Program) showConnectionCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "show NAME", Short: "Show a connection, without its secret", Args: exactlyOne("name"),
		RunE: func(_ *cobra.Command, args []string) error { return p.showConnection(args[0], &o) },
	}
	addListFlags(c, &o)
	return c
}

func (p *Program) showConnection(name string, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	_, saved, err := p.load(name)
	if err != nil {
		return err
	}
	l := connectionLineOf(store.Entry{Name: name, Saved: saved})
	return p.show(o, forms{json: connectionDocument{kindOf("connection"), l}, text: func(w io.Writer, s text.Style) error {
		return text.Facts(w, "", 20, p.connectionFacts(l), s)
	}})
}

func (p *Program) connectionFacts(l connectionLine) [][2]string {
	used := ""
	if l.UsedAt != nil {
		used = l.UsedAt.UTC().Format(time.DateTime) + " UTC"
	}
	return [][2]string{
		{"name", l.Name},
		{"client ID", l.ClientID},
		{"tenant", l.Tenant},
		{"cloud", l.Cloud},
		{"product", l.Product},
		{"product redirect URI", l.ProductURI},
		{"publishable key", l.PublishableKey},
		{"redirect URI", l.RedirectURI},
		{"fallback ports", strings.Trim(fmt.Sprint(l.FallbackPorts), "[]")},
		{"response mode", l.ResponseMode},
		{"prompt", l.Prompt},
		{"login hint", l.LoginHint},
		{"domain hint", l.DomainHint},
		{"scopes", strings.Join(l.Scopes, " ")},
		{"secret", p.secretPlace(l)},
		{"secret command", strings.Join(l.Command, " ")},
		{"last used", used},
	}
}
