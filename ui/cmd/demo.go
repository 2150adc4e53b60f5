package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow"
	"edov/flow/demo"
)

type demoFlags struct {
	list, headless, browser, tls bool
	me                           bool
	responseMode, save           string
	port                         int
}

func (p Program) demoCommand() *cobra.Command {
	var f demoFlags
	var screen interactiveFlags
	var o output
	c := &cobra.Command{
		Use:   "demo [SCENARIO]",
		Short: "a sign-in at the built-in demo tenant; no account, no network",
		Long: `demo starts a small tenant inside edov that behaves like Microsoft's, signs in
there and judges what comes back. Each scenario shows one thing that goes wrong.

On a terminal it opens the interactive program; with --headless, with any flag
about the output, or without a terminal, it prints the report.`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if screen.accessible || p.isInteractive() && !headless(c) {
				return p.demoScreen(c.Context(), args, &screen)
			}
			return p.demo(c.Context(), args, &f, &o)
		},
	}
	s := c.Flags()
	s.BoolVar(&f.list, "list", false, "list the scenarios")
	s.BoolVar(&f.headless, "headless", false, "let the built-in user sign in and print the report")
	s.BoolVar(&f.browser, "browser", false, "sign in with your own browser")
	s.BoolVar(&f.tls, "tls", false, "serve the demo tenant over TLS")
	s.StringVar(&f.responseMode, "response-mode", flow.ModeFormPost, "form_post or query")
	s.BoolVar(&f.me, "me", false, "also ask Microsoft Graph's look-alike about the user (scope "+flow.ScopeMe+")")
	s.IntVar(&f.port, "port", 0, "port of the redirect URI (default 8400, or the next free one)")
	s.StringVar(&f.save, "save", "", "keep the session in `FILE`")
	o.add(c)
	screen.add(c)
	return c
}

// headless reports whether a flag was given that has no meaning on a screen.
func headless(c *cobra.Command) bool {
	given := false
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "theme", "no-mouse", "accessible", "no-color":
		default:
			given = true
		}
	})
	return given
}

// demoScreen opens the demo tenant in the interactive program.
func (p Program) demoScreen(ctx context.Context, args []string, f *interactiveFlags) error {
	if len(args) == 0 {
		return p.interactive(ctx, f, beginning{scenarios: true})
	}
	scenario, err := findScenario(args[0])
	if err != nil {
		return err
	}
	return p.interactive(ctx, f, beginning{scenario: &scenario})
}

func findScenario(id string) (demo.Scenario, error) {
	scenario, ok := demo.Lookup(id)
	if ok {
		return scenario, nil
	}
	var ids []string
	for _, s := range demo.Scenarios() {
		ids = append(ids, s.ID)
	}
	return scenario, usageError("there is no scenario "+quoted(id), nearest(id, ids), "edov demo --list shows them all")
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
	scenario, err := findScenario(id)
	if err != nil {
		return err
	}
	server, err := demo.Start(scenario, demo.Options{TLS: f.tls})
	if err != nil {
		return errNoDemo()
	}
	defer server.Close()
	return p.signInAtDemo(ctx, server, server.Env(), f, o)
}

// signInAtDemo signs in at a demo tenant that runs. env is its outside world.
func (p Program) signInAtDemo(ctx context.Context, server *demo.Server, env flow.Env, f *demoFlags, o *output) error {
	scenario := server.Scenario()
	c := server.Connection()
	c.ResponseMode = f.responseMode
	if f.port != 0 {
		c.RedirectURI, c.FallbackPorts = redirectURIAt(f.port), nil
	}
	if faults := c.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	p.say("demo tenant, not Microsoft: %s (%s)", scenario.ID, scenario.Title)
	env.Getenv = p.Env.Getenv
	paste := server.Pasted()
	if f.browser {
		env.Browser = nil
		env.Browser = browserOf(env, "auto")
		paste = p.pastes(ctx, &connectionFlags{})
	}
	p.played = !f.browser
	return p.runSignIn(ctx, env, c, o, f.save, flow.SignInOptions{Paste: paste, Me: f.me}, server.ReadRegistration, "")
}

// startDemo starts the demo tenant for a command that only reads from it.
func (p Program) startDemo(id string) (*demo.Server, error) {
	scenario, err := findScenario(id)
	if err != nil {
		return nil, err
	}
	server, err := demo.Start(scenario, demo.Options{Now: p.Env.Now})
	if err != nil {
		return nil, errNoDemo()
	}
	p.say("demo tenant, not Microsoft: %s (%s)", scenario.ID, scenario.Title)
	return server, nil
}

func errNoDemo() error {
	return unfinished("the demo tenant could not be started", "another program may hold all ports of this machine")
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
		return p.writeJSON(o, lines)
	}
	return p.write(o, []byte(b.String()))
}
