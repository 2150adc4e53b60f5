package cmd

import (
	"io"
	"strings"
	"sync/atomic"

	"edov/flow/jsonout"
	"edov/flow/visible"
)

// answer is what a command line is answered with on stdout. Someone who asked for JSON gets JSON whatever happens: the
// result, or the error if there is none. The error stands on stderr too, for people.
type answer struct {
	json  bool
	shown atomic.Bool // a result was written to stdout; a command that was left behind may still do so
}

// shownWriter remembers whether what cobra prints by itself, such as the help and completions, could be written.
type shownWriter struct {
	to     io.Writer
	failed atomic.Bool
}

func (w *shownWriter) Write(data []byte) (int, error) {
	n, err := w.to.Write(data)
	if err != nil {
		w.failed.Store(true)
	}
	return n, err
}

func errNotWritten() error { return unfinished("the result couldn't be written to standard output") }

// given notes that a result is being written to stdout.
func (a *answer) given() {
	if a != nil {
		a.shown.Store(true)
	}
}

// complain writes an error as JSON, unless a result was written.
func (a *answer) complain(w io.Writer, e *exitError) {
	if a == nil || !a.json || a.shown.Load() || e.what == "" {
		return
	}
	doc := errorDocument{document: kindOf("error")}
	doc.Error.Code, doc.Error.told = errorCode(e.code), toldOf(e)
	for _, other := range e.more {
		doc.Error.More = append(doc.Error.More, toldOf(other))
	}
	if data, err := jsonout.Indented(doc); err == nil {
		_, _ = w.Write(data) // the exit code says the rest
	}
}

// errorDocument is an error as JSON.
type errorDocument struct {
	document
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code string `json:"code"` // problems, usage or unfinished: the exit codes 1, 2 and 3 in a word
	told
	More []told `json:"more,omitempty"` // further errors of the same command line
}

// told is what an error says.
type told struct {
	Message string   `json:"message"` // what happened, as on stderr
	Hints   []string `json:"hints"`   // what to do about it; empty where nothing helps
}

func toldOf(e *exitError) told {
	t := told{Message: visible.Line(e.what), Hints: []string{}}
	for _, hint := range e.advice() {
		t.Hints = append(t.Hints, visible.Line(hint))
	}
	return t
}

// errorCode is an exit code in a word.
func errorCode(code int) string {
	switch code {
	case ExitProblems:
		return "problems"
	case ExitUsage:
		return "usage"
	}
	return "unfinished"
}

// wantsJSON reads --format and --json before the flags are parsed, since that may fail.
func (p *Program) wantsJSON(args []string) bool {
	value := p.getenv(variableOf("format"))
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if v, ok := strings.CutPrefix(arg, "--format="); ok {
			value = v
		} else if arg == "--format" && i+1 < len(args) {
			value = args[i+1]
		} else if arg == "--json" {
			return true
		}
	}
	return strings.EqualFold(value, "json")
}
