package cmd

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/files"
	"edov/flow/pasted"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/secret"
)

type inspectFlags struct {
	keys, clientID, tenant, nonce, kind, now, caFile, app, product string
}

func (p *Program) inspectCommand() *cobra.Command {
	var f inspectFlags
	var o output
	c := &cobra.Command{
		Use: "inspect [FILE|-]", Short: "Check a token, a token response, a saved session or a report", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			return p.inspect(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.keys, "keys", "auto", "auto, none, a `FILE` or an https URL")
	s.StringVar(&f.clientID, "client-id", "", "the client `ID` that the token should be for")
	s.StringVar(&f.tenant, "tenant", "", "the tenant that you signed in to")
	s.StringVar(&f.nonce, "nonce", "", "the nonce of the authorization request")
	s.StringVar(&f.kind, "kind", "", "id or access (default: from the claims)")
	s.StringVar(&f.now, "now", "", "check as of this `TIME`, such as 2026-11-24T10:00:00Z")
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` that decides the headline: "+listed(productWords()))
	s.StringVar(&f.app, "app", "", "also check the app registration in `FILE`")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	o.add(c)
	return c
}

// usesOnReport refuses every flag that would change the result: a report is shown as it
// was saved.
func (f *inspectFlags) usesOnReport() []flagUse {
	return []flagUse{{
		"keys client-id tenant nonce kind now app product ca-file", false,
		"on a saved report, which is shown as it was saved",
		"use the session or the token instead, to check it again",
	}}
}

// uses says which flags have an effect on the evidence.
func (f *inspectFlags) uses(s *flow.Session) []flagUse {
	alone := s.Tokens != nil && s.Origin == flow.OriginPasted && len(s.Tokens.Members) == 0 &&
		s.Tokens.IDToken.IsZero() != s.Tokens.AccessToken.IsZero()
	// Saved tokens have no signatures, nor have decoded claims.
	signed := s.Tokens != nil && s.Origin == flow.OriginPasted && !s.Tokens.Decoded
	fetched := signed && (f.keys == "auto" || strings.Contains(f.keys, "://"))
	return []flagUse{
		{"kind", alone, "on anything but a single token", ""},
		{"nonce", s.Tokens != nil && !s.Tokens.IDToken.IsZero(), "where there is no ID token", ""},
		{"keys", signed || f.keys == "none", "where there is no signature to verify", ""},
		{"ca-file", fetched, "where no keys are fetched", ""},
	}
}

func (p *Program) inspect(
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
		return unknownWord("kind", f.kind, "id", "access")
	}
	data, err := p.readInput(ctx, args)
	if err != nil {
		return err
	}
	report, session, err := p.readEvidence(data, f.kind)
	if err != nil {
		return ofInput(args, err)
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
	if f.product, err = p.ratedProduct(f.product); err != nil {
		return err
	}
	if err := f.checkValues(session); err != nil {
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
	in := check.NewInput(session, now, secret.Thresholds{})
	in.Chosen = f.now != ""
	err = p.report(o, check.Run(in))
	if own := (*exitError)(nil); errors.As(err, &own) && own.code == ExitUnfinished && keysOutOfReach(session) {
		return unfinished("the signing keys couldn't be loaded, so the signature wasn't verified",
			"use --keys FILE to verify it without the network")
	}
	return err
}

// checkValues is as strict as a sign-in: a value that differs by a space looks equal to the one in the token.
func (f *inspectFlags) checkValues(s *flow.Session) error {
	given := flow.Connection{
		ClientID: f.clientID, Tenant: f.tenant, Cloud: s.Request.Cloud,
		TrustAuthority: s.Request.TrustAuthority, Demo: s.Request.Demo,
	}
	if given.TrustAuthority || given.Demo {
		given.Authority = s.Request.Authority
	}
	faults := append(given.FaultsGiven(), flow.FaultAround("nonce", "nonce", f.nonce)...)
	if len(faults) > 0 {
		return faultsError(faults)
	}
	return nil
}

// judgedAt is the time to check as of.
func (f *inspectFlags) judgedAt(now time.Time) (time.Time, error) {
	if f.now == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339, f.now)
	if err != nil {
		return at, usageError("invalid time "+quoted(f.now), "use a time such as 2026-11-24T10:00:00Z")
	}
	return at, nil
}

// keysOutOfReach reports whether the network, not the evidence, is why a signature was
// not verified.
func keysOutOfReach(s *flow.Session) bool {
	network := func(f flow.Failure) bool {
		return f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout || f.Kind == flow.FailureCancelled
	}
	return s.Origin == flow.OriginPasted && len(s.KeySets) == 0 && slices.ContainsFunc(s.Problems, network)
}

// fill adds what you know and the evidence does not say.
func (f *inspectFlags) fill(s *flow.Session) {
	r := &s.Request
	r.ClientID, r.Tenant = cmp.Or(f.clientID, r.ClientID), cmp.Or(f.tenant, r.Tenant)
	r.Nonce = cmp.Or(f.nonce, r.Nonce)
	r.ChangeProduct(cmp.Or(f.product, r.Product))
}

// maxInput bounds what inspect reads.
const maxInput = 16 << 20

func (p *Program) readInput(ctx context.Context, args []string) ([]byte, error) {
	if len(args) > 0 && pasted.HoldsToken(args[0]) {
		return nil, usageError("this is a token, not a file",
			"other users of this machine can read command lines: save the token in a file, or pipe it to edov inspect -")
	}
	return p.readEvidenceFile(ctx, theInput, args)
}

// readEvidenceFile reads what a flag or an argument names, and explains names that are something else.
func (p *Program) readEvidenceFile(ctx context.Context, use string, args []string) ([]byte, error) {
	if len(args) > 0 && args[0] != fromStdin {
		data, err := p.readNamed(ctx, use, args[0], maxInput)
		if no := pasted.MistakenName(args[0]); err != nil && no != nil {
			return nil, usageError("file not found: "+no.What, no.Hint)
		} else if err != nil {
			return nil, errNoInput(args[0], err, oneEvidence)
		}
		return data, nil
	}
	if len(args) == 0 && isTerminal(p.Stdin) {
		p.tell("paste a token or a token response, then press Ctrl+D")
	}
	data, err := p.readStdin(ctx, use, maxInput)
	if err == nil && len(data) > maxInput {
		err = usageError("standard input is larger than 16 MiB", oneEvidence)
	}
	return data, err
}

// oneEvidence is what to use in place of evidence that is too large.
const oneEvidence = "use one token, token response, session or report"

// errNoInput is for an input file that cannot be read. smaller is what to use in place of one that is too large:
// standard input takes no more.
func errNoInput(path string, err error, smaller ...string) error {
	if errors.As(err, new(files.TooLarge)) {
		return usageError(quoted(path)+": "+err.Error(), smaller...)
	}
	return usageError(quoted(path)+": "+err.Error(), "use a file, or - for standard input")
}

// readEvidence reads the JSON of a report, or anything that contains a token. It notes
// how it found the token; its error says what the input is instead.
func (p *Program) readEvidence(data []byte, kind string) (*report.Report, *flow.Session, error) {
	if text, _ := pasted.PlainText(data); report.IsReport([]byte(text)) {
		report, err := report.Read([]byte(text))
		if err != nil {
			return nil, nil, usageError(err.Error())
		}
		p.say("note: this is a saved report of %s; nothing was checked again", report.JudgedAt.UTC().Format(time.DateOnly))
		return report, nil, nil
	}
	session, notes, err := pasted.Read(data, kind)
	for _, note := range notes {
		p.say("note: %s", note)
	}
	var no *pasted.NoToken
	if errors.As(err, &no) {
		return nil, nil, usageError(no.What, append(graphCause(no, data), no.Hint)...)
	}
	return nil, session, err
}

// graphCause are the cause and the fix of an error that is no sign-in, in the words of edov explain.
func graphCause(no *pasted.NoToken, data []byte) []string {
	if no.Form != pasted.GraphError {
		return nil
	}
	text, _ := pasted.PlainText(data)
	e, ok := fault.ExplainText(text, fault.About{})
	if !ok {
		return nil
	}
	return []string{e.Title + ": " + e.Cause, e.Fix}
}

// loadKeys adds signing keys from where --keys says.
func (p *Program) loadKeys(ctx context.Context, f *inspectFlags, s *flow.Session) error {
	env, err := p.network(ctx, f.caFile)
	if err != nil {
		return err
	}
	s.Program = p.name()
	switch {
	case f.keys == "none" || s.Tokens == nil || s.Tokens.Decoded:
	case f.keys == "auto":
		if s.Origin == flow.OriginPasted && len(s.KeySets) == 0 {
			flow.FetchEvidence(ctx, env, flow.Connection{}, s)
		}
	case strings.Contains(f.keys, "://"):
		flow.FetchKeys(ctx, env, f.keys, s)
	default:
		data, err := p.readNamed(ctx, "--keys", f.keys, 1<<20)
		if err != nil {
			return usageError("--keys: "+quoted(f.keys)+": "+err.Error(), "use auto, none, a file or an https address")
		}
		set, err := flow.ReadKeySet(f.keys, data)
		if err != nil {
			return usageError("--keys: " + quoted(f.keys) + ": " + err.Error())
		}
		s.KeySets = append(s.KeySets, *set)
	}
	if s.Origin == flow.OriginPasted {
		p.tellProblems(s.Problems)
	}
	return nil
}

// tellProblems says what could not be loaded; what stopped the metadata and the keys alike is said once.
func (p *Program) tellProblems(list []flow.Failure) {
	for i, problem := range list {
		if slices.ContainsFunc(list[:i], func(f flow.Failure) bool { return f.Summary == problem.Summary }) {
			continue
		}
		p.say("note: %s", problem.Summary)
		if problem.Hint != "" {
			p.say("  hint: %s", problem.Hint)
		}
	}
}
