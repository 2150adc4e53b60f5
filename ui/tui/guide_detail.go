package tui

import (
	"edov/inspect/guide"
	"edov/inspect/portal"
	"edov/ui/tui/widget"
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
	for _, do := range p.Do {
		lines = append(lines, widget.Labelled(g.style.Accent.Render(g.style.Cursor), g.text(do), 2, width)...)
	}
	for _, v := range g.values(p) {
		lines = append(lines, g.valueLines(v, width)...)
	}
	lines = append(append(lines, ""), widget.Styled(widget.Wrap("Why", width), g.style.Faint.Render)...)
	lines = append(lines, widget.Wrap(g.text(p.Why), width)...)
	if p.Prove != "" && p.State != guide.PartProven && g.subject.scenario == nil {
		lines = append(append(lines, ""), widget.Styled(widget.Wrap("To have it proven", width), g.style.Faint.Render)...)
		lines = append(lines, widget.Wrap(g.text(p.Prove), width)...)
	}
	if len(p.Wrong) > 0 {
		lines = append(append(lines, ""), widget.Styled(widget.Wrap("Often wrong", width), g.style.Faint.Render)...)
		for _, w := range p.Wrong {
			lines = append(lines, widget.Labelled(g.style.Dot, g.text(w), 2, width)...)
		}
	}
	if link := g.page(p); link != "" {
		lines = append(append(lines, ""), widget.Styled(widget.Hard(g.text(link), width), g.style.Faint.Render)...)
	}
	return lines
}

func (g *guideScreen) stateLines(p *guide.WalkPart, width int) []string {
	words := p.StateLine()
	if !p.SeenAt.IsZero() {
		words += ", " + ago(g.now().Sub(p.SeenAt))
	}
	mark := g.partMark(p.State)
	lines := widget.Labelled(mark, g.text(words), widget.Cells(mark)+1, width)
	return append(lines, widget.Indent(widget.Styled(g.causes(p.SeenWhy, width-widget.Cells(mark)-1), g.style.Faint.Render), widget.Cells(mark)+1)...)
}

// values are those of a part. The demo tenant has its own page where the product
// has its sign-in page.
func (g *guideScreen) values(p *guide.WalkPart) []guide.Value {
	if g.subject.scenario == nil || p.At != portal.AtAccountPortal {
		return p.Values
	}
	return nil // its address is the part's page
}

// valueLines show a value to copy; one that is not known yet only shows its
// form.
func (g *guideScreen) valueLines(v guide.Value, width int) []string {
	label := v.Label
	if v.Form {
		label += ", such as"
	}
	lines := append([]string{""}, widget.Styled(widget.Wrap(g.text(label), width), g.style.Faint.Render)...)
	paint := g.style.Accent.Render
	if v.Form {
		paint = g.style.Faint.Render
	}
	return append(lines, widget.Styled(widget.Hard(g.text(v.Text), width), paint)...)
}

// practicePassage is what one who practises has to know first.
var practicePassage = guide.Passage{
	Title: "This is a practice",
	Text:  "Nothing reaches Microsoft or Clerk. o opens pages of the demo tenant, which stand for the portal and for Clerk's dashboard; what you change there shows here at once. The client ID and the secret that you get there go into edov too: c. A test (t) is signed in by a built-in user; with b you choose who signs in, in your browser.",
}

// preface tells what the product needs, and which ways there are.
func (g *guideScreen) preface(width int) []string {
	lines := widget.Styled(widget.Wrap(g.walk.Title, width), g.style.Strong.Render)
	before := g.walk.Before
	if g.subject.practice != nil {
		before = append([]guide.Passage{practicePassage}, before...)
	}
	for _, p := range before {
		lines = append(append(lines, ""), widget.Styled(widget.Wrap(p.Title, width), g.style.Accent.Render)...)
		lines = append(lines, widget.Wrap(p.Text, width)...)
	}
	lines = append(append(lines, ""), widget.Styled(widget.Wrap("In short", width), g.style.Faint.Render)...)
	for _, f := range g.walk.Facts {
		lines = append(lines, widget.Labelled(g.style.Faint.Render(f[0]), f[1], 18, width)...)
	}
	return lines
}
