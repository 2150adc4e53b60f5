package text

import (
	"io"
	"strconv"

	"edov/flow/visible"
	"edov/inspect/doctor"
)

// Doctor writes what edov sees of its surroundings, a line for each. ask says how to have the network checked too.
func Doctor(out io.Writer, r *doctor.Report, ask string, s Style) error {
	const mark, title = 6, 20
	w := &writer{o: Options{Style: s}}
	room := max(s.width()-mark-title, 20)
	for _, l := range r.Lines {
		word, code := Mark(l.Outcome.Mark())
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
	w.line(r.Summary())
	if n := r.Unasked(); n > 0 {
		w.line(strconv.Itoa(n) + " not checked because they need the network: " + ask)
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}
