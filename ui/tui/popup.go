package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
)

// choice is one line of a chooser and what it does.
type choice struct {
	label, note, right string
	do                 func() (nav, tea.Cmd)
}

// chooser is a pop-up list of choices; with a filter it is the command palette.
type chooser struct {
	*common
	list *widget.Chooser
	low  bool // at the bottom, so that what it is about can be read beside it
}

func newChooser(c *common, title string, choices []choice) *chooser {
	var rows []widget.Row
	for _, one := range choices {
		rows = append(rows, widget.Row{Label: c.text(one.label), Note: one.note, Right: one.right, Value: one})
	}
	return &chooser{common: c, list: widget.NewChooser(title, rows)}
}

// copyOneOf does the only choice of what to copy, or asks which.
func (c *common) copyOneOf(choices []choice) (nav, tea.Cmd) {
	switch len(choices) {
	case 0:
		return nav{}, nil
	case 1:
		return choices[0].do()
	}
	return open(newChooser(c, "Copy what?", choices)), nil
}

func (s *chooser) popup() (atBottom bool) { return s.low }

func (s *chooser) typing() bool { return s.list.IsTyping() }

func (s *chooser) Init() tea.Cmd { return nil }

func (s *chooser) Close() {}

func (s *chooser) Title() (name, status string) { return "", "" }

func (s *chooser) Keys() []key.Binding { return s.list.Keys() }

func (s *chooser) Update(msg tea.Msg) (nav, tea.Cmd) {
	chosen, done, cmd := s.list.Update(msg)
	switch one, ok := chosen.(choice); {
	case ok:
		n, cmd := one.do()
		n.pop++
		return n, cmd
	case done:
		return back(), nil
	}
	return nav{}, cmd
}

func (s *chooser) View(width, height int) string { return s.list.View(s.style, width, height) }

// dialog is a question with buttons, that does something if the answer is yes.
type dialog struct {
	*common
	widget.Dialog
	do func() (nav, tea.Cmd)
}

func newDialog(c *common, question, yes string, do func() (nav, tea.Cmd)) *dialog {
	return &dialog{c, widget.Dialog{Text: c.text(question), Yes: yes, No: "Cancel"}, do}
}

// newLoss is a dialog about what can't be brought back: enter alone loses nothing.
func newLoss(c *common, question, yes string, do func() (nav, tea.Cmd)) *dialog {
	q := newDialog(c, question, yes, do)
	q.OnNo = true
	return q
}

func (q *dialog) popup() (atBottom bool) { return false }

func (q *dialog) Init() tea.Cmd { return nil }

func (q *dialog) Close() {}

func (q *dialog) Title() (name, status string) { return "", "" }

func (q *dialog) Update(msg tea.Msg) (nav, tea.Cmd) {
	yes, answered := q.Dialog.Update(msg)
	switch {
	case yes:
		n, cmd := q.do()
		n.pop++
		return n, cmd
	case answered:
		return back(), nil
	}
	return nav{}, nil
}

func (q *dialog) View(width, height int) string { return q.Dialog.View(q.style, width, height) }
