// Package cmd is everything a person meets: commands, prompts, progress and
// output. It gathers nothing itself (package flow does), judges nothing
// (the packages of inspect do) and renders reports through ui/render/text.
//
// The contract of every command: the result goes to stdout, all else to
// stderr; messages are lower case and are followed by "hint:" lines; the exit
// code is one of exit.go.
package cmd

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"edov/flow"
	"edov/ui/render/text"
	"edov/ui/store"
)

// Program is edov as a value: its streams and its world. The zero Env is the
// real one.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            flow.Env
	Version        string // empty: as the build says

	// Dirs and Keyring are where things are kept; zero: the user's own folders
	// and the system's keyring.
	Dirs    store.Dirs
	Keyring store.Keyring

	// played is set when the demo's own user signs in: nobody has to be told
	// where.
	played bool

	speaking *sync.Mutex // held for each line on Stderr; nil: only one speaks
}

// Main runs one command line and returns the exit code.
func (p Program) Main(ctx context.Context, args []string) int {
	if err := refuseSecretFlags(args); err != nil {
		return p.complain(err)
	}
	p.speaking = new(sync.Mutex)
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	return p.complain(untilStopped(ctx, func() error { return root.ExecuteContext(ctx) }))
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

// untilCancelled runs something that waits for a person and cannot be stopped.
// If ctx ends first it is left behind: the program is about to end.
func untilCancelled[T any](ctx context.Context, wait func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := wait()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var zero T
		return zero, unfinished("stopped before anything was sent")
	}
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
	// The first that is set counts (POSIX base definitions, section 8.2).
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToUpper(p.getenv(name)); locale != "" {
			s.ASCII = !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8")
			break
		}
	}
	return s
}

const rootHelp = `edov tests a "Sign in with Microsoft" connection and says what is wrong with it.

On a terminal, edov alone opens the interactive program. Five things to try:
  edov demo                    sign in at the built-in demo tenant; no account
  edov guide                   the setup guide: what is done and what is not
  edov signin --client-id ID   sign in at Microsoft as your app would
  edov inspect token.txt       judge a token you have
  edov app manifest.json       judge the app registration

Exit codes: 0 clean, 1 problems found (--fail-on; edov secrets: --within),
2 invalid usage or input, 3 could not finish or could not check.`

func (p Program) rootCommand() *cobra.Command {
	var f interactiveFlags
	root := &cobra.Command{
		Use:           "edov",
		Short:         "test a \"Sign in with Microsoft\" connection",
		Long:          rootHelp,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return p.interactive(c.Context(), &f, beginning{}) },
	}
	f.add(root)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, err) })
	root.AddCommand(p.demoCommand(), p.signinCommand(), p.inspectCommand(), p.appCommand(), p.secretsCommand(), p.clerkCommand(), p.guideCommand(), p.connectionsCommand(), p.historyCommand(), p.checksCommand(), p.explainCommand(), p.versionCommand())
	root.SetHelpCommand(helpCommand())
	root.InitDefaultCompletionCmd("completion") // any argument makes cobra add it
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args, c.RunE = noShell, func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	return root
}

// noArguments refuses words that are no command, without echoing them raw. A
// word after a command is not echoed at all: it may be a secret.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !c.HasSubCommands() {
		return usageError(c.CommandPath()+" takes flags only", "see "+c.CommandPath()+" --help")
	}
	return usageError("there is no command "+quoted(strings.TrimPrefix(c.CommandPath()+" ", "edov ")+args[0]), nearest(args[0], commandNames(c)), "see "+c.CommandPath()+" --help")
}

func noShell(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError("there are no completions for "+quoted(args[0]), "use bash, zsh, fish or powershell")
	}
	return nil
}

// helpCommand is cobra's, but a word that is no command is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "help about a command",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noArguments(c.Root(), args)
			}
			return found.Help()
		},
	}
}

func commandNames(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Root().Commands() {
		names = append(names, sub.Name())
	}
	return names
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
