package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
)

// network is the pane of how the sign-in went: its steps, each exchange with a
// bar for its time, and the requests that were ignored.
type network struct {
	*common
	run  *run
	list split
}

func newNetwork(c *common, r *run) *network {
	p := &network{common: c, run: r}
	p.list.ratio = 50
	p.list.detail = p.detail
	p.fill()
	return p
}

func (p *network) fill() {
	heading := func(text string) { p.list.rows = append(p.list.rows, row{label: text, heading: true}) }
	if len(p.run.news) > 0 {
		heading("Steps")
		t := newTimeline(p.run.subject)
		for _, e := range p.run.news {
			t.observe(e)
		}
		t.judged(p.run.report)
		for _, s := range t.steps {
			p.list.rows = append(p.list.rows, p.step(s))
		}
	}
	if len(p.run.report.Exchanges) > 0 {
		heading("Requests")
		bars := waterfall(p.common, p.run.report.Exchanges, 38)
		for i, e := range p.run.report.Exchanges {
			p.list.rows = append(p.list.rows, row{label: strings.TrimPrefix(bars[i], "  "), value: e})
		}
	}
	if len(p.run.report.Ignored) > 0 {
		heading("Ignored")
		for _, i := range p.run.report.Ignored {
			p.list.rows = append(p.list.rows, row{label: p.text(i.Reason + "  " + i.Method + " " + i.Path), value: i})
		}
	}
	if len(p.list.rows) == 0 {
		heading("nothing was asked over the network")
	}
	p.list.settle(1)
}

func (p *network) step(s step) row {
	mark := p.style.Faint.Render(p.style.Note)
	switch s.state {
	case finished:
		mark = p.style.Good.Render(p.style.Pass)
	case missed:
		mark = p.style.Warn.Render(p.style.Warning)
	case broken:
		mark = p.style.Bad.Render(p.style.Fail)
	}
	took := ""
	if s.took > 0 {
		took = inWords(s.took)
	}
	return row{mark: mark, label: p.text(s.text), right: took, value: s}
}

func (p *network) name() string { return "Network" }

func (p *network) keys() []key.Binding { return []key.Binding{as(keys.Open, "details")} }

func (p *network) update(msg tea.Msg) (nav, tea.Cmd, bool) { return nav{}, nil, p.list.update(msg) }

func (p *network) view(width, height int) []string { return p.list.view(p.common, width, height) }

func (p *network) detail(r row, width int) []string {
	var facts [][2]string
	switch v := r.value.(type) {
	case flow.Exchange:
		facts = exchangeFacts(v)
	case flow.Ignored:
		facts = [][2]string{{"why", v.Reason}, {"method", v.Method}, {"path", v.Path}, {"at", v.At.UTC().Format("15:04:05") + " UTC"}}
	case step:
		return wrap(p.text(v.text), width)
	}
	var lines []string
	for _, f := range facts {
		if f[1] != "" {
			lines = append(lines, labelled(p.style.Faint.Render(f[0]), p.text(f[1]), 13, width)...)
		}
	}
	return lines
}

func exchangeFacts(e flow.Exchange) [][2]string {
	ms := func(v float64) string {
		if v == 0 {
			return ""
		}
		return fmt.Sprintf("%.1f ms", v)
	}
	status := ""
	if e.Status != 0 {
		status = fmt.Sprintf("%d %s", e.Status, e.Proto)
	}
	connection := "new"
	if e.Reused {
		connection = "used again"
	}
	date := ""
	if !e.Date.IsZero() {
		date = e.Date.UTC().Format("2006-01-02 15:04:05") + " UTC"
	}
	return [][2]string{
		{"request", e.Method + " " + e.URL},
		{"status", status},
		{"error", e.Error},
		{"took", ms(e.DurationMS)},
		{"connection", connection},
		{"connect", ms(e.ConnectMS)},
		{"TLS", strings.TrimSpace(ms(e.TLSMS) + " " + e.TLSVersion)},
		{"first byte", ms(e.FirstByteMS)},
		{"bytes", fmt.Sprint(e.Bytes)},
		{"type", e.ContentType},
		{"server date", date},
		{"request ID", e.RequestID},
		{"address", e.Remote},
	}
}
