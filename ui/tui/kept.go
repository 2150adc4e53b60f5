package tui

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/ui/store"
)

// Beginning is what was kept of earlier starts. It is read before the screens
// exist, so that they begin with it.
type Beginning struct {
	Connections []store.Entry
	Saved       *store.Saved    // the connection to begin with; nil: none
	Way         *guide.Progress // of Saved
	Last        *report.Report  // of Saved, or of the practice
	// NewWays are the ways through the guides of connections that have no name
	// yet, by the guides' IDs.
	NewWays  map[string]*guide.Progress
	Practice *store.PracticeStart // to begin with; nil: something else
}

// keeper does the work with the store in the background, one piece after the
// other, in the order in which it was asked for.
type keeper struct {
	writes store.Turns // of each thing

	mu    sync.Mutex
	queue []func()
	busy  bool
	gone  map[string]bool // keys of which nothing is written any more
}

// do puts work into the queue.
func (k *keeper) do(running *sync.WaitGroup, work func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.queue = append(k.queue, work)
	if !k.busy {
		k.busy = true
		running.Go(k.run)
	}
}

// run works until nothing is left.
func (k *keeper) run() {
	for {
		k.mu.Lock()
		if len(k.queue) == 0 {
			k.busy = false
			k.mu.Unlock()
			return
		}
		work := k.queue[0]
		k.queue = k.queue[1:]
		k.mu.Unlock()
		work()
	}
}

// forget stops what is still to be written under a key, or lets it be written
// again.
func (k *keeper) forget(key string, gone bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone == nil {
		k.gone = map[string]bool{}
	}
	k.gone[key] = gone
}

func (k *keeper) isGone(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.gone[key]
}

// background begins work with the store, and gives the command that waits for
// its news. The work goes on when the screens are gone, and the end of the
// program waits for it: a command may never be run once the user has quit.
func (c *common) background(do func(ctx context.Context, st *store.Store) tea.Msg) tea.Cmd {
	st, ctx := c.options.Store, context.WithoutCancel(c.ctx)
	news := make(chan tea.Msg, 1)
	c.keeper.do(&c.keeping, func() {
		defer func() {
			if p := recover(); p != nil {
				news <- newsMsg{news: crashNews{&Crash{Where: fmt.Sprintf("work with what is kept (%T)", p), Stack: debug.Stack()}}}
			}
		}()
		news <- do(ctx, st)
	})
	return func() tea.Msg { return <-news }
}

// notKept tells that something could not be kept.
type notKept struct{ why string }

// write keeps one thing of a key, unless a newer write of it was asked for
// meanwhile, or nothing of the key is to be kept any more.
func (c *common) write(key, thing string, do func(*store.Store) (tea.Msg, error)) tea.Cmd {
	if c.options.Store == nil {
		return nil
	}
	isNewest := c.keeper.writes.Take(key + " " + thing)
	return c.background(func(_ context.Context, st *store.Store) tea.Msg {
		if !isNewest() || c.keeper.isGone(key) {
			return nil
		}
		msg, err := do(st)
		if err != nil {
			return notKept{visible.Line(err.Error())}
		}
		return msg
	})
}

// key is the name under which the progress and the history of a subject are
// kept; empty: they are not.
func (s *subject) key() string {
	switch {
	case s == nil, s.scenario != nil && s.practice == nil:
		return ""
	case s.practice != nil && !s.practice.mine:
		return ""
	case s.practice != nil:
		return store.PracticeKey
	case s.saved != nil:
		return s.saved.Connection.Name
	}
	return store.NewKey(guide.For(s.product()))
}

// hasHistory holds for what reports are kept of: nobody asked for any other
// connection to be remembered.
func (c *common) hasHistory(s *subject) bool {
	return c.options.Store != nil && s != nil && (s.saved != nil || s.practice != nil && s.practice.mine)
}

// took takes over what a run showed: for the guide, and into the history.
func (c *common) took(r *run) tea.Cmd {
	if r == nil || r.subject == nil {
		return nil
	}
	r.subject.way().Observe(r.report)
	key := r.subject.key()
	if key == "" {
		return nil
	}
	cmds := []tea.Cmd{c.keepWay(r.subject), c.keepPractice(r.subject)}
	if !c.options.NoHistory && c.hasHistory(r.subject) {
		report := r.report
		cmds = append(cmds, c.write(key, "report "+r.at.String(), func(s *store.Store) (tea.Msg, error) {
			_, err := s.AddReport(key, report)
			return nil, err
		}))
	}
	return tea.Batch(cmds...)
}

// wayKept tells that a subject's progress was written: what of it, and what is
// kept now, which another edov may have added to.
type wayKept struct {
	of         *subject
	key        string
	wrote, now *guide.Progress
	err        error
}

// keepWay writes what was changed of a subject's progress since it was written
// last.
func (c *common) keepWay(s *subject) tea.Cmd {
	key := s.key()
	if key == "" || c.options.Store == nil {
		return nil
	}
	if s.baseKey != key { // it has a name now: all of it is new there
		s.base, s.baseKey = new(guide.Progress), key
	}
	base, mine := s.base, s.way().Clone()
	s.base = mine
	return c.background(func(_ context.Context, st *store.Store) tea.Msg {
		if c.keeper.isGone(key) {
			return nil
		}
		from := cmp.Or(s.unwritten[key], base)
		now, err := st.UpdateProgress(key, func(kept *guide.Progress) { kept.Merge(from, mine) })
		if s.unwritten = nil; err != nil {
			s.unwritten = map[string]*guide.Progress{key: from} // with the next write
		}
		return wayKept{s, key, mine, now, err}
	})
}

// tookWay goes on from what is kept, with what was changed here meanwhile.
func (a *app) tookWay(m wayKept) tea.Cmd {
	s := m.of
	switch {
	case m.err != nil:
		return a.say("not kept: " + m.err.Error())
	case s.baseKey != m.key:
		return nil
	}
	way, base := m.now.Clone(), m.now.Clone()
	way.Merge(m.wrote, s.way())
	base.Merge(m.wrote, s.base)
	s.progress, s.base = way, base
	return nil
}

// begun takes the progress that was kept.
func (s *subject) begun(way *guide.Progress) *subject {
	if way != nil {
		s.progress, s.base, s.baseKey = way, way.Clone(), s.key()
	}
	return s
}

// keepPractice writes the state of a practice's demo tenant.
func (c *common) keepPractice(s *subject) tea.Cmd {
	if s.practice == nil || !s.practice.mine {
		return nil
	}
	kept := s.practice.kept(s.connection)
	if kept == nil {
		return nil
	}
	return c.write(store.PracticeKey, "state", func(st *store.Store) (tea.Msg, error) { return nil, st.SetPractice(*kept) })
}
