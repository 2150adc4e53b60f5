package text

import (
	"io"
	"strconv"

	"edov/flow/visible"
	"edov/inspect/doctor"
)

// Doctor writes what edov sees of its surroundings, a line for each. ask says how to have the network checked too.
func Doctor(out io.Writer, r *doctor.Report, ask string, s Style) error {
	const mark = 6
	title := 0 // as wide as the longest, and a gap
	for _, l := range r.Lines {
		title = max(title, columns(visible.Line(l.Title))+2)
	}
	w := &writer{o: Options{Style: s}}
	indent := mark + title
	if indent > s.width()/2 { // then what was found stands below the title
		indent = mark
	}
	for _, l := range r.Lines {
		word, code := Mark(l.Outcome.Mark())
		w.block(code, word, s.labelled(pad(word, mark)+pad(visible.Line(l.Title), title), visible.Line(l.Found), s.width()))
		if l.Hint != "" {
			w.lines(s.labelled(pad("", indent)+"hint: ", visible.Line(l.Hint), s.width()))
		}
	}
	w.line("")
	w.lines(s.wrap(r.Summary(), s.width()))
	if n := r.Unasked(); n > 0 {
		w.lines(s.wrap(strconv.Itoa(n)+" not checked because they need the network: "+ask, s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}
