package text

import (
	"io"
	"slices"
	"strings"

	"edov/inspect/check"
	"edov/inspect/report"
)

// Checks writes the list of checks: ID, severity, title.
func Checks(out io.Writer, checks []check.Check, s Style) error {
	w := &writer{o: Options{Style: s}}
	for i, step := range stepsOf(checks) {
		if i > 0 {
			w.line("")
		}
		w.line(string(step))
		for _, c := range checks {
			if c.Step == step {
				w.lines(s.labelled("  "+pad(c.ID, 22)+pad(string(c.Severity), 9), c.Title, s.width()))
			}
		}
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// stepsOf lists the steps in the order of their first check: the checks of a step
// are not all next to each other.
func stepsOf(checks []check.Check) []report.Step {
	var steps []report.Step
	for _, c := range checks {
		if !slices.Contains(steps, c.Step) {
			steps = append(steps, c.Step)
		}
	}
	return steps
}

// Explain writes a check's documentation: title, what, why, fix, needs and sources.
func Explain(out io.Writer, c check.Check, s Style) error {
	w := &writer{o: Options{Style: s}}
	w.lines(s.wrap(c.ID+" ("+string(c.Severity)+")", s.width()))
	w.lines(s.wrap(c.Title, s.width()))
	w.line("")
	doc := c.Doc()
	for _, paragraph := range strings.Split(doc.Markdown(), "\n\n") {
		w.lines(s.wrap(unmark(paragraph), s.width()))
		w.line("")
	}
	if len(c.Needs) > 0 {
		w.lines(s.labelled("needs  ", strings.Join(c.Needs, ", "), s.width()))
	}
	for i, ref := range doc.Sources {
		label := "see    "
		if i > 0 {
			label = "       "
		}
		w.lines(s.labelled(label, ref, s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// unmark removes the little Markdown that the docs of checks have.
func unmark(text string) string {
	return strings.NewReplacer("**", "", "`", "").Replace(text)
}
