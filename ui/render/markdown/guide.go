package markdown

import (
	"fmt"
	"strings"

	"edov/inspect/guide"
	"edov/inspect/words"
)

// Walk writes the setup guide with the connection's own values and the state of each
// part, as a document to print or to share. step is the number of the only step to
// write; 0 writes all. The guide's own text keeps its markup; what evidence showed is
// made inert.
func Walk(w *guide.Walk, step int) string {
	var b strings.Builder
	if step == 0 {
		walkHead(&b, w)
	}
	for _, s := range w.Steps {
		if step == 0 || s.Number == step {
			walkStep(&b, &s)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func walkHead(b *strings.Builder, w *guide.Walk) {
	fmt.Fprintf(b, "# %s\n\n", w.Title)
	fmt.Fprintf(b, "%d of %s done", w.Done, words.Count(len(w.Steps), "step", "steps"))
	if w.Counts[guide.PartProven]+w.Counts[guide.PartSaid] > 0 {
		b.WriteString(": " + w.DoneWords())
	}
	b.WriteString(".")
	if p, number := w.Part(w.Next); p != nil {
		fmt.Fprintf(b, " Next: step %d, %s.", number, p.Title)
	}
	b.WriteString("\n\n## At a glance\n\n")
	for _, f := range w.Facts {
		fmt.Fprintf(b, "- **%s**: %s\n", f[0], f[1])
	}
	b.WriteString("\n## Before you start\n\n")
	for _, p := range w.Before {
		fmt.Fprintf(b, "- **%s.** %s\n", p.Title, p.Text)
	}
	b.WriteString("\n")
}

func walkStep(b *strings.Builder, s *guide.WalkStep) {
	fmt.Fprintf(b, "## %d. %s (%s)\n\n", s.Number, s.Title, guide.StateWords(s.State))
	for _, p := range s.Parts {
		walkPart(b, &p)
	}
}

func walkPart(b *strings.Builder, wp *guide.WalkPart) {
	tick := " "
	if wp.Done() {
		tick = "x"
	}
	fmt.Fprintf(b, "- [%s] **%s**", tick, wp.Title)
	if wp.Optional {
		b.WriteString(" (optional)")
	}
	fmt.Fprintf(b, "  \n  %s\n", Inert(words.Sentence(wp.StateLine()))+".")
	causes := words.Causes(wp.SeenWhy)
	for i, c := range causes {
		fmt.Fprintf(b, "  %s%s.", bullet(causes), Inert(words.Sentence(c)))
		if i < len(causes)-1 {
			b.WriteString("  ") // two blanks end the line
		}
		b.WriteString("\n")
	}
	for _, line := range wp.Do {
		fmt.Fprintf(b, "  - %s\n", line)
	}
	for _, v := range wp.Values {
		walkValue(b, v)
	}
	if wp.Link != "" {
		fmt.Fprintf(b, "  - Open: <%s>\n", wp.Link)
	}
	fmt.Fprintf(b, "  - Why: %s\n", wp.Why)
	if wp.Prove != "" && wp.State != guide.PartProven {
		fmt.Fprintf(b, "  - How to confirm: %s\n", wp.Prove)
	}
	for _, line := range wp.Wrong {
		fmt.Fprintf(b, "  - Common mistake: %s\n", line)
	}
	b.WriteString("\n")
}

func walkValue(b *strings.Builder, v guide.Value) {
	label := words.Sentence(v.Label)
	if v.Form {
		label += ", which looks like"
	}
	fmt.Fprintf(b, "  - %s: %s\n", label, code(v.Text))
}
