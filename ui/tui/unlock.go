package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/sentence"
)

// unlock gets the client secret before a sign-in: from where it is saved, or
// from the user. It is in memory from then on, until edov ends.
type unlock struct {
	*common
	subject *workspace.Subject
	then    func() screen
	input   widget.Input
	job     *job // nil: the user types
	words   string
}

// secretRead is the news of the job.
type secretRead struct {
	secret flow.Secret
	err    error
}

// beginSignin opens a sign-in, after getting the secret if that is not here yet.
func (c *common) beginSignin(s *workspace.Subject, signin func() *signin) nav {
	if !s.NeedsSecret() {
		return open(signin())
	}
	return open(newUnlock(c, s, func() screen { return signin() }))
}

func newUnlock(c *common, s *workspace.Subject, then func() screen) *unlock {
	u := &unlock{common: c, subject: s, then: then, input: widget.NewInput("> ", 4096)}
	u.input.Hide()
	u.input.Focus()
	return u
}

func (u *unlock) Init() tea.Cmd {
	if u.subject.SecretPlace() == "" {
		return nil
	}
	u.job = u.newJob(func(ctx context.Context, tell func(any)) {
		value, err := u.Unlock(ctx, u.subject)
		tell(secretRead{value, err})
	})
	return u.job.begin()
}

func (u *unlock) Close() {
	if u.job != nil {
		u.job.cancel()
	}
}

func (u *unlock) typing() bool { return u.job == nil }

func (u *unlock) Title() (name, status string) { return sentence.SecretLabel, u.subject.Name() }

func (u *unlock) Keys() []key.Binding {
	return []key.Binding{widget.Bind("↵", "sign in", "enter"), widget.Bind("esc", "back", "esc")}
}

func (u *unlock) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return u.news(m)
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case u.job != nil:
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "enter")):
		return u.take(flow.NewSecret(u.input.Value())), nil
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	cmd := u.input.Update(msg)
	return nav{}, cmd
}

func (u *unlock) news(m newsMsg) (nav, tea.Cmd) {
	if u.job == nil || m.job != u.job.id {
		return nav{}, nil
	}
	n, ok := m.news.(secretRead)
	if !ok {
		return nav{}, u.job.next
	}
	u.job = nil
	if n.err != nil {
		u.words = n.err.Error()
		return nav{}, nil
	}
	return u.take(n.secret), nil
}

// take goes on with a secret, unless it cannot be one.
func (u *unlock) take(secret flow.Secret) nav {
	note, err := u.subject.TakeSecret(secret)
	if err != nil {
		u.words = err.Error()
		return nav{}
	}
	next := replace(u.then())
	next.toast = note
	return next
}

func (u *unlock) View(width, height int) string {
	u.input.Width = max(8, width-8)
	lines := []string{""}
	if u.job != nil {
		lines = append(lines, widget.Wrap("Reading the client secret from "+u.subject.SecretPlace()+".", width-4)...)
		return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
	}
	lines = append(lines, u.style.Strong.Render(sentence.SecretLabel), u.input.View(), "")
	if u.words != "" {
		lines = append(lines, widget.Styled(widget.Wrap(u.text(u.words), width-4), u.style.Warn.Render)...)
	}
	lines = append(lines, widget.Styled(widget.Wrap(sentence.AboutSecret, width-4), u.style.Faint.Render)...)
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
