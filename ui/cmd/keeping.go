package cmd

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"edov/inspect/guide"
	"edov/ui/store"
	"edov/ui/tui"
)

// store is where connections, progress and reports are kept, or why nothing can
// be.
func (p Program) store() (*store.Store, error) {
	dirs := p.Dirs
	if dirs == (store.Dirs{}) {
		var err error
		if dirs, err = store.DefaultDirs(); err != nil {
			return nil, err
		}
	}
	return store.New(dirs, store.Options{Now: p.Env.Now, Keyring: p.Keyring}), nil
}

// beginning reads what the interactive program begins with: the connection that
// is named, or that was used last, or a practice that was begun. What cannot be
// read does not keep it from starting.
func (p Program) beginning(name string) (*store.Store, tui.Beginning, error) {
	var b tui.Beginning
	st, err := p.store()
	if err != nil {
		return nil, b, err
	}
	if b.Connections, err = st.List(); err != nil {
		return nil, b, err
	}
	if name = cmp.Or(name, p.getenv("EDOV_CONNECTION")); name != "" {
		if b.Saved, _, err = st.Load(name); err != nil {
			return st, b, connectionError(err, b.Connections)
		}
	} else {
		b.Saved = lastUsed(b.Connections)
	}
	p.tellNotes(st)
	b.NewWays = map[string]*guide.Progress{}
	for _, g := range guide.All() {
		if way, _, err := st.Kept(store.NewKey(g)); err == nil {
			b.NewWays[g.ID] = way
		}
	}
	if b.Saved != nil {
		if b.Way, b.Last, err = st.Kept(b.Saved.Connection.Name); err != nil {
			p.say("note: %s", err)
			b.Way = new(guide.Progress)
		}
	}
	if used := st.UsedAt(store.PracticeKey); name == "" && !used.IsZero() && (b.Saved == nil || used.After(b.Saved.UsedAt)) {
		b.Practice = st.BeginPractice()
		for _, note := range b.Practice.Notes {
			p.say("note: %s: the practice begins anew", note)
		}
	}
	return st, b, nil
}

// tellNotes tells what the store put right.
func (p Program) tellNotes(st *store.Store) {
	for _, note := range st.Notes() {
		p.say("note: %s", note)
	}
}

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

// connectionError tells that a connection cannot be used, and which there are.
func connectionError(err error, list []store.Entry) error {
	var usable []string
	for _, e := range list {
		if e.Err == nil {
			usable = append(usable, e.Name)
		}
	}
	hint := "edov connections add NAME keeps one"
	if len(usable) > 0 {
		hint = "there are: " + strings.Join(usable, ", ")
	}
	if !errors.Is(err, store.ErrUnknown) {
		return usageError(err.Error(), hint, "edov connections remove NAME forgets one that cannot be used")
	}
	return usageError(err.Error(), hint)
}

func connectionNames(list []store.Entry) []string {
	var names []string
	for _, e := range list {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	return names
}
