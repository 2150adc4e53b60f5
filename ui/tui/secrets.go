package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/secret"
	"edov/ui/render/text"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// secrets shows when the app's client secrets and certificates end.
type secrets struct {
	*common
	subject *workspace.Subject
	known   *workspace.Secrets
	report  *secret.Report
	half    key.Binding // of a replacement
	list    widget.Split
}

var (
	keyCalendar = act(action.InSecrets, action.WriteCalendar)
	keyRemind   = act(action.InReport, action.Remind)
	keyRotate   = act(action.InSecrets, action.Rotate)
)

// openSecrets opens the list for what is tested now. Without a registration it
// shows the date that was entered, and without a connection it asks for a manifest.
func (c *common) openSecrets() nav {
	name := workspace.ActionAt(action.Home, action.OpenSecrets).Name
	switch {
	case c.Subject == nil:
		return open(newPasteFor(c, name, c.secretsOf))
	case c.Subject.Scenario != nil:
		return c.openRegistration(name, c.secretsOf)
	}
	return open(newSecrets(c, c.KnownSecrets(c.Subject)))
}

// remind asks for the file of a calendar with the expiry dates of what is tested now.
func (c *common) remind() nav {
	s := c.Subject
	if s.Scenario != nil && s.Registration(s.Connection.ClientID) == nil {
		return c.openRegistration(workspace.ActionAt(action.Home, action.OpenSecrets).Name, func(read *flow.Session) screen {
			return newExport(c, c.CalendarWriter(c.SecretsOf(read.Registration).Report))
		})
	}
	return open(newExport(c, c.CalendarWriter(c.KnownSecrets(s).Report)))
}

// reminds holds where a report is followed by the calendar, since a secret was added just now.
func (c *common) reminds(at action.Place, r *workspace.Run) bool {
	_, ok := c.Offered(at, workspace.On{Run: r}, action.Remind)
	return ok
}

func (c *common) secretsOf(s *flow.Session) screen { return newSecrets(c, c.SecretsOf(s.Registration)) }

func newSecrets(c *common, known *workspace.Secrets) *secrets {
	s := &secrets{common: c, subject: c.Subject}
	s.list.Ratio = 56
	s.list.Title = "Secrets"
	s.list.Detail = s.detail
	s.fill(known)
	return s
}

// fill lists what is known.
func (s *secrets) fill(known *workspace.Secrets) {
	s.known, s.report, s.half = known, known.Report, s.halfOf(action.InSecrets, known)
	var rows []widget.Row
	for _, l := range s.report.Secrets {
		when := fmt.Sprintf(" %12s", l.When(s.report.JudgedAt))
		label := l.Label()
		if known.Several {
			label = cmp.Or(l.App, l.AppID) + ": " + label
		}
		rows = append(rows, widget.Row{
			Mark: s.stateMark(l.State), Label: s.text(label), Right: s.bar(l) + when, Value: l,
		})
	}
	s.list.Set(rows, func(a, b any) bool { return a.(secret.Line).KeyID == b.(secret.Line).KeyID })
}

func (c *common) stateMark(s secret.CredentialState) string {
	switch s {
	case secret.StateExpired:
		return c.style.Bad.Render(c.style.Fail)
	case secret.StateEnding:
		return c.style.Warn.Render(c.style.Warning)
	case secret.StateValid:
		return c.style.Good.Render(c.style.Pass)
	case secret.StateReplaced:
		return c.style.Faint.Render(c.style.Skip)
	case secret.StateUndated:
		return c.style.Warn.Render(c.style.Unknown)
	}
	return c.style.Faint.Render(c.style.Unknown)
}

// bar is the time left as a part of the secret's life.
func (s *secrets) bar(l secret.Line) string {
	paint := s.style.Good.Render
	switch l.State {
	case secret.StateExpired:
		paint = s.style.Bad.Render
	case secret.StateEnding:
		paint = s.style.Warn.Render
	case secret.StateReplaced, secret.StateUndated, secret.StateFuture:
		paint = s.style.Faint.Render
	}
	left, of := l.Life()
	return paint(text.Style{ASCII: s.options.ASCII}.Bar(left, of, 8)) // a new secret's name fits beside it
}

func (s *secrets) Init() tea.Cmd { return nil }

func (s *secrets) Close() {}

func (s *secrets) rows() *widget.Split { return &s.list }

func (s *secrets) Title() (name, status string) {
	if s.Subject == nil {
		return "Secrets", ""
	}
	return "Secrets", s.Subject.Name()
}

func (s *secrets) Keys() []key.Binding {
	calendar := keyCalendar
	calendar.SetEnabled(len(s.report.Secrets) > 0)
	rotate := keyRotate
	rotate.SetEnabled(!s.known.Several)
	list := []key.Binding{calendar, rotate, widget.As(widget.Keys.Open, "details"), widget.Keys.Back}
	if s.Subject != nil && s.Subject.CanRotate() {
		list = slices.Insert(list, 0, s.half)
	}
	return list
}

func (s *secrets) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(registrationRead); ok {
		if m.of == s.subject {
			s.fill(s.SecretsOf(m.is))
		}
		return nav{}, nil
	}
	switch {
	case widget.Pressed(msg, keyCalendar, keyRemind) && len(s.report.Secrets) > 0:
		return open(newExport(s.common, s.CalendarWriter(s.report))), nil
	case widget.Pressed(msg, keyDoRotation) && s.Subject != nil && s.Subject.CanRotate():
		return open(s.replaceSecret(s.Subject)), nil
	case widget.Pressed(msg, keyRotate) && !s.known.Several:
		return open(newRotation(s.common, s.known.App)), nil
	case s.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// verdict is the headline with its mark.
func (s *secrets) verdict(width int) []string {
	v := s.report.Judge()
	return s.headline(s.stateMark(v.State), v.Headline, width)
}

func (s *secrets) View(width, height int) string {
	lines := s.verdict(width)
	add := func(words string, paint func(...string) string) {
		lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(s.text(words), width-2), paint), 1)...)
	}
	for _, words := range s.report.Unread() {
		add(words, s.style.Warn.Render)
	}
	add(s.known.About, s.style.Faint.Render)
	lines = append(lines, "")
	if len(s.list.Rows) > 0 {
		lines = append(lines, s.list.View(s.style, width, max(1, height-len(lines)))...)
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

func (s *secrets) detail(r widget.Row, width int) []string {
	l, ok := r.Value.(secret.Line)
	if !ok {
		return nil
	}
	lines := widget.Styled(widget.Wrap(s.text(l.Label()), width), s.style.Strong.Render)
	date := func(t time.Time, day func(time.Time) string) string {
		if t.IsZero() {
			return "unknown"
		}
		return day(t)
	}
	made := func(t time.Time) string { return t.UTC().Format(time.DateOnly) }
	expires, due := "Expires", func(end time.Time) string { return secret.Due(s.report.JudgedAt, end) }
	if l.Ends.Before(s.report.JudgedAt) && !l.Ends.IsZero() {
		expires = "Expired"
	}
	lines = append(lines, s.style.Table([][2]string{
		{expires, date(l.Ends, due)},
		{"Created", date(l.Created, made)},
		{"Hint", l.Hint},
		{"Secret ID", l.KeyID},
		{"App", l.App},
	}, 11, width)...)
	steps := " Press " + keyRotate.Help().Key + " for the steps."
	if s.known.Several {
		steps = ""
	}
	advice := map[secret.CredentialState]string{
		secret.StateExpired:  "Sign-ins with it fail (AADSTS7000222)." + steps,
		secret.StateEnding:   "Replace it in time." + steps,
		secret.StateReplaced: "Another secret is valid. Remove this one.",
	}[l.State]
	if advice != "" {
		lines = append(append(lines, ""), widget.Wrap(advice, width)...)
	}
	return lines
}
