package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/visible"
	"edov/ui/store"
)

// keepFlags are the flags of the commands that save a connection.
type keepFlags struct {
	connectionFlags
	ask bool
}

func (f *keepFlags) add(c *cobra.Command) {
	f.addConnection(c)
	addAsk(c, &f.ask)
}

func addAsk(c *cobra.Command, ask *bool) {
	c.Flags().BoolVar(ask, "ask-secret", false, "don't save the secret: ask for it each time")
}

func addYes(c *cobra.Command, yes *bool) {
	c.Flags().BoolVarP(yes, "yes", "y", false, "don't ask for confirmation")
}

// openStore is the store, for commands that can do nothing without it.
func (p *Program) openStore() (*store.Store, error) {
	st, err := p.store()
	if err != nil {
		return nil, unfinished(err.Error(), "set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME, to folders of your own")
	}
	return st, nil
}

// load reads a connection; its error names those that exist.
func (p *Program) load(name string) (*store.Store, *store.Saved, error) {
	st, err := p.openStore()
	if err != nil {
		return nil, nil, err
	}
	saved, err := p.loadFrom(st, name)
	return st, saved, err
}

func (p *Program) loadFrom(st *store.Store, name string) (*store.Saved, error) {
	saved, note, err := st.Load(name)
	p.tellNotes(st)
	if err != nil {
		list, _ := st.List()
		return nil, connectionError(err, list)
	}
	if note != "" {
		p.say("note: %s: %s", name, note)
	}
	return saved, nil
}

// keepConnection checks a connection and saves it, with its secret where possible. With
// newSecret, the secret is read from where the flags say, or asked for.
func (p *Program) keepConnection(
	ctx context.Context, st *store.Store, saved *store.Saved, f *keepFlags, newSecret bool,
) error {
	secret, err := p.chooseSource(ctx, st, saved, f, newSecret)
	if err != nil {
		return err
	}
	checked := saved.Connection
	if checked.Secret = secret; secret.IsZero() {
		checked.Public = true // a secret that is somewhere else is not checked
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

// keep saves a connection and its secret, and reports the outcome.
func (p *Program) keep(ctx context.Context, st *store.Store, saved *store.Saved, secret flow.Secret) error {
	return p.keepBeside(ctx, st, nil, saved, secret)
}

// keepBeside is keep for a connection that was made from another one.
func (p *Program) keepBeside(
	ctx context.Context, st *store.Store, before, saved *store.Saved, secret flow.Secret,
) error {
	name := saved.Connection.Name
	note, err := st.KeepBeside(ctx, before, saved, secret)
	if err != nil {
		return keptError(err, name)
	}
	if note != "" {
		p.say("note: %s", note)
		if saved.SecretFrom == store.SecretAsk {
			p.say("  hint: to use a password manager: edov connections edit %s --secret-command CMD", name)
		}
	}
	p.say("saved %s; secret: %s", name, p.secretPlace(connectionLineOf(store.Entry{Name: name, Saved: saved})))
	return nil
}

// chooseSource decides where the secret comes from, and reads it if it goes into the
// keyring.
func (p *Program) chooseSource(
	ctx context.Context, st *store.Store, saved *store.Saved, f *keepFlags, newSecret bool,
) (flow.Secret, error) {
	none := flow.Secret{}
	if err := f.secret.check(); err != nil {
		return none, err
	}
	given := f.secret.count() > 0
	switch {
	case saved.Connection.Public && (given || f.ask):
		return none, usageError("a public client has no secret",
			"leave out --public and the flag of the secret, or edit the connection with --public=false")
	case f.ask && given:
		return none, usageError("--ask-secret saves no secret, but one was given", "use one of the two")
	case saved.Connection.Public:
		return none, nil
	case f.secret.givenCommand():
		argv, err := f.secret.argv()
		if err != nil {
			return none, err
		}
		saved.SecretFrom, saved.Command = store.SecretCommand, argv
		return none, nil
	case f.ask:
		saved.SecretFrom = store.SecretAsk
		return none, nil
	case !newSecret && saved.SecretFrom != store.SecretNone:
		return none, nil // it stays where it is
	case !given && isTerminal(p.Stdin) && !p.canKeep(ctx, st):
		saved.SecretFrom = store.SecretAsk
		return none, nil
	}
	secret, err := p.readOrAsk(ctx, &f.secret)
	if err != nil {
		return secret, err
	}
	if secret.IsZero() && (isTerminal(p.Stdin) || given) {
		return secret, usageError("the secret is empty",
			"use --ask-secret to be asked each time, or --public for an app without a secret")
	}
	saved.SecretFrom = store.SecretKeyring
	return secret, nil
}

// canKeep asks the keyring, before a secret is asked for that it could not take: Microsoft shows a secret once, and who
// typed it here would take it for kept.
func (p *Program) canKeep(ctx context.Context, st *store.Store) bool {
	err := st.AskKeyring(ctx)
	if err != nil {
		p.say("note: %s, so the secret is not asked for now: edov can't keep it, and will ask each time", err)
		p.say("  hint: keep its Value in a password manager, and name the program that prints it: --secret-command CMD")
	}
	return err == nil
}

// keptError says why a connection couldn't be saved.
func keptError(err error, name string) error {
	switch {
	case errors.Is(err, store.ErrExists):
		return usageError(err.Error(), "change it with edov connections edit "+name+
			", or delete it with edov connections remove "+name)
	case errors.Is(err, store.ErrChanged):
		return unfinished(err.Error(), "review it, then try again: edov connections show "+name)
	case errors.Is(err, store.ErrGone):
		return unfinished(err.Error(), "make it anew: edov connections add "+name)
	case errors.Is(err, store.ErrHoldsSecret):
		return usageError(err.Error(),
			"use --secret-file, --secret-env or --secret-stdin for a secret, "+
				"and --secret-command for the program that prints it",
			replaceTyped)
	}
	return unfinished(err.Error())
}

// sure asks for confirmation before something is lost. Without a terminal to ask on,
// --yes is needed.
func (p *Program) sure(ctx context.Context, question string, yes bool) (bool, error) {
	if yes {
		return true, nil
	}
	if !isTerminal(p.Stdin) {
		return false, usageError("this needs your confirmation, and there is no terminal to ask on", "add --yes")
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

// listed are names in a sentence.
func listed(names []string) string { return strings.Join(names, ", ") }
