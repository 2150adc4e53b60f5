package text

import (
	"io"
	"strconv"

	"edov/flow/visible"
	"edov/inspect/doctor"
	"edov/inspect/report"
)

// Doctor writes what edov sees of its surroundings, a line for each.
func Doctor(out io.Writer, r *doctor.Report, s Style) error {
	const mark, title = 6, 20
	w := &writer{o: Options{Style: s}}
	room := max(s.width()-mark-title, 20)
	for _, l := range r.Lines {
		word, code := Mark(outcomeMarks[l.Outcome])
		lines := wrap(visible.Line(l.Found), room)
		shown := []string{pad(word, mark) + pad(visible.Line(l.Title), title) + lines[0]}
		for _, line := range lines[1:] {
			shown = append(shown, pad("", mark+title)+line)
		}
		if l.Hint != "" {
			for i, line := range wrap(visible.Line(l.Hint), room-6) {
				shown = append(shown, pad("", mark+title)+pad([]string{"hint: ", ""}[min(i, 1)], 6)+line)
			}
		}
		w.block(code, word, shown)
	}
	w.line("")
	w.line(summary(r))
	_, err := io.WriteString(out, w.b.String())
	return err
}

var outcomeMarks = map[doctor.Outcome]report.Mark{
	doctor.OK: report.MarkPass, doctor.Warning: report.MarkWarning, doctor.Problem: report.MarkFail,
}

// summary is the last line. "?" is what was not looked at.
func summary(r *doctor.Report) string {
	unseen := 0
	for _, l := range r.Lines {
		if l.Outcome == doctor.NotChecked {
			unseen++
		}
	}
	words := plural(r.Problems, "problem") + ", " + plural(r.Warnings, "warning") + ", "
	words += strconv.Itoa(unseen) + " not checked"
	if !r.Online {
		words += "; nothing was sent"
	}
	return words
}
