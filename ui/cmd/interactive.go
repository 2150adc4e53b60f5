package cmd

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/browser"
	"edov/flow/demo"
	"edov/flow/files"
	"edov/inspect/doctor"
	"edov/ui/lines"
	"edov/ui/render/calendar"
	"edov/ui/store"
	"edov/ui/tui"
	"edov/ui/workspace"
	"edov/ui/workspace/sentence"
)

// interactiveFlags are the flags of the interactive program.
type interactiveFlags struct {
	theme               string
	noMouse, accessible bool
	noColor             bool
	connection          string
	noHistory           bool
}

func (f *interactiveFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.theme, "theme", "auto", "auto, light or dark")
	s.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	if c.Name() == "edov" {
		s.StringVar(&f.connection, "connection", "", "the saved connection `NAME` to begin with")
		s.BoolVar(&f.noHistory, "no-history", false, "don't save reports")
	}
	s.BoolVar(&f.accessible, "accessible", false, "line by line, for screen readers (or ACCESSIBLE=1)")
	if s.Lookup("no-color") == nil {
		s.BoolVar(&f.noColor, "no-color", false, "no colors")
	}
}

// beginning is what the interactive program begins with.
type beginning struct {
	connection *flow.Connection
	scenarios  bool // the list of the demo tenant's scenarios
	scenario   *demo.Scenario
}

// check refuses values that mean nothing, also where no screen opens.
func (f *interactiveFlags) check() error {
	switch f.theme {
	case "auto", "light", "dark":
		return nil
	}
	return unknownWord("theme", f.theme, "auto", "light", "dark")
}

// isInteractive reports whether both ends are a terminal.
func (p *Program) isInteractive() bool { return isTerminal(p.Stdin) && isTerminal(p.Stdout) }

// interactive opens the full-screen program, or the line by line one where it
// is asked for or nothing else is possible.
func (p *Program) interactive(ctx context.Context, f *interactiveFlags, b beginning) error {
	if err := f.check(); err != nil {
		return err
	}
	accessible := f.accessible || p.isOn("ACCESSIBLE")
	if accessible || p.isInteractive() && p.getenv("TERM") == "dumb" {
		return p.lineByLine(ctx, f, b)
	}
	if !p.isInteractive() {
		return usageError("the interactive program needs a terminal",
			"edov signin --client-id ID signs in and prints a report",
			"edov demo --headless does the same at the demo tenant, edov inspect FILE checks a token",
			"see edov --help")
	}
	st, begin, err := p.beginning(f.connection)
	if err != nil {
		if f.connection != "" || p.getenv("EDOV_CONNECTION") != "" {
			return err
		}
		p.say("note: %s", err)
	}
	o := p.screenOptions(f, b)
	o.Options, o.Begin = p.deskOptions(f, st), begin
	return p.crash(tui.Run(ctx, o))
}

// lineByLine begins the line by line program with what was saved.
func (p *Program) lineByLine(ctx context.Context, f *interactiveFlags, b beginning) error {
	st, saved, err := p.beginning(f.connection)
	switch {
	case err != nil && (f.connection != "" || p.getenv("EDOV_CONNECTION") != ""):
		return err
	case err != nil:
		p.say("note: %s", err)
	case saved.Practice != nil: // it is begun from the menu
		saved.Practice.Release()
		saved.Practice = nil
	}
	return p.talk(ctx, workspace.New(p.deskOptions(f, st), saved), b)
}

// talk runs the line by line program.
func (p *Program) talk(ctx context.Context, desk *workspace.Desk, b beginning) error {
	if p.manner != nil {
		p.manner.quiet = false // it is a conversation
	}
	if b.connection != nil {
		desk.Begin(&workspace.Subject{Connection: *b.connection}, nil)
	}
	o := lines.Options{
		In: p.Stdin, Out: p.Stdout, Style: p.style(p.Stdout, true), Note: p.say, Progress: p.talkProgress,
		Pastes: gatherPastes, Scenarios: b.scenarios, Scenario: b.scenario,
	}
	if isTerminal(p.Stdin) {
		o.ShowSecret = p.showSecret
		o.AskSecret = func(ctx context.Context, label string) (flow.Secret, error) {
			if label == sentence.SecretLabel {
				return p.askSecret(ctx)
			}
			return p.askHidden(ctx, label)
		}
	}
	if lines.Run(ctx, desk, o) != nil {
		return unfinished("interrupted")
	}
	return nil
}

// talkProgress tells what a sign-in of the line by line program does.
func (p *Program) talkProgress(s *workspace.Subject) func(flow.Event) {
	p = p.playing(s.IsDemo() && !s.OwnBrowser)
	g := &progress{
		p: p, around: browser.Around(p.Env.Getenv), server: s.Connection.Server(),
		paste: !p.played && isTerminal(p.Stdin),
	}
	return g.observe
}

// deskOptions are what both faces of the interactive program work with.
func (p *Program) deskOptions(f *interactiveFlags, st *store.Store) workspace.Options {
	return workspace.Options{
		Env: p.Env, Program: p.name(), Store: st, NoHistory: f.noHistory || p.isOn("EDOV_NO_HISTORY"),
		Save: writeFile, ReadFile: files.Read, Calendar: calendar.Secrets,
		Export: exportAs, Extensions: exportExtensions(), Shared: exportShares,
		ExportComputer: exportComputer,
		LookAround: func(ctx context.Context, m flow.MachineOptions) doctor.Facts {
			return p.facts(ctx, m, &output{noColor: f.noColor})
		},
		Exists: func(err error) bool { return errors.Is(err, errFileExists) },
	}
}

func (p *Program) screenOptions(f *interactiveFlags, b beginning) tui.Options {
	style := p.style(p.Stdout, f.noColor)
	return tui.Options{
		In: file(p.Stdin), Out: file(p.Stdout),
		Theme: f.theme, NoMouse: f.noMouse, ASCII: style.ASCII, NoColor: !style.Color,
		Connection: b.connection, Scenarios: b.scenarios, Scenario: b.scenario,
	}
}

// file is the stream as the terminal that isInteractive found it to be.
func file(stream any) *os.File {
	f, _ := stream.(*os.File)
	return f
}

// crash words how the full-screen program ended.
func (p *Program) crash(err error) error {
	var crash *tui.Crash
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tui.ErrInterrupted):
		return unfinished("interrupted")
	case errors.As(err, &crash):
		return p.told(err, "the commands may still work: edov --help")
	}
	return unfinished(err.Error(), "edov --accessible works line by line")
}

// told shows where edov crashed, and makes that the error of a command that was not finished. Others stay as they are.
func (p *Program) told(err error, hints ...string) error {
	var crash *tui.Crash
	if !errors.As(err, &crash) {
		return err
	}
	_, _ = p.Stderr.Write(crash.Stack)
	const report = "please report it with the lines above; they hold no secret"
	return unfinished(crash.Error(), append([]string{report}, hints...)...)
}
