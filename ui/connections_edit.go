package ui

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/ui/store"
)

// keepFlags say how a connection is kept.
type keepFlags struct {
	connectionFlags
	ask bool
}

func (f *keepFlags) add(c *cobra.Command) {
	f.addConnection(c)
	c.Flags().BoolVar(&f.ask, "ask-secret", false, "do not keep the secret: ask for it each time")
}

func (p Program) addConnectionCommand() *cobra.Command {
	var f keepFlags
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "keep a connection",
		Long: `add keeps a connection under a name. The client secret is asked for without
being shown, or comes from --secret-file, --secret-env or --secret-stdin, and goes
into your system's keyring. With --secret-command nothing is kept but the command;
with --ask-secret the secret is asked for each time.`,
		Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error { return p.addConnection(c.Context(), args[0], &f) },
	}
	f.add(c)
	return c
}

func (p Program) addConnection(ctx context.Context, name string, f *keepFlags) error {
	st, err := p.openStore()
	if err != nil {
		return err
	}
	if err := store.ValidName(name); err != nil {
		return usageError(err.Error(), "use a name such as clerk-production")
	}
	connection, err := f.connection()
	if err != nil {
		return err
	}
	saved := &store.Saved{Connection: connection}
	saved.Connection.Name = name
	return p.keepConnection(ctx, st, saved, f, true)
}

func (p Program) editConnectionCommand() *cobra.Command {
	var f keepFlags
	c := &cobra.Command{
		Use:   "edit NAME",
		Short: "change a connection: only what the flags say",
		Long: `edit changes what its flags say and leaves the rest. To replace the secret, give
--secret-file, --secret-env, --secret-stdin or --secret-command, and its end with
--secret-expires.`,
		Args: exactlyOne("name"),
		RunE: func(c *cobra.Command, args []string) error {
			return p.editConnection(c.Context(), args[0], &f, c.Flags().Changed)
		},
	}
	f.add(c)
	return c
}

func (p Program) editConnection(ctx context.Context, name string, f *keepFlags, given func(string) bool) error {
	st, saved, err := p.load(name)
	if err != nil {
		return err
	}
	if saved.Connection, err = f.over(saved.Connection, given); err != nil {
		return err
	}
	return p.keepConnection(ctx, st, saved, f, f.secretFile != "" || f.secretEnv != "" || f.secretStdin)
}

// keepConnection checks a connection, keeps its secret where that is possible,
// and saves it. newSecret asks for the secret or takes it from where the flags
// say.
func (p Program) keepConnection(ctx context.Context, st *store.Store, saved *store.Saved, f *keepFlags, newSecret bool) error {
	secret, err := p.chooseSource(ctx, saved, f, newSecret)
	if err != nil {
		return err
	}
	checked := saved.Connection
	if checked.Secret = secret; secret.IsZero() {
		checked.Public = true // what is kept elsewhere is not looked at
	}
	if checked, err = p.offerTrim(ctx, checked); err != nil {
		return err
	}
	saved.Connection.ClientID, saved.Connection.Tenant, secret = checked.ClientID, checked.Tenant, checked.Secret
	if faults := checked.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	saved.Connection = publicCopy(saved.Connection)
	if saved.SecretFrom == store.SecretKeyring && !secret.IsZero() {
		return p.saveWith(ctx, st, saved, secret)
	}
	return p.saveAs(st, saved, saved.SecretFrom)
}

// saveWith saves a connection and gives its secret to the keyring; without one
// the secret is asked for each time. The connection comes first: a secret of one
// that could not be kept would stay behind.
func (p Program) saveWith(ctx context.Context, st *store.Store, saved *store.Saved, secret flow.Secret) error {
	switch {
	case saved.Connection.Public:
		return p.saveAs(st, saved, store.SecretNone)
	case secret.IsZero():
		return p.saveAs(st, saved, store.SecretAsk)
	}
	saved.SecretFrom, saved.Command = store.SecretAsk, nil
	if err := st.Save(saved); err != nil {
		return keptError(err, saved.Connection.Name)
	}
	from := store.SecretKeyring
	if err := st.SetSecret(ctx, saved.Connection.Name, secret); err != nil {
		p.say("note: %s; the secret is not kept and will be asked for each time", err)
		from = store.SecretAsk
	}
	return p.saveAs(st, saved, from)
}

func (p Program) saveAs(st *store.Store, saved *store.Saved, from store.SecretSource) error {
	name := saved.Connection.Name
	if saved.SecretFrom = from; from != store.SecretCommand {
		saved.Command = nil
	}
	if err := st.Save(saved); err != nil {
		return keptError(err, name)
	}
	p.say("kept: %s, %s", name, p.secretPlace(connectionLineOf(store.Entry{Name: name, Saved: saved})))
	return nil
}

// chooseSource decides where the secret comes from, and gets it if it is to go
// into the keyring.
func (p Program) chooseSource(ctx context.Context, saved *store.Saved, f *keepFlags, newSecret bool) (flow.Secret, error) {
	switch {
	case saved.Connection.Public:
		saved.SecretFrom, saved.Command = store.SecretNone, nil
		return flow.Secret{}, nil
	case f.secretCommand != "":
		argv, err := store.SplitCommand(f.secretCommand)
		if err != nil {
			return flow.Secret{}, usageError("--secret-command: " + err.Error())
		}
		saved.SecretFrom, saved.Command = store.SecretCommand, argv
		return flow.Secret{}, nil
	case f.ask:
		saved.SecretFrom, saved.Command = store.SecretAsk, nil
		return flow.Secret{}, nil
	case !newSecret && saved.SecretFrom != store.SecretNone:
		return flow.Secret{}, nil // as it is
	}
	secret, err := p.readSecret(ctx, &f.connectionFlags)
	if err != nil {
		return secret, err
	}
	saved.SecretFrom, saved.Command = store.SecretKeyring, nil
	if secret.IsZero() {
		if isTerminal(p.Stdin) {
			return secret, usageError("no secret was typed", "--ask-secret asks for it each time, --public is for an app without one")
		}
		saved.SecretFrom = store.SecretAsk
	}
	return secret, nil
}

// keptError words why a connection could not be kept.
func keptError(err error, name string) error {
	switch {
	case errors.Is(err, store.ErrExists):
		return usageError(err.Error(), "edov connections edit "+name+" changes it, edov connections remove "+name+" forgets it")
	case errors.Is(err, store.ErrChanged):
		return unfinished(err.Error(), "look at it: edov connections show "+name)
	}
	return unfinished(err.Error())
}
