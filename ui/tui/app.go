package tui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/browser"
	"edov/ui/tui/terminal"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// app is the root: the one tea.Model. It keeps the stack of screens, gives
// messages to those they are for, and draws the line above and the keys below.
type app struct {
	*common
	stack         []screen
	width, height int

	notice      string // the toast
	noticeID    int
	noticeStays bool          // until a key is pressed
	grace       time.Duration // in which a screen that appeared by itself takes no keys
	deafID      int           // of the newest grace period
	deaf        bool          // a screen has just appeared by itself: keys are not meant for it
	footer      widget.Footer
	popupTop    int // the line of the body on which the pop-up begins
	crash       *Crash
	stop        context.CancelFunc // ends the program where no command can be returned
	done        bool
}

// The sizes below which only a notice is shown.
const (
	leastWidth  = 40
	leastHeight = 12
)

// toastFor is how long a toast stays, for each line of a usual window; graceFor is how long a screen that
// appeared by itself takes no keys.
const (
	toastFor     = 4 * time.Second
	longestToast = 12 * time.Second
	graceFor     = 400 * time.Millisecond
)

type toastOver struct{ id int }

type graceOver struct{ id int }

func newApp(ctx context.Context, o Options, dark bool, out io.Writer) *app {
	c := &common{
		Desk: workspace.New(o.Options, o.Begin),
		ctx:  ctx, options: o, style: widget.NewStyle(dark, o.ASCII), around: browser.Around(o.Env.Getenv),
		clip: terminal.NewClipboard(o.getenv, out),
	}
	a := &app{common: c, grace: graceFor}
	if o.Connection != nil {
		c.Begin(&workspace.Subject{Connection: *o.Connection}, nil)
	}
	a.stack = []screen{newHome(c)}
	switch {
	case o.Scenario != nil:
		c.Begin(&workspace.Subject{Scenario: o.Scenario}, nil)
		a.stack = append(a.stack, newScenarios(c), newSignin(c, c.Subject, nil))
	case o.Scenarios:
		a.stack = append(a.stack, newScenarios(c))
	}
	return a
}

func (a *app) Init() tea.Cmd {
	var cmds []tea.Cmd
	if words := a.ExpiryWarning(); words != "" {
		cmds = append(cmds, a.say(words))
	}
	for _, s := range a.stack {
		cmds = append(cmds, s.Init())
	}
	return guarded(tea.Batch(cmds...))
}

func (a *app) top() screen { return a.stack[len(a.stack)-1] }

// Update routes a message and ends the program on a panic, which it keeps.
func (a *app) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer func() {
		if p := recover(); p != nil {
			name, _ := a.top().Title()
			a.crash = CrashOf(fmt.Sprintf("the screen %q failed on a message", name), p)
			model, cmd = a, tea.Quit
		}
	}()
	return a, guarded(a.update(msg))
}

func (a *app) update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = m.Width, m.Height
		return nil
	case tea.ResumeMsg:
		return nil
	case toastOver:
		if m.id == a.noticeID {
			a.notice = ""
		}
		return nil
	case graceOver:
		a.deaf = a.deaf && m.id != a.deafID
		return nil
	case quitMsg:
		return a.leave()
	case copied:
		return a.say(m.how)
	case exported:
		if !slices.Contains(a.stack, screen(m.of)) { // it was closed meanwhile
			a.tell(m.words)
			return nil
		}
	case savedForm:
		if !slices.Contains(a.stack, screen(m.of)) { // it was left meanwhile
			return a.tookNews(m.news)
		}
	case workspace.News:
		return a.tookNews(m)
	case opened:
		return a.say(m.how)
	case stopped:
		return a.say(m.how)
	case newsMsg:
		if c, ok := m.news.(crashNews); ok {
			a.crash = c.crash
			return tea.Quit
		}
	case tea.MouseMsg:
		return a.mouse(m)
	case tea.KeyMsg:
		return a.keys(m)
	}
	return a.everyone(msg)
}

// everyone gets what is no key. A covered screen that moves on, such as a
// sign-in that ended behind its QR code, takes what covers it away.
func (a *app) everyone(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for i, s := range append([]screen(nil), a.stack...) {
		n, cmd := s.Update(msg)
		cmds = append(cmds, cmd)
		if n.pop > 0 || len(n.push) > 0 {
			n.pop += len(a.stack) - 1 - i
			return tea.Batch(append(cmds, a.navigate(n, false))...)
		}
		cmds = append(cmds, a.navigate(n, false))
	}
	return tea.Batch(cmds...)
}

func (a *app) typing() bool {
	if l := a.rows(); l != nil && l.IsAsking() {
		return true
	}
	t, ok := a.top().(typist)
	return ok && t.typing()
}

func (a *app) key(m tea.KeyMsg) tea.Cmd {
	if a.noticeStays {
		a.notice, a.noticeStays = "", false
	}
	switch {
	case key.Matches(m, widget.Keys.Interrupt):
		return a.leave()
	case key.Matches(m, widget.Keys.Suspend):
		return tea.Suspend
	case a.deaf:
		return nil
	}
	if cmd, took := a.paste(m); took {
		return cmd
	}
	if _, isPopup := a.top().(popup); !isPopup {
		if cmd, took := a.globalKey(m); took {
			return cmd
		}
		if cmd, took := a.listKey(m); took {
			return cmd
		}
	}
	n, cmd := a.top().Update(m)
	return tea.Batch(cmd, a.navigate(n, true))
}

// paste takes a paste, wherever the user is, without going home first. What runs, or asks, comes first.
func (a *app) paste(m tea.KeyMsg) (tea.Cmd, bool) {
	text, ok := pasted(m)
	_, own := a.top().(paster)
	_, asks := a.top().(popup)
	l := a.rows()
	filters := l != nil && l.IsAsking() && isMore(text)
	if !ok || own || asks || a.typing() && !filters {
		return nil, false
	}
	if b, ok := a.top().(busy); ok && b.busy() != "" {
		return a.navigate(toast("Not taken: finish or stop this first, then paste"), true), true
	}
	if filters {
		l.ClearFilter()
	}
	return a.navigate(a.takePasted(text, false), true), true
}

// isMore holds for a pasted text that is too much for a filter: it has several lines, or is longer than any row.
func isMore(text string) bool {
	return len(text) > 200 || strings.ContainsAny(strings.TrimSpace(text), "\r\n")
}

// globalKey handles the keys that work on every screen. Letters do not while
// text is typed.
func (a *app) globalKey(m tea.KeyMsg) (tea.Cmd, bool) {
	typing := a.typing()
	switch {
	case m.String() == "ctrl+p", !typing && key.Matches(m, widget.Keys.Palette):
		return a.navigate(open(newPalette(a)), true), true
	case typing:
		return nil, false
	case key.Matches(m, widget.Keys.Help) && a.isHelp(): // the same key closes it
		return a.navigate(back(), true), true
	case key.Matches(m, widget.Keys.Help):
		return a.navigate(open(newHelp(a.common, a.top())), true), true
	case key.Matches(m, widget.Keys.Quit):
		return a.leave(), true
	}
	return nil, false
}

func (a *app) isHelp() bool {
	_, ok := a.top().(*help)
	return ok
}

// leave quits, after a question if something is running. Asked a second time
// it does not ask again.
func (a *app) leave() tea.Cmd {
	if _, asked := a.top().(*dialog); !asked {
		for _, s := range a.stack {
			if b, ok := s.(busy); ok && b.busy() != "" {
				quit := func() (nav, tea.Cmd) { return nav{quit: true}, nil }
				return a.navigate(open(newDialog(a.common, b.busy(), "Stop and quit", quit)), true)
			}
		}
	}
	return a.navigate(nav{quit: true}, true)
}

// navigate does what a screen asked for. A screen that comes by itself, not
// by a key, takes no keys at first.
func (a *app) navigate(n nav, byKey bool) tea.Cmd {
	var cmds []tea.Cmd
	if byKey && (len(n.push) > 0 || n.pop > 0) {
		a.notice = "" // it was about the screen before
	}
	switch {
	case n.stays:
		a.tell(n.toast)
	case n.toast != "":
		cmds = append(cmds, a.say(n.toast))
	}
	if n.quit {
		a.closeAll()
		a.done = true
		return tea.Quit
	}
	if n.home {
		n.pop = len(a.stack) - 1
	}
	for ; n.pop > 0 && len(a.stack) > 1; n.pop-- {
		a.top().Close()
		a.stack = a.stack[:len(a.stack)-1]
	}
	for _, s := range n.push {
		a.stack = append(a.stack, s)
		cmds = append(cmds, s.Init())
	}
	if len(n.push) > 0 && !byKey {
		a.deafID++
		a.deaf = true
		id := a.deafID
		cmds = append(cmds, tea.Tick(a.grace, func(time.Time) tea.Msg { return graceOver{id} }))
	}
	return tea.Batch(cmds...)
}

// tell shows a toast until the next key.
func (a *app) tell(text string) {
	a.noticeID++
	a.notice, a.noticeStays = a.text(text), true
}

// say shows a toast for a while.
func (a *app) say(text string) tea.Cmd {
	a.tell(text)
	a.noticeStays = false
	id := a.noticeID
	shown := min(longestToast, time.Duration(1+len(a.notice)/80)*toastFor)
	return tea.Tick(shown, func(time.Time) tea.Msg { return toastOver{id} })
}

func (a *app) closeAll() {
	for _, s := range a.stack {
		s.Close()
	}
}

// close ends all screens and waits for their jobs, so that ports are free, and
// for what is being saved.
func (a *app) close(jobs, keeping time.Duration) {
	a.closeAll()
	defer a.Desk.Close()
	within(jobs, a.work.Wait)
	a.carryOut(a.Leaving())
	within(keeping, a.keeping.Wait)
}

// within waits for something, but no longer than limit.
func within(limit time.Duration, wait func()) {
	ended := make(chan struct{})
	go func() {
		wait()
		close(ended)
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
}

// mouse gives wheel and click to the top screen in its own coordinates, and
// turns a click on the footer into its key.
func (a *app) mouse(m tea.MouseMsg) tea.Cmd {
	top, _ := a.room()
	switch {
	case a.deaf || a.tooSmall():
		return nil
	case m.Button == tea.MouseButtonWheelUp, m.Button == tea.MouseButtonWheelDown:
		by := 3
		if m.Button == tea.MouseButtonWheelUp {
			by = -3
		}
		return a.give(widget.Wheel{Lines: by, X: m.X, Y: m.Y - top})
	case m.Action != tea.MouseActionPress || m.Button != tea.MouseButtonLeft:
		return nil
	case m.Y == a.height-1:
		if b, ok := a.footer.At(m.X); ok {
			return a.key(widget.KeyFor(b))
		}
		return nil
	}
	return a.give(widget.Click{X: m.X, Y: m.Y - top})
}

func (a *app) give(msg tea.Msg) tea.Cmd {
	if c, ok := msg.(widget.Click); ok {
		if _, isPopup := a.top().(popup); isPopup {
			c.Y -= a.popupTop
			msg = c
		}
	}
	n, cmd := a.top().Update(msg)
	return tea.Batch(cmd, a.navigate(n, true))
}
