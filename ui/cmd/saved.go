package cmd

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"edov/flow"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// savedConnection loads the connection that a flag or EDOV_CONNECTION names; nil if
// neither does. It says which one it is if the name was not typed, and notes what may
// be a surprise.
func (p *Program) savedConnection(name string) (*store.Saved, error) {
	fromEnv := name == ""
	if name = cmp.Or(name, p.getenv("EDOV_CONNECTION")); name == "" {
		return nil, nil
	}
	st, err := p.store()
	if err != nil {
		return nil, usageError(err.Error())
	}
	saved, err := p.loadFrom(st, name)
	if err != nil {
		return nil, err
	}
	if fromEnv {
		p.say("connection %s (EDOV_CONNECTION)", name)
	}
	if err := st.Touch(name); err != nil {
		p.say("note: %s", err)
	}
	p.warnOfExpiry(saved)
	return saved, nil
}

// savedFor is savedConnection for a command that may name another app by its client ID.
// The connection of EDOV_CONNECTION is then not used, and neither is its secret.
func (p *Program) savedFor(name, clientID string) (*store.Saved, error) {
	saved, err := p.savedConnection(name)
	if err != nil || saved == nil || clientID == "" || strings.EqualFold(clientID, saved.Connection.ClientID) {
		return saved, err
	}
	if name != "" {
		return nil, usageError("--client-id and --connection are for different apps", "use one of them")
	}
	p.say("note: it isn't used, because --client-id is for another app")
	return nil, nil
}

// warnOfExpiry warns before a secret expires, and after.
func (p *Program) warnOfExpiry(saved *store.Saved) {
	if saved.Connection.Public {
		return
	}
	end := saved.Connection.SecretExpires
	stands := "the client secret of " + saved.Connection.Name + " " + secret.Expiry(p.now(), end)
	switch secret.SecretEnd(end, p.now(), secret.Thresholds{}) {
	case secret.StateExpired:
		p.say("note: %s: sign-ins fail", stands)
	case secret.StateEnding:
		p.say("note: %s", stands)
	default:
		return
	}
	p.say("  hint: edov guide rotate shows how to replace it without downtime")
}

// secretOf is the client secret: from where the flags say, or else from where the saved
// connection says, or else typed by you.
func (p *Program) secretOf(
	ctx context.Context, f *secretFlags, saved *store.Saved, c flow.Connection,
) (flow.Secret, error) {
	switch {
	case c.Public:
		return p.readSecret(ctx, f) // Validate refuses one that is given
	case saved == nil || f.count() > 0:
		return p.readOrAsk(ctx, f)
	case saved.SecretFrom == store.SecretCommand:
		return p.secretFromCommand(ctx, saved.Command)
	case saved.SecretFrom == store.SecretKeyring:
		return p.secretFromKeyring(ctx, saved.Connection.Name)
	}
	return p.readOrAsk(ctx, f)
}

// secretFromKeyring reads the secret from the keyring, or asks for it if that fails.
func (p *Program) secretFromKeyring(ctx context.Context, name string) (flow.Secret, error) {
	st, err := p.openStore()
	if err != nil {
		return flow.Secret{}, err
	}
	secret, err := st.Secret(ctx, name)
	var k *store.KeyringError
	switch {
	case err == nil:
		return secret, nil
	case isTerminal(p.Stdin):
		p.say("note: %s", err)
		return p.askSecret(ctx)
	case errors.As(err, &k) && k.Kind == store.KeyringNotFound:
		return secret, unfinished(err.Error(), "save one with edov connections edit "+name+
			" --secret-file FILE, or use --secret-file, --secret-env or --secret-stdin")
	}
	return secret, unfinished(err.Error(), "use --secret-file, --secret-env, --secret-stdin or --secret-command")
}

// secretFromCommand runs the program that prints the secret. It has the terminal, so that
// it can ask you to unlock it.
func (p *Program) secretFromCommand(ctx context.Context, argv []string) (flow.Secret, error) {
	var stdin io.Reader
	if isTerminal(p.Stdin) {
		stdin = p.Stdin
	}
	p.say("getting the client secret from %s", filepath.Base(argv[0]))
	secret, err := store.RunCommand(ctx, argv, stdin, p.Stderr, os.Environ())
	if err != nil {
		return secret, unfinished(err.Error(), "run the command by itself; it must print the secret and nothing else")
	}
	return secret, nil
}

// keepRun saves the report of a run, and what it shows for the setup guide. A failure
// to do so is only noted: the run itself is fine.
func (p *Program) keepRun(key string, r *report.Report, noHistory bool) {
	if key == "" || noHistory || p.isOn("EDOV_NO_HISTORY") {
		return
	}
	st, err := p.store()
	if err == nil {
		_, err = st.AddReport(key, r)
	}
	if err != nil {
		p.say("note: the report wasn't saved: %s", err)
		return
	}
	if key != store.PracticeKey && r.Request.TrustAuthority {
		return // a test server proves nothing about the app at Microsoft
	}
	if _, err := st.UpdateProgress(key, func(way *guide.Progress) { way.Observe(r) }); err != nil {
		p.say("note: the setup guide wasn't updated: %s", err)
	}
}

// keyOf is the name under which the reports of a saved connection are saved; empty for
// any other connection, whose reports are not.
func keyOf(saved *store.Saved) string {
	if saved == nil {
		return ""
	}
	return saved.Connection.Name
}
