package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/guide"
	"edov/ui/store"
)

// practiceBegun is the practice as it was left, once it was read.
type practiceBegun struct{ start *store.PracticeStart }

// practise opens the guide at the demo tenant. The first time, the practice is
// taken and read before.
func (c *common) practise() (nav, tea.Cmd) {
	switch {
	case c.practised == nil && c.options.Store != nil:
		return nav{}, c.background(func(_ context.Context, st *store.Store) tea.Msg { return practiceBegun{st.BeginPractice()} })
	case c.practised == nil:
		c.practised = newPractice(noPractice())
	}
	c.begin(c.practised, nil)
	return open(newGuide(c, c.practised)), nil
}

// noPractice is a practice that was never begun.
func noPractice() *store.PracticeStart {
	return &store.PracticeStart{Way: new(guide.Progress), Mine: true, Release: func() {}}
}

// beginPractice opens the guide at a practice that was read, unless the user has
// begun something else meanwhile.
func (a *app) beginPractice(start *store.PracticeStart) tea.Cmd {
	if a.practised != nil { // asked for twice
		start.Release()
	} else {
		a.practised = newPractice(start)
	}
	for _, s := range a.stack {
		_, typing := s.(*form)
		if b, ok := s.(busy); typing || ok && b.busy() {
			return a.say("the practice is ready: choose it again")
		}
	}
	a.begin(a.practised, nil)
	n := open(newGuide(a.common, a.practised))
	n.home = true
	if len(start.Notes) > 0 {
		n.toast = start.Notes[0] + ": the practice begins anew"
	}
	return a.navigate(n, len(a.stack) == 1)
}

// openGuide opens the guide of what is tested now, or asks for which product.
func (c *common) openGuide() nav {
	if c.subject != nil && (c.subject.scenario != nil || c.subject.connection.Product != "") {
		return open(newGuide(c, c.subject))
	}
	choices := []choice{{label: "Practise with the demo tenant", right: "no account needed", do: c.practise}}
	for _, g := range guide.All() {
		choices = append(choices, choice{label: "For " + g.Product, do: func() (nav, tea.Cmd) {
			if c.subject == nil || c.subject.scenario != nil {
				c.begin((&subject{connection: flow.Connection{Product: g.Product}}).begun(c.options.Begin.NewWays[g.ID]), nil)
			}
			typed := c.subject.connection
			typed.Product = g.Product
			c.subject.setConnection(typed)
			return open(newGuide(c, c.subject)), nil
		}})
	}
	return open(newChooser(c, "Which guide?", choices))
}
