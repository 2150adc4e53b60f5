package cmd

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/ui/envfile"
	"edov/ui/render/text"
	"edov/ui/store"
)

type importFlags struct {
	name, product string
	yes, ask      bool
}

func (p *Program) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use: "import FILE...", Short: "Save the connection that an .env or configuration file describes",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("edov connections import needs at least one file",
					"for example: edov connections import .env.local .env")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return p.importEnv(c.Context(), args, &f) },
	}
	s := c.Flags()
	s.StringVar(&f.name, "name", "", "`NAME` of the connection (default: from the product)")
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` it is for (default: from the variables)")
	addYes(c, &f.yes)
	addAsk(c, &f.ask)
	return c
}

// maxEnvFile bounds an .env file.
const maxEnvFile = 256 << 10

func (p *Program) importEnv(ctx context.Context, paths []string, f *importFlags) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if f.name != "" {
		if err := store.ValidName(f.name); err != nil {
			return usageError("--name: "+err.Error(), nameHint(f.product))
		}
	}
	if f.product, err = knownProduct(f.product); err != nil {
		return err
	}
	values, err := p.readEnvFiles(ctx, paths)
	if err != nil {
		return err
	}
	connection, found, err := envfile.Connection(&values, f.product)
	if no := (*envfile.Refusal)(nil); errors.As(err, &no) {
		err := usageError(no.What, append(no.Hints, "enter the values yourself: edov connections add NAME --client-id ID")...)
		if len(paths) == 1 {
			err = ofInput(paths, err)
		}
		return err
	}
	for _, note := range values.Notes() {
		p.say("note: %s", note)
	}
	entries, err := st.List()
	if err != nil {
		return unfinished(err.Error())
	}
	if connection.Name = f.name; f.name == "" {
		connection.Name = store.SuggestName(connection, store.Names(entries))
	}
	connection = p.trimmed(connection)
	if err := p.showFound(found); err != nil {
		return err
	}
	if err := oneTenant(found); err != nil {
		return err
	}
	if err := p.checkImport(connection, entries); err != nil {
		return err
	}
	if err := p.showImport(connection, f.ask); err != nil {
		return err
	}
	if ok, err := p.sure(ctx, "Save it as "+connection.Name+"?", f.yes); !ok {
		return err
	}
	saved := &store.Saved{Connection: connection, SecretFrom: store.SecretKeyring}
	if f.ask {
		saved.SecretFrom = store.SecretAsk
	}
	return p.keep(ctx, st, saved, connection.Secret)
}

// trimmed removes the quotes and white space around the values of a file, and says so: the product that reads the
// same file may not remove them.
func (p *Program) trimmed(c flow.Connection) flow.Connection {
	for _, fault := range c.FaultsGiven() {
		if fault.Trimmed {
			p.say("note: %s: %s, which edov left out; a product that reads the file as it is sends them too",
				fault.Field, fault.Problem)
		}
	}
	return c.Trimmed()
}

// checkImport refuses a connection that could not be saved, and notes what may be a
// surprise.
func (p *Program) checkImport(c flow.Connection, entries []store.Entry) error {
	if c.ClientID == "" {
		return usageError("none of the variables is a client ID, so there is nothing to save",
			"edov connections add NAME --client-id ID")
	}
	checked := c
	checked.Public = c.Secret.IsZero() // the secret may be asked for later
	if faults := checked.Validate(); len(faults) > 0 {
		for i := range faults {
			faults[i].HoldsSecret = false // it stands in a file for secrets, and was not typed
		}
		return faultsError(faults)
	}
	if !c.Secret.IsZero() && c.Secret.Shape() == "odd" {
		p.say("note: the secret may be a placeholder: a secret's Value has about 40 characters")
	}
	for _, e := range entries {
		if e.Err == nil && strings.EqualFold(e.Saved.Connection.ClientID, c.ClientID) {
			p.say("note: %s is for the same app; to change it, run edov connections edit %s", e.Name, e.Name)
		}
	}
	return nil
}

// oneTenant refuses two tenants for one app: common, which stands for none, would be a third.
func oneTenant(found []envfile.Found) error {
	for _, f := range found {
		if f.Rival != "" {
			return usageError(f.Name+" and "+f.Rival+" name different tenants, so nothing was saved",
				"remove the one that your app does not use, or enter the values yourself: "+
					"edov connections add NAME --client-id ID --tenant TENANT")
		}
	}
	return nil
}

// readEnvFiles joins files. If several have a variable of an app, the first with a value counts.
func (p *Program) readEnvFiles(ctx context.Context, paths []string) (envfile.Values, error) {
	var joined envfile.Values
	for _, path := range paths {
		data, err := p.readNamed(ctx, theInput, path, maxEnvFile)
		var values envfile.Values
		if err == nil {
			if err := otherThanSettings(path, data); err != nil {
				return joined, err
			}
			values, err = envfile.Parse(data)
		}
		if err != nil {
			return joined, usageError(quoted(path) + ": " + err.Error())
		}
		joined.Join(&values)
	}
	return joined, nil
}

// otherThanSettings says what a file is that belongs to another command; nil: it may be settings.
func otherThanSettings(path string, data []byte) error {
	if appreg.LooksLike(data) {
		return usageError(quoted(path)+" is an app registration", "edov app FILE checks it")
	}
	if v, err := strictjson.Parse(data, strictjson.Document); err == nil && appreg.IsNewPrincipal(v) {
		return usageError(quoted(path)+" is what az wrote for a new client secret, and no file that a product reads",
			"edov connections add NAME --client-id ID --tenant TENANT --secret-file FILE, with the password alone in FILE")
	}
	return nil
}

// showFound prints the variables that were found.
func (p *Program) showFound(found []envfile.Found) error {
	rows := [][]string{{"found"}}
	for _, f := range found {
		rows = append(rows, []string{"  " + f.Name, f.Shown + " (" + f.About + ")"})
	}
	return p.show(&output{}, forms{text: func(w io.Writer, s text.Style) error {
		return text.Table(w, []int{44}, rows, s)
	}})
}

// showImport prints what would be saved.
func (p *Program) showImport(c flow.Connection, ask bool) error {
	secret, tenant := "asked for each time", c.Tenant
	if tenant == "" {
		tenant = "common, a default that is not from the file"
	}
	switch {
	case c.Public:
		secret = "none: MSAL in a browser is a public client"
	case c.Secret.IsZero():
		secret = "not found; asked for each time"
	case !ask:
		secret = "in the keyring if there is one, otherwise asked for each time"
	}
	facts := [][2]string{
		{"name", c.Name},
		{"client ID", c.ClientID},
		{"cloud", string(c.Cloud)},
		{"tenant", tenant},
		{"product", c.Product},
		{"product redirect URI", c.ProductRedirectURI},
		{"publishable key", c.PublishableKey},
		{"secret", secret},
	}
	return p.show(&output{}, forms{text: func(w io.Writer, s text.Style) error {
		if _, err := io.WriteString(w, "to be saved\n"); err != nil {
			return err
		}
		return text.Facts(w, "  ", 20, facts, s)
	}})
}
