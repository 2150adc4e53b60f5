package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/guide"
	"edov/ui/workspace"
)

// chooseConnection asks which connection to test, or opens the form when there
// is no choice.
func (c *common) chooseConnection() nav {
	list := c.Connections()
	if len(list) == 0 {
		return open(newForm(c, false, true))
	}
	how := map[workspace.ID]func(workspace.Choice) (nav, tea.Cmd){
		workspace.EditConnection:   func(workspace.Choice) (nav, tea.Cmd) { return open(newForm(c, false, false)), nil },
		workspace.AddConnection:    func(workspace.Choice) (nav, tea.Cmd) { return open(newForm(c, false, true)), nil },
		workspace.Practice:         func(workspace.Choice) (nav, tea.Cmd) { return c.practice() },
		workspace.BrokenConnection: func(l workspace.Choice) (nav, tea.Cmd) { return toast(l.Entry.Err.Error()), nil },
		workspace.ForgetConnection: func(l workspace.Choice) (nav, tea.Cmd) { return open(c.forgetting(l.Entry.Name)), nil },
		workspace.UseConnection: func(l workspace.Choice) (nav, tea.Cmd) {
			return nav{}, c.carryOut([]workspace.Work{c.Use(l.Entry.Saved)})
		},
	}
	var choices []choice
	for _, l := range list {
		do := func() (nav, tea.Cmd) { return how[l.Action.ID](l) }
		choices = append(choices, choice{l.Action.Name, c.text(l.Right), do})
	}
	return open(newChooser(c, workspace.Titles[workspace.Connection], choices))
}

func (c *common) forgetting(name string) *confirm {
	return newConfirm(c, c.text(workspace.AskForget(name)), "forget it", func() (nav, tea.Cmd) {
		return nav{}, c.carryOut([]workspace.Work{c.Forget(name)})
	})
}

// openGuide opens the guide of what is tested now, or asks for which product.
func (c *common) openGuide() nav {
	if c.HasGuide() {
		return open(newGuide(c, c.Subject))
	}
	practice := workspace.ActionAt(workspace.Anywhere, workspace.Practice)
	choices := []choice{{practice.Name, practice.Note, c.practice}}
	for _, g := range guide.All() {
		choices = append(choices, choice{label: "For " + g.Product, do: func() (nav, tea.Cmd) {
			return open(newGuide(c, c.ChooseGuide(g))), nil
		}})
	}
	return open(newChooser(c, workspace.Titles[workspace.Guide], choices))
}
