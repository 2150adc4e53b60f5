package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow/mask"
	"edov/flow/visible"
	"edov/inspect/uri"
)

// exitError is an error for the user: what happened, hints, and how edov ends.
type exitError struct {
	code  int
	what  string // empty: all has been said already
	hints []string
	cause error        // nil, or what errors.Is finds
	more  []*exitError // further errors of the same call, each with its hints
}

func (e *exitError) Error() string { return e.what }

func (e *exitError) Unwrap() error { return e.cause }

func (e *exitError) print(w io.Writer) {
	if e.what == "" {
		return
	}
	fmt.Fprintf(w, "edov: %s\n", visible.Line(e.what))
	for _, hint := range e.hints {
		if hint != "" {
			fmt.Fprintf(w, "  hint: %s\n", visible.Line(hint))
		}
	}
	if mask.HoldsClientSecret(e.what) {
		fmt.Fprintln(w, "  hint: it looks like a client secret, and is not shown: make a new one, this one may be in the shell's history now")
	}
	for _, other := range e.more {
		other.print(w)
	}
}

func usageError(what string, hints ...string) error {
	return &exitError{code: ExitUsage, what: what, hints: hints}
}

func unfinished(what string, hints ...string) error {
	return &exitError{code: ExitUnfinished, what: what, hints: hints}
}

// maxQuoted bounds what an error repeats of the command line.
const maxQuoted = 80

// quoted repeats a word of the command line, cut and harmless: a secret may have
// been typed there.
func quoted(word string) string {
	return `"` + mask.Shorten(visible.Line(word), maxQuoted) + `"`
}

// flagError words what is wrong with the flags. No value is ever
// repeated: it may be a secret that was meant for another flag.
func flagError(c *cobra.Command, err error) error {
	hint := "see " + c.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return usageError("there is no such short flag", hint)
	case errors.As(err, &unknown):
		name, _, _ := strings.Cut(unknown.GetSpecifiedName(), "=")
		return usageError("there is no flag "+quoted("--"+name), nearest("--"+name, flagNames(c)), hint)
	case errors.As(err, &missing):
		return usageError("--"+missing.GetFlag().Name+" needs a value", hint)
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		return usageError("--"+flag.Name+" does not take this value", valueHint(flag), hint)
	}
	return usageError("the flags cannot be read", hint)
}

func valueHint(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "bool":
		return "give it without a value"
	case "int", "intSlice":
		return "use a number"
	case "duration":
		return "use a time such as 90s or 5m"
	}
	return ""
}

func flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}

// refusedFlags are flags that people try; none of them exists, since a command
// line is readable by everybody on the machine.
var refusedFlags = []string{"client-secret", "clientsecret", "secret", "secret-value", "client-secret-value", "password"}

// refuseSecretFlags looks before cobra does, whose errors would say less. One
// dash, underscores and capitals are forms that people try too.
func refuseSecretFlags(args []string) error {
	for _, arg := range args {
		if !strings.HasPrefix(arg, "-") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
		for _, flag := range refusedFlags {
			if name == flag {
				return usageError("there is no flag --"+flag+": a command line is readable by everybody on this machine and stays in the shell's history",
					"--secret-file FILE reads it from a file that only you can read",
					"--secret-env NAME reads it from an environment variable",
					"--secret-stdin reads it from standard input; without any of them edov asks for it",
					"if it was a real secret, make a new one: this one may be in the history now")
			}
		}
	}
	return nil
}

// nearest names what a mistyped word may have meant.
func nearest(word string, all []string) string {
	var near []string
	for _, candidate := range all {
		if word != "" && (strings.Contains(candidate, word) || strings.Contains(word, candidate) || uri.Distance(word, candidate) <= max(2, len(candidate)/4)) {
			near = append(near, candidate)
		}
	}
	if len(near) == 0 || len(near) > 6 {
		return ""
	}
	return "did you mean " + strings.Join(near, ", ")
}
