package cmd

import (
	"bytes"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/fault"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

type explainFlags struct {
	app, clientID, redirect, cloud string
}

func (p Program) explainCommand() *cobra.Command {
	var f explainFlags
	var o output
	c := &cobra.Command{
		Use:   "explain [CODE|CHECK-ID|TEXT|-]",
		Short: "explain an error of Microsoft's or of a product, or a check",
		Long: `explain tells what an error means, its most likely cause, how to see whether it
is that, how to mend it, and who has to act. It takes a number, any text with an
error in it (an error page, a redirect address, a JSON body, a line of a log) as
an argument or on standard input, or the ID of a check of edov.

  edov explain AADSTS50011
  edov explain < error.txt
  edov explain 50011 --app manifest.json --redirect-uri https://...
  edov explain email-verified`,
		RunE: func(c *cobra.Command, args []string) error {
			return p.explain(c.Context(), args, &f, &o, c.Flags().Changed)
		},
	}
	s := c.Flags()
	s.StringVar(&f.app, "app", "", "compare with the app registration in `FILE`")
	s.StringVar(&f.clientID, "client-id", "", "the app's client `ID`, for links into the portal")
	s.StringVar(&f.redirect, "redirect-uri", "", "the redirect `URI` that was sent")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	o.addForm(c)
	return c
}

func (p Program) explain(
	ctx context.Context, args []string, f *explainFlags, o *output, given func(string) bool,
) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 1 {
		if check, ok := check.Lookup(args[0]); ok {
			why := "on a check, which is explained the same for every app"
			if err := refuseIdle(given, []flagUse{{"app client-id redirect-uri cloud", false, why, ""}}); err != nil {
				return err
			}
			return p.explainCheck(check, o)
		}
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	about := fault.About{Request: flow.Request{Cloud: flow.Cloud(f.cloud), ClientID: f.clientID, RedirectURI: f.redirect}}
	if f.app != "" {
		a, err := p.registrationFile(ctx, f.app, f.clientID)
		if err != nil {
			return err
		}
		about.Registration = a
		if about.Request.ClientID == "" {
			about.Request.ClientID = a.AppID.Value
		}
	}
	about.Request.TrustAuthority = strings.EqualFold(about.Request.ClientID, demo.ClientID) // the portal does not have it
	words, err := p.explained(ctx, args)
	if err != nil {
		return err
	}
	e, ok := fault.ExplainText(words, about)
	if !ok {
		return notExplained(args)
	}
	return p.writeExplanation(e, o)
}

// explained is the text to explain: the arguments, or standard input.
func (p Program) explained(ctx context.Context, args []string) (string, error) {
	if len(args) > 0 && (len(args) != 1 || args[0] != "-") {
		return strings.Join(args, " "), nil
	}
	if isTerminal(p.Stdin) {
		p.say("paste the error, then press Ctrl+D")
	}
	data, err := p.readStdin(ctx, maxErrorText)
	return string(data), err
}

// maxErrorText bounds what is read of an error; a page of Microsoft's has some
// kilobytes.
const maxErrorText = 1 << 20

// notExplained says what can be given instead. A word may be a mistyped check.
func notExplained(args []string) error {
	if len(args) != 1 {
		return usageError("there is no error in this text that edov knows", "give the number (AADSTS...), the whole text of the page, or the line of the product's log; or the ID of a check (edov checks lists them)")
	}
	var ids []string
	for _, c := range check.Checks() {
		ids = append(ids, c.ID)
	}
	return usageError("there is no error and no check "+quoted(args[0]), nearest(args[0], ids), "give a number such as AADSTS50011, the text of an error, or the ID of a check (edov checks lists them)")
}

func (p Program) writeExplanation(e fault.Explanation, o *output) error {
	switch o.format {
	case "json":
		return p.writeJSON(o, e)
	case "markdown":
		return p.write(o, []byte(markdown.Explanation(e)))
	}
	var b bytes.Buffer
	if err := text.Explanation(&b, e, p.style(p.Stdout, o.noColor || o.file != "")); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}

func (p Program) explainCheck(rule check.Check, o *output) error {
	switch o.format {
	case "json":
		return p.writeJSON(o, lineOf(rule))
	case "markdown":
		return p.write(o, []byte(check.MarkdownOf(rule)))
	}
	var b bytes.Buffer
	if err := text.Explain(&b, rule, p.style(p.Stdout, o.noColor)); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}
