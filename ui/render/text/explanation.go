package text

import (
	"io"

	"edov/flow/visible"
	"edov/inspect/fault"
)

// Explanation writes what a failure means: Microsoft's words first, ours second.
func Explanation(out io.Writer, e fault.Explanation, s Style) error {
	w := &writer{o: Options{Style: s}}
	w.block(bold, e.ID, s.labelled(visible.Line(e.ID)+"  ", visible.Line(e.Title), s.width()))
	w.line("")
	if f := e.Said(); f != nil {
		w.line("What the error says")
		w.failure("  ", f)
		w.line("")
	}
	for _, part := range append(e.Parts(), explanationLinks(e)...) {
		w.lines(s.labelled(pad(part.Label, 10), visible.Line(part.Text), s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// explanationLinks are the addresses and commands that lead on.
func explanationLinks(e fault.Explanation) []fault.Part {
	var links []fault.Part
	if e.Portal != "" {
		links = append(links, fault.Part{Label: "portal", Text: e.Portal})
	}
	see := "see"
	for _, text := range []string{e.Link, explainCommand(e.CheckID)} {
		if text != "" {
			links = append(links, fault.Part{Label: see, Text: text})
			see = ""
		}
	}
	return links
}

func explainCommand(check string) string {
	if check == "" {
		return ""
	}
	return "edov explain " + check
}
