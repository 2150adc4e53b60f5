package cmd

import (
	"cmp"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/text"
)

type secretsFlags struct {
	registrationFlags
	within, expires, name, authority string
	trustAuthority                   bool
	limit                            int
	probe                            bool
}

func (p *Program) secretsCommand() *cobra.Command {
	var f secretsFlags
	var o output
	c := &cobra.Command{
		Use: "secrets [FILE|-]", Short: "Show when client secrets expire; for cron and calendars", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.secrets(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	f.add(c)
	addSaved(c, &f.connection)
	s := c.Flags()
	s.StringVar(&f.within, "within", "30d", "secrets that expire within this many `DAYS` are problems")
	s.IntVar(&f.limit, "limit", 1000, "list at most this many; 0 for all")
	s.StringVar(&f.expires, "expires", "", "the expiry `DATE` of a secret, such as 2027-01-31, instead of a registration")
	s.StringVar(&f.name, "name", "", "a name for that secret")
	s.BoolVar(&f.probe, "probe", false, "ask Microsoft whether the secret is valid; sends it")
	addAuthority(c, &f.authority, &f.trustAuthority)
	o.addForm(c, aSecrets)
	c.AddCommand(p.rotateSecretCommand())
	return c
}

// addAuthority registers the flags that name a test server.
func addAuthority(c *cobra.Command, url *string, trust *bool) {
	c.Flags().StringVar(url, "authority", "", "use the test server at `URL` instead of Microsoft; needs --trust-authority")
	c.Flags().BoolVar(trust, "trust-authority", false, "let the server of --authority see the client secret")
}

// maxDays bounds a number of days.
const maxDays = 1000000

// parseDays reads a number of days, "30" or "30d", weeks "2w", or hours "36h", of which begun days count. There are no
// months: they differ in length, and m is minutes elsewhere.
func parseDays(s string) (int, error) {
	number := strings.ToLower(strings.TrimSpace(s))
	unit := ""
	if i := len(number) - 1; i >= 0 && strings.ContainsRune("hdwm", rune(number[i])) {
		number, unit = strings.TrimSpace(number[:i]), number[i:]
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > maxDays || unit == "m" {
		return 0, usageError("invalid value for --within: "+quoted(s),
			"use a number of days, weeks or hours, such as 30d, 2w or 36h")
	}
	switch unit {
	case "w":
		n *= 7
	case "h":
		n = (n + 23) / 24
	}
	return min(n, maxDays), nil
}

// uses says which flags have an effect. dated is set if only the expiry date of one
// secret is known.
func (f *secretsFlags) uses(dated bool) []flagUse {
	demo := f.demo != ""
	return []flagUse{
		{"live all within limit expires name", !f.probe, "with --probe, which is about one secret", ""},
		{"authority trust-authority", f.probe && !demo, "without --probe, or with --demo", ""},
		{"trust-authority", f.authority != "", "without --authority", ""},
		{"name", dated, "without --expires", ""},
		{
			"all limit " + secretSources, !dated,
			"where only the expiry date of one secret is known", "use an app registration instead",
		},
		{"client-id connection", !demo, "with --demo, which has its own app", ""},
		{secretSources, !demo || !f.probe, "with --probe --demo, which tests the demo's own secret", ""},
		{"client-id", !f.all, "with --all", "use one of them"},
		{"tenant cloud ca-file", f.live || f.probe && !demo, "without --live or --probe", ""},
	}
}

func (p *Program) secrets(
	ctx context.Context, args []string, f *secretsFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	days, err := parseDays(f.within)
	if err != nil {
		return err
	}
	if args, err = f.takeScenario(args); err != nil {
		return err
	}
	noSource := len(args) == 0 && !f.live && f.demo == "" && f.expires == "" && !f.probe
	if f.demo == "" && (f.connection != "" || f.probe) || noSource && isTerminal(p.Stdin) { // a pipe holds a list
		if err := p.takeSaved(&f.registrationFlags); err != nil {
			return err
		}
	}
	ofSaved := f.saved != nil && noSource
	if err := refuseIdle(given, f.uses(f.expires != "" || ofSaved)); err != nil {
		return err
	}
	if f.probe {
		return p.probe(ctx, args, f, o)
	}
	collector := secret.NewCollector(p.now(), days, max(f.limit, 0))
	if ofSaved {
		err = p.savedSecret(f, collector)
	} else {
		err = p.collectSecrets(ctx, args, f, collector)
	}
	if err != nil {
		return err
	}
	report := collector.Report()
	report.Program = p.name()
	return p.secretsReport(o, report)
}

// savedSecret lists the secret of a saved connection, by the expiry date that was entered. Without one, it is a secret
// of which that is not known.
func (p *Program) savedSecret(f *secretsFlags, to *secret.Collector) error {
	c := f.saved.Connection
	if c.Public {
		return usageError(c.Name + " is a public client, which has no secret")
	}
	if c.SecretExpires.IsZero() {
		p.say("note: the expiry date of the secret of %s was never entered", c.Name)
		p.say("  hint: edov connections edit %s --secret-expires DATE", c.Name)
	}
	to.Add(appreg.Typed(c.ClientID, "", cmp.Or(f.name, c.Name), c.SecretExpires))
	return nil
}

// secretsReport writes a list of secrets and returns the error that carries the exit
// code of its verdict.
func (p *Program) secretsReport(o *output, r *secret.Report) error {
	if err := p.showSecrets(o, r); err != nil {
		return err
	}
	var notes []string
	switch o.format { // the other formats have room for remarks
	case "ics":
		notes = r.CalendarNotes()
	case "openmetrics", "csv":
		notes = r.Unread()
	}
	for _, note := range notes {
		p.say("note: %s", note)
	}
	switch v := r.Judge(); {
	case v.Verdict == report.VerdictFail:
		return &exitError{code: ExitProblems}
	case v.Verdict == report.VerdictUnknown && r.Partial:
		return unfinished("the list is incomplete: " + r.Reason)
	case v.Verdict == report.VerdictUnknown:
		return unfinished(v.Headline)
	}
	return nil
}

func (p *Program) showSecrets(o *output, r *secret.Report) error {
	if o.format == "json" {
		data, err := r.JSON()
		if err != nil {
			return unfinished("the list couldn't be written as JSON")
		}
		return p.write(o, data)
	}
	if f, _ := formatNamed(o.format); f.secrets != nil {
		return p.write(o, f.secrets(r))
	}
	return p.show(o, forms{text: func(w io.Writer, s text.Style) error { return text.Secrets(w, r, s) }})
}

// collectSecrets passes the app registrations that the flags name to a collector.
func (p *Program) collectSecrets(ctx context.Context, args []string, f *secretsFlags, to *secret.Collector) error {
	if f.expires != "" {
		return p.typedSecret(args, f, to)
	}
	if err := f.check(args); err != nil {
		return err
	}
	secret, err := p.readSecret(ctx, &f.secret)
	if err != nil {
		return err
	}
	each := func(a *appreg.App) {
		if !secret.IsZero() {
			a.MatchSecret(secret)
		}
		to.Add(a)
	}
	if f.demo != "" || f.live {
		return p.siteSecrets(ctx, f, each, to)
	}
	return ofInput(args, p.streamSecrets(ctx, args, f, each, to))
}

// streamSecrets reads a file or standard input: everything, or only the registration
// that --client-id names, for which it does not matter what else could not be read.
func (p *Program) streamSecrets(
	ctx context.Context, args []string, f *secretsFlags, each func(*appreg.App), to *secret.Collector,
) error {
	stream, source, err := p.openStream(args)
	if err != nil {
		return err
	}
	long := longInput{ReadCloser: stream}
	defer long.Close()
	note := func(what string) { p.say("note: %s", what) }
	listing := appreg.Listing{Each: each, Fault: to.Fault, Note: note, More: to.Stop}
	one := f.clientID != "" && !f.all
	unread := 0
	if one {
		miss := func(string) { unread++ }
		listing = appreg.Listing{Fault: miss, Note: note, More: miss, Each: func(a *appreg.App) {
			if strings.EqualFold(a.AppID.Value, f.clientID) {
				each(a)
			}
		}}
	}
	_, err = untilCancelled(ctx, func() (struct{}, error) {
		return struct{}{}, appreg.Each(&long, source, listing)
	})
	if why := stopped(ctx); why != nil { // the call that was left behind still fills the collector
		return why
	}
	none := to.Report().Registrations == 0
	switch {
	case err != nil && none:
		return usageError(err.Error(), "use a manifest, the output of az ad app list --all, or --expires DATE")
	case err != nil:
		to.Stop(err.Error())
	case one && none && unread > 0:
		return unfinished("no registration with this client ID was found, and the list is incomplete",
			"edov secrets without --client-id says why")
	case one && none:
		return usageError("no registration in the list has this client ID",
			"edov secrets without --client-id lists them all")
	}
	return nil
}

// typedSecret lists the one secret of which only the expiry date is known.
func (p *Program) typedSecret(args []string, f *secretsFlags, to *secret.Collector) error {
	if len(args) > 0 || f.live || f.demo != "" {
		return usageError("--expires replaces the app registration", "leave one of them out")
	}
	end, err := parseDate(f.expires)
	if err != nil {
		return err
	}
	to.Add(appreg.Typed(f.clientID, "", f.name, end))
	return nil
}

// siteSecrets passes on the registrations that live at Microsoft Graph or at the demo tenant.
func (p *Program) siteSecrets(
	ctx context.Context, f *secretsFlags, each func(*appreg.App), to *secret.Collector,
) error {
	site, done, err := p.siteOf(ctx, &f.registrationFlags)
	if err != nil {
		return err
	}
	defer done()
	if site.Demo != nil && !f.all {
		f.clientID = demo.ClientID
	}
	return p.graphSecrets(ctx, f, site.Graph, site.Env, each, to)
}

func (p *Program) graphSecrets(
	ctx context.Context, f *secretsFlags, g flow.Graph, env flow.Env,
	each func(*appreg.App), to *secret.Collector,
) error {
	var failure *flow.Failure
	if f.all {
		failure = g.Applications(ctx, env, each, to.Fault)
	} else {
		var a *appreg.App
		if a, failure = g.Application(ctx, env, f.clientID); failure == nil {
			each(a)
		}
	}
	switch {
	case failure == nil:
	case ctx.Err() != nil || to.Report().Registrations == 0:
		return failureError(failure)
	default:
		to.Stop(failure.Summary)
	}
	return nil
}
