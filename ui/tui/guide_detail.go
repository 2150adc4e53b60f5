package tui

import (
	"edov/inspect/guide"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/passage"
)

// detail is what there is to do in the selected row.
func (g *guideScreen) detail(r widget.Row, width int) []string {
	id, ok := r.Value.(string)
	if !ok {
		return g.preface(width)
	}
	p, _ := g.walk.Part(id)
	if p == nil {
		return nil
	}
	lines := widget.Styled(widget.Wrap(p.Title, width), g.style.Strong.Render)
	lines = append(lines, g.stateLines(p, width)...)
	lines = append(lines, "")
	lines = append(lines, g.passages(g.subject.PartPassages(p), width)...)
	if link := g.page(p); link != "" {
		lines = append(append(lines, ""), widget.Styled(widget.Hard(g.text(link), width), g.style.Faint.Render)...)
	}
	return lines
}

func (g *guideScreen) stateLines(p *guide.WalkPart, width int) []string {
	words := g.PartState(p)
	mark := g.partMark(p.State)
	lines := widget.Labelled(mark, g.text(words), widget.Cells(mark)+1, width)
	room := widget.Cells(mark) + 1
	causes := widget.Styled(g.causes(p.SeenWhy, width-room), g.style.Faint.Render)
	return append(lines, widget.Indent(causes, room)...)
}

// passages draw pieces of text, each under its heading.
func (g *guideScreen) passages(list []passage.Passage, width int) []string {
	var lines []string
	for _, p := range list {
		if p.Title != "" {
			lines = append(append(lines, ""), widget.Styled(widget.Wrap(g.text(p.Title), width), g.style.Faint.Render)...)
		}
		for i, line := range p.Lines {
			switch p.Style {
			case passage.Steps:
				lines = append(lines, widget.Labelled(g.style.Accent.Render(g.style.Cursor), g.text(line), 2, width)...)
			case passage.Points:
				lines = append(lines, widget.Labelled(g.style.Dot, g.text(line), 2, width)...)
			case passage.Value:
				lines = append(lines, widget.Styled(widget.Hard(g.text(line), width), g.style.Accent.Render)...)
			case passage.Example:
				lines = append(lines, widget.Styled(widget.Hard(g.text(line), width), g.style.Faint.Render)...)
			case passage.FactRows:
				if i%2 == 0 {
					lines = append(lines, widget.Labelled(g.style.Faint.Render(line), p.Lines[i+1], 18, width)...)
				}
			default:
				lines = append(lines, widget.Wrap(g.text(line), width)...)
			}
		}
	}
	return lines
}

// preface says what the product needs, and which ways there are.
func (g *guideScreen) preface(width int) []string {
	lines := widget.Styled(widget.Wrap(g.walk.Title, width), g.style.Strong.Render)
	return append(lines, g.passages(workspace.Preface(g.subject, g.walk), width)...)
}
