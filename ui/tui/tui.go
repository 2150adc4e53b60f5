// Package tui is the full-screen program: what `edov` and `edov demo` open on
// a terminal.
//
// It shows and steers, and decides nothing of its own: sign-ins are package
// flow's, judgements are those of inspect's packages. Only this package and its
// rooms import the Charm libraries: widget draws the parts that screens are made
// of, terminal speaks with the terminal itself.
//
// How it is laid out: app.go is the one tea.Model, a stack of screens
// (screen.go); each screen has a file with the name it has for the user. What
// all screens share is in common.go. Screens change only inside Update, do no
// input or output there, and learn of work in the background through a job
// (job.go). Text from outside passes common.text before it is drawn.
package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/together"
	_ "edov/ui/tui/quiet" // before bubbletea asks the terminal
	"edov/ui/tui/terminal"
	"edov/ui/workspace"
)

// Options are what the program is started with.
type Options struct {
	workspace.Options
	In, Out *os.File // the terminal
	Theme   string   // "auto", "light" or "dark"
	NoMouse bool
	ASCII   bool // no characters beyond ASCII
	NoColor bool

	// Connection is what to begin with; nil means that none is known yet.
	Connection *flow.Connection
	// Scenarios opens the list of the demo tenant's scenarios, Scenario signs
	// in at one of them at once.
	Scenarios bool
	Scenario  *demo.Scenario

	// Begin is what was saved of earlier starts.
	Begin workspace.Beginning
}

// ErrInterrupted is returned when ctx ended the program.
var ErrInterrupted = errors.New("interrupted")

// Crash is the error of a screen that panicked. The terminal is restored by
// the time it is returned.
type Crash struct {
	Where string // the screen, and the panic's type: never its value
	Stack []byte
}

// CrashOf is the crash of work that panicked with a value, of which only the type is kept. The function that recovers
// calls it, so that the stack is that of the panic.
func CrashOf(work string, value any) *Crash {
	p := together.PanicOf(value)
	return &Crash{Where: fmt.Sprintf("%s (%T)", work, p.Value), Stack: p.Stack}
}

func (c *Crash) Error() string { return "a bug in edov: " + c.Where }

// closing bounds the wait for sign-ins that are being cancelled, so that their
// ports are free when the program has ended; closingStore that for what is being
// kept: a lock and two answers of the keyring.
const (
	closing      = 800 * time.Millisecond
	closingStore = 9 * time.Second
)

// Run shows the program until the user quits or ctx ends. The terminal is as
// it was when Run returns.
func Run(ctx context.Context, o Options) error {
	outer := ctx
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	dark, typed := chooseBackground(o)
	lipgloss.SetHasDarkBackground(dark)
	lipgloss.SetColorProfile(colorProfile(o))

	input := terminal.NewInput(o.In, typed)
	output := terminal.NewOutput(o.Out)
	a := newApp(ctx, o, dark, output)
	a.stop = cancel
	err := terminal.Run(ctx, a, input, output, !o.NoMouse)
	if p := (*together.Panic)(nil); errors.As(err, &p) && a.crash == nil {
		a.crash = CrashOf("drawing on the terminal failed", p)
	}
	interrupted := outer.Err() != nil
	cancel()
	a.close(closing, closingStore)
	switch {
	case a.crash != nil:
		return a.crash
	case interrupted:
		return ErrInterrupted
	case err != nil:
		return errors.New("the terminal could not be used")
	}
	return nil
}

// chooseBackground decides once, before the program owns the terminal, whether
// its background is dark. Keys typed meanwhile are returned.
func chooseBackground(o Options) (dark bool, typed []byte) {
	switch {
	case o.Theme == "light":
		return false, nil
	case o.Theme == "dark" || o.NoColor:
		return true, nil
	}
	return terminal.DetectBackground(o.In, o.Out, o.getenv)
}

func colorProfile(o Options) termenv.Profile {
	if o.NoColor {
		return termenv.Ascii
	}
	return termenv.EnvColorProfile()
}

func (o Options) getenv(name string) string {
	if o.Env.Getenv != nil {
		return o.Env.Getenv(name)
	}
	return os.Getenv(name)
}
