package cmd

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
	return p.keepConnection(ctx, st, saved, f, f.secret.count() > 0)
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
	return p.keep(ctx, st, saved, secret)
}

// keep saves a connection and its secret, and says what came of it.
func (p Program) keep(ctx context.Context, st *store.Store, saved *store.Saved, secret flow.Secret) error {
	return p.keepBeside(ctx, st, nil, saved, secret)
}

// keepBeside is keep for a connection that was made of another one.
func (p Program) keepBeside(ctx context.Context, st *store.Store, before, saved *store.Saved, secret flow.Secret) error {
	name := saved.Connection.Name
	note, err := st.KeepBeside(ctx, before, saved, secret)
	if err != nil {
		return keptError(err, name)
	}
	if note != "" {
		p.say("note: %s", note)
		if saved.SecretFrom == store.SecretAsk {
			p.say("  hint: edov connections edit %s --secret-command CMD takes it from a password manager", name)
		}
	}
	p.say("kept: %s, %s", name, p.secretPlace(connectionLineOf(store.Entry{Name: name, Saved: saved})))
	return nil
}

// chooseSource decides where the secret comes from, and gets it if it is to go
// into the keyring.
func (p Program) chooseSource(ctx context.Context, saved *store.Saved, f *keepFlags, newSecret bool) (flow.Secret, error) {
	if err := f.secret.check(); err != nil {
		return flow.Secret{}, err
	}
	switch {
	case saved.Connection.Public && (f.secret.count() > 0 || f.ask):
		return flow.Secret{}, usageError("a public client has no secret", "leave out --public and the secret's flag, or edit it with --public=false")
	case f.ask && f.secret.count() > 0:
		return flow.Secret{}, usageError("--ask-secret keeps no secret, and one was given", "give one of the two")
	case saved.Connection.Public:
		return flow.Secret{}, nil
	case f.secret.givenCommand():
		argv, err := f.secret.argv()
		if err != nil {
			return flow.Secret{}, err
		}
		saved.SecretFrom, saved.Command = store.SecretCommand, argv
		return flow.Secret{}, nil
	case f.ask:
		saved.SecretFrom = store.SecretAsk
		return flow.Secret{}, nil
	case !newSecret && saved.SecretFrom != store.SecretNone:
		return flow.Secret{}, nil // as it is
	}
	secret, err := p.readOrAsk(ctx, &f.secret)
	if err != nil {
		return secret, err
	}
	if secret.IsZero() && (isTerminal(p.Stdin) || f.secret.count() > 0) {
		return secret, usageError("the secret is empty", "--ask-secret asks for it each time, --public is for an app without one")
	}
	saved.SecretFrom = store.SecretKeyring
	return secret, nil
}

// keptError words why a connection could not be kept.
func keptError(err error, name string) error {
	switch {
	case errors.Is(err, store.ErrExists):
		return usageError(err.Error(), "edov connections edit "+name+" changes it, edov connections remove "+name+" forgets it")
	case errors.Is(err, store.ErrChanged):
		return unfinished(err.Error(), "look at it, then try again: edov connections show "+name)
	case errors.Is(err, store.ErrHoldsSecret):
		return usageError(err.Error(), "a secret goes into --secret-file, --secret-env or --secret-stdin; --secret-command takes the program that prints it", "if it was a real secret, make a new one: this one may be in the shell's history now")
	}
	return unfinished(err.Error())
}
