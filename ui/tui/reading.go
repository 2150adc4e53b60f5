package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// reading waits for an app registration from the demo tenant or from Microsoft
// Graph, and makes way for what was asked for.
type reading struct {
	*common
	name    string // of what was asked for
	subject *workspace.Subject
	then    func(*flow.Session) screen
	job     *job
	words   []string // why it was not read
	wait    string   // that the server asks to wait
}

var keyTryAgain = bind(action.ReadAgain, "try again")

func newReading(c *common, s *workspace.Subject, then func(*flow.Session) screen) *reading {
	r := &reading{common: c, name: "App registration", subject: s, then: then}
	r.start()
	return r
}

// start makes the job that reads.
func (r *reading) start() {
	r.words, r.wait = nil, ""
	r.job = r.newJob(func(ctx context.Context, tell func(any)) {
		tell(r.ReadRegistration(ctx, r.subject, func(e flow.Event) { tell(e) }))
	})
}

// registrationReport is the screen App registration.
func (c *common) registrationReport(of *workspace.Subject) func(*flow.Session) screen {
	return func(s *flow.Session) screen {
		return newReport(c, c.CheckRegistration(of, s))
	}
}

// openRegistration opens the App registration screen: what was read before, or
// a choice of where to read it from. name is that of what it is read for.
func (c *common) openRegistration(name string, then func(*flow.Session) screen) nav {
	s := c.Subject
	if s == nil {
		return open(newPaste(c, ""))
	}
	if s.Scenario != nil {
		r := newReading(c, s, then)
		r.name = name
		return open(r)
	}
	if known := c.RegistrationRead(s); known != nil {
		return open(then(known))
	}
	how := map[action.ID]screen{action.PasteManifest: newPaste(c, ""), action.AskGraph: newReading(c, s, then)}
	var choices []choice
	for _, a := range c.Actions(action.InRegistration, workspace.On{}) {
		choices = append(choices, choice{
			label: a.Name, right: a.Note, do: func() (nav, tea.Cmd) { return open(how[a.ID]), nil },
		})
	}
	return open(newChooser(c, action.Titles[action.Registration], choices))
}

func (r *reading) Init() tea.Cmd { return r.job.begin() }

func (r *reading) Close() { r.job.cancel() }

func (r *reading) Title() (name, status string) { return r.name, r.subject.Name() }

// lacksApp holds where a practice has no app to read: then edov makes one on request.
func (r *reading) lacksApp() bool { return r.words != nil && r.subject.HasNoApp() }

func (r *reading) Keys() []key.Binding {
	switch {
	case r.lacksApp():
		return []key.Binding{keyDoIt, keyTryAgain, widget.Keys.Back}
	case r.words != nil:
		return []key.Binding{keyTryAgain, widget.Keys.Back}
	}
	return []key.Binding{widget.Keys.Back}
}

func (r *reading) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok && m.job == r.job.id {
		switch n := m.news.(type) {
		case *flow.Session:
			return r.read(n)
		case flow.Event:
			r.wait = n.Text
		}
		return nav{}, r.job.next
	}
	switch {
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	case r.lacksApp() && widget.Pressed(msg, keyDoIt):
		return replace(r.setUp(r.subject)), nil
	case r.words != nil && widget.Pressed(msg, keyTryAgain):
		r.job.cancel()
		r.start()
		return nav{}, r.job.begin()
	}
	return nav{}, nil
}

func (r *reading) read(s *flow.Session) (nav, tea.Cmd) {
	run, work, err := r.GotRegistration(r.subject, s)
	if err != nil {
		r.words = strings.Split(err.Error(), "\n")
		return nav{}, nil
	}
	return replace(r.then(s)), tea.Batch(r.carryOut(work), read(r.subject, run))
}

func (r *reading) View(width, height int) string {
	lines := []string{""}
	if r.words == nil {
		lines = append(lines, r.waiting(workspace.ReadingWords(r.subject), r.wait, width)...)
	}
	lines = append(lines, r.unable(r.words, width)...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}
