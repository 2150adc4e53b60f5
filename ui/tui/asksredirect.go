package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
	"edov/ui/workspace/action"
)

// asksRedirect is the question whether the redirect URI is registered, with the keys to
// register it now. They answer nothing: the question stays.
type asksRedirect struct {
	*dialog
	did string // what came of such a key; empty: none was pressed
}

// didMsg is what came of a key of the question.
type didMsg struct {
	of    *asksRedirect
	words string
}

func (q *asksRedirect) Keys() []key.Binding {
	return append(q.dialog.Keys(), as(widget.Keys.Copy, action.Home, action.CopyRedirect),
		as(widget.Keys.OpenLink, action.InPart, action.OpenPage))
}

func (q *asksRedirect) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(didMsg); ok && m.of == q {
		q.did = m.words
		return nav{}, nil
	}
	switch {
	case widget.Pressed(msg, widget.Keys.Copy):
		return nav{}, q.told(q.copy("the redirect URI", q.Subject.RedirectURI()))
	case widget.Pressed(msg, widget.Keys.OpenLink):
		at, link := q.RedirectPage()
		return nav{}, q.told(q.openPlace(q.Subject, at, link))
	}
	return q.dialog.Update(msg)
}

// told brings the news of a command into the question, which covers toasts.
func (q *asksRedirect) told(cmd tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		switch m := cmd().(type) {
		case copied:
			return didMsg{q, m.how}
		case opened:
			return didMsg{q, m.how}
		default:
			return m
		}
	}
}

func (q *asksRedirect) View(width, height int) string {
	shown := q.dialog.Dialog
	if shown.Text += " y copies it, o opens the page."; q.did != "" {
		shown.Text += " " + upper(q.text(q.did)) + "."
	}
	return shown.View(q.style, width, height)
}
