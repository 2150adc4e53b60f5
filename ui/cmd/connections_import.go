package cmd

import (
	"cmp"
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
	name, product string
	yes, ask      bool
}

func (p Program) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "make a connection of an .env file",
		Long: `import looks in .env files for the variables of Auth.js, NextAuth, Supabase,
better-auth, Clerk and Azure's SDKs, shows what it found, and keeps it as a
connection after a yes. Of several files the first that has a variable wins. All
is taken from the variables of one app: the first that has a client ID. The secret
goes into your system's keyring; the files stay as they are.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("edov connections import takes at least one file", "such as edov connections import .env.local .env")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return p.importEnv(c.Context(), args, &f) },
	}
	c.Flags().StringVar(&f.name, "name", "", "the connection's `NAME` (default: the product's)")
	c.Flags().StringVar(&f.product, "product", "", "the auth `PRODUCT` it is for (default: that of the variables)")
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
	if f.name != "" {
		if err := store.ValidName(f.name); err != nil {
			return usageError("--name: "+err.Error(), "use a name such as clerk-production")
		}
	}
	if f.product, err = knownProduct(f.product); err != nil {
		return err
	}
	values, err := p.readEnvFiles(paths)
	if err != nil {
		return err
	}
	connection, finds := connectionOf(values, f.product)
	if len(finds) == 0 {
		return usageError("no variable that edov knows is in there", "it knows those of Auth.js, NextAuth, Supabase, better-auth, Clerk and Azure's SDKs", "edov connections add NAME takes the values one by one")
	}
	entries, err := st.List()
	if err != nil {
		return unfinished(err.Error())
	}
	if connection.Name = f.name; f.name == "" {
		connection.Name = store.SuggestName(connection, connectionNames(entries))
	}
	connection = connection.Trimmed()
	if err := p.showFinds(finds); err != nil {
		return err
	}
	if err := p.checkImport(connection, entries); err != nil {
		return err
	}
	if err := p.showImport(connection, f.ask); err != nil {
		return err
	}
	if ok, err := p.sure(ctx, "Keep it as "+connection.Name+"?", f.yes); !ok {
		return err
	}
	saved := &store.Saved{Connection: connection, SecretFrom: store.SecretKeyring}
	if f.ask {
		saved.SecretFrom = store.SecretAsk
	}
	return p.keep(ctx, st, saved, connection.Secret)
}

// checkImport refuses what could not be kept, and tells what may surprise.
func (p Program) checkImport(c flow.Connection, entries []store.Entry) error {
	if c.ClientID == "" {
		return usageError("there is no client ID among them, so there is nothing to keep", "edov connections add NAME --client-id ID")
	}
	checked := c
	checked.Public = c.Secret.IsZero() // it may be asked for later
	if faults := checked.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	if !c.Secret.IsZero() && c.Secret.Shape() == "odd" {
		p.say("note: the secret has not the length of a Value, which has about 40 characters: it may be a placeholder")
	}
	for _, e := range entries {
		if e.Err == nil && strings.EqualFold(e.Saved.Connection.ClientID, c.ClientID) {
			p.say("note: %s is of the same app: edov connections edit %s changes it", e.Name, e.Name)
		}
	}
	return nil
}

// readEnvFiles joins the files; of a variable the first that has a value wins.
func (p Program) readEnvFiles(paths []string) (map[string]string, error) {
	joined := map[string]string{}
	for _, path := range paths {
		data, err := files.Read(path, maxEnvFile)
		if err != nil {
			return nil, usageError(quoted(path) + ": " + err.Error())
		}
		values, err := parseEnvFile(data)
		if err != nil {
			return nil, usageError(quoted(path) + ": " + err.Error())
		}
		for name, value := range values {
			if joined[name] == "" {
				joined[name] = value
			}
		}
	}
	return joined, nil
}

// showFinds prints the variables that were found.
func (p Program) showFinds(finds []envFind) error {
	var b strings.Builder
	b.WriteString("found\n")
	for _, f := range finds {
		about := string(f.role)
		switch {
		case f.role == envForeign:
			about = "the product's own secret, not taken"
		case f.left != "":
			about += ", not taken: " + f.left
		}
		fmt.Fprintf(&b, "  %-42s %s (%s)\n", f.name, visible.Line(f.shown), about)
	}
	return p.write(&output{}, []byte(b.String()))
}

// showImport prints what would be kept.
func (p Program) showImport(c flow.Connection, ask bool) error {
	secret := "asked for each time"
	switch {
	case c.Secret.IsZero():
		secret = "none was found; asked for each time"
	case !ask:
		secret = "into your system's keyring if there is one, else asked for each time"
	}
	var b strings.Builder
	b.WriteString("would be kept\n")
	for _, l := range [][2]string{
		{"name", c.Name},
		{"client ID", c.ClientID},
		{"tenant", cmp.Or(c.Tenant, "common")},
		{"product", c.Product},
		{"its redirect URI", c.ProductRedirectURI},
		{"publishable key", c.PublishableKey},
		{"secret", secret},
	} {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %-18s %s\n", l[0], visible.Line(l[1]))
		}
	}
	return p.write(&output{}, []byte(b.String()))
}
