package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/report/diff"
	"edov/ui/tui/widget"
)

// watch signs in every minute until something changes: Microsoft may need a
// while to take up an edit of the registration.
type watch struct {
	*common
	before *run
	job    *job // nil between two tries
	next   time.Time
	now    time.Time
	tries  int
	frame  int
	log    []string // one line a try, newest last
}

// watchEvery is the time from the end of one try to the next.
const watchEvery = time.Minute

var keyStopWatch = widget.Bind("s", "stop", "s", "esc", "q")

func newWatch(c *common, before *run) *watch {
	now := c.now()
	return &watch{common: c, before: before, now: now, next: now.Add(watchEvery)}
}

func (w *watch) Init() tea.Cmd { return w.tick(w) }

func (w *watch) Close() {
	if w.job != nil {
		w.job.cancel()
	}
}

func (w *watch) busy() bool { return w.job != nil }

func (w *watch) Title() (name, status string) {
	if w.job != nil {
		return "Watching for a change", "signing in"
	}
	return "Watching for a change", "next try in " + clock(w.next.Sub(w.now))
}

func (w *watch) Keys() []key.Binding {
	return []key.Binding{keyStopWatch, widget.Bind("n", "try now", "n")}
}

func (w *watch) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch m := msg.(type) {
	case tickMsg:
		if m.screen != any(w) {
			return nav{}, nil
		}
		w.now = m.at
		w.frame++
		if w.job == nil && !w.now.Before(w.next) {
			return nav{}, tea.Batch(w.tick(w), w.try())
		}
		return nav{}, w.tick(w)
	case newsMsg:
		return w.news(m)
	}
	switch {
	case widget.Pressed(msg, keyStopWatch):
		return back(), nil
	case widget.Pressed(msg, widget.Bind("", "", "n")) && w.job == nil:
		return nav{}, w.try()
	}
	return nav{}, nil
}

func (w *watch) try() tea.Cmd {
	w.tries++
	s := w.before.subject
	w.job = w.newJob(func(ctx context.Context, tell func(any)) {
		tell(s.signIn(ctx, w.common, nil, func(any) {}))
	})
	return w.job.begin()
}

func (w *watch) news(m newsMsg) (nav, tea.Cmd) {
	if w.job == nil || m.job != w.job.id {
		return nav{}, nil
	}
	after, ok := m.news.(*run)
	if !ok {
		return nav{}, w.job.next
	}
	w.job, w.next = nil, w.now.Add(watchEvery)
	if f := after.session.Failure; f != nil && (f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout || f.Kind == flow.FailureLocal) {
		w.note("could not finish: " + f.Summary)
		return nav{}, nil
	}
	diff := diff.Between(w.before.report, after.report)
	if diff.Empty() {
		w.note("nothing changed")
		return nav{}, nil
	}
	if w.before.subject == w.subject {
		w.setLast(after)
	}
	return replace(newReport(w.common, after), newCompare(w.common, w.before, after)), w.took(after)
}

func (w *watch) note(text string) {
	w.log = append(w.log, fmt.Sprintf("try %d at %s: %s", w.tries, w.now.Format("15:04:05"), text))
}

func (w *watch) View(width, height int) string {
	lines := []string{"", "  " + w.style.Strong.Render(widget.Cut(w.text("now: "+w.before.report.Headline), width-4)), ""}
	about := "edov signs in again every minute until a check or a claim changes. Your browser opens each time; " +
		"while you are signed in at " + w.before.subject.connection.Server() + " there is nothing to type."
	if w.before.subject.scenario != nil {
		about = "edov signs in again every minute until a check or a claim changes. The demo tenant's registration does not change by itself."
	}
	lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(about, width-4), w.style.Faint.Render), 2)...)
	lines = append(lines, "")
	if w.job != nil {
		lines = append(lines, "  "+w.style.Accent.Render(w.style.Spinner[w.frame%len(w.style.Spinner)])+" signing in")
	} else {
		lines = append(lines, "  next try in "+clock(w.next.Sub(w.now)))
	}
	for i := len(w.log) - 1; i >= 0 && len(lines) < height; i-- {
		lines = append(lines, "  "+w.text(w.log[i]))
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}
