package tui

import (
	"context"
	"reflect"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/visible"
	"edov/inspect"
	"edov/ui/store"
)

// Beginning is what was kept of earlier starts. It is read before the screens
// exist, so that they begin with it.
type Beginning struct {
	Connections []store.Entry
	Saved       *store.Saved      // the connection to begin with; nil: none
	Way         *inspect.Progress // of Saved
	Last        *inspect.Report   // of Saved, or of the practice
	// NewWays are the ways through the guides of connections that have no name
	// yet, by the guides' IDs.
	NewWays     map[string]*inspect.Progress
	Practice    *store.Practice // nil: no practice was begun
	PracticeWay *inspect.Progress
	// PracticeLast is the newest report of the practice, and Practising is set
	// where it was used last.
	PracticeLast *inspect.Report
	Practising   bool
}

// keeper writes what is kept from one start to the next, in the background and
// in order: of two writes of the same thing, the newer one stays.
type keeper struct {
	mu     sync.Mutex
	newest map[string]int // of the writes of each thing
	// bases are the ways through the guide as they are kept, by their keys: what
	// differs from them was changed here. They are never changed themselves.
	bases map[string]*inspect.Progress
	gone  map[string]bool // keys of which nothing is written any more

	writing sync.Mutex // one at a time
}

func (k *keeper) base(key string) *inspect.Progress {
	k.mu.Lock()
	defer k.mu.Unlock()
	if base := k.bases[key]; base != nil {
		return base
	}
	return new(inspect.Progress)
}

func (k *keeper) setBase(key string, way *inspect.Progress) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bases == nil {
		k.bases = map[string]*inspect.Progress{}
	}
	k.bases[key] = way.Clone()
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

// background begins work with the store, and gives the command that waits for
// its news. The work goes on when the screens are gone, and the end of the
// program waits for it: a command may never be run once the user has quit.
func (c *common) background(do func(ctx context.Context, st *store.Store) tea.Msg) tea.Cmd {
	st, ctx := c.options.Store, context.WithoutCancel(c.ctx)
	news := make(chan tea.Msg, 1)
	c.keeping.Go(func() { news <- do(ctx, st) })
	return func() tea.Msg { return <-news }
}

// notKept tells that something could not be kept.
type notKept struct{ why string }

// write keeps one thing of a key, unless a newer write of it was asked for
// meanwhile, or nothing of the key is to be kept any more.
func (c *common) write(key, thing string, do func(*store.Store) (tea.Msg, error)) tea.Cmd {
	thing = key + " " + thing
	if c.options.Store == nil {
		return nil
	}
	k := &c.keeper
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.newest == nil {
		k.newest = map[string]int{}
	}
	k.newest[thing]++
	number := k.newest[thing]
	isNewest := func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.newest[thing] == number && !k.gone[key]
	}
	return c.background(func(_ context.Context, st *store.Store) tea.Msg {
		k.writing.Lock()
		defer k.writing.Unlock()
		if !isNewest() {
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
	return store.NewKey(inspect.GuideFor(s.product()))
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
	wrote, now *inspect.Progress
}

// keepWay writes the progress of a subject.
func (c *common) keepWay(s *subject) tea.Cmd {
	key := s.key()
	if key == "" {
		return nil
	}
	mine, k := s.way().Clone(), &c.keeper
	return c.write(key, "way", func(st *store.Store) (tea.Msg, error) {
		now, err := st.UpdateProgress(key, func(kept *inspect.Progress) { kept.Merge(k.base(key), mine) })
		if err == nil {
			k.setBase(key, now)
		}
		return wayKept{s, mine, now}, err
	})
}

// tookWay goes on from what is kept, unless more has happened meanwhile.
func (s *subject) tookWay(m wayKept) {
	if reflect.DeepEqual(s.progress, m.wrote) {
		s.progress = m.now
	}
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
