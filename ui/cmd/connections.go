package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/visible"
	"edov/ui/store"
)

func (p Program) connectionsCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use:   "connections",
		Short: "keep connections, and their secrets in the keyring",
		Long: `connections keeps what describes a connection in a file for you only, and its
client secret in your system's keyring. No secret is ever written into a file;
without a keyring the secret is asked for each time.

A kept connection is used with --connection NAME, or EDOV_CONNECTION=NAME, and by
the interactive program.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.listConnections(&o) },
	}
	addListFlags(c, &o)
	list := &cobra.Command{
		Use: "list", Short: "list the connections", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.listConnections(&o) },
	}
	addListFlags(list, &o)
	c.AddCommand(list, p.showConnectionCommand(), p.addConnectionCommand(), p.editConnectionCommand(), p.removeConnectionCommand(), p.importCommand())
	return c
}

// addListFlags are the output flags of a list.
func addListFlags(c *cobra.Command, o *output) {
	c.Flags().StringVar(&o.format, "format", "text", "text or json")
	o.failOn = "never"
}

// textOrJSON refuses other forms.
func textOrJSON(o *output) error {
	if o.format != "text" && o.format != "json" {
		return usageError("there is no format "+quoted(o.format), "use text or json")
	}
	return nil
}

// openStore is the store, or the error that ends a command which is of no use
// without.
func (p Program) openStore() (*store.Store, error) {
	st, err := p.store()
	if err != nil {
		return nil, unfinished(err.Error(), "set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME, to folders of your own")
	}
	return st, nil
}

// connectionLine is a connection as list and show print it: all but the secret.
type connectionLine struct {
	Name           string     `json:"name"`
	Problem        string     `json:"problem,omitempty"` // it cannot be used
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
	Secret         string     `json:"secret,omitempty"` // where it is kept
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
		Name: e.Name, ClientID: c.ClientID, Tenant: cmp.Or(c.Tenant, "common"), Cloud: cmp.Or(string(c.Cloud), string(flow.CloudGlobal)), Product: c.Product, ProductURI: c.ProductRedirectURI,
		PublishableKey: c.PublishableKey, RedirectURI: c.RedirectURI, Scopes: c.Scopes, Secret: string(e.Saved.SecretFrom),
		Command: e.Saved.Command, FallbackPorts: c.FallbackPorts, ResponseMode: c.ResponseMode, Prompt: c.Prompt, LoginHint: c.LoginHint, DomainHint: c.DomainHint,
	}
	if !c.SecretExpires.IsZero() {
		l.SecretEnds = &c.SecretExpires
	}
	if !e.Saved.UsedAt.IsZero() {
		l.UsedAt = &e.Saved.UsedAt
	}
	return l
}

func (p Program) listConnections(o *output) error {
	if err := textOrJSON(o); err != nil {
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
	lines := []connectionLine{}
	for _, e := range entries {
		lines = append(lines, connectionLineOf(e))
		if e.Note != "" {
			p.say("note: %s: %s", e.Name, e.Note)
		}
	}
	if o.format == "json" {
		return p.writeJSON(o, lines)
	}
	if len(lines) == 0 {
		p.say("no connection is kept yet: edov connections add NAME, or edov connections import .env")
		return nil
	}
	var b strings.Builder
	for _, l := range lines {
		if l.Problem != "" {
			fmt.Fprintf(&b, "%-20s cannot be used: %s\n", visible.Line(l.Name), visible.Line(l.Problem))
			continue
		}
		fmt.Fprintf(&b, "%-20s %-37s %-10s %s\n", visible.Line(l.Name), visible.Line(l.ClientID), visible.Line(l.Product), p.secretPlace(l))
	}
	return p.write(o, []byte(b.String()))
}

// secretPlace tells where the secret is kept and when it ends.
func (p Program) secretPlace(l connectionLine) string {
	place := map[string]string{
		string(store.SecretKeyring): "secret in the keyring", string(store.SecretAsk): "secret asked for each time",
		string(store.SecretCommand): "secret from a command", string(store.SecretNone): "public client, no secret",
	}[l.Secret]
	if l.SecretEnds == nil || l.Secret == string(store.SecretNone) {
		return place
	}
	left := l.SecretEnds.Sub(p.now())
	last := flow.LastDay(*l.SecretEnds)
	if left <= 0 {
		return place + ", ended " + last
	}
	return fmt.Sprintf("%s, ends in %s (%s)", place, counted(int(left.Hours()/24), "day"), last)
}

// exactlyOne is noArguments for commands that take one name.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError("edov "+strings.TrimPrefix(c.CommandPath(), "edov ")+" takes one "+what, "see "+c.CommandPath()+" --help")
		}
		return nil
	}
}

func (p Program) showConnectionCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "show NAME", Short: "show a connection, without its secret", Args: exactlyOne("name"),
		RunE: func(_ *cobra.Command, args []string) error { return p.showConnection(args[0], &o) },
	}
	addListFlags(c, &o)
	return c
}

// load reads a connection, or tells which there are.
func (p Program) load(name string) (*store.Store, *store.Saved, error) {
	st, err := p.openStore()
	if err != nil {
		return nil, nil, err
	}
	saved, note, err := st.Load(name)
	p.tellNotes(st)
	if err != nil {
		list, _ := st.List()
		return nil, nil, connectionError(err, list)
	}
	if note != "" {
		p.say("note: %s: %s", name, note)
	}
	return st, saved, nil
}

func (p Program) showConnection(name string, o *output) error {
	if err := textOrJSON(o); err != nil {
		return err
	}
	_, saved, err := p.load(name)
	if err != nil {
		return err
	}
	l := connectionLineOf(store.Entry{Name: name, Saved: saved})
	if o.format == "json" {
		return p.writeJSON(o, l)
	}
	return p.write(o, []byte(p.connectionText(l)))
}

func (p Program) connectionText(l connectionLine) string {
	var b strings.Builder
	used := ""
	if l.UsedAt != nil {
		used = l.UsedAt.UTC().Format(time.DateTime) + " UTC"
	}
	for _, f := range [][2]string{
		{"name", l.Name},
		{"client ID", l.ClientID},
		{"tenant", l.Tenant},
		{"cloud", l.Cloud},
		{"product", l.Product},
		{"its redirect URI", l.ProductURI},
		{"publishable key", l.PublishableKey},
		{"redirect URI here", l.RedirectURI},
		{"fallback ports", strings.Trim(fmt.Sprint(l.FallbackPorts), "[]")},
		{"response mode", l.ResponseMode},
		{"prompt", l.Prompt},
		{"login hint", l.LoginHint},
		{"domain hint", l.DomainHint},
		{"scopes", strings.Join(l.Scopes, " ")},
		{"secret", strings.TrimPrefix(p.secretPlace(l), "secret ")},
		{"its command", strings.Join(l.Command, " ")},
		{"last used", used},
	} {
		if f[1] != "" {
			fmt.Fprintf(&b, "%-18s %s\n", f[0], visible.Line(f[1]))
		}
	}
	return b.String()
}

func (p Program) removeConnectionCommand() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "remove NAME", Short: "forget a connection, its history and its secret in the keyring", Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error { return p.removeConnection(c.Context(), args[0], yes) },
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return c
}

func (p Program) removeConnection(ctx context.Context, name string, yes bool) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if _, _, err := st.Load(name); err != nil {
		list, _ := st.List()
		if !yes || !slices.Contains(connectionNames(list), name) { // one that cannot be read can be removed
			return connectionError(err, list)
		}
	}
	if ok, err := p.sure(ctx, "Forget "+name+", its history and its secret in the keyring? Nothing changes at Microsoft.", yes); !ok {
		return err
	}
	note, err := st.Forget(ctx, name)
	if note != "" {
		p.say("note: %s", note)
	}
	if err != nil {
		return unfinished(err.Error())
	}
	p.say("forgotten: %s", name)
	return nil
}

// sure asks before something is lost. Where nobody can answer, --yes is needed.
func (p Program) sure(ctx context.Context, question string, yes bool) (bool, error) {
	if yes {
		return true, nil
	}
	if !isTerminal(p.Stdin) {
		return false, usageError("this needs a yes, and there is no terminal to ask on", "add --yes")
	}
	fmt.Fprintf(p.Stderr, "%s [y/N] ", visible.Line(question))
	answer, err := untilCancelled(ctx, func() (string, error) { line, _ := readLine(p.Stdin); return line, nil })
	if err != nil {
		return false, err
	}
	if a := strings.ToLower(answer); a != "y" && a != "yes" {
		return false, unfinished("nothing was changed")
	}
	return true, nil
}
