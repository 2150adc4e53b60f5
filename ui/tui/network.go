package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// network is the pane of how the sign-in went: its steps, each exchange with a
// bar for its time, and the requests that were ignored.
type network struct {
	*common
	run  *workspace.Run
	list widget.Split
}

func newNetwork(c *common, r *workspace.Run) *network {
	p := &network{common: c, run: r}
	p.list.Ratio = 50
	p.list.Title = "Network"
	p.list.Detail = p.detail
	p.fill()
	return p
}

func (p *network) fill() {
	heading := p.list.AddHeading
	if len(p.run.News) > 0 {
		heading("Steps")
		t := newTimeline(p.run.Subject)
		for _, e := range p.run.News {
			t.observe(e)
		}
		t.judged(p.run.Report)
		for _, s := range t.steps {
			p.list.Rows = append(p.list.Rows, p.step(s))
		}
	}
	if len(p.run.Report.Exchanges) > 0 {
		heading("Requests")
		bars := waterfall(p.common, p.run.Report.Exchanges, 38)
		for i, e := range p.run.Report.Exchanges {
			p.list.Rows = append(p.list.Rows, widget.Row{Label: bars[i], Value: e})
		}
	}
	if len(p.run.Report.Ignored) > 0 {
		heading("Ignored")
		for _, i := range p.run.Report.Ignored {
			label := i.Reason + "  " + i.Method + " " + i.Path
			if n := i.Count(); n > 1 {
				label = fmt.Sprintf("%d more, %s", n, i.Reason)
			}
			p.list.Rows = append(p.list.Rows, widget.Row{Label: p.text(label), Value: i})
		}
	}
	if len(p.list.Rows) == 0 {
		heading("no network requests")
	}
	p.list.Settle()
}

func (p *network) step(s step) widget.Row {
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
	return widget.Row{Mark: mark, Label: p.text(s.text), Right: took, Value: s}
}

func (p *network) rows() *widget.Split { return &p.list }

func (p *network) name() string { return "Network" }

func (p *network) keys() []key.Binding { return []key.Binding{widget.As(widget.Keys.Open, "details")} }

func (p *network) update(msg tea.Msg) (nav, tea.Cmd, bool) { return nav{}, nil, p.list.Update(msg) }

func (p *network) view(width, height int) []string { return p.list.View(p.style, width, height) }

func (p *network) detail(r widget.Row, width int) []string {
	var facts [][2]string
	switch v := r.Value.(type) {
	case flow.Exchange:
		facts = exchangeFacts(v)
	case flow.Ignored:
		at := v.At.UTC().Format("15:04:05") + " UTC"
		facts = [][2]string{{"why", v.Reason}, {"method", v.Method}, {"path", v.Path}, {"at", at}}
	case step:
		return widget.Wrap(p.text(v.text), width)
	}
	return p.style.Table(facts, 13, width)
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
		connection = "reused"
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
