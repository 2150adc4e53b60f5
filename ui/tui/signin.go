package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/visible"
	"edov/inspect/fault"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// signin shows a sign-in while it runs, and makes way for its report.
type signin struct {
	*common
	subject  *workspace.Subject
	before   *workspace.Run // an earlier run of the same connection, to compare with
	forGuide *guideScreen   // that the end leads back to; nil: to the report
	job      *job
	pastes   chan string

	timeline *timeline
	now      time.Time
	url      string
	redirect string // as bound
	remote   string // the command that makes the listener reachable
	ignored  []string
	strays   int
	words    string // what flow said last of a paste or of something odd
	input    widget.Input
	writing  bool   // the paste field has the keys
	typed    string // what was submitted from there, until it is answered
	ended    bool
	late     bool       // nothing has come back for a while
	wait     flow.Event // the last time that a server asked to wait
}

var (
	keyReopen  = act(action.InSignIn, action.OpenAgain)
	keyCopyURL = act(action.InSignIn, action.CopyLink)
	keyCode    = act(action.InSignIn, action.QRCode)
	keyPaste   = act(action.InSignIn, action.PasteResponse)
	keySee     = act(action.InSignIn, action.Sights)
	keyStop    = act(action.InSignIn, action.StopSignIn)
	keySend    = widget.Bind("↵", "submit", "enter")
	keyLeave   = widget.Bind("esc", "close the field", "esc")
)

// maxTyped bounds what the paste field takes; flow has the same bound.
const maxTyped = 128 << 10

func newSignin(c *common, s *workspace.Subject, before *workspace.Run) *signin {
	n := &signin{common: c, subject: s, before: before, pastes: make(chan string, 8), timeline: newTimeline(s)}
	n.input = widget.NewInput("> ", maxTyped)
	n.input.Placeholder = "the final URL, or the error text"
	n.now = c.Now()
	n.job = c.newJob(func(ctx context.Context, tell func(any)) {
		tell(c.SignIn(ctx, s, n.pastes, func(e flow.Event) { tell(e) }))
	})
	return n
}

func (s *signin) Init() tea.Cmd { return tea.Batch(s.job.begin(), s.tick(s)) }

func (s *signin) Close() { s.job.cancel() }

func (s *signin) busy() string {
	if s.ended {
		return ""
	}
	return askStopSignIn
}

func (s *signin) typing() bool { return s.writing }

func (s *signin) Title() (name, status string) {
	name = "Test sign-in " + "· " + s.subject.Name()
	if s.timeline.steps[stepWait].state != running {
		return name, ""
	}
	return name, clock(s.Limit()-s.now.Sub(s.timeline.steps[stepWait].since)) + " left"
}

func (s *signin) Keys() []key.Binding {
	if s.writing {
		return []key.Binding{keySend, keyLeave}
	}
	list := []key.Binding{keyStop, keyPaste, keySee, keyCopyURL, keyCode}
	if s.remote == "" { // on another machine there is no browser of the user's
		list = slices.Insert(list, 4, keyReopen)
	}
	return list
}

func (s *signin) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch m := msg.(type) {
	case tickMsg:
		if m.screen != any(s) || s.ended {
			return nav{}, nil
		}
		s.now = m.at
		s.timeline.frame++
		return nav{}, s.tick(s)
	case newsMsg:
		if m.job == s.job.id {
			return s.news(m.news)
		}
		return nav{}, nil
	case tea.KeyMsg:
		return s.key(m)
	}
	return nav{}, nil
}

// news takes one event, or the end.
func (s *signin) news(news any) (nav, tea.Cmd) {
	switch n := news.(type) {
	case *workspace.Run:
		s.ended = true
		if s.subject == s.common.Subject {
			s.SetLast(n)
		}
		took := tea.Batch(s.took(n), read(s.subject, n))
		end := replace(newReport(s.common, n))
		switch {
		case s.forGuide != nil:
			end = back()
			end.toast = s.forGuide.tested(n)
		case s.before != nil:
			end = replace(newReport(s.common, n), newCompare(s.common, s.before, n))
		}
		if words := n.NotYet(); words != "" {
			end.toast = upper(words) + "."
		}
		return end, took
	case flow.Event:
		s.timeline.observe(n)
		s.event(n)
	}
	return nav{}, s.job.next
}

func (s *signin) event(e flow.Event) {
	switch e.Kind {
	case flow.EventListening:
		s.redirect, s.remote = e.URL, s.around.ForwardCommand(e.URL)
	case flow.EventURL:
		s.url, s.remote = e.URL, s.around.ForwardCommand(s.redirect, e.URL)
	case flow.EventWaiting:
		s.late = true
	case flow.EventIgnored:
		s.strays = e.Count
		if len(s.ignored) == 0 || s.ignored[len(s.ignored)-1] != e.Text {
			s.ignored = append(s.ignored, e.Text)
		}
	case flow.EventPasteRefused:
		s.words = "not recognized: " + e.Text
		if s.typed != "" && !s.writing { // to correct it
			s.input.SetValue(s.typed)
			s.typed, s.writing = "", true
		}
	case flow.EventWarning:
		s.words = "note: " + e.Text
	case flow.EventRetry:
		s.wait = e
	}
}

// takesPaste: what is pasted here is the address that the browser showed.
func (s *signin) takesPaste() {}

func (s *signin) key(m tea.KeyMsg) (nav, tea.Cmd) {
	// A paste is always for the sign-in, wherever the cursor is.
	if text, ok := pasted(m); ok {
		s.typed = ""
		return s.handIn(text)
	}
	if s.writing {
		return s.write(m)
	}
	switch {
	case widget.Pressed(m, keyStop): // and not by all keys that lead back: what runs is not lost by a slip
		return back(), s.job.stop("Sign-in cancelled. Port released.")
	case s.url == "":
	case widget.Pressed(m, keyCopyURL):
		return nav{}, s.copy("the link", s.url)
	case widget.Pressed(m, keyReopen) && s.remote == "":
		return nav{}, s.reopen()
	case widget.Pressed(m, keyCode):
		return open(newQR(s.common, s.url)), nil
	case widget.Pressed(m, keySee):
		return open(s.sights()), nil
	case widget.Pressed(m, keyPaste):
		s.writing = true
		return nav{}, s.input.Focus()
	}
	return nav{}, nil
}

// reopen opens the sign-in page once more: its tab may have been closed.
func (s *signin) reopen() tea.Cmd {
	address := s.url
	return func() tea.Msg {
		how, err := s.Browse(s.ctx, address)
		if err != nil {
			return opened{"not opened: " + visible.Line(err.Error()) + "; " + keyCopyURL.Help().Key + " copies the link"}
		}
		return opened{"opened again with " + visible.Line(how)}
	}
}

// sights asks what the browser shows: most failures never reach the listener.
func (s *signin) sights() *chooser {
	var choices []choice
	for _, sight := range fault.Sights(s.AboutSignIn(s.redirect)) {
		choices = append(choices, choice{label: sight.Label, do: func() (nav, tea.Cmd) {
			return open(showExplanation(s.common, sight.Explanation)), nil
		}})
	}
	choices = append(choices, choice{label: "Something else: paste it", do: func() (nav, tea.Cmd) {
		s.writing = true
		return nav{}, s.input.Focus()
	}})
	return newChooser(s.common, action.Titles[action.Sights], choices)
}

func (s *signin) write(m tea.KeyMsg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(m, keySend):
		s.typed = s.input.Value()
		s.input.SetValue("")
		return s.handIn(s.typed)
	case widget.Pressed(m, keyLeave):
		s.writing = false
		s.input.Blur()
		return nav{}, nil
	}
	cmd := s.input.Update(m)
	return nav{}, cmd
}

// handIn gives a text to the sign-in. It is not shown: it may hold a code.
func (s *signin) handIn(text string) (nav, tea.Cmd) {
	s.writing = false
	select {
	case s.pastes <- text:
		s.words = "checking what you pasted"
	default:
		s.words = "still reading the last paste; try again"
	}
	return nav{}, nil
}

func (s *signin) View(width, height int) string {
	lines := s.timeline.lines(s.common, width, s.now)
	if s.writing {
		s.input.Width = max(8, width-6)
		title := "  " + s.style.Strong.Render("Paste here") + s.style.Faint.Render(", then Enter:")
		head := []string{lines[stepWait], "", title, "  " + s.input.View(), ""}
		return strings.Join(widget.Page(append(head, s.notes(width, height >= 20)...), 0, height), "\n")
	}
	if height < 14 { // keep what is running in sight
		lines = lines[max(0, s.current()-1):]
		lines = lines[:min(len(lines), 4)]
	}
	lines = append(lines, "")
	lines = append(lines, s.notes(width, height >= 20)...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// current is the last step that runs.
func (s *signin) current() int {
	at := 0
	for i, step := range s.timeline.steps {
		if step.state == running {
			at = i
		}
	}
	return at
}

// notes say what the user may want to do, the most pressing first. Where there
// is room the address is whole, so that it can be marked with the mouse.
func (s *signin) notes(width int, roomy bool) []string {
	var lines []string
	add := func(style func(...string) string, text string) {
		lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(s.text(text), width-4), style), 2)...)
	}
	if s.words != "" {
		add(s.style.Warn.Render, s.words)
	}
	if left := s.wait.At.Add(s.wait.Duration).Sub(s.now); left > 0 {
		add(s.style.Warn.Render, "The server asked edov to wait. Next try in "+clock(left)+".")
	}
	if s.remote != "" {
		add(s.style.Faint.Render, "Your browser is on another machine? Run this there first:")
		add(s.style.Accent.Render, s.remote)
	}
	if s.url != "" && !s.writing {
		add(s.style.Faint.Render, "If your browser didn't open, use this link (y to copy):")
		if address := widget.Hard(s.text(s.url), width-4); roomy {
			lines = append(lines, widget.Indent(widget.Styled(address, s.style.Accent.Render), 2)...)
		} else {
			lines = append(lines, "  "+s.style.Accent.Render(widget.Cut(s.text(s.url), width-4)))
		}
		if s.late {
			add(s.style.Warn.Render, "No response yet. What does the browser show? "+
				"Press "+keySee.Help().Key+" for the usual pages and what to do.")
		} else {
			add(s.style.Faint.Render, "No response? Press "+keyPaste.Help().Key+" and paste the final URL, or the text of "+
				s.subject.Connection.Server()+"'s error page.")
		}
	}
	if s.strays > 0 {
		reasons := strings.Join(lastFew(s.ignored, 4), ", ")
		add(s.style.Faint.Render, workspace.Plural(s.strays, "other request")+" ignored: "+reasons)
	}
	return lines
}

func lastFew(list []string, n int) []string {
	if len(list) > n {
		return list[len(list)-n:]
	}
	return list
}
