package cmd

import (
	"cmp"
	"io"
	"time"

	"github.com/spf13/cobra"

	"edov/flow/entra"
	"edov/inspect/secret"
	"edov/ui/render/text"
	"edov/ui/store"
)

// connectionsCommand is edov connections, which lists; so does edov connections list.
func (p *Program) connectionsCommand() *cobra.Command {
	var o output
	run := func(*cobra.Command, []string) error { return p.listConnections(&o) }
	c := &cobra.Command{
		Use: "connections", Short: "Save connections, and their secrets in the keyring", Args: noArguments, RunE: run,
	}
	list := &cobra.Command{Use: "list", Short: "List the saved connections", Args: noArguments, RunE: run}
	addListFlags(c, &o)
	addListFlags(list, &o)
	c.AddCommand(list, p.showConnectionCommand(), p.addConnectionCommand(), p.editConnectionCommand(),
		p.removeConnectionCommand(), p.importCommand())
	return c
}

// connectionLine is a connection as list and show print it: everything but the secret.
type connectionLine struct {
	Name           string     `json:"name"`
	Problem        string     `json:"problem,omitempty"` // why it cannot be used
	ClientID       string     `json:"client_id,omitempty"`
	Tenant         string     `json:"tenant,omitempty"`
	Cloud          string     `json:"cloud,omitempty"`
	Product        string     `json:"product,omitempty"`
	ProductURI     string     `json:"product_redirect_uri,omitempty"`
	PublishableKey string     `json:"publishable_key,omitempty"`
	RedirectURI    string     `json:"redirect_uri,omitempty"`
	FallbackPorts  []int      `json:"fallback_ports,omitempty"`
	ResponseMode   string     `json:"response_mode,omitempty"`
	Prompt         string     `json:"prompt,omitempty"`
	LoginHint      string     `json:"login_hint,omitempty"`
	DomainHint     string     `json:"domain_hint,omitempty"`
	Scopes         []string   `json:"scopes,omitempty"`
	Secret         string     `json:"secret,omitempty"` // where it comes from
	Command        []string   `json:"secret_command,omitempty"`
	SecretEnds     *time.Time `json:"secret_expires,omitempty"`
	UsedAt         *time.Time `json:"used_at,omitempty"`
}

func connectionLineOf(e store.Entry) connectionLine {
	if e.Err != nil {
		return connectionLine{Name: e.Name, Problem: e.Err.Error()}
	}
	c := e.Saved.Connection
	l := connectionLine{
		Name: e.Name, ClientID: c.ClientID, Tenant: cmp.Or(c.Tenant, "common"),
		Cloud: string(cmp.Or(c.Cloud, entra.Global)), Product: c.Product, ProductURI: c.ProductRedirectURI,
		PublishableKey: c.PublishableKey, RedirectURI: c.RedirectURI, FallbackPorts: c.FallbackPorts,
		ResponseMode: c.ResponseMode, Prompt: c.Prompt, LoginHint: c.LoginHint, DomainHint: c.DomainHint,
		Scopes: c.Scopes, Secret: string(e.Saved.SecretFrom), Command: e.Saved.Command,
	}
	if !c.SecretExpires.IsZero() {
		l.SecretEnds = &c.SecretExpires
	}
	if !e.Saved.UsedAt.IsZero() {
		l.UsedAt = &e.Saved.UsedAt
	}
	return l
}

func (p *Program) listConnections(o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	st, err := p.openStore()
	if err != nil {
		return err
	}
	entries, err := st.List()
	if err != nil {
		return unfinished(err.Error())
	}
	p.tellNotes(st)
	lines, rows, unread := []connectionLine{}, [][]string{}, 0
	for _, e := range entries {
		if e.Err != nil {
			unread++
		}
		l := connectionLineOf(e)
		lines, rows = append(lines, l), append(rows, p.connectionRow(l))
		if e.Note != "" {
			p.say("note: %s: %s", e.Name, e.Note)
		}
	}
	if len(lines) == 0 && o.format != "json" {
		p.say("no saved connections yet: edov connections add NAME, or edov connections import .env")
		return nil
	}
	doc := connectionsDocument{kindOf("connections"), lines}
	return cmp.Or(p.show(o, forms{json: doc, text: func(w io.Writer, s text.Style) error {
		return text.Table(w, []int{20, 37, 10}, rows, s)
	}}), notAllRead(unread, len(lines), "connection"))
}

// connectionRow is a connection in the list.
func (p *Program) connectionRow(l connectionLine) []string {
	if l.Problem != "" {
		return []string{l.Name, "can't be used: " + l.Problem}
	}
	return []string{l.Name, l.ClientID, l.Product, "secret: " + p.secretPlace(l)}
}

// secretPlace says where the secret comes from and when it expires.
func (p *Program) secretPlace(l connectionLine) string {
	place := map[store.SecretSource]string{
		store.SecretKeyring: "in the keyring", store.SecretAsk: "asked for each time",
		store.SecretCommand: "from a command", store.SecretNone: "none (public client)",
	}[store.SecretSource(l.Secret)]
	if l.SecretEnds == nil || l.Secret == string(store.SecretNone) {
		return place
	}
	return place + ", " + secret.Expiry(p.now(), *l.SecretEnds)
}
