package cmd

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/jsonout"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

type secretsFlags struct {
	registrationFlags
	within, expires, name, authority string
	trustAuthority                   bool
	limit                            int
	probe                            bool
}

func (p Program) secretsCommand() *cobra.Command {
	var f secretsFlags
	var o output
	c := &cobra.Command{
		Use:   "secrets [FILE|-]",
		Short: "when client secrets expire; for cron and calendars",
		Long: `secrets lists client secrets and certificates by their ends, and exits with 1
when one has expired, ends within --within, or is the only one and not valid yet.
It exits with 3 when none has, but the list is incomplete: an entry could not be
read, a secret has no expiry date, passwordCredentials or keyCredentials is left
out, or there are more pages. Exit code 1 wins over 3; what was not read is always
listed.

It reads what edov app reads, lists of any length without holding them, and with
--live --all every registration you may read. Without any access, --expires
takes the date that the portal shows.

  az ad app list --all | edov secrets --within 14d
  edov secrets --expires 2027-01-31 --format ics -o secret.ics
  edov secrets --demo --all

--probe tries a secret without a user, at the app's own tenant; it is the only
thing here that sends the secret to Microsoft.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.secrets(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	f.add(c)
	addSaved(c, &f.connection)
	s := c.Flags()
	s.StringVar(&f.within, "within", "30d", "problems are secrets that end within so many `DAYS`")
	s.IntVar(&f.limit, "limit", 1000, "list so many; 0 for all")
	s.StringVar(&f.expires, "expires", "", "a secret's end `DATE`, 2027-01-31, instead of a registration")
	s.StringVar(&f.name, "name", "", "what to call that secret")
	s.BoolVar(&f.probe, "probe", false, "ask Microsoft whether the secret is right; sends it")
	s.StringVar(&f.authority, "authority", "", "probe at a test server at `URL`; needs --trust-authority")
	s.BoolVar(&f.trustAuthority, "trust-authority", false, "the server of --authority may see the client secret")
	s.StringVar(&o.format, "format", "text", "text, json, markdown, openmetrics or ics")
	s.StringVarP(&o.file, "output", "o", "", "write the result to `FILE`; never overwrites without --force")
	s.BoolVar(&o.force, "force", false, "overwrite existing files")
	s.BoolVar(&o.noColor, "no-color", false, "no colours")
	return c
}

// parseDays reads a number of days: "30" or "30d".
func parseDays(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "d"))
	if err != nil || n < 0 || n > 1000000 {
		return 0, usageError("--within does not take "+quoted(s), "give a number of days such as 30d")
	}
	return n, nil
}

// uses says which flags have an effect. dated holds where only the date of one
// secret is known.
func (f *secretsFlags) uses(dated bool) []flagUse {
	demo := f.demo != ""
	return []flagUse{
		{"live all within limit expires name", !f.probe, "with --probe, which asks about one secret", ""},
		{"authority trust-authority", f.probe && !demo, "without --probe, or with --demo", ""},
		{"trust-authority", f.authority != "", "without --authority", ""},
		{"name", dated, "without --expires", ""},
		{"all limit " + secretSources, !dated, "where only the date of one secret is known", "give a registration instead"},
		{"client-id connection", !demo, "with --demo, which has its own app", ""},
		{secretSources, !demo || !f.probe, "with --probe --demo, which tries the demo's own secret", ""},
		{"client-id", !f.all, "with --all", "give one of them"},
		{"tenant cloud ca-file", f.live || f.probe && !demo, "without --live or --probe", ""},
	}
}

func (p Program) secrets(
	ctx context.Context, args []string, f *secretsFlags, o *output, given func(string) bool,
) error {
	switch o.format {
	case "text", "json", "markdown", "openmetrics", "ics":
	default:
		return usageError("there is no format "+quoted(o.format), "use text, json, markdown, openmetrics or ics")
	}
	days, err := parseDays(f.within)
	if err != nil {
		return err
	}
	if args, err = f.takeScenario(args); err != nil {
		return err
	}
	if o.file != "" {
		if err := checkTarget(o.file, o.force); err != nil {
			return err
		}
	}
	nothingSaid := len(args) == 0 && !f.live && f.demo == "" && f.expires == "" && !f.probe
	if f.demo == "" && (f.connection != "" || f.probe) || nothingSaid && isTerminal(p.Stdin) { // a pipe holds a list
		if err := p.takeSaved(&f.registrationFlags); err != nil {
			return err
		}
	}
	if err := refuseIdle(given, f.uses(f.expires != "" || f.saved != nil && nothingSaid)); err != nil {
		return err
	}
	if f.probe {
		return p.probe(ctx, args, f, o)
	}
	if f.saved != nil && nothingSaid {
		end, name := f.saved.Connection.SecretExpires, f.saved.Connection.Name
		if end.IsZero() {
			return usageError("the end of this connection's secret is not known", "edov connections edit "+name+" --secret-expires DATE")
		}
		f.expires, f.name = end.Format(time.RFC3339), cmp.Or(f.name, name)
	}
	collector := secret.NewCollector(p.now(), days, max(f.limit, 0))
	if err := p.collectSecrets(ctx, args, f, collector); err != nil {
		return err
	}
	report := collector.Report()
	report.Program = p.name()
	return p.secretsReport(o, report)
}

// secretsReport writes a list of secrets and gives the error that carries its
// exit code: that of its verdict.
func (p Program) secretsReport(o *output, r *secret.Report) error {
	data, err := p.renderSecrets(o, r)
	if err != nil {
		return err
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	var notes []string
	switch o.format { // the other forms have room for remarks
	case "ics":
		notes = r.CalendarNotes()
	case "openmetrics":
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

func (p Program) renderSecrets(o *output, r *secret.Report) ([]byte, error) {
	var b bytes.Buffer
	switch o.format {
	case "json":
		data, err := r.JSON()
		if err != nil {
			return nil, unfinished("the list could not be written as JSON")
		}
		return data, nil
	case "markdown":
		return []byte(markdown.Secrets(r)), nil
	case "openmetrics":
		return []byte(r.OpenMetrics()), nil
	case "ics":
		return calendar(r), nil
	}
	err := text.Secrets(&b, r, p.style(p.Stdout, o.noColor || o.file != ""))
	return b.Bytes(), err
}

// collectSecrets hands the registrations that the flags name to a collector.
func (p Program) collectSecrets(ctx context.Context, args []string, f *secretsFlags, to *secret.Collector) error {
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
	each := func(a *flow.AppRegistration) {
		if !secret.IsZero() {
			a.MatchSecret(secret)
		}
		to.Add(a)
	}
	switch {
	case f.demo != "":
		return p.demoSecrets(ctx, f, each, to)
	case f.live:
		g, env, err := p.graph(&f.registrationFlags)
		if err != nil {
			return err
		}
		return p.graphSecrets(ctx, f, g, env, each, to)
	}
	return p.streamSecrets(ctx, args, f, each, to)
}

// streamSecrets reads a file or standard input: all of it, or the registration
// that --client-id names, for which it does not matter what else was not read.
func (p Program) streamSecrets(
	ctx context.Context, args []string, f *secretsFlags, each func(*flow.AppRegistration), to *secret.Collector,
) error {
	stream, source, err := p.openStream(args)
	if err != nil {
		return err
	}
	defer stream.Close()
	listing := flow.Listing{Each: each, Fault: to.Fault, More: to.Stop}
	one := f.clientID != "" && !f.all
	unread := 0
	if one {
		miss := func(string) { unread++ }
		listing = flow.Listing{Fault: miss, More: miss, Each: func(a *flow.AppRegistration) {
			if strings.EqualFold(a.AppID.Value, f.clientID) {
				each(a)
			}
		}}
	}
	_, err = untilCancelled(ctx, func() (struct{}, error) {
		return struct{}{}, flow.EachRegistration(stream, source, listing)
	})
	if why := stopped(ctx); why != nil { // what was left behind still fills the collector
		return why
	}
	none := to.Report().Registrations == 0
	switch {
	case err != nil && none:
		return usageError(err.Error(), "give a manifest, what az ad app list --all prints, or use --expires DATE")
	case err != nil:
		to.Stop(err.Error())
	case one && none && unread > 0:
		return unfinished("no registration with this client ID was found, and the list was not read whole",
			"edov secrets without --client-id says why")
	case one && none:
		return usageError("no registration of the list has this client ID", "edov secrets without --client-id lists them all")
	}
	return nil
}

// typedSecret lists the one secret of which only the date is known.
func (p Program) typedSecret(args []string, f *secretsFlags, to *secret.Collector) error {
	if len(args) > 0 || f.live || f.demo != "" {
		return usageError("--expires takes the place of a registration", "leave one of them out")
	}
	end, err := parseDate(f.expires)
	if err != nil {
		return err
	}
	to.Add(flow.TypedRegistration(flow.Connection{ClientID: f.clientID, SecretExpires: end}, f.name))
	return nil
}

func (p Program) demoSecrets(ctx context.Context, f *secretsFlags, each func(*flow.AppRegistration), to *secret.Collector) error {
	server, err := p.startDemo(f.demo)
	if err != nil {
		return err
	}
	defer server.Close()
	if !f.all {
		f.clientID = demo.ClientID
	}
	return p.graphSecrets(ctx, f, server.Graph(), server.Env(), each, to)
}

func (p Program) graphSecrets(ctx context.Context, f *secretsFlags, g flow.Graph, env flow.Env, each func(*flow.AppRegistration), to *secret.Collector) error {
	var failure *flow.Failure
	if f.all {
		failure = g.Applications(ctx, env, each, to.Fault)
	} else {
		var a *flow.AppRegistration
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

// probe asks Microsoft about the secret.
func (p Program) probe(ctx context.Context, args []string, f *secretsFlags, o *output) error {
	if len(args) > 0 {
		return usageError("--probe asks about one secret, not about a registration",
			"leave the file out, and give --client-id ID and --tenant ID")
	}
	if o.format != "text" && o.format != "json" {
		return usageError("the result of --probe is text or json", "use --format text or json")
	}
	c := flow.Connection{
		Cloud: flow.Cloud(f.cloud), Tenant: f.tenant, ClientID: f.clientID,
		Authority: f.authority, TrustAuthority: f.trustAuthority,
	}
	env, err := p.network(f.caFile)
	if err != nil {
		return err
	}
	if f.demo != "" {
		server, err := p.startDemo(f.demo)
		if err != nil {
			return err
		}
		defer server.Close()
		c, env = server.Connection(), server.Env()
		c.Tenant = demo.TenantID
	} else if c.Secret, err = p.secretOf(ctx, &f.secret, f.saved, c); err != nil {
		return err
	}
	if c.TrustAuthority && f.demo == "" {
		p.say("note: a test server is asked, not Microsoft")
	}
	failure := flow.ProbeSecret(ctx, env, c, p.name(), nil)
	if code := failureCode(failure); code != ExitClean {
		e := failureError(failure).(*exitError)
		e.code = code
		return e
	}
	v := secret.JudgeProbe(c, failure)
	data, err := jsonout.Indented(v)
	if err != nil {
		return unfinished("the result could not be written as JSON")
	}
	if o.format == "text" {
		word := map[string]string{secret.ProbeTaken: "ok", secret.ProbeRefused: "FAIL", secret.ProbeUnclear: "?"}[v.Verdict]
		data = fmt.Appendf(nil, "%-5s %s", word, v.Summary)
		if v.Fix != "" {
			data = fmt.Appendf(data, "\n      fix    %s", v.Fix)
		}
		data = append(data, '\n')
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	switch v.Verdict {
	case secret.ProbeRefused:
		return &exitError{code: ExitProblems}
	case secret.ProbeUnclear:
		return &exitError{code: ExitUnfinished}
	}
	return nil
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
