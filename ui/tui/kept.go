package tui

import (
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
	Practice    *Practice // nil: no practice was begun
	PracticeWay *inspect.Progress
}

// keeper writes what is kept from one start to the next, in the background and
// in order: of two writes of the same thing, the newer one stays.
type keeper struct {
	mu      sync.Mutex     // of the numbers
	newest  map[string]int // of the writes of each thing
	writing sync.Mutex     // one at a time
}

// notKept tells that something could not be kept.
type notKept struct{ why string }

// write keeps one thing, unless a newer write of it was asked for meanwhile. The
// end of the program waits for it.
func (c *common) write(thing string, do func(*store.Store) error) tea.Cmd {
	st := c.options.Store
	if st == nil {
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
	c.work.Add(1)
	return func() tea.Msg {
		defer c.work.Done()
		k.writing.Lock()
		defer k.writing.Unlock()
		if !isNewest() {
			return nil
		}
		if err := do(st); err != nil {
			return notKept{visible.Line(err.Error())}
		}
		return nil
	}
}

// key is the name under which the progress and the history of a subject are
// kept; empty: they are not.
func (s *subject) key() string {
	switch {
	case s == nil, s.scenario != nil && s.practice == nil:
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
		cmds = append(cmds, c.write("report "+r.at.String(), func(s *store.Store) error {
			_, err := s.AddReport(key, report)
			return err
		}))
	}
	return tea.Batch(cmds...)
}

// keepWay writes the progress of a subject.
func (c *common) keepWay(s *subject) tea.Cmd {
	key := s.key()
	if key == "" {
		return nil
	}
	data, err := s.way().JSON()
	if err != nil {
		return nil
	}
	return c.write("way "+key, func(st *store.Store) error { return st.SetProgress(key, data) })
}

// keepPractice writes the state of a practice's demo tenant.
func (c *common) keepPractice(s *subject) tea.Cmd {
	if s.practice == nil {
		return nil
	}
	data, err := s.practice.kept(s.connection)
	if err != nil || data == nil {
		return nil
	}
	return c.write(store.PracticeStateKey, func(st *store.Store) error { return st.SetProgress(store.PracticeStateKey, data) })
}
