package tui

import (
	"context"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/store"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// history lists the saved runs of a connection, newest first. Any can
// be opened, and any two compared.
type history struct {
	*common
	subject *workspace.Subject
	runs    []store.Run
	marked  string // the ID of the one to compare with
	list    widget.Split
	job     *job
	words   string
	loaded  bool
}

var (
	keyMark         = act(action.InHistory, action.MarkRun)
	keyCompare      = act(action.InHistory, action.CompareRuns)
	keyClearHistory = act(action.InHistory, action.ClearReports)
)

// The news of the screen's job.
type (
	runsRead struct {
		runs []store.Run
		err  error
	}
	reportsRead struct {
		runs []*workspace.Run
		err  error
	}
)

func newHistory(c *common, s *workspace.Subject) *history {
	h := &history{common: c, subject: s}
	h.list.Ratio = 62
	h.list.Title = "Runs"
	h.list.Detail = h.detail
	return h
}

func (h *history) Init() tea.Cmd { return h.read() }

// read loads the list.
func (h *history) read() tea.Cmd {
	of := h.subject.Key()
	h.job = h.newJob(func(_ context.Context, tell func(any)) {
		runs, err := h.History(of)
		tell(runsRead{runs, err})
	})
	return h.job.begin()
}

// fetch loads the reports of some runs.
func (h *history) fetch(ids ...string) tea.Cmd {
	of := h.subject.Key()
	h.job = h.newJob(func(_ context.Context, tell func(any)) {
		var out reportsRead
		out.runs, out.err = h.Reports(h.subject, of, ids...)
		tell(out)
	})
	return h.job.begin()
}

func (h *history) Close() {
	if h.job != nil {
		h.job.cancel()
	}
}

func (h *history) rows() *widget.Split { return &h.list }

func (h *history) Title() (name, status string) { return "History", h.subject.Name() }

func (h *history) Keys() []key.Binding {
	if len(h.runs) == 0 {
		return []key.Binding{widget.Keys.Back}
	}
	compare := keyCompare
	if h.marked != "" {
		compare = as(keyCompare, action.InHistory, action.CompareMarked)
	}
	open := as(widget.Keys.Open, action.InHistory, action.OpenRun)
	return []key.Binding{open, compare, keyMark, widget.Keys.Back, keyClearHistory}
}

func (h *history) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return h.news(m)
	}
	r, ok := h.selected()
	switch {
	case ok && widget.Pressed(msg, widget.Keys.Open):
		if r.Err != nil {
			return toast(r.Err.Error()), nil
		}
		return nav{}, h.fetch(r.ID)
	case ok && widget.Pressed(msg, keyMark):
		if h.marked == r.ID {
			h.marked = ""
		} else {
			h.marked = r.ID
		}
		h.fill()
	case ok && widget.Pressed(msg, keyCompare):
		return h.compare(r)
	case widget.Pressed(msg, keyClearHistory) && len(h.runs) > 0:
		return open(h.clearing()), nil
	case h.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

func (h *history) selected() (store.Run, bool) {
	r, ok := h.list.Selected()
	if !ok {
		return store.Run{}, false
	}
	run, ok := r.Value.(store.Run)
	return run, ok
}

// compare opens what changed from the older to the newer of two runs.
func (h *history) compare(r store.Run) (nav, tea.Cmd) {
	older, newer, err := workspace.ToCompare(h.runs, r.ID, h.marked)
	if err != nil {
		return toast(err.Error()), nil
	}
	return nav{}, h.fetch(older, newer)
}

func (h *history) clearing() *dialog {
	return newLoss(h.common, workspace.AskClear(h.subject, len(h.runs)), "Delete them", func() (nav, tea.Cmd) {
		of, runs := h.subject.Key(), h.runs
		h.job = h.newJob(func(_ context.Context, tell func(any)) {
			err := h.ClearHistory(of)
			if err != nil {
				tell(runsRead{runs, err})
				return
			}
			runs, err := h.History(of)
			tell(runsRead{runs, err})
		})
		return nav{}, h.job.begin()
	})
}

func (h *history) news(m newsMsg) (nav, tea.Cmd) {
	if h.job == nil || m.job != h.job.id {
		return nav{}, nil
	}
	switch n := m.news.(type) {
	case runsRead:
		h.runs, h.loaded, h.marked, h.words = n.runs, true, "", ""
		if n.err != nil {
			h.words = n.err.Error()
		}
		h.fill()
	case reportsRead:
		return h.show(n), nil
	}
	return nav{}, nil
}

// show opens one report, or what changed between two.
func (h *history) show(n reportsRead) nav {
	if n.err != nil {
		return toast(n.err.Error())
	}
	if len(n.runs) == 2 {
		c := newCompare(h.common, n.runs[0], n.runs[1])
		c.below = "History"
		return open(c)
	}
	return open(newReport(h.common, n.runs[0]))
}

func (h *history) fill() {
	var rows []widget.Row
	for _, r := range h.runs {
		mark, paint := h.sign(r.Mark)
		mark = paint(mark)
		label := workspace.RunHeadline(r)
		if r.ID == h.marked {
			label = "[marked] " + label
		}
		label = fmt.Sprintf("%-14s %-8s %s", workspace.Ago(h.Now().Sub(r.At)), r.Account, label)
		rows = append(rows, widget.Row{Mark: mark, Label: h.text(label), Value: r})
	}
	h.list.Set(rows, func(a, b any) bool { return a.(store.Run).ID == b.(store.Run).ID })
}

func (h *history) View(width, height int) string {
	var lines []string
	switch {
	case h.words != "":
		lines = widget.Indent(widget.Styled(widget.Wrap(h.text(h.words), width-4), h.style.Warn.Render), 2)
	case !h.loaded:
		lines = []string{"  reading"}
	case len(h.runs) == 0:
		lines = widget.Indent(widget.Wrap(sentence.NoRuns, width-4), 2)
	}
	if len(h.runs) > 0 {
		lines = append(lines, h.list.View(h.style, width, max(1, height-len(lines)))...)
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

func (h *history) detail(r widget.Row, width int) []string {
	run := r.Value.(store.Run)
	lines := widget.Styled(widget.Wrap(h.text(run.Headline), width), h.style.Strong.Render)
	lines = append(lines, "")
	return append(lines, h.style.Table(workspace.RunFacts(run), 9, width)...)
}
