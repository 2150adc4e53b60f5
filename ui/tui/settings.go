package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/report"
)

// settings is the pane of an app registration: its settings by the page of the
// portal they are on, each with its check and the line of the document.
type settings struct {
	*common
	run  *run
	list split
	all  *findings // draws the details, copies and opens links
}

func newSettings(c *common, r *run) *settings {
	p := &settings{common: c, run: r, all: newFindings(c, r)}
	p.list.ratio = 52
	p.list.detail = p.all.detail
	for _, page := range report.Pages() {
		var rows []row
		for _, f := range r.report.Findings {
			if f.Page == page && f.Outcome != report.Skip {
				rows = append(rows, p.row(f))
			}
		}
		if len(rows) > 0 {
			p.list.rows = append(append(p.list.rows, row{label: string(page), heading: true}), rows...)
		}
	}
	var product []row
	for _, f := range r.report.Findings {
		if f.Step == report.StepProduct && f.Outcome != report.Skip {
			product = append(product, p.row(f))
		}
	}
	if len(product) > 0 {
		p.list.rows = append(append(p.list.rows, row{label: "Clerk", heading: true}), product...)
	}
	p.start()
	return p
}

// start puts the cursor on the worst finding.
func (p *settings) start() {
	best := report.QuietRank + 1
	for i, r := range p.list.rows {
		if f, ok := r.value.(report.Finding); ok && f.Rank() < best {
			best, p.list.cursor = f.Rank(), i
		}
	}
	p.list.settle(1)
}

func (p *settings) row(f report.Finding) row {
	label := f.Title
	if f.Rank() < report.QuietRank && f.Summary != "" {
		label = f.Summary
	}
	return row{mark: p.mark(f), label: p.text(label), right: lineOf(f), value: f}
}

// lineOf is the line of the document that a finding is about.
func lineOf(f report.Finding) string {
	line := 0
	if len(f.Changes) > 0 {
		line = f.Changes[0].Place.Line
	}
	for _, e := range f.Evidence {
		if line == 0 {
			fmt.Sscanf(e.Label, "line %d", &line)
		}
	}
	if line == 0 {
		return ""
	}
	return fmt.Sprint(" line ", line)
}

func (p *settings) name() string { return "Registration" }

func (p *settings) keys() []key.Binding {
	if p.list.inside {
		return []key.Binding{as(keys.Down, "scroll"), keys.Copy, keys.OpenLink}
	}
	list := []key.Binding{as(keys.Open, "details"), keys.Copy, as(keys.OpenLink, "open in the portal")}
	if f, ok := p.selected(); ok && len(p.run.related(f)) > 0 {
		list = append(list, keyOther)
	}
	return list
}

func (p *settings) selected() (report.Finding, bool) {
	r, ok := p.list.selected()
	if !ok {
		return report.Finding{}, false
	}
	f, ok := r.value.(report.Finding)
	return f, ok
}

// seek puts the cursor on a finding.
func (p *settings) seek(id string) bool {
	for i, r := range p.list.rows {
		if f, ok := r.value.(report.Finding); ok && f.ID == id {
			p.list.cursor, p.list.scroll, p.list.kept.valid = i, 0, false
			return true
		}
	}
	return false
}

func (p *settings) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	r, ok := p.list.selected()
	switch {
	case ok && pressed(msg, keys.Copy):
		return nav{}, p.all.copyFinding(r), true
	case ok && pressed(msg, keys.OpenLink):
		n, cmd := p.all.openLinks(r)
		return n, cmd, true
	}
	return nav{}, nil, p.list.update(msg)
}

func (p *settings) view(width, height int) []string { return p.list.view(p.common, width, height) }
