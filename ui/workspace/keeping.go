package workspace

import (
	"cmp"
	"context"

	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/ui/store"
)

// Work is something to write or to read that may take a while. It may run in any
// goroutine, one after the other in the order in which they were given. Its News
// belong to Desk.Take; nil: there are none.
type Work func(ctx context.Context) News

// News are what came of a Work.
type News interface {
	// take puts them on the desk. It says what the user should know, and gives
	// what is to be done then.
	take(d *Desk) (words string, next []Work)
}

// Take puts what came of a Work on the desk.
func (d *Desk) Take(n News) (words string, next []Work) {
	if n == nil {
		return "", nil
	}
	return n.take(d)
}

// Beginning is what was saved of earlier starts.
type Beginning struct {
	Connections []store.Entry
	Saved       *store.Saved    // the connection to begin with; nil: none
	Way         *guide.Progress // of Saved
	Last        *report.Report  // of Saved
	// NewWays are the ways through the guides of connections that have no name
	// yet, by the guides' IDs.
	NewWays  map[string]*guide.Progress
	Practice *store.PracticeStart // to begin with; nil: something else
	Notes    []string             // what could not be read, and does not matter much
}

// ReadBeginning reads what the program begins with: the connection of a name, or
// with an empty one that was used last, or a practice that was begun. The errors
// are the store's: the connections can't be listed, or the named one can't be
// used.
func ReadBeginning(st *store.Store, name string) (b Beginning, err error) {
	if b.Connections, err = st.List(); err != nil {
		return b, err
	}
	if name != "" {
		if b.Saved, _, err = st.Load(name); err != nil {
			return b, err
		}
	} else {
		b.Saved = lastUsed(b.Connections)
	}
	b.Notes = st.Notes()
	b.NewWays = map[string]*guide.Progress{}
	for _, g := range guide.All() {
		if way, _, err := st.Kept(store.NewKey(g)); err == nil {
			b.NewWays[g.ID] = way
		}
	}
	if b.Saved != nil {
		if b.Way, b.Last, err = st.Kept(b.Saved.Connection.Name); err != nil {
			b.Notes, b.Way = append(b.Notes, err.Error()), new(guide.Progress)
		}
	}
	used := st.UsedAt(store.PracticeKey)
	if name == "" && !used.IsZero() && (b.Saved == nil || used.After(b.Saved.UsedAt)) {
		b.Practice = st.BeginPractice()
		for _, note := range b.Practice.Notes {
			b.Notes = append(b.Notes, note+practiceAnew)
		}
	}
	return b, nil
}

const practiceAnew = ": the practice starts over"

// lastUsed is the connection that was used last.
func lastUsed(list []store.Entry) *store.Saved {
	var best *store.Saved
	for _, e := range list {
		if e.Err == nil && (best == nil || e.Saved.UsedAt.After(best.UsedAt)) {
			best = e.Saved
		}
	}
	return best
}

// setGone stops what is still to be written under a key, or lets it be written
// again.
func (d *Desk) setGone(key string, gone bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.gone == nil {
		d.gone = map[string]bool{}
	}
	d.gone[key] = gone
}

func (d *Desk) isGone(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.gone[key]
}

// notSaved tells that something could not be saved.
type notSaved struct{ Why string }

func (n notSaved) take(*Desk) (string, []Work) { return "Not saved: " + n.Why, nil }

// write saves one thing of a key, unless a newer write of it was asked for
// meanwhile, or nothing of the key is to be saved any more.
func (d *Desk) write(key, thing string, do func(*store.Store) error) []Work {
	if d.Store == nil {
		return nil
	}
	isNewest := d.writes.Take(key + " " + thing)
	return []Work{func(context.Context) News {
		if !isNewest() || d.isGone(key) {
			return nil
		}
		if err := do(d.Store); err != nil {
			return notSaved{visible.Line(err.Error())}
		}
		return nil
	}}
}

// HasHistory holds for what reports are saved of: those of a connection that the
// user did not save are not remembered.
func (d *Desk) HasHistory(s *Subject) bool {
	return d.Store != nil && s != nil && (s.Saved != nil || s.practice != nil && s.practice.mine)
}

// Took takes over what a run showed: for the guide, and into the history.
func (d *Desk) Took(r *Run) []Work {
	if r == nil || r.Subject == nil {
		return nil
	}
	r.Subject.Progress().Observe(r.Report)
	key := r.Subject.Key()
	if key == "" {
		return nil
	}
	work := append(d.SaveWay(r.Subject), d.savePractice(r.Subject)...)
	if d.NoHistory || !d.HasHistory(r.Subject) {
		return work
	}
	return append(work, d.write(key, "report "+r.At.String(), func(s *store.Store) error {
		if r.Subject.isOver() {
			return nil
		}
		_, err := s.AddReport(key, r.Report)
		return err
	})...)
}

// wayKept tells that a subject's progress was written: what of it, and what is
// saved now, to which another edov may have added.
type wayKept struct {
	of         *Subject
	key        string
	wrote, now *guide.Progress
	err        error
}

// SaveWay writes what was changed of a subject's progress since it was written
// last.
func (d *Desk) SaveWay(s *Subject) []Work {
	key := s.Key()
	if key == "" || d.Store == nil {
		return nil
	}
	if s.baseKey != key { // it has a name now: all of it is new there
		s.base, s.baseKey = new(guide.Progress), key
	}
	base, mine := s.base, s.Progress().Clone()
	s.base = mine
	return []Work{func(context.Context) News {
		if d.isGone(key) || s.isOver() {
			return nil
		}
		from := cmp.Or(s.unwritten[key], base)
		now, err := d.Store.UpdateProgress(key, func(kept *guide.Progress) { kept.Merge(from, mine) })
		if s.unwritten = nil; err != nil {
			s.unwritten = map[string]*guide.Progress{key: from} // with the next write
		}
		return wayKept{s, key, mine, now, err}
	}}
}

// take goes on from what is saved, with what was changed here meanwhile.
func (m wayKept) take(*Desk) (string, []Work) {
	s := m.of
	switch {
	case m.err != nil:
		return "Not saved: " + m.err.Error(), nil
	case s.baseKey != m.key:
		return "", nil
	}
	way, base := m.now.Clone(), m.now.Clone()
	way.Merge(m.wrote, s.Progress())
	base.Merge(m.wrote, s.base)
	s.progress, s.base = way, base
	return "", nil
}

// savePractice writes the state of a practice's demo tenant.
func (d *Desk) savePractice(s *Subject) []Work {
	if s.practice == nil || !s.practice.mine {
		return nil
	}
	kept := s.practice.kept(s.Connection)
	if kept == nil {
		return nil
	}
	return d.write(store.PracticeKey, "state", func(st *store.Store) error {
		if s.isOver() {
			return nil
		}
		return st.SetPractice(*kept)
	})
}

// Leaving gives what is to be written at the end of the program.
func (d *Desk) Leaving() []Work {
	if d.Practiced == nil {
		return nil
	}
	return d.savePractice(d.Practiced)
}

// PracticeBegun is the practice as it was left, once it was read. Desk.Practice
// makes it the subject then.
type PracticeBegun struct{ Start *store.PracticeStart }

func (m PracticeBegun) take(d *Desk) (string, []Work) {
	words := ""
	if d.Practiced != nil { // asked for twice
		m.Start.Release()
	} else {
		d.Practiced = newPractice(m.Start)
		if len(m.Start.Notes) > 0 {
			words = m.Start.Notes[0] + practiceAnew
		}
	}
	return words, nil
}
