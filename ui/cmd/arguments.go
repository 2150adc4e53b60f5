package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/mask"
	"edov/flow/visible"
	"edov/inspect/uri"
)

// noArguments refuses words that are no command. A word after a command is not
// repeated at all: it may be a secret.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !c.HasSubCommands() {
		return usageError(c.CommandPath()+" takes no arguments, only flags", seeHelp(c))
	}
	name := strings.TrimPrefix(c.CommandPath()+" ", "edov ") + args[0]
	return usageError("unknown command "+quoted(name), nearestCommand(c, args[0]), seeHelp(c))
}

// atMostOne is noArguments for commands that take one argument.
func atMostOne(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError("unexpected argument "+quoted(args[1]), seeHelp(c))
	}
	return nil
}

// exactlyOne is noArguments for commands that need one argument.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError(c.CommandPath()+" takes one "+what, seeHelp(c))
		}
		return nil
	}
}

// knownShell refuses the name of a shell for which there are no completions.
func knownShell(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError("there are no completions for "+quoted(args[0]), "use bash, zsh, fish or powershell")
	}
	return nil
}

func seeHelp(c *cobra.Command) string { return "see " + c.CommandPath() + " --help" }

// nearestCommand suggests a command below c, or else one with that name somewhere else.
func nearestCommand(c *cobra.Command, word string) string {
	var names, elsewhere []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	if near := nearest(word, names); near != "" {
		return near
	}
	eachCommand(c.Root(), func(sub *cobra.Command) {
		if strings.EqualFold(sub.Name(), word) && sub.HasParent() {
			elsewhere = append(elsewhere, sub.CommandPath())
		}
	})
	return suggestion(elsewhere)
}

// maxQuoted bounds what an error repeats of the command line.
const maxQuoted = 80

// quoted repeats a word of the command line, shortened and made harmless: someone may
// have typed a secret there.
func quoted(word string) string {
	return `"` + mask.Shorten(visible.Line(word), maxQuoted) + `"`
}

// pathArgument is a path as an argument of a command that is shown: whole, so that it can be copied.
func pathArgument(path string) string {
	return `"` + visible.Line(path) + `"`
}

// nearest suggests what a mistyped word may have meant; empty if nothing is close.
func nearest(word string, all []string) string {
	var near []string
	word = strings.ToLower(word)
	for _, candidate := range all {
		if word == "" {
			break
		}
		lower := strings.ToLower(candidate)
		part := strings.Contains(lower, word) || strings.Contains(word, lower)
		if part || uri.Distance(word, lower) <= max(2, len(candidate)/4) {
			near = append(near, candidate)
		}
	}
	return suggestion(near)
}

// unknownWord is the error about a word that is none of a few.
func unknownWord(kind, word string, words ...string) error {
	return usageError("there is no "+kind+" "+quoted(word), nearest(word, words), "use "+oneOf(words))
}

// suggestion is the hint about what a word may have meant. It is empty for many words, which would say nothing.
func suggestion(near []string) string {
	if len(near) == 0 || len(near) > 6 {
		return ""
	}
	return "did you mean " + strings.Join(near, ", ") + "?"
}
