package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/workspace"
)

// pagesUp is told when the demo tenant runs, and its pages can be opened.
type pagesUp struct{ server *demo.Server }

// noPages is told when it could not be started.
type noPages struct{ why string }

// watchPages starts the demo tenant, whose pages stand for the portal. In a
// practice it looks at it whenever something is changed there, so that the parts
// turn while one works; at a scenario the next test does.
func (g *guideScreen) watchPages() tea.Cmd {
	s := g.subject
	g.job = g.newJob(func(ctx context.Context, tell func(any)) {
		server, err := g.Pages(s)
		if err != nil {
			tell(noPages{err.Error()})
			return
		}
		tell(pagesUp{server})
		for s.IsPractice() && ctx.Err() == nil {
			r, err := g.Look(ctx, s) // the connection may have changed
			if err != nil {
				return
			}
			tell(r)
			select {
			case <-s.Changed():
			case <-ctx.Done():
			}
		}
	})
	return g.job.begin()
}

func (g *guideScreen) news(m newsMsg) (nav, tea.Cmd) {
	if g.job == nil || m.job != g.job.id {
		return nav{}, nil
	}
	switch n := m.news.(type) {
	case noPages:
		return toast(n.why), nil
	case pagesUp:
		g.pages = n.server
	case *workspace.Run:
		return nav{}, tea.Batch(g.job.next, g.carryOut(g.Looked(n)))
	}
	return nav{}, g.job.next
}

// page is the address of a part's page; empty while the demo tenant starts.
func (g *guideScreen) page(p *guide.WalkPart) string { return g.subject.PartPage(p, g.pages) }
