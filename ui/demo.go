package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
)

type demoFlags struct {
	list, headless, browser, tls bool
	responseMode, save           string
	port                         int
}

func (p Program) demoCommand() *cobra.Command {
	var f demoFlags
	var o output
	c := &cobra.Command{
		Use:   "demo [SCENARIO]",
		Short: "a sign-in at the built-in demo tenant; no account, no network",
		Long: `demo starts a small tenant inside edov that behaves like Microsoft's, signs in
there and judges what comes back. Each scenario shows one thing that goes wrong.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error { return p.demo(c.Context(), args, &f, &o) },
	}
	s := c.Flags()
	s.BoolVar(&f.list, "list", false, "list the scenarios")
	s.BoolVar(&f.headless, "headless", false, "let the built-in user sign in and print the report")
	s.BoolVar(&f.browser, "browser", false, "sign in with your own browser")
	s.BoolVar(&f.tls, "tls", false, "serve the demo tenant over TLS")
	s.StringVar(&f.responseMode, "response-mode", flow.ModeFormPost, "form_post or query")
	s.IntVar(&f.port, "port", 0, "port of the redirect URI (default 8400, or the next free one)")
	s.StringVar(&f.save, "save", "", "keep the session in `FILE`")
	o.add(c)
	return c
}

func (p Program) demo(ctx context.Context, args []string, f *demoFlags, o *output) error {
	if err := checkFiles(o, f.save); err != nil {
		return err
	}
	if f.list {
		return p.listScenarios(o)
	}
	id := "healthy"
	if len(args) > 0 {
		id = args[0]
	}
	scenario, ok := demo.Lookup(id)
	if !ok {
		var ids []string
		for _, s := range demo.Scenarios() {
			ids = append(ids, s.ID)
		}
		return usageError("there is no scenario "+quoted(id), nearest(id, ids), "edov demo --list shows them all")
	}
	server, err := demo.Start(scenario, demo.Options{TLS: f.tls})
	if err != nil {
		return unfinished("the demo tenant could not be started", "another program may hold all ports of this machine")
	}
	defer server.Close()
	c := server.Connection()
	c.ResponseMode = f.responseMode
	if f.port != 0 {
		c.RedirectURI, c.FallbackPorts = redirectURIAt(f.port), nil
	}
	if faults := c.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	p.say("demo tenant, not Microsoft: %s (%s)", scenario.ID, scenario.Title)
	env := server.Env()
	env.Getenv = p.Env.Getenv
	paste := server.Pasted()
	if f.browser {
		env.Browser = nil
		env.Browser = browserOf(env, "auto")
		paste = p.pastes(ctx, &connectionFlags{})
	}
	p.played = !f.browser
	return p.runSignIn(ctx, env, c, o, f.save, flow.SignInOptions{Paste: paste})
}

// scenarioLine is one scenario as --list shows it.
type scenarioLine struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Doc    string   `json:"doc"`
	Breaks []string `json:"breaks"`
}

func (p Program) listScenarios(o *output) error {
	var lines []scenarioLine
	var b strings.Builder
	if o.format == "markdown" {
		b.WriteString("| scenario | what it shows |\n|---|---|\n")
	}
	for _, s := range demo.Scenarios() {
		lines = append(lines, scenarioLine{s.ID, s.Title, s.Doc, append([]string{}, s.Breaks...)})
		if o.format == "markdown" {
			fmt.Fprintf(&b, "| `%s` | %s |\n", s.ID, s.Title)
		} else {
			fmt.Fprintf(&b, "%-23s%s\n", s.ID, s.Title)
		}
	}
	if o.format == "json" {
		data, err := json.MarshalIndent(lines, "", "  ")
		if err != nil {
			return unfinished("the list could not be written as JSON")
		}
		return p.write(o, append(data, '\n'))
	}
	return p.write(o, []byte(b.String()))
}
