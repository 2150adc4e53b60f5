// Package ui is everything a person meets: commands, prompts, progress and
// output. It gathers nothing itself (package flow does), judges nothing
// (package inspect does) and renders reports through ui/text.
//
// The contract of every command: the result goes to stdout, all else to
// stderr; messages are lower case and are followed by "hint:" lines; the exit
// code is one of exit.go.
package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"edov/flow"
	"edov/ui/text"
)

// Program is edov as a value: its streams and its world. The zero Env is the
// real one.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            flow.Env
	Version        string // empty: as the build says
}

// Main runs one command line and returns the exit code.
func (p Program) Main(ctx context.Context, args []string) int {
	if err := refuseSecretFlags(args); err != nil {
		return p.complain(err)
	}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	return p.complain(root.ExecuteContext(ctx))
}

// name is what the program calls itself in sessions and requests.
func (p Program) name() string { return "edov " + p.version() }

func (p Program) now() time.Time {
	if p.Env.Now != nil {
		return p.Env.Now()
	}
	return time.Now()
}

func (p Program) getenv(name string) string {
	if p.Env.Getenv != nil {
		return p.Env.Getenv(name)
	}
	return os.Getenv(name)
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// style decides how text may look on a stream.
func (p Program) style(stream io.Writer, noColor bool) text.Style {
	terminal := p.getenv("TERM")
	s := text.Style{Color: !noColor && p.getenv("NO_COLOR") == "" && terminal != "dumb" && isTerminal(stream)}
	locale := p.getenv("LC_ALL") + p.getenv("LC_CTYPE") + p.getenv("LANG")
	if locale != "" {
		upper := strings.ToUpper(locale)
		s.ASCII = !strings.Contains(upper, "UTF-8") && !strings.Contains(upper, "UTF8")
	}
	return s
}

const rootHelp = `edov tests a "Sign in with Microsoft" connection and says what is wrong with it.

Three things to try:
  edov demo                      a sign-in at the built-in demo tenant; no account needed
  edov signin --client-id ID     a sign-in at Microsoft as your app, judged
  edov inspect token.txt         a token you have, judged

Exit codes: 0 clean, 1 problems found, 2 called wrongly, 3 could not finish.`

func (p Program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "edov",
		Short:         "test a \"Sign in with Microsoft\" connection",
		Long:          rootHelp,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, err) })
	root.AddCommand(p.demoCommand(), p.signinCommand(), p.inspectCommand(), p.checksCommand(), p.explainCommand(), p.versionCommand())
	return root
}

// noArguments refuses words that are no command, without echoing them raw.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if c.HasParent() {
		return usageError("there is nothing to do with "+quoted(args[0]), "see edov "+c.Name()+" --help")
	}
	return usageError("there is no command "+quoted(args[0]), "see edov --help")
}

// atMostOne is noArguments for commands that take one argument.
func atMostOne(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError("there is nothing to do with "+quoted(args[1]), "see edov "+c.Name()+" --help")
	}
	return nil
}

// complain prints an error and gives its exit code.
func (p Program) complain(err error) int {
	if err == nil {
		return ExitClean
	}
	var own *exitError
	if !errors.As(err, &own) {
		own = &exitError{code: ExitUsage, what: err.Error()}
	}
	own.print(p.Stderr)
	return own.code
}
