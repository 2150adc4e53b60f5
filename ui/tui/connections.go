package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// chooseConnection asks which connection to test, or opens the form when there
// is no choice.
func (c *common) chooseConnection() nav {
	list := c.Connections()
	if len(list) == 0 {
		return open(newForm(c, false, true))
	}
	how := map[action.ID]func(workspace.Choice) (nav, tea.Cmd){
		action.EditConnection:   func(workspace.Choice) (nav, tea.Cmd) { return open(newForm(c, false, false)), nil },
		action.AddConnection:    func(workspace.Choice) (nav, tea.Cmd) { return open(newForm(c, false, true)), nil },
		action.Practice:         func(workspace.Choice) (nav, tea.Cmd) { return c.practice() },
		action.BrokenConnection: func(l workspace.Choice) (nav, tea.Cmd) { return toast(l.Entry.Err.Error()), nil },
		action.ForgetConnection: func(l workspace.Choice) (nav, tea.Cmd) { return open(c.forgetting(l.Entry.Name)), nil },
		action.UseConnection: func(l workspace.Choice) (nav, tea.Cmd) {
			if l.Unsaved != nil {
				return toast(c.UseUnsaved(l.Unsaved)), nil
			}
			return nav{}, c.carryOut([]workspace.Work{c.Use(l.Entry.Saved)})
		},
	}
	var choices []choice
	for _, l := range list {
		do := func() (nav, tea.Cmd) { return how[l.Action.ID](l) }
		choices = append(choices, choice{label: l.Action.Name, right: c.text(l.Right), do: do})
	}
	return open(newChooser(c, action.Titles[action.Connection], choices))
}

func (c *common) forgetting(name string) *dialog {
	return newLoss(c, workspace.AskForget(name), "Forget it", func() (nav, tea.Cmd) {
		return nav{}, c.carryOut([]workspace.Work{c.Forget(name)})
	})
}

// openGuide opens the guide of what is tested now, or asks for which product.
func (c *common) openGuide() nav {
	if c.HasGuide() {
		return open(newGuide(c, c.Subject))
	}
	var choices []choice
	for _, l := range workspace.Guides() {
		do := c.practice
		if l.Guide != nil {
			do = func() (nav, tea.Cmd) { return open(newGuide(c, c.ChooseGuide(l.Guide))), nil }
		}
		choices = append(choices, choice{label: l.Action.Name, right: l.Right, do: do})
	}
	return open(newChooser(c, action.Titles[action.Guide], choices))
}
