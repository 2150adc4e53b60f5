package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect"
)

// practise opens the guide at the demo tenant.
func (c *common) practise() nav {
	s := c.practiceSubject()
	if c.subject != s {
		c.begin(s, nil)
	}
	n := open(newGuide(c, s))
	if c.options.Store != nil && !s.practice.mine {
		n.toast = "another edov has the practice open: what you do here is not kept"
	}
	return n
}

// openGuide opens the guide of what is tested now, or asks for which product.
func (c *common) openGuide() nav {
	if c.subject != nil && (c.subject.scenario != nil || c.subject.connection.Product != "") {
		return open(newGuide(c, c.subject))
	}
	choices := []choice{{label: "Practise with the demo tenant", right: "no account needed", do: func() (nav, tea.Cmd) { return c.practise(), nil }}}
	for _, g := range inspect.Guides() {
		choices = append(choices, choice{label: "For " + g.Product, do: func() (nav, tea.Cmd) {
			if c.subject == nil || c.subject.scenario != nil {
				c.beginKept(&subject{connection: flow.Connection{Product: g.Product}, progress: c.options.Begin.NewWays[g.ID]}, nil)
			}
			typed := c.subject.connection
			typed.Product = g.Product
			c.subject.setConnection(typed)
			return open(newGuide(c, c.subject)), nil
		}})
	}
	return open(newChooser(c, "Which guide?", choices))
}
