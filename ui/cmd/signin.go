package cmd

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/jsonout"
	"edov/inspect/check"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/files"
)

func (p Program) signinCommand() *cobra.Command {
	var f connectionFlags
	var o output
	c := &cobra.Command{
		Use:   "signin",
		Short: "sign in as your app would, and judge what comes back",
		Long: `signin signs you in at Microsoft as the app registration would, redeems the
code, verifies the tokens and says what is wrong.

Before the first time, add the redirect URI to the registration: App
registrations > your app > ` + portal.Fill("{portal:redirect-web}") + `,
with http://localhost:8400/callback. Remove it when you are done.

The client secret is asked for without being shown, or comes from --secret-file,
--secret-env, --secret-stdin or --secret-command. There is no flag that takes
its value. With --connection NAME (or EDOV_CONNECTION) it comes from where the
saved connection keeps it: see edov connections.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return p.signin(c.Context(), &f, &o, c.Flags().Changed) },
	}
	f.add(c)
	o.add(c)
	return c
}

func (p Program) signin(ctx context.Context, f *connectionFlags, o *output, given func(string) bool) error {
	if err := checkFiles(o, f.save); err != nil {
		return err
	}
	saved, err := p.savedFor(f.name, f.clientID)
	if err != nil {
		return err
	}
	connection, err := f.connection()
	if saved != nil {
		connection, err = f.over(saved.Connection, given)
	}
	if err != nil {
		return err
	}
	env, err := p.network(f.caFile)
	if err != nil {
		return err
	}
	if connection.Secret, err = p.secretOf(ctx, &f.secret, saved, connection); err != nil {
		return err
	}
	if connection, err = p.offerTrim(ctx, connection); err != nil {
		return err
	}
	faults := connection.Validate()
	if f.me {
		faults = append(faults, connection.ValidateMe()...)
	}
	if len(faults) > 0 {
		return faultsError(faults)
	}
	app, err := p.registrationOf(ctx, f.app, env, connection)
	if err != nil {
		return err
	}
	p.tellRegistration(connection)
	env.Browser = browserOf(env, f.browser)
	key := keyOf(saved)
	if f.noHistory {
		key = ""
	}
	return p.runSignIn(ctx, env, connection, o, f.save, flow.SignInOptions{
		Timeout: f.timeout, NoBrowser: f.browser == "none", Paste: p.pastes(ctx, f), Me: f.me,
	}, app, key)
}

// pastes reads pastes from a terminal that the secret does not come from.
func (p Program) pastes(ctx context.Context, f *connectionFlags) <-chan string {
	if f.secret.stdin || !isTerminal(p.Stdin) {
		return nil
	}
	return readPastes(ctx, p.Stdin)
}

// tellRegistration says what must be registered before anything is opened.
func (p Program) tellRegistration(c flow.Connection) {
	place := portal.Fill("{portal:redirect-web}")
	if c.Public {
		place = portal.Fill("{portal:redirect-native}")
	}
	redirect := c.RedirectURI
	if redirect == "" {
		redirect = flow.DefaultRedirectURI
	}
	p.say("the app registration needs App registrations > your app > %s: %s", place, redirect)
	for _, port := range c.FallbackPorts {
		if u, err := url.Parse(redirect); err == nil {
			u.Host = net.JoinHostPort(u.Hostname(), strconv.Itoa(port))
			p.say("and, in case that port is taken: %s", u)
		}
	}
}

// network makes the HTTP side of a run, with further certificates if asked.
func (p Program) network(caFile string) (flow.Env, error) {
	env := p.Env
	if env.Observe == nil {
		env.Observe = p.tellWait
	}
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if path := p.getenv(name); path != "" {
			if _, err := os.Stat(path); err != nil {
				p.say("note: %s names a file or folder that cannot be opened; the system's certificates may be missing", name)
			}
		}
	}
	if caFile == "" {
		return env, nil
	}
	pem, err := files.Read(caFile, 1<<20)
	if err != nil {
		return env, usageError("--ca-file: "+err.Error(), "give a file of PEM certificates")
	}
	if env.HTTP, err = flow.Transport(pem); err != nil {
		return env, usageError("--ca-file: "+err.Error(), "give a file of PEM certificates")
	}
	return env, nil
}

// browserOf chooses how the browser is opened; nil leaves it to flow.
func browserOf(env flow.Env, command string) func(context.Context, string) (string, error) {
	if env.Browser != nil && command == "auto" {
		return env.Browser
	}
	return func(ctx context.Context, url string) (string, error) { return flow.OpenBrowser(ctx, env, command, url) }
}

// registrationReader adds the app registration to a finished sign-in, so that
// both are judged together.
type registrationReader func(ctx context.Context, s *flow.Session)

// judgedSignIn signs in with progress on stderr, and judges.
func (p Program) judgedSignIn(ctx context.Context, env flow.Env, c flow.Connection, o *output, opts flow.SignInOptions, app registrationReader) (*flow.Session, *report.Report) {
	g := &progress{
		p: p, around: flow.DetectSurroundings(env), server: c.Server(),
		paste: opts.Paste != nil && isTerminal(p.Stdin), verbose: o.verbose,
	}
	opts.Observe, opts.Program = g.observe, p.name()
	session := flow.SignIn(ctx, env, c, opts)
	if app != nil && ctx.Err() == nil {
		app(ctx, session)
	}
	return session, check.Judge(session, session.EndedAt, secret.Thresholds{})
}

// runSignIn is what signin and demo share: sign in, save, judge, show. key is
// the name to keep the report under; empty keeps none.
func (p Program) runSignIn(ctx context.Context, env flow.Env, c flow.Connection, o *output, save string, opts flow.SignInOptions, app registrationReader, key string) error {
	session, report := p.judgedSignIn(ctx, env, c, o, opts, app)
	p.tellRegistrationProblem(session)
	p.keepRun(key, report, false)
	notSaved := p.saveSession(session, save, o.force)
	err := p.report(o, report)
	if notSaved != nil {
		return notSaved
	}
	if code := failureCode(session.Failure); code != ExitClean {
		if own := (*exitError)(nil); errors.As(err, &own) {
			code = own.code // the report knows of more
		}
		e := &exitError{code: code, what: session.Failure.Summary, hints: []string{session.Failure.Hint}}
		if e.what == "" {
			e.what = "the sign-in could not be finished"
		}
		return e
	}
	return err
}

// saveSession keeps a session if asked. That it cannot is no reason to lose the
// report, so the caller tells it afterwards.
func (p Program) saveSession(s *flow.Session, path string, force bool) error {
	if path == "" {
		return nil
	}
	data, err := jsonout.Indented(s)
	if err != nil {
		return unfinished("the session could not be written as JSON")
	}
	if err := writeFile(path, data, force); err != nil {
		return err
	}
	p.say("the session is in %s", path)
	return nil
}

// failureCode says whether an attempt could not be finished for reasons that
// are not Microsoft's answer.
func failureCode(f *flow.Failure) int {
	switch {
	case f == nil:
		return ExitClean
	case f.Stage == flow.StageConnection:
		return ExitUsage
	case f.Unfinished():
		return ExitUnfinished
	}
	return ExitClean
}

// checkFiles refuses bad output flags and files that exist before anybody has
// to sign in.
func checkFiles(o *output, save string) error {
	if err := o.check(); err != nil {
		return err
	}
	if save == "" {
		return nil
	}
	if o.file != "" && filepath.Clean(save) == filepath.Clean(o.file) {
		return usageError("--save and --output name the same file", "give them different names")
	}
	return checkTarget(save, o.force)
}
