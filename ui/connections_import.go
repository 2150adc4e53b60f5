package ui

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/visible"
	"edov/ui/files"
	"edov/ui/store"
)

type importFlags struct {
	name string
	yes  bool
	ask  bool
}

func (p Program) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "make a connection of an .env file",
		Long: `import looks in .env files for the variables of Clerk, Supabase, Auth.js,
better-auth and Azure's own tools, shows what it found, and keeps it as a
connection after a yes. Of several files the first that has a value wins. The
secret goes into your system's keyring; the files stay as they are.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("edov connections import takes at least one file", "such as edov connections import .env.local .env")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return p.importEnv(c.Context(), args, &f) },
	}
	c.Flags().StringVar(&f.name, "name", "", "the connection's `NAME` (default: the product's)")
	c.Flags().BoolVarP(&f.yes, "yes", "y", false, "keep it without asking")
	c.Flags().BoolVar(&f.ask, "ask-secret", false, "do not keep the secret: ask for it each time")
	return c
}

// maxEnvFile bounds an .env file.
const maxEnvFile = 256 << 10

func (p Program) importEnv(ctx context.Context, paths []string, f *importFlags) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	connection, finds, err := p.readEnvFiles(paths)
	if err != nil {
		return err
	}
	if len(finds) == 0 {
		return usageError("no variable that edov knows is in there", "edov connections add NAME takes the values one by one")
	}
	entries, err := st.List()
	if err != nil {
		return unfinished(err.Error())
	}
	if connection.Name = f.name; f.name == "" {
		connection.Name = store.SuggestName(connection, connectionNames(entries))
	}
	if err := p.showImport(connection, finds, f.ask); err != nil {
		return err
	}
	if connection.ClientID == "" {
		return usageError("there is no client ID among them, so there is nothing to keep", "edov connections add NAME --client-id ID")
	}
	if !f.yes && !isTerminal(p.Stdin) {
		p.say("nothing was kept: add --yes to keep it")
		return nil
	}
	if ok, err := p.sure(ctx, "Keep it as "+connection.Name+"?", f.yes); !ok {
		return err
	}
	return p.keepImported(ctx, st, connection, f.ask)
}

func (p Program) keepImported(ctx context.Context, st *store.Store, connection flow.Connection, ask bool) error {
	connection = connection.Trimmed()
	checked := connection
	checked.Public = connection.Secret.IsZero() // it may be asked for later
	if faults := checked.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	saved := &store.Saved{Connection: connection, SecretFrom: store.SecretKeyring}
	if ask {
		saved.SecretFrom = store.SecretAsk
	}
	return p.keep(ctx, st, saved, connection.Secret)
}

// readEnvFiles joins the files; the first that has a value wins.
func (p Program) readEnvFiles(paths []string) (flow.Connection, []envFind, error) {
	var c flow.Connection
	var finds []envFind
	for _, path := range paths {
		data, err := files.Read(path, maxEnvFile)
		if err != nil {
			return c, nil, usageError(quoted(path) + ": " + err.Error())
		}
		found, here, err := readEnvFile(data)
		if err != nil {
			return c, nil, usageError(quoted(path) + ": " + err.Error())
		}
		finds = append(finds, here...)
		merge(&c, found)
	}
	return c, finds, nil
}

func merge(c *flow.Connection, more flow.Connection) {
	for _, f := range []struct{ to, from *string }{
		{&c.ClientID, &more.ClientID},
		{&c.Tenant, &more.Tenant},
		{&c.Product, &more.Product},
		{&c.ProductRedirectURI, &more.ProductRedirectURI},
		{&c.PublishableKey, &more.PublishableKey},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if c.Secret.IsZero() {
		c.Secret = more.Secret
	}
}

// showImport prints what was found and what would be kept.
func (p Program) showImport(c flow.Connection, finds []envFind, ask bool) error {
	var b strings.Builder
	b.WriteString("found\n")
	for _, f := range finds {
		role := string(f.role)
		if f.role == envForeign {
			role = "the product's own secret, not taken"
		}
		fmt.Fprintf(&b, "  %-42s %s (%s)\n", f.name, visible.Line(f.shown()), role)
	}
	secret := "asked for each time"
	switch {
	case c.Secret.IsZero():
		secret = "none was found; asked for each time"
	case !ask:
		secret = "into your system's keyring"
	}
	fmt.Fprintf(&b, "would be kept\n")
	for _, l := range [][2]string{{"name", c.Name}, {"client ID", c.ClientID}, {"tenant", c.Tenant}, {"product", c.Product}, {"its redirect URI", c.ProductRedirectURI}, {"publishable key", c.PublishableKey}, {"secret", secret}} {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %-18s %s\n", l[0], visible.Line(l[1]))
		}
	}
	_, err := p.Stdout.Write([]byte(b.String()))
	if err != nil {
		return unfinished("the result could not be written to standard output")
	}
	return nil
}
