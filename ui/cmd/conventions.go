package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manner is how one command line behaves, whichever command it is: what follows from the flags that all commands
// share. It is set before a command runs (settle), and nil in a Program that runs no command line.
type manner struct {
	quiet     bool
	brief     bool     // -h instead of --help
	completes bool     // the shell asks for completions
	variables []string // the EDOV_ variables that stand in for flags
	input     []byte   // what was read of standard input
	reader    string   // what standard input is for; empty: it was not read
}

// follow gives all commands of a tree what they share: the flags beside those of their own, completion, help, and what
// is done before each of them. It is the one place for that, so that commands differ in nothing else.
func (p *Program) follow(root *cobra.Command) {
	root.Flags().Bool("version", false, "print the version")
	root.PersistentFlags().BoolP("quiet", "q", false, "no progress and no notes on stderr; errors stay")
	root.PersistentPreRunE = p.settle
	eachCommand(root, func(c *cobra.Command) {
		if c.Flags().Lookup("format") != nil {
			c.Flags().Bool("json", false, "short for --format json")
		}
		if p.manner == nil || !p.manner.completes { // cobra holds on to what is registered, and nothing else asks for it
			return
		}
		completeArguments(p, c)
		c.Flags().VisitAll(func(f *pflag.Flag) { p.completeFlag(c, f) })
		c.PersistentFlags().VisitAll(func(f *pflag.Flag) { p.completeFlag(c, f) })
	})
	root.SetHelpFunc(p.showHelp)
}

// asksForCompletion holds for the command line by which a shell asks for completions.
func asksForCompletion(args []string) bool {
	return len(args) > 0 && slices.Contains([]string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, args[0])
}

// eachCommand calls do for a command and all below it.
func eachCommand(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, sub := range c.Commands() {
		eachCommand(sub, do)
	}
}

// settle does what comes before every command: it takes flags from the environment, spells values as edov does, and
// reads the flags that all commands share.
func (p *Program) settle(c *cobra.Command, args []string) error {
	if err := takeJSON(c.Flags()); err != nil {
		return err
	}
	if err := p.takeEnvironment(c); err != nil {
		return err
	}
	c.Flags().Visit(spell)
	for i := range args {
		if isStandardInput(args[i]) {
			args[i] = fromStdin
		}
	}
	for _, name := range inputFlags {
		if f := c.Flags().Lookup(name); f != nil && isStandardInput(f.Value.String()) {
			_ = f.Value.Set(fromStdin)
		}
	}
	if f := c.Flags().Lookup("output"); f != nil && isStandardOutput(f.Value.String()) {
		_ = f.Value.Set("") // as without the flag
	}
	if p.manner != nil {
		p.manner.quiet, _ = c.Flags().GetBool("quiet")
	}
	return nil
}

// takeJSON makes --format json of --json.
func takeJSON(flags *pflag.FlagSet) error {
	if short, _ := flags.GetBool("json"); !short {
		return nil
	}
	format := flags.Lookup("format")
	if format.Changed && !strings.EqualFold(format.Value.String(), "json") {
		return usageError("--json and --format "+quoted(format.Value.String())+" are two formats", "use one of them")
	}
	return flags.Set("format", "json")
}

// spell writes the words among a flag's values as edov does: people write JSON, Warning and CLERK.
func spell(f *pflag.Flag) {
	rule := ruleOf(f)
	if rule.words == nil {
		return
	}
	words := rule.words()
	if list, ok := f.Value.(pflag.SliceValue); ok {
		values := list.GetSlice()
		for i := range values {
			values[i] = spelled(values[i], words)
		}
		_ = list.Replace(values)
		return
	}
	if was := f.Value.String(); was != spelled(was, words) {
		_ = f.Value.Set(spelled(was, words))
	}
}

// spelled is one of the words if the value is written in another case, or else the value.
func spelled(value string, words []string) string {
	for _, word := range words {
		if strings.EqualFold(strings.TrimSpace(value), word) {
			return word
		}
	}
	return value
}

// isQuiet reports whether progress and notes are left out.
func (p *Program) isQuiet() bool { return p.manner != nil && p.manner.quiet }

// isBrief reports whether the short help was asked for. It is read before the flags are parsed, since -h and --help
// are one flag.
func isBrief(args []string) bool {
	for _, arg := range args {
		switch arg {
		case "--":
			return false
		case "-h":
			return true
		}
	}
	return false
}

// setByUser reports for the flags of a command whether they were given, or stand in the environment: such a value
// counts more than a saved one. Where a flag that has no effect is refused, only those on the command line count.
func setByUser(flags *pflag.FlagSet) func(name string) bool {
	return func(name string) bool {
		f := flags.Lookup(name)
		return f != nil && (f.Changed || f.Annotations[fromEnvironment] != nil)
	}
}
