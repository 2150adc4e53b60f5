package cmd

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/browser"
	"edov/flow/jsonout"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/uri"
	"edov/ui/provision"
)

func (p *Program) signinCommand() *cobra.Command {
	var f connectionFlags
	var o output
	c := &cobra.Command{
		Use: "signin", Short: "Sign in as your app would, and check the result", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.signin(c.Context(), &f, &o, setByUser(c.Flags()))
		},
	}
	f.add(c)
	o.add(c)
	return c
}

func (p *Program) signin(ctx context.Context, f *connectionFlags, o *output, given func(string) bool) error {
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
	env, err := p.network(ctx, f.caFile)
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
	opts := flow.SignInOptions{
		Timeout: f.timeout, NoBrowser: f.browser == "none", Paste: p.pastes(ctx), Me: f.me,
	}
	return p.runSignIn(ctx, env, signInRun{connection, opts, app, f.save, key, false}, o)
}

// pastes reads pastes from the terminal, unless standard input held the secret.
func (p *Program) pastes(ctx context.Context) <-chan string {
	if p.isStdinTaken() || !isTerminal(p.Stdin) {
		return nil
	}
	return readPastes(ctx, p.Stdin)
}

// tellRegistration says which redirect URIs must be registered, before a browser opens.
func (p *Program) tellRegistration(c flow.Connection) {
	redirect := cmp.Or(c.RedirectURI, flow.DefaultRedirectURI)
	p.say("redirect URI to register: %s", redirect)
	p.say("  in App registrations > your app > %s", uri.RegisterAt(redirect, c.Public))
	for _, port := range c.FallbackPorts {
		if u, err := url.Parse(redirect); err == nil {
			u.Host = net.JoinHostPort(u.Hostname(), strconv.Itoa(port))
			p.say("also, in case that port is in use: %s", u)
		}
	}
}

// network is the world of a run, with additional certificates if there are any.
func (p *Program) network(ctx context.Context, caFile string) (flow.Env, error) {
	env := p.Env
	if env.Observe == nil {
		env.Observe = p.tellWait
	}
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if path := p.getenv(name); path != "" {
			if _, err := os.Stat(path); err != nil {
				p.say("note: %s names a file or folder that can't be opened; the system's certificates may be missing", name)
			}
		}
	}
	if caFile == "" {
		return env, nil
	}
	pem, err := p.readNamed(ctx, "--ca-file", caFile, 1<<20)
	if err == nil {
		env.HTTP, err = flow.Transport(pem)
	}
	if err != nil {
		return env, usageError("--ca-file: "+err.Error(), "use a file of PEM certificates")
	}
	return env, nil
}

// browserOf is how the browser is opened.
func browserOf(env flow.Env, command string) func(context.Context, string) (string, error) {
	if env.Browser != nil && command == "auto" {
		return env.Browser
	}
	return func(ctx context.Context, url string) (string, error) {
		return browser.Open(ctx, env.Getenv, command, url)
	}
}

// registrationReader adds the app registration to a finished sign-in, so that both are
// checked together.
type registrationReader func(ctx context.Context, s *flow.Session)

// judgedSignIn signs in with progress on stderr, and checks the result.
func (p *Program) judgedSignIn(
	ctx context.Context, env flow.Env, c flow.Connection, o *output, opts flow.SignInOptions, app registrationReader,
) (*flow.Session, *report.Report) {
	g := &progress{
		p: p, around: browser.Around(env.Getenv), server: c.Server(),
		paste: opts.Paste != nil && isTerminal(p.Stdin), verbose: o.verbose, byHand: opts.NoBrowser,
	}
	opts.Observe, opts.Program = g.observe, p.name()
	session := flow.SignIn(ctx, env, c, opts)
	if app != nil && ctx.Err() == nil {
		app(ctx, session)
	}
	return session, check.Judge(session, session.EndedAt, secret.Thresholds{})
}

// signInRun is one sign-in of a command.
type signInRun struct {
	connection flow.Connection
	opts       flow.SignInOptions
	app        registrationReader // nil: the app registration is not read
	save       string             // the file of the session; empty: none
	key        string             // the name under which the report is saved; empty: it is not
	awaits     bool               // the registration was changed: claims may need time to come
}

// runSignIn is what signin and demo share: sign in, check, save and show.
func (p *Program) runSignIn(ctx context.Context, env flow.Env, run signInRun, o *output) error {
	signIn := func(ctx context.Context, c flow.Connection) (*flow.Session, *report.Report) {
		opts := run.opts
		if run.awaits && c.Prompt == "none" {
			opts.Timeout = provision.SilentLimit // no person is asked for anything
		}
		return p.judgedSignIn(ctx, env, c, o, opts, run.app)
	}
	var session *flow.Session
	var report *report.Report
	if run.awaits {
		session, report = provision.ProveClaims(ctx, env, run.connection, signIn, func(words string) { p.say("%s", words) })
	} else {
		session, report = signIn(ctx, run.connection)
	}
	p.tellRegistrationProblem(session)
	p.keepRun(run.key, report, false)
	notSaved := p.saveSession(session, run.save, o.force)
	err := p.report(o, report)
	if notSaved != nil {
		return notSaved
	}
	if code := failureCode(session.Failure); code != ExitClean {
		if own := (*exitError)(nil); errors.As(err, &own) {
			code = own.code // the report knows more
		}
		e := &exitError{code: code, what: session.Failure.Summary, hints: []string{session.Failure.Hint}}
		if e.what == "" {
			e.what = "the sign-in couldn't be finished"
		}
		return e
	}
	if run.awaits && provision.OnlyAwaited(report) {
		return stillAwaited(ctx, provision.Awaited(report))
	}
	return err
}

// stillAwaited is how a proof ends in which only claims are missing that the registration asks for.
func stillAwaited(ctx context.Context, claims []string) error {
	what := provision.NotYet(claims) + ": the change is made, and may need more time"
	if ctx.Err() != nil {
		what = "stopped: " + what
	}
	return unfinished(what, "sign in again in some minutes; an account without an email address never has these claims")
}

// saveSession saves a session if --save is given. The caller shows its error after the
// report, which is worth showing anyway.
func (p *Program) saveSession(s *flow.Session, path string, force bool) error {
	if path == "" {
		return nil
	}
	data, err := jsonout.Indented(s)
	if err != nil {
		return unfinished("the session couldn't be written as JSON")
	}
	if err := writeFile(path, data, force); err != nil {
		return err
	}
	p.say("session saved to %s", path)
	return nil
}

// failureCode is the exit code of an attempt that could not be finished; ExitClean if
// Microsoft's response is why, since that is judged.
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

// checkFiles refuses bad output flags and existing files before you have to sign in.
func checkFiles(o *output, save string) error {
	if err := o.check(); err != nil {
		return err
	}
	if save == "" {
		return nil
	}
	if o.file != "" && filepath.Clean(save) == filepath.Clean(o.file) {
		return usageError("--save and --output name the same file", "use different names")
	}
	return checkTarget(save, o.force)
}
