package tui

import (
	"cmp"
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/secret"
	"edov/ui/tui/widget"
)

// clerk asks for an instance's publishable key, which is public, and shows what
// its Frontend API tells of the Microsoft connection.
type clerk struct {
	*common
	subject *subject
	input   widget.Input
	start   bool // begin a sign-in, too
	words   []string
	job     *job // nil: none runs
}

var (
	keyAsk   = widget.Bind("↵", "ask Clerk", "enter")
	keyBegin = widget.Bind("ctrl+s", "begin a sign-in too", "ctrl+s")
)

func newClerk(c *common, s *subject) *clerk {
	p := &clerk{common: c, subject: s, input: widget.NewInput("> ", 512)}
	p.input.Placeholder = "pk_live_..."
	p.input.SetValue(cmp.Or(s.publishableKey, s.connection.PublishableKey))
	p.input.Focus()
	return p
}

func (p *clerk) Init() tea.Cmd {
	if p.subject.scenario != nil {
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

func (p *clerk) Title() (name, status string) { return "Clerk", p.subject.name() }

func (p *clerk) Keys() []key.Binding {
	begin := keyBegin
	if p.start {
		begin = widget.As(keyBegin, "only look")
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
	if p.subject.scenario == nil {
		var err error
		if k, err = flow.ParsePublishableKey(p.input.Value()); err != nil {
			p.words = []string{err.Error(), "Clerk Dashboard > API keys shows it."}
			return nil
		}
		p.subject.publishableKey = p.input.Value()
	}
	start := p.start
	p.job = p.newJob(func(ctx context.Context, tell func(any)) { tell(p.subject.readClerk(ctx, p.common, k, start)) })
	return p.job.begin()
}

// readClerk asks the instance. It is called in a job.
func (s *subject) readClerk(ctx context.Context, c *common, k flow.PublishableKey, start bool) *flow.Session {
	w, err := s.enter(c)
	if err != nil {
		return &flow.Session{Problems: []flow.Failure{{Stage: flow.StageClerk, Kind: flow.FailureLocal, Summary: err.Error()}}}
	}
	session := c.registrationSession(w.connection, s.registrationOf(w.connection.ClientID))
	session.Origin, session.Request.Product = flow.OriginClerk, "Clerk"
	reader := flow.Clerk{Key: k}
	if w.demo != nil {
		reader = w.demo.Clerk()
	}
	reader.Program = c.options.Program
	reader.Record = func(e flow.Exchange) { session.Exchanges = append(session.Exchanges, e) }
	instance, failure := reader.Read(ctx, w.env, start)
	if failure != nil {
		session.Problems = append(session.Problems, *failure)
	}
	session.Clerk = instance
	return session
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
	p.subject.keepClerk(s.Clerk, p.now())
	if s.Clerk == nil {
		for _, f := range s.Problems {
			p.words = append(p.words, f.Error(), f.Hint)
		}
		return nav{}, nil
	}
	now := p.now()
	r := &run{subject: p.subject, session: s, report: check.Judge(s, now, secret.Thresholds{}), at: now}
	return replace(newReport(p.common, r)), p.took(r)
}

func (p *clerk) View(width, height int) string {
	p.input.Width = max(8, width-8)
	room := width - 4
	lines := []string{"", p.style.Strong.Render("Publishable key of the Clerk instance"), p.input.View(), ""}
	switch {
	case p.job != nil:
		lines = append(lines, widget.Wrap("Asking the Frontend API.", room)...)
	case p.start:
		lines = append(lines, widget.Wrap("edov will also begin a sign-in at Clerk and abandon it: only that shows which Entra app Clerk sends people to.", room)...)
	default:
		lines = append(lines, widget.Styled(widget.Wrap("The key is public: every page carries it. edov only looks; ctrl+s also begins a sign-in, which shows which Entra app Clerk really uses.", room), p.style.Faint.Render)...)
	}
	for _, w := range p.words {
		if w != "" {
			lines = append(append(lines, ""), widget.Styled(widget.Wrap(p.text(w), room), p.style.Warn.Render)...)
		}
	}
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
