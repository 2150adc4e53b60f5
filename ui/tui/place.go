package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/portal"
)

// isDemo holds for a scenario of the demo tenant, and for the practice: their
// app is nowhere but there.
func (s *subject) isDemo() bool { return s != nil && s.scenario != nil }

// openPlace opens the page on which something of a subject is set: the demo
// tenant's own, or the one at Microsoft or the product, whose link is known.
func (c *common) openPlace(s *subject, at, link string) tea.Cmd {
	if !s.isDemo() {
		return c.openLink(link)
	}
	return func() tea.Msg {
		if c.ctx.Err() != nil { // the program has ended: nothing is started any more
			return nil
		}
		w, err := s.enter(c) // starts the tenant if it does not run
		if err != nil {
			return opened{"not opened: " + err.Error()}
		}
		return c.openLink(DemoPage(w.demo, at))()
	}
}

// DemoPage is the demo tenant's page for a place of the guide.
func DemoPage(server *demo.Server, at string) string {
	switch {
	case at == portal.AtProduct:
		return server.DashboardURL()
	case at == portal.AtAccountPortal:
		return server.AccountPortalURL()
	case at == portal.AtApps:
		return server.PortalURL("")
	case server.Setup().App == nil:
		return server.PortalURL("register")
	}
	return server.PortalURL(portal.Page(at).Blade())
}
