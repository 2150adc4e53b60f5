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
	"edov/ui/workspace/sentence"
)

// clerk asks for an instance's publishable key, which is public, and shows what
// its Frontend API says about the Microsoft connection.
type clerk struct {
	*common
	subject *workspace.Subject
	input   widget.Input
	start   bool // begin a sign-in, too
	words   []string
	job     *job // nil: none runs
}

var (
	keyAsk   = act(action.InClerk, action.AskClerk)
	keyBegin = act(action.InClerk, action.StartClerk)
)

func newClerk(c *common, s *workspace.Subject) *clerk {
	p := &clerk{common: c, subject: s, input: widget.NewInput("> ", 512)}
	p.input.Placeholder = "pk_live_..."
	p.input.SetValue(s.ClerkKey())
	p.input.Focus()
	return p
}

func (p *clerk) Init() tea.Cmd {
	if p.subject.Scenario != nil {
		p.start = true
		return p.ask()
	}
	return nil
}

func (p *clerk) Close() {
	if p.job != nil {
		p.job.cancel()
	}
}

func (p *clerk) typing() bool { return true }

func (p *clerk) Title() (name, status string) { return "Clerk", p.subject.Name() }

func (p *clerk) Keys() []key.Binding {
	begin := keyBegin
	if p.start {
		begin = as(keyBegin, action.InClerk, action.LookClerk)
	}
	return []key.Binding{keyAsk, begin, widget.As(widget.Bind("esc", "back", "esc"), "back")}
}

func (p *clerk) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return p.news(m)
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case widget.Pressed(msg, keyBegin):
		p.start = !p.start
		return nav{}, nil
	case widget.Pressed(msg, keyAsk):
		return nav{}, p.ask()
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	cmd := p.input.Update(msg)
	p.words = nil
	return nav{}, cmd
}

// ask starts the job, unless one runs or the key is none.
func (p *clerk) ask() tea.Cmd {
	if p.job != nil {
		return nil
	}
	p.words = nil
	var k flow.PublishableKey
	if p.subject.Scenario == nil {
		var err error
		if k, err = p.subject.SetClerkKey(p.input.Value()); err != nil {
			p.words = strings.Split(err.Error(), "\n")
			return nil
		}
	}
	start := p.start
	p.job = p.newJob(func(ctx context.Context, tell func(any)) { tell(p.ReadClerk(ctx, p.subject, k, start)) })
	return p.job.begin()
}

func (p *clerk) news(m newsMsg) (nav, tea.Cmd) {
	if p.job == nil || m.job != p.job.id {
		return nav{}, nil
	}
	s, ok := m.news.(*flow.Session)
	if !ok {
		return nav{}, p.job.next
	}
	p.job = nil
	r, work, err := p.GotClerk(p.subject, s)
	if err != nil {
		p.words = strings.Split(err.Error(), "\n")
		return nav{}, nil
	}
	return replace(newReport(p.common, r)), p.carryOut(work)
}

func (p *clerk) View(width, height int) string {
	e := entry{title: action.Titles[action.Clerk], field: &p.input, words: p.words, below: []string{sentence.AboutClerk}}
	switch {
	case p.job != nil:
		e.below = []string{"Asking the Frontend API."}
	case p.start:
		e.below = []string{sentence.AboutClerkStart}
	}
	return p.drawEntry(e, width, height)
}
