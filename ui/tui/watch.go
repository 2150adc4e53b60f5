package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// watch signs in every minute until something changes: Microsoft may need a
// while to take up an edit of the registration.
type watch struct {
	*common
	before *workspace.Run
	job    *job // nil between two tries
	next   time.Time
	now    time.Time
	tries  int
	frame  int
	log    []string // one line a try, newest last
}

var (
	keyStopWatch = act(action.InWatch, action.StopWatch)
	keyTryNow    = act(action.InWatch, action.TryNow)
)

func newWatch(c *common, before *workspace.Run) *watch {
	now := c.Now()
	return &watch{common: c, before: before, now: now, next: now.Add(workspace.WatchEvery)}
}

func (w *watch) Init() tea.Cmd { return w.tick(w) }

func (w *watch) Close() {
	if w.job != nil {
		w.job.cancel()
	}
}

func (w *watch) busy() string {
	if w.job == nil {
		return ""
	}
	return askStopSignIn
}

func (w *watch) Title() (name, status string) {
	if w.job != nil {
		return "Watching for a change", "signing in"
	}
	return "Watching for a change", "next try in " + clock(w.next.Sub(w.now))
}

func (w *watch) Keys() []key.Binding {
	return []key.Binding{keyStopWatch, keyTryNow}
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
	case widget.Pressed(msg, keyTryNow) && w.job == nil:
		return nav{}, w.try()
	}
	return nav{}, nil
}

func (w *watch) try() tea.Cmd {
	w.tries++
	s := w.before.Subject
	w.job = w.newJob(func(ctx context.Context, tell func(any)) {
		tell(w.SignIn(ctx, s, nil, func(flow.Event) {}))
	})
	return w.job.begin()
}

func (w *watch) news(m newsMsg) (nav, tea.Cmd) {
	if w.job == nil || m.job != w.job.id {
		return nav{}, nil
	}
	after, ok := m.news.(*workspace.Run)
	if !ok {
		return nav{}, w.job.next
	}
	w.job, w.next = nil, w.now.Add(workspace.WatchEvery)
	if same := workspace.SameOutcome(w.before, after); same != "" {
		w.note(same)
		return nav{}, nil
	}
	if w.before.Subject == w.Subject {
		w.SetLast(after)
	}
	return replace(newReport(w.common, after), newCompare(w.common, w.before, after)), w.took(after)
}

func (w *watch) note(text string) {
	w.log = append(w.log, fmt.Sprintf("try %d at %s: %s", w.tries, w.now.Format("15:04:05"), text))
}

func (w *watch) View(width, height int) string {
	lines := []string{"", "  " + w.style.Strong.Render(widget.Cut(w.text("now: "+w.before.Report.Headline), width-4)), ""}
	about := workspace.AboutWatching(w.before.Subject)
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
