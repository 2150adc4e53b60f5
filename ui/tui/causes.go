package tui

import (
	"fmt"

	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// causeRow is the row of a cause with several findings, which fold below it.
type causeRow struct{ report.Cause }

// findingOf is the finding that a row stands for: of a cause, the one that leads it.
func (f *findings) findingOf(value any) (*report.Finding, bool) {
	switch v := value.(type) {
	case causeRow:
		return f.told.Find(v.ID), true
	case *report.Finding:
		return v, true
	}
	return nil, false
}

// problems lists the causes, each with its findings below it where it is unfolded, and then the notes.
func (f *findings) problems() []widget.Row {
	var rows []widget.Row
	seen := map[string]bool{}
	for _, c := range f.told.Causes {
		many := len(c.Findings) > 1
		if many {
			symbol, paint := f.sign(c.Mark)
			rows = append(rows, widget.Row{
				Mark: paint(symbol), Label: f.text(c.Title), Right: fmt.Sprintf("%d findings", len(c.Findings)),
				Problem: true, Value: causeRow{c},
			})
		}
		for _, id := range c.Findings {
			seen[id] = true
			r := f.row(f.told.Find(id))
			switch {
			case !many:
				rows = append(rows, r)
			case f.all || f.unfolded[c.ID]:
				r.Mark, r.Problem = "  "+r.Mark, false
				rows = append(rows, r)
			}
		}
	}
	for level := range report.QuietRank {
		for _, finding := range f.told.Findings {
			if finding.Rank() == level && !seen[finding.ID] {
				rows = append(rows, f.row(finding))
			}
		}
	}
	return rows
}

// toggle folds or unfolds a row.
func (f *findings) toggle(r widget.Row) {
	switch v := r.Value.(type) {
	case fold:
		f.all, f.passed = false, !f.all && !f.passed
	case causeRow:
		f.unfolded[v.ID] = !f.unfolded[v.ID]
	}
	f.fill()
}

// cause shows what several findings come from: the sentence and its findings, and then all about the leading one.
func (f *findings) cause(c report.Cause, width int) []string {
	lines := widget.Styled(widget.Wrap(f.text(c.Sentence), width), f.style.Strong.Render)
	how := "Press Enter to show them"
	if f.all || f.unfolded[c.ID] {
		how = "Press Enter to fold them"
	}
	lines = append(lines, f.style.Faint.Render(widget.Cut(
		workspace.Plural(len(c.Findings), "finding")+" with this cause. "+how, width)))
	for _, id := range c.Findings {
		finding := f.told.Find(id)
		lines = append(lines, widget.Cut(f.mark(finding)+" "+f.text(id)+" "+f.style.Faint.Render(state(finding)), width))
	}
	return append(lines, f.body(f.told.Find(c.ID), "", width)...)
}
