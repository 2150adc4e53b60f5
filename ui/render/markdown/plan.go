package markdown

import (
	"fmt"
	"strings"

	"edov/flow/plan"
	"edov/flow/visible"
)

// Plan writes a plan as a message: for a reviewer, or for the administrator who may carry it out.
func Plan(p *plan.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Plan for %s\n\n", Inert(visible.Line(p.Target.Name)))
	for _, line := range p.Words(p.Target) {
		fmt.Fprintf(&b, "- %s\n", Inert(line))
	}
	for i, s := range p.Steps {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, Inert(s.Title))
		item := func(label, value string) {
			if value != "" {
				fmt.Fprintf(&b, "- %s: %s\n", label, value)
			}
		}
		if s.Widens != "" {
			item("**Widens**", Inert(s.Widens))
		}
		item("Why", Inert(strings.Join(s.Why, ", ")))
		item("Where", Inert(s.Place))
		for _, c := range s.Shown() {
			item("Change", code(c.Path))
			if c.Before != "" {
				item("From", code(c.Before))
			}
			if c.After != "" {
				item("To", code(c.After))
			}
		}
		if r := s.Request(p.Target); r != nil {
			item("Sends", code(r.Method+" "+r.Path))
		}
		item("Undo", Inert(s.UndoWords()))
		item("Proof", Inert(s.ProofWords(p.Target)))
	}
	for _, line := range p.Needs() {
		fmt.Fprintf(&b, "\n%s\n", Inert(line))
	}
	return b.String()
}
