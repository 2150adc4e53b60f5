package ui

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/visible"
)

// exitError is an error for the user: what happened, hints, and how edov ends.
type exitError struct {
	code  int
	what  string // empty: all has been said already
	hints []string
}

func (e *exitError) Error() string { return e.what }

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
}

func usageError(what string, hints ...string) error {
	return &exitError{code: ExitUsage, what: what, hints: hints}
}

func unfinished(what string, hints ...string) error {
	return &exitError{code: ExitUnfinished, what: what, hints: hints}
}

// maxQuoted bounds what an error repeats of the command line.
const maxQuoted = 80

// quoted repeats a word of the command line, cut and harmless.
func quoted(word string) string {
	word = visible.Line(cutRunes(word, maxQuoted))
	return `"` + word + `"`
}

func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// flagError words what is wrong with the flags. The value of an unknown flag
// is never repeated: it may be a secret.
func flagError(c *cobra.Command, err error) error {
	what := err.Error()
	hint := "see " + c.CommandPath() + " --help"
	if flag, ok := strings.CutPrefix(what, "unknown flag: "); ok {
		flag, _, _ = strings.Cut(flag, "=")
		return usageError("there is no flag "+quoted(flag), hint)
	}
	if strings.HasPrefix(what, "unknown shorthand") {
		return usageError("there is no such short flag", hint)
	}
	return usageError(cutRunes(what, 200), hint)
}

// secretFlags are flags that people try; none of them exists, since a command
// line is readable by everybody on the machine.
var secretFlags = []string{"--client-secret", "--secret", "--client-secret-value", "--password"}

func refuseSecretFlags(args []string) error {
	for _, arg := range args {
		name, _, _ := strings.Cut(arg, "=")
		for _, flag := range secretFlags {
			if name == flag {
				return usageError("there is no flag "+flag+": a command line is readable by everybody on this machine and stays in the shell's history",
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
		if word != "" && (strings.Contains(candidate, word) || strings.Contains(word, candidate) || distance(word, candidate) <= max(2, len(word)/4)) {
			near = append(near, candidate)
		}
	}
	if len(near) == 0 || len(near) > 6 {
		return ""
	}
	return "did you mean " + strings.Join(near, ", ")
}

// distance is the Levenshtein distance; words are cut at 64 bytes.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
