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

// connectionFields are the parts of a connection that flags set: a flag that is
// given wins over the saved connection.
var connectionFields = []struct {
	flags []string
	copy  func(to, from *flow.Connection)
}{
	{[]string{"client-id"}, func(to, from *flow.Connection) { to.ClientID = from.ClientID }},
	{[]string{"tenant"}, func(to, from *flow.Connection) { to.Tenant = from.Tenant }},
	{[]string{"cloud"}, func(to, from *flow.Connection) { to.Cloud = from.Cloud }},
	{[]string{"public"}, func(to, from *flow.Connection) { to.Public = from.Public }},
	{[]string{"secret-expires"}, func(to, from *flow.Connection) { to.SecretExpires = from.SecretExpires }},
	{[]string{"port", "redirect-uri"}, func(to, from *flow.Connection) { to.RedirectURI = from.RedirectURI }},
	{[]string{"fallback-port"}, func(to, from *flow.Connection) { to.FallbackPorts = from.FallbackPorts }},
	{[]string{"response-mode"}, func(to, from *flow.Connection) { to.ResponseMode = from.ResponseMode }},
	{[]string{"scope"}, func(to, from *flow.Connection) { to.Scopes = from.Scopes }},
	{[]string{"prompt"}, func(to, from *flow.Connection) { to.Prompt = from.Prompt }},
	{[]string{"login-hint"}, func(to, from *flow.Connection) { to.LoginHint = from.LoginHint }},
	{[]string{"domain-hint"}, func(to, from *flow.Connection) { to.DomainHint = from.DomainHint }},
	{[]string{"product", "publishable-key"}, func(to, from *flow.Connection) { to.Product = from.Product }},
	{[]string{"product-redirect-uri", "publishable-key"}, func(to, from *flow.Connection) { to.ProductRedirectURI = from.ProductRedirectURI }},
	{[]string{"publishable-key"}, func(to, from *flow.Connection) { to.PublishableKey = from.PublishableKey }},
}

// over lays the flags that were given over a connection.
func (f *connectionFlags) over(base flow.Connection, given func(flag string) bool) (flow.Connection, error) {
	c, err := f.connection()
	if err != nil {
		return c, err
	}
	c.Name = base.Name
	for _, field := range connectionFields {
		any := false
		for i, flag := range field.flags {
			// The key says the product and its redirect URI too, unless it is taken away.
			any = any || given(flag) && (i == 0 || flag != "publishable-key" || f.publishableKey != "")
		}
		if !any {
			field.copy(&c, &base)
		}
	}
	return c, nil
}

// savedConnection loads the connection that a flag or EDOV_CONNECTION names;
// nil when neither does. It tells which it is where nobody typed the name, and
// what may surprise.
func (p Program) savedConnection(name string) (*store.Saved, error) {
	fromEnv := name == ""
	if name = cmp.Or(name, p.getenv("EDOV_CONNECTION")); name == "" {
		return nil, nil
	}
	st, err := p.store()
	if err != nil {
		return nil, usageError(err.Error())
	}
	saved, note, err := st.Load(name)
	p.tellNotes(st)
	if err != nil {
		list, _ := st.List()
		return nil, connectionError(err, list)
	}
	if fromEnv {
		p.say("connection %s (EDOV_CONNECTION)", name)
	}
	if note != "" {
		p.say("note: %s: %s", name, note)
	}
	if err := st.Touch(name); err != nil {
		p.say("note: %s", err)
	}
	p.warnOfExpiry(saved)
	return saved, nil
}

// savedFor is savedConnection for a command that may name another app by its
// client ID: the connection of the environment is not meant then, and its
// secret must not be used.
func (p Program) savedFor(name, clientID string) (*store.Saved, error) {
	saved, err := p.savedConnection(name)
	if err != nil || saved == nil || clientID == "" || strings.EqualFold(clientID, saved.Connection.ClientID) {
		return saved, err
	}
	if name != "" {
		return nil, usageError("--client-id and --connection name two apps", "give one of them")
	}
	p.say("note: it is not used, since --client-id names another app")
	return nil, nil
}

// warnOfExpiry tells that a secret ends soon, while there is time.
func (p Program) warnOfExpiry(saved *store.Saved) {
	if saved.Connection.Public {
		return
	}
	end := saved.Connection.SecretExpires
	last := flow.LastDay(end)
	switch state, days := secret.SecretEnd(end, p.now(), secret.Thresholds{}); state {
	case secret.StateExpired:
		p.say("note: the secret of %s has ended (%s): sign-ins fail", saved.Connection.Name, last)
	case secret.StateEnding:
		p.say("note: the secret of %s ends in %s (%s)", saved.Connection.Name, counted(days, "day"), last)
	default:
		return
	}
	p.say("  hint: edov guide rotate tells how to replace it without an outage")
}

// secretOf gets the client secret: from where the flags say, else from where
// the saved connection keeps it, else from the user.
func (p Program) secretOf(ctx context.Context, f *secretFlags, saved *store.Saved, c flow.Connection) (flow.Secret, error) {
	switch {
	case c.Public:
		return p.readSecret(ctx, f) // one that is given is a fault, which is told later
	case saved == nil || f.count() > 0:
		return p.readOrAsk(ctx, f)
	case saved.SecretFrom == store.SecretCommand:
		return p.secretFromCommand(ctx, saved.Command)
	case saved.SecretFrom == store.SecretKeyring:
		return p.secretFromKeyring(ctx, saved.Connection.Name)
	}
	return p.readOrAsk(ctx, f)
}

// secretFromKeyring asks the keyring, and the user if that does not help.
func (p Program) secretFromKeyring(ctx context.Context, name string) (flow.Secret, error) {
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
		return secret, unfinished(err.Error(), "edov connections edit "+name+" gives it another, or use --secret-file, --secret-env or --secret-stdin")
	}
	return secret, unfinished(err.Error(), "use --secret-file, --secret-env, --secret-stdin or --secret-command")
}

// secretFromCommand asks a program. It has the terminal, so that it can ask the
// user to unlock it.
func (p Program) secretFromCommand(ctx context.Context, argv []string) (flow.Secret, error) {
	var stdin io.Reader
	if isTerminal(p.Stdin) {
		stdin = p.Stdin
	}
	p.say("asking %s for the client secret", filepath.Base(argv[0]))
	secret, err := store.RunCommand(ctx, argv, stdin, p.Stderr, os.Environ())
	if err != nil {
		return secret, unfinished(err.Error(), "try the command by itself; it has to print the secret and nothing else")
	}
	return secret, nil
}

// isOn reports whether a variable of the environment switches something on.
func (p Program) isOn(name string) bool {
	switch strings.ToLower(p.getenv(name)) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// keepRun keeps the report of a run, and what it shows for the guide. That this
// cannot be done is no error of the run.
func (p Program) keepRun(key string, r *report.Report, noHistory bool) {
	if key == "" || noHistory || p.isOn("EDOV_NO_HISTORY") {
		return
	}
	st, err := p.store()
	if err == nil {
		_, err = st.AddReport(key, r)
	}
	if err != nil {
		p.say("note: the report is not kept: %s", err)
		return
	}
	if key != store.PracticeKey && r.Request.TrustAuthority {
		return // what a test server shows says nothing of the app at Microsoft
	}
	if _, err := st.UpdateProgress(key, func(way *guide.Progress) { way.Observe(r) }); err != nil {
		p.say("note: the setup guide does not know of it: %s", err)
	}
}

// keyOf is the name under which the runs of a kept connection are kept; empty
// for one that is not: nobody asked for it to be remembered.
func keyOf(saved *store.Saved) string {
	if saved == nil {
		return ""
	}
	return saved.Connection.Name
}
