package cmd

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/render/text"
)

type demoFlags struct {
	list, headless, browser, tls bool
	me                           bool
	responseMode, save           string
	port                         int
	serve                        serveFlags

	given func(flag string) bool
}

func (p *Program) demoCommand() *cobra.Command {
	var f demoFlags
	var screen interactiveFlags
	var o output
	c := &cobra.Command{
		Use: "demo [SCENARIO]", Short: "Sign in to the built-in demo tenant: no account, no network", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if screen.accessible || p.isInteractive() && !headless(c) {
				return p.demoScreen(c.Context(), args, &screen)
			}
			if err := screen.check(); err != nil {
				return err
			}
			return p.demo(c.Context(), args, &f, &o)
		},
	}
	s := c.Flags()
	s.BoolVar(&f.list, "list", false, "list the scenarios")
	s.BoolVar(&f.headless, "headless", false, "let the demo user sign in, and print the report")
	s.BoolVar(&f.browser, "browser", false, "sign in with your own browser")
	s.BoolVar(&f.tls, "tls", false, "serve the demo tenant over TLS")
	s.StringVar(&f.responseMode, "response-mode", flow.ModeFormPost, "form_post or query")
	s.BoolVar(&f.me, "me", false, "also read the user's profile from the demo's Microsoft Graph (scope "+flow.ScopeMe+")")
	s.IntVar(&f.port, "port", 0, "port of the redirect URI (default 8400, or the next free one), or with --serve of "+
		"the tenant (default "+strconv.Itoa(servePort)+"); 0 for any free port")
	f.serve.add(c)
	f.given = s.Changed
	s.StringVar(&f.save, "save", "", "save the session to `FILE`")
	o.add(c)
	screen.add(c)
	return c
}

// headless reports whether a flag was given that has no effect on a screen.
func headless(c *cobra.Command) bool {
	given := false
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "theme", "no-mouse", "accessible", "no-color", "quiet":
		default:
			given = true
		}
	})
	return given
}

// demoScreen opens the demo tenant in the interactive program.
func (p *Program) demoScreen(ctx context.Context, args []string, f *interactiveFlags) error {
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
	scenario, ok := demo.Lookup(strings.ToLower(id))
	if ok {
		return scenario, nil
	}
	var ids []string
	for _, s := range demo.Scenarios() {
		ids = append(ids, s.ID)
	}
	return scenario, usageError("there is no scenario "+quoted(id), nearest(id, ids), "edov demo --list shows them all")
}

func (p *Program) demo(ctx context.Context, args []string, f *demoFlags, o *output) error {
	if err := refuseIdle(f.given, f.use()); err != nil {
		return err
	}
	if f.port < 0 || f.port > 65535 {
		return usageError("--port must be between 0 and 65535", "0 is any free port")
	}
	if f.list || f.serve.on {
		o.of = aDocument
	}
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
	if f.serve.on {
		return p.serveDemo(ctx, scenario, f, o)
	}
	server, err := demo.Start(scenario, demo.Options{TLS: f.tls})
	if err != nil {
		return errNoDemo()
	}
	defer server.Close()
	return p.signInAtDemo(ctx, server, server.Env(), f, o)
}

// signInAtDemo signs in to a demo tenant that is running. env is its outside world.
func (p *Program) signInAtDemo(ctx context.Context, server *demo.Server, env flow.Env, f *demoFlags, o *output) error {
	scenario := server.Scenario()
	c := server.Connection()
	c.ResponseMode = f.responseMode
	if f.port != 0 || f.given != nil && f.given("port") {
		c.RedirectURI, c.FallbackPorts, c.AnyPort = redirectURIAt(f.port), nil, f.port == 0
	}
	if faults := c.Validate(); len(faults) > 0 {
		return faultsError(faults)
	}
	p.sayDemo(scenario)
	env.Getenv = p.Env.Getenv
	paste := server.Pasted()
	if f.browser {
		env.Browser = nil
		env.Browser = browserOf(env, "auto")
		paste = p.pastes(ctx)
	}
	p = p.playing(!f.browser)
	opts := flow.SignInOptions{Paste: paste, Me: f.me}
	return p.runSignIn(ctx, env, signInRun{c, opts, server.ReadRegistration, f.save, "", false}, o)
}

// startDemo starts the demo tenant for a command that only reads from it.
func (p *Program) startDemo(id string) (*demo.Server, error) {
	scenario, err := findScenario(id)
	if err != nil {
		return nil, err
	}
	server, err := demo.Start(scenario, demo.Options{Now: p.Env.Now})
	if err != nil {
		return nil, errNoDemo()
	}
	p.sayDemo(scenario)
	return server, nil
}

func (p *Program) sayDemo(s demo.Scenario) {
	p.say("demo tenant, not Microsoft: %s (%s)", s.ID, s.Title)
}

func errNoDemo() error {
	return unfinished("the demo tenant couldn't be started", "other programs may be using every port of this machine")
}

// scenarioLine is one scenario as --list shows it.
type scenarioLine struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Doc    string   `json:"doc"`
	Breaks []string `json:"breaks"`
}

func (p *Program) listScenarios(o *output) error {
	var lines []scenarioLine
	var rows [][]string
	table := "| scenario | what it shows |\n|---|---|\n"
	for _, s := range demo.Scenarios() {
		lines = append(lines, scenarioLine{s.ID, s.Title, s.Doc, append([]string{}, s.Breaks...)})
		rows = append(rows, []string{s.ID, s.Title})
		table += fmt.Sprintf("| `%s` | %s |\n", s.ID, s.Title)
	}
	return p.show(o, forms{
		json: scenariosDocument{kindOf("scenarios"), lines}, markdown: func() string { return table },
		text: func(w io.Writer, s text.Style) error { return text.Table(w, []int{22}, rows, s) },
	})
}
