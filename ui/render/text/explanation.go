package text

import (
	"io"
	"strings"

	"edov/flow/visible"
	"edov/inspect/fault"
)

// Explanation writes what a failure means: Microsoft's words first, ours second.
func Explanation(out io.Writer, e fault.Explanation, s Style) error {
	w := &writer{o: Options{Style: s}}
	w.block(bold, e.ID, labelled(visible.Line(e.ID)+"  ", visible.Line(e.Title), s.width()))
	w.line("")
	if f := e.Failure; f != nil && (f.Description != "" || f.OAuthError != "") {
		w.line("What the error says")
		w.failure("  ", f)
		w.line("")
	}
	for _, part := range explanationParts(e) {
		if part[1] != "" {
			w.lines(labelled(pad(part[0], 10), visible.Line(part[1]), s.width()))
		}
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

// explanationParts are the lines of an explanation, in the order in which a reader
// needs them.
func explanationParts(e fault.Explanation) [][2]string {
	parts := [][2]string{{"cause", e.Cause}, {"check", e.Check}, {"fix", e.Fix}}
	if d := e.URIs; d != nil {
		parts = append(parts, [2]string{"sent", d.Sent})
		if d.Registered != "" {
			parts = append(parts, [2]string{"nearest", d.Registered}, [2]string{"", d.Mark()}, [2]string{"", d.Words})
		}
	}
	if e.Known {
		parts = append(parts, [2]string{"fixed by", e.WhoWords()}, [2]string{"retry", e.RetryWords()})
	}
	for _, o := range e.Others {
		parts = append(parts, [2]string{"also", strings.TrimSuffix(o.ID+": "+o.Title, ": ")})
	}
	parts = append(parts, [2]string{"portal", e.Portal}, [2]string{"see", e.Link})
	if e.CheckID != "" {
		parts = append(parts, [2]string{"", "edov explain " + e.CheckID})
	}
	return parts
}
