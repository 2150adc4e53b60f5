package cmd

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow"
	"edov/flow/mask"
	"edov/flow/visible"
)

// exitError is an error for the user: what happened, hints, and the exit code.
type exitError struct {
	code  int
	what  string // empty: the result says it already
	hints []string
	cause error        // nil, or what errors.Is finds
	more  []*exitError // further errors of the same command line, each with its hints
}

func (e *exitError) Error() string { return e.what }

func (e *exitError) Unwrap() error { return e.cause }

func (e *exitError) print(w io.Writer) {
	if e.what == "" {
		return
	}
	fmt.Fprintf(w, "edov: %s\n", visible.Line(e.what))
	for _, words := range e.advice() {
		fmt.Fprintf(w, "  hint: %s\n", visible.Line(words))
	}
	for _, other := range e.more {
		other.print(w)
	}
}

// advice are the hints, with what to do about a secret in the error.
func (e *exitError) advice() []string {
	hints := slices.DeleteFunc(slices.Clone(e.hints), func(words string) bool { return words == "" })
	if mask.HoldsClientSecret(e.what) {
		hints = append(hints, "it looks like a client secret, so it is not shown; "+replaceTyped)
	}
	return hints
}

// replaceTyped is what to do with a secret that was typed on the command line.
const replaceTyped = "if it was a real secret, replace it: it may be in your shell's history"

//go:noinline
func usageError(what string, hints ...string) error {
	return &exitError{code: ExitUsage, what: what, hints: hints}
}

//go:noinline
func unfinished(what string, hints ...string) error {
	return &exitError{code: ExitUnfinished, what: what, hints: hints}
}

// failureError is the error that a command ends with because of a failure.
func failureError(f *flow.Failure) error {
	code := ExitUnfinished
	if f.Stage == flow.StageConnection {
		code = ExitUsage
	}
	what := f.Summary
	if what == "" {
		what = f.Error()
	}
	e := &exitError{code: code, what: what, hints: []string{f.Hint}}
	if f.OAuthError != "" {
		who := flow.Microsoft
		if f.Stage == flow.StageClerk {
			who = "Clerk"
		}
		e.hints = append(e.hints, who+" said: "+strings.Trim(f.OAuthError+": "+f.Description, ": "))
	}
	return e
}

// faultsError names everything that is wrong with a connection at once, each fault
// with its own hint.
func faultsError(faults []flow.Fault) error {
	var all []*exitError
	for _, f := range faults {
		e := &exitError{code: ExitUsage, what: f.Error(), hints: []string{f.Hint}}
		if f.HoldsSecret {
			e.hints = append(e.hints, replaceTyped)
		}
		all = append(all, e)
	}
	first := all[0]
	first.more = all[1:]
	return first
}

// flagError says what is wrong with the flags. It never repeats a value: that may be
// a secret that was meant for another flag.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		// -client-id is read as many short flags.
		name, _, _ := strings.Cut(unknown.GetSpecifiedShortnames(), "=")
		if len(name) < 3 {
			return usageError("unknown short flag", seeHelp(c))
		}
		return usageError("unknown short flag", nearestFlag(c, name), seeHelp(c))
	case errors.As(err, &unknown):
		name, _, _ := strings.Cut(unknown.GetSpecifiedName(), "=")
		return usageError("unknown flag "+quoted("--"+name), nearestFlag(c, name), seeHelp(c))
	case errors.As(err, &missing):
		return usageError("--"+missing.GetFlag().Name+" needs a value", seeHelp(c))
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		return usageError("invalid value for --"+flag.Name, valueHint(flag), seeHelp(c))
	}
	return usageError("the flags can't be read", seeHelp(c))
}

func valueHint(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "bool":
		return "use it without a value"
	case "int", "intSlice":
		return "use a number"
	case "duration":
		return "use a duration such as 90s or 5m"
	}
	return ""
}

// nearestFlag suggests a flag of the command, or else the commands that have a flag of that name. People write
// underscores and capitals too.
func nearestFlag(c *cobra.Command, name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	var flags []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, "--"+f.Name)
		}
	})
	if slices.Contains(flags, "--"+name) {
		return suggestion([]string{"--" + name})
	}
	if near := nearest("--"+name, flags); near != "" {
		return near
	}
	var others []string
	eachCommand(c.Root(), func(other *cobra.Command) {
		if f := other.LocalFlags().Lookup(name); f != nil && !f.Hidden && other.HasParent() {
			others = append(others, other.CommandPath()+" --"+name)
		}
	})
	return suggestion(others)
}

// refusedFlags are flags that people try. None of them exists: other users of the
// machine can read command lines.
var refusedFlags = []string{
	"client-secret", "clientsecret", "secret", "secret-value", "client-secret-value", "password",
}

// refuseSecretFlags looks at the command line before cobra does, whose error would say
// less. People also write such a flag with one dash, underscores or capitals.
func refuseSecretFlags(args []string) error {
	for _, arg := range args {
		if !strings.HasPrefix(arg, "-") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
		if slices.Contains(refusedFlags, name) {
			return usageError("there is no flag --"+name+": other users of this machine can read command lines, "+
				"and the shell saves them in its history",
				"--secret-file FILE reads the secret from a file that only you can read",
				"--secret-env NAME reads it from an environment variable",
				"--secret-stdin reads it from standard input; without any of these, edov asks for it",
				replaceTyped)
		}
	}
	return nil
}
