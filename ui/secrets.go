package ui

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
	"edov/inspect"
	"edov/ui/text"
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
when one has expired or ends within --within.

It reads what edov app reads, lists of any length without holding them, and with
--live --all every registration you may read. Without any access, --expires
takes the date that the portal shows.

  az ad app list --all | edov secrets --within 14d
  edov secrets --expires 2027-01-31 --format ics -o secret.ics
  edov secrets --demo --all

--probe tries a secret without a user, at the app's own tenant; it is the only
thing here that sends the secret to Microsoft.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error { return p.secrets(c.Context(), args, &f, &o) },
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

func (p Program) secrets(ctx context.Context, args []string, f *secretsFlags, o *output) error {
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
	nothingSaid := len(args) == 0 && !f.live && f.demo == "" && f.expires == ""
	if f.connection != "" || f.probe && f.demo == "" || nothingSaid && isTerminal(p.Stdin) { // a pipe holds a list
		if err := p.takeSaved(&f.registrationFlags); err != nil {
			return err
		}
	}
	if f.probe {
		return p.probe(ctx, f, o)
	}
	if f.saved != nil && nothingSaid {
		end, name := f.saved.Connection.SecretExpires, f.saved.Connection.Name
		if end.IsZero() {
			return usageError("the end of this connection's secret is not known", "edov connections edit "+name+" --secret-expires DATE")
		}
		f.expires, f.name = end.Format(time.RFC3339), cmp.Or(f.name, name)
	}
	collector := inspect.NewSecretCollector(p.now(), days, max(f.limit, 0))
	if err := p.collectSecrets(ctx, args, f, collector); err != nil {
		return err
	}
	report := collector.Report()
	report.Program = p.name()
	data, err := p.renderSecrets(o, report)
	if err != nil {
		return err
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	switch {
	case report.Partial:
		return unfinished("the list is not whole: " + report.Reason)
	case report.Problems() > 0:
		return &exitError{code: ExitProblems}
	}
	return nil
}

func (p Program) renderSecrets(o *output, r *inspect.SecretsReport) ([]byte, error) {
	var b bytes.Buffer
	switch o.format {
	case "json":
		data, err := r.JSON()
		if err != nil {
			return nil, unfinished("the list could not be written as JSON")
		}
		return data, nil
	case "markdown":
		return []byte(r.Markdown()), nil
	case "openmetrics":
		return []byte(r.OpenMetrics()), nil
	case "ics":
		return calendar(r), nil
	}
	err := text.Secrets(&b, r, p.style(p.Stdout, o.noColor || o.file != ""))
	return b.Bytes(), err
}

// collectSecrets hands the registrations that the flags name to a collector.
func (p Program) collectSecrets(ctx context.Context, args []string, f *secretsFlags, to *inspect.SecretCollector) error {
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
		if f.clientID != "" && !f.all && !strings.EqualFold(a.AppID.Value, f.clientID) {
			return
		}
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
	stream, source, err := p.openStream(args)
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = untilCancelled(ctx, func() (struct{}, error) {
		return struct{}{}, flow.EachRegistration(stream, source, each, to.Fault)
	})
	if err != nil && to.Report().Registrations == 0 {
		return usageError(err.Error(), "give a manifest, what az ad app list --all prints, or use --expires DATE")
	}
	if err != nil {
		to.Stop(err.Error())
	}
	return nil
}

// typedSecret lists the one secret of which only the date is known.
func (p Program) typedSecret(args []string, f *secretsFlags, to *inspect.SecretCollector) error {
	if len(args) > 0 || f.live || f.demo != "" {
		return usageError("--expires takes the place of a registration", "leave one of them out")
	}
	end, err := parseDate(f.expires)
	if err != nil {
		return err
	}
	// A day ends with the midnight after it; shown is the day itself.
	a := &flow.AppRegistration{
		AppID:       flow.Setting[string]{Value: f.clientID},
		Credentials: []flow.Credential{{Kind: flow.CredentialSecret, Name: f.name, End: end.Add(-time.Second)}},
	}
	if f.name == "" {
		a.Credentials[0].Name = "client secret"
	}
	to.Add(a)
	return nil
}

func (p Program) demoSecrets(ctx context.Context, f *secretsFlags, each func(*flow.AppRegistration), to *inspect.SecretCollector) error {
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

func (p Program) graphSecrets(ctx context.Context, f *secretsFlags, g flow.Graph, env flow.Env, each func(*flow.AppRegistration), to *inspect.SecretCollector) error {
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
	case to.Report().Registrations == 0:
		return failureError(failure)
	default:
		to.Stop(failure.Summary)
	}
	return nil
}

// probe asks Microsoft about the secret.
func (p Program) probe(ctx context.Context, f *secretsFlags, o *output) error {
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
	v := inspect.JudgeProbe(failure)
	data, err := jsonout.Indented(v)
	if err != nil {
		return unfinished("the result could not be written as JSON")
	}
	if o.format == "text" {
		word := map[string]string{inspect.ProbeTaken: "ok", inspect.ProbeRefused: "FAIL", inspect.ProbeUnclear: "?"}[v.Verdict]
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
	case inspect.ProbeRefused:
		return &exitError{code: ExitProblems}
	case inspect.ProbeUnclear:
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
