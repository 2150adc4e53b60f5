package tui

import (
	"context"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/workspace"
)

// queue carries out the work of the desk in the background, one piece after the
// other, in the order in which it was asked for.
type queue struct {
	mu      sync.Mutex
	waiting []func()
	busy    bool
}

// add puts work into the queue.
func (q *queue) add(running *sync.WaitGroup, work func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, work)
	if !q.busy {
		q.busy = true
		running.Go(q.run)
	}
}

// run works until nothing is left.
func (q *queue) run() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 {
			q.busy = false
			q.mu.Unlock()
			return
		}
		work := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.mu.Unlock()
		work()
	}
}

// carryOut begins work of the desk, and gives the command that waits for its
// news. The work goes on when the screens are gone, and the end of the program
// waits for it: a command may never be run once the user has quit.
func (c *common) carryOut(list []workspace.Work) tea.Cmd {
	var cmds []tea.Cmd
	ctx := context.WithoutCancel(c.ctx)
	for _, work := range list {
		news := make(chan tea.Msg, 1)
		c.queue.add(&c.keeping, func() {
			defer func() {
				if p := recover(); p != nil {
					news <- newsMsg{news: crashNews{CrashOf("work with what is saved failed", p)}}
				}
			}()
			if n := work(ctx); n != nil {
				news <- n
				return
			}
			news <- nil
		})
		cmds = append(cmds, func() tea.Msg { return <-news })
	}
	if len(cmds) == 1 {
		return cmds[0]
	}
	return tea.Batch(cmds...)
}

// took takes over what a run showed: for the guide, and into the history.
func (c *common) took(r *workspace.Run) tea.Cmd { return c.carryOut(c.Took(r)) }

// tookNews puts what came of work on the desk, and goes where that leads.
func (a *app) tookNews(n workspace.News) tea.Cmd {
	var cmds []tea.Cmd
	if f, ok := n.(workspace.Forgotten); ok && f.IsTested(a.Desk) {
		cmds = append(cmds, a.navigate(nav{home: true}, false))
	}
	words, next := a.Take(n)
	if words != "" {
		cmds = append(cmds, a.say(words))
	}
	if _, ok := n.(workspace.PracticeBegun); ok {
		cmds = append(cmds, a.beginPractice(words))
	}
	return tea.Batch(append(cmds, a.carryOut(next))...)
}

// practice opens the guide at the demo tenant. The first time, the practice is
// taken and read before.
func (c *common) practice() (nav, tea.Cmd) {
	s, work := c.Practice()
	if s == nil {
		return nav{}, c.carryOut(work)
	}
	return open(newGuide(c, s)), nil
}

// beginPractice opens the guide at a practice that was read, unless the user has
// begun something else meanwhile.
func (a *app) beginPractice(toast string) tea.Cmd {
	for _, s := range a.stack {
		_, typing := s.(*form)
		if b, ok := s.(busy); typing || ok && b.busy() != "" {
			return a.say("The practice is ready: choose it again.")
		}
	}
	s, _ := a.Practice()
	n := open(newGuide(a.common, s))
	n.home, n.toast = true, toast
	return a.navigate(n, len(a.stack) == 1)
}
