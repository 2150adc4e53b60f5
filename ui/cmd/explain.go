package cmd

import (
	"cmp"
	"context"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/pasted"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

type explainFlags struct {
	app, clientID, redirect, cloud, session, connection string
}

func (p *Program) explainCommand() *cobra.Command {
	var f explainFlags
	var o output
	c := &cobra.Command{
		Use: "explain [CODE|CHECK-ID|TEXT|-]", Short: "Explain an error from Microsoft or an auth product, or a check",
		RunE: func(c *cobra.Command, args []string) error {
			return p.explain(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.app, "app", "", "compare with the app registration in `FILE`")
	s.StringVar(&f.clientID, "client-id", "", "the client `ID` of the app, for links to the portal")
	s.StringVar(&f.redirect, "redirect-uri", "", "the redirect `URI` that was sent")
	s.StringVar(&f.session, "session", "", "compare with what edov saw in the saved session or report in `FILE`")
	s.StringVar(&f.connection, "connection", "", "compare with the last report of the saved connection `NAME`")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	o.addForm(c, aDocument)
	return c
}

func (p *Program) explain(
	ctx context.Context, args []string, f *explainFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 1 {
		if check, ok := check.Lookup(strings.ReplaceAll(strings.ToLower(args[0]), "_", "-")); ok {
			why := "for a check, which means the same in all apps"
			idle := []flagUse{{"app client-id redirect-uri cloud session connection", false, why, ""}}
			if err := refuseIdle(given, idle); err != nil {
				return err
			}
			return p.explainCheck(check, o)
		}
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	faults := flow.Connection{ClientID: f.clientID}.FaultsGiven()
	if faults = append(faults, faultsOfSent(f.redirect)...); len(faults) > 0 {
		return faultsError(faults)
	}
	about, err := p.seenBefore(ctx, f)
	if err != nil {
		return err
	}
	about.Request.Cloud = entra.Cloud(f.cloud)
	about.Request.ClientID = cmp.Or(f.clientID, about.Request.ClientID)
	about.Request.RedirectURI = f.redirect
	if f.app != "" {
		a, err := p.registrationFile(ctx, f.app, f.clientID)
		if err != nil {
			return err
		}
		about.Registration = a
		about.Request.ClientID = cmp.Or(about.Request.ClientID, a.AppID.Value)
	}
	// The portal does not have the demo's app.
	about.Request.TrustAuthority = about.Request.TrustAuthority || strings.EqualFold(about.Request.ClientID, demo.ClientID)
	words, err := p.explained(ctx, args)
	if err != nil {
		return err
	}
	e, ok := fault.ExplainText(words, about)
	if !ok && len(args) == 1 && isFile(args[0]) {
		return usageError("this is the name of a file, and no error", "edov explain - < FILE reads the error in it")
	}
	if !ok {
		return notExplained(words, e)
	}
	return p.show(o, forms{
		json: explanationDocument{kindOf("explanation"), e}, markdown: func() string { return markdown.Explanation(e) },
		text: func(w io.Writer, s text.Style) error { return text.Explanation(w, e, s) },
	})
}

// faultsOfSent finds what is not a value that an app sent as its redirect URI, since it has blanks. Whatever else it
// is, such as a path alone, may be the error that is explained.
func faultsOfSent(uri string) []flow.Fault {
	if faults := flow.FaultAround("redirect-uri", "redirect URI", uri); uri == "" || len(faults) > 0 {
		return faults
	}
	if !strings.ContainsFunc(uri, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return nil
	}
	return []flow.Fault{{
		Field: "redirect-uri", Problem: "the redirect URI has blanks in it",
		Hint: "copy redirect_uri from the request, or from the error, such as https://app.example.com/callback",
	}}
}

// seenBefore is what edov itself saw of the app: in a saved session or report, or in the last report of a connection.
func (p *Program) seenBefore(ctx context.Context, f *explainFlags) (fault.About, error) {
	switch {
	case f.session != "" && f.connection != "":
		return fault.About{}, usageError("--session and --connection both name a report", "use one of them")
	case f.session != "":
		data, err := p.readEvidenceFile(ctx, "--session", []string{f.session})
		if err != nil {
			return fault.About{}, err
		}
		r, session, err := p.readEvidence(data, "")
		if err != nil {
			return fault.About{}, ofInput([]string{f.session}, err)
		}
		if r == nil {
			r = check.Judge(session, p.now(), secret.Thresholds{})
		}
		return fault.FromReport(r), nil
	case f.connection != "":
		st, name, err := p.historyOf(f.connection)
		if err != nil {
			return fault.About{}, err
		}
		r, err := historicReport(st, name, "1")
		if err != nil {
			return fault.About{}, err
		}
		return fault.FromReport(r), nil
	}
	return fault.About{}, nil
}

// explained is the text to explain: the arguments, or standard input.
func (p *Program) explained(ctx context.Context, args []string) (string, error) {
	if len(args) > 0 && (len(args) != 1 || args[0] != "-") {
		text := strings.Join(args, " ")
		return text, refuseClaims(text)
	}
	if isTerminal(p.Stdin) {
		p.tell("paste the error, then press Ctrl+D")
	}
	data, err := p.readStdin(ctx, theInput, maxErrorText)
	if len(data) > maxErrorText {
		p.say("note: only the first 1 MiB was read")
	}
	if err == nil && appreg.LooksLike(data) && !strings.Contains(strings.ToUpper(string(data)), "AADSTS") {
		return "", usageError("this is an app registration, and no error", "edov app FILE checks it")
	}
	return string(data), cmp.Or(err, refuseClaims(string(data)))
}

// refuseClaims refuses a text of nothing but the claims of a token: their names would be taken for the words of an
// error.
func refuseClaims(text string) error {
	if errorWord.MatchString(text) {
		return nil
	}
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n{}[]()|")
		if line != "" && !nameAndValue.MatchString(line) {
			return nil
		}
	}
	s, _, err := pasted.Read([]byte(text), "")
	if err != nil || s.Tokens == nil || !s.Tokens.Decoded {
		return nil
	}
	return usageError("these are the claims of a token, and no error", "edov inspect FILE checks them")
}

var (
	errorWord    = lazy.MustCompile(`(?i)error|exception|message|reason|AADSTS|fail|invalid|expected`)
	nameAndValue = lazy.MustCompile(`^["']?[A-Za-z_][\w.:/-]{0,80}["']?[ \t]*[:=,;|\t]`)
)

// isFile reports whether a text is the name of a file that exists.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// maxErrorText bounds the text of an error; Microsoft's error page has a few KiB.
const maxErrorText = 1 << 20

// notExplained says what can be explained, and what finds the cause that a text does not name. A single word may be a
// mistyped check.
func notExplained(text string, e fault.Explanation) error {
	const (
		orCheck = "or the ID of a check (edov checks lists them)"
		useful  = "use the AADSTS number, the whole text of the error page, or the line from the log; " + orCheck
	)
	switch len(strings.Fields(text)) {
	case 0:
		return usageError(e.Title, useful)
	case 1:
	default:
		return usageError(e.Title, "to find the cause: "+e.Check, useful)
	}
	var ids []string
	for _, c := range check.Checks() {
		ids = append(ids, c.ID)
	}
	word := strings.TrimSpace(text)
	if mayBeSecret(word) {
		return usageError("this is no error and no check; it may be a secret or a token, so it is not shown",
			"edov inspect reads a token; edov secrets --probe --secret-file FILE tries a client secret",
			"use a number such as AADSTS50011, the text of an error, "+orCheck)
	}
	return usageError("no error or check matches "+quoted(word), nearest(word, ids),
		"use a number such as AADSTS50011, the text of an error, "+orCheck)
}

// checkLike is how checks and numbers are written.
var checkLike = lazy.MustCompile(`^(?i:[a-z_]+([-_][a-z0-9]+)*|(aadsts)?\d+)$`)

// secretParam finds the parameters of an address that must not be shown.
var secretParam = lazy.MustCompile(`(?i)(code|token|secret|assertion|password|verifier)=|@|#`)

// mayBeSecret holds for a long word that is written neither as a check nor as a number, nor is an address without
// anything secret: it was pasted, and is not repeated.
func mayBeSecret(word string) bool {
	isAddress := strings.HasPrefix(word, "https://") && !secretParam.MatchString(word)
	return len(word) >= 16 && !checkLike.MatchString(word) && !isAddress
}

func (p *Program) explainCheck(c check.Check, o *output) error {
	return p.show(o, forms{
		json: checkDocument{kindOf("check"), lineOf(c)}, markdown: func() string { return check.MarkdownOf(c) },
		text: func(w io.Writer, s text.Style) error { return text.Explain(w, c, s) },
	})
}
