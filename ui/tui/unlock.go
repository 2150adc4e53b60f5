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
	takes   func(flow.Secret) (note string, err error)
	about   string // what is entered
	then    func() nav
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
	return open(newUnlock(c, s, func() nav { return replace(signin()) }))
}

// newSecretEntry takes a new secret of a scenario, and leads back.
func newSecretEntry(c *common, s *workspace.Subject) *unlock {
	u := newUnlock(c, s, back)
	u.about = sentence.AboutDemoSecret
	u.takes = func(secret flow.Secret) (string, error) {
		return upper(sentence.SecretEntered) + ".", c.EnterSecret(s, secret)
	}
	return u
}

func newUnlock(c *common, s *workspace.Subject, then func() nav) *unlock {
	u := &unlock{
		common: c, subject: s, takes: s.TakeSecret, about: sentence.AboutSecret, then: then,
		input: widget.NewInput("> ", 4096),
	}
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
	does := "sign in"
	if u.subject.TakesSecret() {
		does = "enter"
	}
	return []key.Binding{widget.Bind("↵", does, "enter"), widget.Bind("esc", "back", "esc")}
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
	note, err := u.takes(secret)
	if err != nil {
		u.words = err.Error()
		return nav{}
	}
	next := u.then()
	next.toast = note
	return next
}

func (u *unlock) View(width, height int) string {
	if u.job != nil {
		lines := append([]string{""}, widget.Wrap("Reading the client secret from "+u.subject.SecretPlace()+".", width-4)...)
		return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
	}
	e := entry{title: sentence.SecretLabel, field: &u.input, below: []string{u.about}}
	if u.words != "" {
		e.words = strings.Split(u.words, "\n")
	}
	return u.drawEntry(e, width, height)
}
