package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// settings is the pane of an app registration: its settings by the page of the
// portal they are on, each with its check and the line of the document.
type settings struct {
	*common
	run  *workspace.Run
	list widget.Split
	all  *findings // of the report: draws the details, copies and opens links
}

func newSettings(all *findings) *settings {
	p := &settings{common: all.common, run: all.run, all: all}
	p.list.Ratio = 52
	p.list.Title = "Settings"
	p.list.Detail = p.all.detail
	for _, page := range portal.Pages() {
		var rows []widget.Row
		for _, f := range all.told.Findings {
			if f.Page == page && f.Outcome != report.Skip {
				rows = append(rows, p.row(f))
			}
		}
		if len(rows) > 0 {
			p.list.AddHeading(string(page))
			p.list.Rows = append(p.list.Rows, rows...)
		}
	}
	var product []widget.Row
	for _, f := range all.told.Findings {
		if f.Step == report.StepProduct && f.Outcome != report.Skip {
			product = append(product, p.row(f))
		}
	}
	if len(product) > 0 {
		p.list.AddHeading("Clerk")
		p.list.Rows = append(p.list.Rows, product...)
	}
	p.start()
	return p
}

// start puts the cursor on the worst finding.
func (p *settings) start() {
	best := report.QuietRank + 1
	for i, r := range p.list.Rows {
		if f, ok := r.Value.(*report.Finding); ok && f.Rank() < best {
			best, p.list.Cursor = f.Rank(), i
		}
	}
	p.list.Settle()
}

func (p *settings) row(f *report.Finding) widget.Row {
	label := f.Title
	if f.Rank() < report.QuietRank && f.Summary != "" {
		label = f.Summary
	}
	return widget.Row{Mark: p.mark(f), Label: p.text(label), Right: lineOf(f), Value: f}
}

// lineOf is the line of the document that a finding is about.
func lineOf(f *report.Finding) string {
	line := 0
	if len(f.Changes) > 0 {
		line = f.Changes[0].Place.Line
	}
	for _, e := range f.Evidence {
		if line == 0 {
			_, _ = fmt.Sscanf(e.Label, "line %d", &line) // another label leaves it zero
		}
	}
	if line == 0 {
		return ""
	}
	return fmt.Sprint(" line ", line)
}

func (p *settings) rows() *widget.Split { return &p.list }

func (p *settings) name() string { return "Registration" }

func (p *settings) keys() []key.Binding {
	if p.list.Inside {
		return []key.Binding{widget.As(widget.Keys.Down, "scroll"), widget.Keys.Copy, widget.Keys.OpenLink}
	}
	list := []key.Binding{widget.As(widget.Keys.Open, "details"), widget.Keys.Copy, keyOpenStep}
	if f, ok := p.selected(); ok && len(p.run.Related(f)) > 0 {
		list = append(list, keyOther)
	}
	return list
}

func (p *settings) selected() (*report.Finding, bool) {
	r, ok := p.list.Selected()
	if !ok {
		return nil, false
	}
	f, ok := r.Value.(*report.Finding)
	return f, ok
}

// seek puts the cursor on a finding.
func (p *settings) seek(id string) bool { return p.list.Seek(isFinding(id)) }

func (p *settings) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	r, ok := p.list.Selected()
	switch {
	case ok && widget.Pressed(msg, widget.Keys.Copy):
		return nav{}, p.all.copyFinding(r), true
	case ok && widget.Pressed(msg, widget.Keys.OpenLink):
		n, cmd := p.all.openLinks(r)
		return n, cmd, true
	}
	return nav{}, nil, p.list.Update(msg)
}

func (p *settings) view(width, height int) []string { return p.list.View(p.style, width, height) }
