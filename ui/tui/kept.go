package tui

import tea "github.com/charmbracelet/bubbletea"

// took takes over what a run showed, for the guide.
func (c *common) took(r *run) tea.Cmd {
	if r == nil || r.subject == nil {
		return nil
	}
	r.subject.way().Observe(r.report)
	return c.keepWay(r.subject)
}

// keepWay writes the progress of a subject.
func (c *common) keepWay(*subject) tea.Cmd { return nil }
