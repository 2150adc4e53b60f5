package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/guide"
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
		w, err := s.enter(g.common)
		if err != nil {
			tell(noPages{err.Error()})
			return
		}
		tell(pagesUp{w.demo})
		for s.practice != nil && ctx.Err() == nil {
			if w, err = s.enter(g.common); err != nil { // the connection may have changed
				return
			}
			tell(s.look(ctx, g.common, w))
			select {
			case <-s.practice.changed:
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
	case *run:
		if !g.subject.practice.isRegistered() {
			g.subject.way().Unregistered(n.at)
		}
		g.subject.way().Observe(n.report)
		return nav{}, tea.Batch(g.job.next, g.keepWay(g.subject), g.keepPractice(g.subject))
	}
	return nav{}, g.job.next
}

// page is the address of a part's page: the portal's, or the demo tenant's. It
// is empty while the demo tenant starts.
func (g *guideScreen) page(p *guide.WalkPart) string {
	switch {
	case g.subject.scenario == nil || p.At == "":
		return p.Link
	case g.pages == nil:
		return ""
	}
	return DemoPage(g.pages, p.At)
}
