package cmd

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/files"
	"edov/ui/render/calendar"
	"edov/ui/tui"
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
		s.BoolVar(&f.noHistory, "no-history", false, "keep no reports")
	}
	s.BoolVar(&f.accessible, "accessible", false, "line by line, for screen readers (or ACCESSIBLE=1)")
	if s.Lookup("no-color") == nil {
		s.BoolVar(&f.noColor, "no-color", false, "no colours")
	}
}

// beginning is what the interactive program begins with.
type beginning struct {
	connection *flow.Connection
	scenarios  bool // the list of the demo tenant's scenarios
	scenario   *demo.Scenario
}

// isInteractive reports whether somebody sits at both ends.
func (p Program) isInteractive() bool { return isTerminal(p.Stdin) && isTerminal(p.Stdout) }

// interactive opens the full-screen program, or the line by line one where it
// is asked for or nothing else is possible.
func (p Program) interactive(ctx context.Context, f *interactiveFlags, b beginning) error {
	switch f.theme {
	case "auto", "light", "dark":
	default:
		return usageError("there is no theme "+quoted(f.theme), "use auto, light or dark")
	}
	accessible := f.accessible || p.isOn("ACCESSIBLE")
	if accessible || p.isInteractive() && p.getenv("TERM") == "dumb" {
		return p.accessibleFrom(ctx, f, b)
	}
	if !p.isInteractive() {
		return usageError("the interactive program needs a terminal",
			"edov signin --client-id ID signs in and prints a report",
			"edov demo --headless does so at the demo tenant, edov inspect FILE judges a token",
			"see edov --help")
	}
	o := p.screenOptions(f, b)
	var err error
	if o.Store, o.Begin, err = p.beginning(f.connection); err != nil {
		if f.connection != "" || p.getenv("EDOV_CONNECTION") != "" {
			return err
		}
		p.say("note: %s", err)
	}
	return p.crash(tui.Run(ctx, o))
}

// accessibleFrom begins the line by line program with what was kept.
func (p Program) accessibleFrom(ctx context.Context, f *interactiveFlags, b beginning) error {
	start := accessibleStart{
		Connection: b.connection, DemoList: b.scenarios, Scenario: b.scenario,
		NoHistory: f.noHistory, // keepRun knows of the environment's
	}
	_, kept, err := p.beginning(f.connection)
	switch {
	case err != nil && (f.connection != "" || p.getenv("EDOV_CONNECTION") != ""):
		return err
	case err != nil:
		p.say("note: %s", err)
	case kept.Practice != nil: // it is begun from the menu
		kept.Practice.Release()
	}
	switch {
	case kept.Saved != nil:
		p.warnOfExpiry(kept.Saved)
		connection := kept.Saved.Connection
		start.Connection, start.Saved, start.Way = &connection, kept.Saved, kept.Way
	}
	return p.accessible(ctx, start)
}

func (p Program) screenOptions(f *interactiveFlags, b beginning) tui.Options {
	style := p.style(p.Stdout, f.noColor)
	return tui.Options{
		In: file(p.Stdin), Out: file(p.Stdout), Env: p.Env, Program: p.name(),
		Theme: f.theme, NoMouse: f.noMouse, ASCII: style.ASCII, NoColor: !style.Color,
		Connection: b.connection, Scenarios: b.scenarios, Scenario: b.scenario,
		NoHistory: f.noHistory || p.isOn("EDOV_NO_HISTORY"),
		Save:      writeFile, ReadFile: files.Read, Export: exportAs, Calendar: calendar.Secrets,
		Exists: func(err error) bool { return errors.Is(err, errFileExists) },
	}
}

// file is the stream as the terminal that isInteractive found it to be.
func file(stream any) *os.File {
	f, _ := stream.(*os.File)
	return f
}

// crash words how the full-screen program ended.
func (p Program) crash(err error) error {
	var crash *tui.Crash
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tui.ErrInterrupted):
		return unfinished("interrupted")
	case errors.As(err, &crash):
		_, _ = p.Stderr.Write(crash.Stack)
		return unfinished(crash.Error(), "please report it with the lines above; they hold no secret", "the commands may still work: edov --help")
	}
	return unfinished(err.Error(), "edov --accessible works line by line")
}
