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
	mu      sync.Mutex     // of the numbers
	newest  map[string]int // of the writes of each thing
	writing sync.Mutex     // one at a time
}

// background runs work with the store. It goes on when the screens are gone, and
// the end of the program waits for it.
func (c *common) background(do func(ctx context.Context, st *store.Store) tea.Msg) tea.Cmd {
	st, ctx := c.options.Store, context.WithoutCancel(c.ctx)
	c.keeping.Add(1)
	return func() tea.Msg {
		defer c.keeping.Done()
		return do(ctx, st)
	}
}

// notKept tells that something could not be kept.
type notKept struct{ why string }

// write keeps one thing, unless a newer write of it was asked for meanwhile. The
// end of the program waits for it.
func (c *common) write(thing string, do func(*store.Store) (tea.Msg, error)) tea.Cmd {
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
		return k.newest[thing] == number
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
	case s == nil, s.forgotten, s.scenario != nil && s.practice == nil:
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
	return c.options.Store != nil && s != nil && (s.saved != nil || s.practice != nil)
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
		cmds = append(cmds, c.write("report "+r.at.String(), func(s *store.Store) (tea.Msg, error) {
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
	wrote, now *inspect.Progress
}

// keepWay writes the progress of a subject.
func (c *common) keepWay(s *subject) tea.Cmd {
	key := s.key()
	if key == "" {
		return nil
	}
	base, mine := s.wayBase(key), s.way().Clone()
	return c.write("way "+key, func(st *store.Store) (tea.Msg, error) {
		now, err := st.UpdateProgress(key, func(kept *inspect.Progress) { kept.Merge(base, mine) })
		return wayKept{s, key, mine, now}, err
	})
}

// tookWay goes on from what is kept, unless more has happened meanwhile.
func (s *subject) tookWay(m wayKept) {
	s.base, s.baseKey = m.now.Clone(), m.key
	if reflect.DeepEqual(s.progress, m.wrote) {
		s.progress = m.now
	}
}

// begun takes the progress that was kept.
func (s *subject) begun(way *inspect.Progress) *subject {
	if way != nil {
		s.progress, s.base, s.baseKey = way, way.Clone(), s.key()
	}
	return s
}

// wayBase is the progress as it was read or written last under a key.
func (s *subject) wayBase(key string) *inspect.Progress {
	if s.base == nil || s.baseKey != key {
		return new(inspect.Progress)
	}
	return s.base
}

// keepPractice writes the state of a practice's demo tenant.
func (c *common) keepPractice(s *subject) tea.Cmd {
	if s.practice == nil {
		return nil
	}
	kept := s.practice.kept(s.connection)
	if kept == nil {
		return nil
	}
	return c.write("practice", func(st *store.Store) (tea.Msg, error) { return nil, st.SetPractice(*kept) })
}
