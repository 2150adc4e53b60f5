package cmd

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/files"
)

type inspectFlags struct {
	keys, clientID, tenant, nonce, kind, now, caFile, app, product string
}

func (p Program) inspectCommand() *cobra.Command {
	var f inspectFlags
	var o output
	c := &cobra.Command{
		Use:   "inspect [FILE|-]",
		Short: "judge a token, a token response, a saved session or a report",
		Long: `inspect reads a JWT, a token response, a session kept with --save, or the JSON
of a report, from a file or standard input, and judges it. It finds the token in
a header, a cookie, an address, a curl command, a HAR file or other text too.

--keys says where the signing keys come from: auto asks Microsoft if the token
says it is from there, none stays offline, or a file or an https address.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.inspect(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.keys, "keys", "auto", "auto, none, a `FILE` or an https URL")
	s.StringVar(&f.clientID, "client-id", "", "the app the token should be for")
	s.StringVar(&f.tenant, "tenant", "", "the tenant that was asked")
	s.StringVar(&f.nonce, "nonce", "", "the nonce that was sent")
	s.StringVar(&f.kind, "kind", "", "id or access; default: what its claims say")
	s.StringVar(&f.now, "now", "", "judge as of this `TIME`, 2026-11-24T10:00:00Z")
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` that decides the headline: "+strings.Join(flow.Products(), ", "))
	s.StringVar(&f.app, "app", "", "judge the app registration in `FILE` along")
	s.StringVar(&f.caFile, "ca-file", "", "trust the PEM certificates in `FILE` too")
	o.add(c)
	return c
}

// usesOnReport: a report is shown as it was judged.
func (f *inspectFlags) usesOnReport() []flagUse {
	return []flagUse{{
		"keys client-id tenant nonce kind now app product ca-file", false,
		"on a saved report, which is shown as it was judged",
		"give the session or the token instead, to have it judged again",
	}}
}

// uses says which flags have an effect on the evidence.
func (f *inspectFlags) uses(s *flow.Session) []flagUse {
	alone := s.Tokens != nil && s.Origin == flow.OriginPasted && len(s.Tokens.Members) == 0 &&
		s.Tokens.IDToken.IsZero() != s.Tokens.AccessToken.IsZero()
	signed := s.Tokens != nil && s.Origin == flow.OriginPasted // what is saved has no signatures
	fetched := signed && (f.keys == "auto" || strings.Contains(f.keys, "://"))
	return []flagUse{
		{"kind", alone, "on anything but a single token", ""},
		{"nonce", s.Tokens != nil && !s.Tokens.IDToken.IsZero(), "where there is no ID token", ""},
		{"keys", signed || f.keys == "none", "where there is no signature to check", ""},
		{"ca-file", fetched, "where no keys are fetched", ""},
	}
}

func (p Program) inspect(
	ctx context.Context, args []string, f *inspectFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	now, err := f.judgedAt(p.now())
	if err != nil {
		return err
	}
	if f.kind != "" && f.kind != "id" && f.kind != "access" {
		return usageError("there is no kind "+quoted(f.kind), "use id or access")
	}
	data, err := p.readInput(ctx, args)
	if err != nil {
		return err
	}
	report, session, err := p.readEvidence(data, f.kind)
	if err != nil {
		return err
	}
	if report != nil {
		if err := refuseIdle(given, f.usesOnReport()); err != nil {
			return err
		}
		return p.report(o, report)
	}
	if err := refuseIdle(given, f.uses(session)); err != nil {
		return err
	}
	if f.product, err = knownProduct(f.product); err != nil {
		return err
	}
	f.fill(session)
	if f.app != "" {
		a, err := p.registrationFile(ctx, f.app, session.Request.ClientID)
		if err != nil {
			return err
		}
		session.Registration = a
	}
	if err := p.loadKeys(ctx, f, session); err != nil {
		return err
	}
	if err := stopped(ctx); err != nil {
		return err
	}
	err = p.report(o, check.Judge(session, now, secret.Thresholds{}))
	if own := (*exitError)(nil); errors.As(err, &own) && own.code == ExitUnfinished && keysOutOfReach(session) {
		return unfinished("the signing keys could not be fetched, so the signature was not checked",
			"use --keys FILE to check it without the network")
	}
	return err
}

// judgedAt is the time to judge as of.
func (f *inspectFlags) judgedAt(now time.Time) (time.Time, error) {
	if f.now == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339, f.now)
	if err != nil {
		return at, usageError("the time "+quoted(f.now)+" cannot be read", "write it as 2026-11-24T10:00:00Z")
	}
	return at, nil
}

// keysOutOfReach holds when the network, not the evidence, is why a signature
// was not checked.
func keysOutOfReach(s *flow.Session) bool {
	return s.Origin == flow.OriginPasted && len(s.KeySets) == 0 && slices.ContainsFunc(s.Problems, func(f flow.Failure) bool {
		return f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout || f.Kind == flow.FailureCancelled
	})
}

// fill puts in what the user knows and the evidence does not say.
func (f *inspectFlags) fill(s *flow.Session) {
	for _, known := range []struct {
		value string
		to    *string
	}{{f.clientID, &s.Request.ClientID}, {f.tenant, &s.Request.Tenant}, {f.nonce, &s.Request.Nonce}, {f.product, &s.Request.Product}} {
		if known.value != "" {
			*known.to = known.value
		}
	}
}

// maxInput bounds what inspect reads.
const maxInput = 16 << 20

func (p Program) readInput(ctx context.Context, args []string) ([]byte, error) {
	if len(args) > 0 && flow.HoldsToken(args[0]) {
		return nil, usageError("this is a token, not a file", "a command line is readable by everybody on this machine: put the token into a file, or pipe it into edov inspect -")
	}
	if len(args) > 0 && args[0] != "-" {
		data, err := files.Read(args[0], maxInput)
		if no := flow.MistakenName(args[0]); err != nil && no != nil {
			return nil, usageError("there is no file of this name: "+no.What, no.Hint)
		} else if err != nil {
			return nil, usageError(quoted(args[0])+": "+err.Error(), "give a file, or - for standard input")
		}
		return data, nil
	}
	if len(args) == 0 && isTerminal(p.Stdin) {
		p.say("paste a token or a token response, then press Ctrl+D")
	}
	data, err := p.readStdin(ctx, maxInput)
	if err == nil && len(data) > maxInput {
		err = usageError("standard input holds more than 16 MiB", "give one token, token response, session or report")
	}
	return data, err
}

// readStdin reads at most one byte more than the limit, so that the caller can
// tell that there was more.
func (p Program) readStdin(ctx context.Context, limit int64) ([]byte, error) {
	return untilCancelled(ctx, func() ([]byte, error) {
		data, err := io.ReadAll(io.LimitReader(p.Stdin, limit+1))
		if err != nil {
			return nil, usageError("standard input could not be read")
		}
		return data, nil
	})
}

// readEvidence reads the JSON of a report, or whatever there is a token in. It
// says what was done to get at it, or what was given instead.
func (p Program) readEvidence(data []byte, kind string) (*report.Report, *flow.Session, error) {
	if text, _ := flow.PlainText(data); report.IsReport([]byte(text)) {
		report, err := report.Read([]byte(text))
		if err != nil {
			return nil, nil, usageError(err.Error())
		}
		return report, nil, nil
	}
	session, notes, err := flow.ReadEvidence(data, kind)
	for _, note := range notes {
		p.say("note: %s", note)
	}
	var no *flow.NoToken
	if errors.As(err, &no) {
		return nil, nil, usageError(no.What, no.Hint)
	}
	return nil, session, err
}

// loadKeys brings in signing keys as --keys says.
func (p Program) loadKeys(ctx context.Context, f *inspectFlags, s *flow.Session) error {
	env, err := p.network(f.caFile)
	if err != nil {
		return err
	}
	s.Program = p.name()
	switch {
	case f.keys == "none" || s.Tokens == nil:
	case f.keys == "auto":
		if s.Origin == flow.OriginPasted && len(s.KeySets) == 0 {
			flow.FetchEvidence(ctx, env, flow.Connection{}, s)
		}
	case strings.Contains(f.keys, "://"):
		flow.FetchKeys(ctx, env, f.keys, s)
	default:
		data, err := files.Read(f.keys, 1<<20)
		if err != nil {
			return usageError("--keys: "+quoted(f.keys)+": "+err.Error(), "give auto, none, a file or an https address")
		}
		set, err := flow.ReadKeySet(f.keys, data)
		if err != nil {
			return usageError("--keys: " + err.Error())
		}
		s.KeySets = append(s.KeySets, *set)
	}
	for _, problem := range s.Problems {
		if s.Origin == flow.OriginPasted {
			p.say("note: %s", problem.Summary)
			if problem.Hint != "" {
				p.say("  hint: %s", problem.Hint)
			}
		}
	}
	return nil
}
