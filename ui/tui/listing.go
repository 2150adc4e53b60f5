package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/order"
	"edov/ui/tui/widget"
)

// This file does what works in the list of every screen: its filter, and the way from problem to problem.

// filterFrom is the number of rows from which the footer offers the filter; the key always works.
const filterFrom = 6

// rows is the list of the top screen; nil: it has none.
func (a *app) rows() *widget.Split {
	if l, ok := a.top().(lister); ok {
		return l.rows()
	}
	return nil
}

// listKey takes the keys of a list that are the same on every screen.
func (a *app) listKey(m tea.KeyMsg) (tea.Cmd, bool) {
	l := a.rows()
	switch {
	case l == nil:
		return nil, false
	case l.IsAsking():
		return l.FilterUpdate(m), true
	case a.typing():
		return nil, false
	case key.Matches(m, widget.Keys.Filter):
		return l.Ask(), true
	case l.IsFiltered() && !l.Inside && key.Matches(m, widget.Keys.Back):
		l.ClearFilter()
		return nil, true
	case l.HasProblems() && key.Matches(m, widget.Keys.NextProblem):
		return nil, l.NextProblem(false)
	case l.HasProblems() && key.Matches(m, widget.Keys.PreviousProblem):
		return nil, l.NextProblem(true)
	}
	return nil, false
}

// keysOf are the keys of a screen: first what it does, then what works in its list, and those that only move.
func keysOf(s screen) []key.Binding {
	keys := withList(s)
	order.Stable(keys, func(a, b key.Binding) int { return rank(a) - rank(b) })
	return keys
}

// rank is 1 for keys that only move, which a footer leaves out first; what esc does beside leaving comes before all.
func rank(b key.Binding) int {
	if b.Help() == widget.ClearFilter.Help() {
		return -1 // esc does not leave now
	}
	for _, m := range []key.Binding{
		widget.Keys.Open, widget.Keys.NextPane, widget.Keys.Back, widget.Keys.Up, widget.Keys.Down,
		widget.Bind("", "", "up", "down"),
	} {
		if slices.Equal(b.Keys(), m.Keys()) {
			return 1
		}
	}
	return 0
}

// withList are the keys of a screen, and those of its list.
func withList(s screen) []key.Binding {
	keys := s.Keys()
	holder, ok := s.(lister)
	if !ok {
		return keys
	}
	l := holder.rows()
	switch t, _ := s.(typist); {
	case l == nil || t != nil && t.typing():
		return keys
	case l.IsAsking():
		return l.AskKeys()
	}
	if l.IsFiltered() && !l.Inside {
		keys = slices.DeleteFunc(slices.Clone(keys), func(b key.Binding) bool {
			return slices.Equal(b.Keys(), widget.Keys.Back.Keys())
		})
		keys = slices.Insert(keys, 0, widget.ClearFilter)
	}
	if l.HasProblems() {
		keys = append(keys, widget.Keys.NextProblem)
	}
	if len(l.Rows) >= filterFrom || l.IsFiltered() {
		keys = append(keys, widget.Keys.Filter)
	}
	return keys
}
