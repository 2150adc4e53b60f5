package cmd

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"edov/inspect/words"
	"edov/ui/store"
	"edov/ui/workspace"
)

// store is where connections, progress and reports are kept, or why nothing can
// be.
func (p *Program) store() (*store.Store, error) {
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
// is named, or that was used last, or a practice that was begun. What can't be
// read does not keep it from starting.
func (p *Program) beginning(name string) (*store.Store, workspace.Beginning, error) {
	st, err := p.store()
	if err != nil {
		return nil, workspace.Beginning{}, err
	}
	name = cmp.Or(name, p.getenv("EDOV_CONNECTION"))
	b, err := workspace.ReadBeginning(st, name)
	if err != nil && name != "" && b.Connections != nil {
		err = connectionError(err, b.Connections)
	}
	for _, note := range b.Notes {
		p.say("note: %s", note)
	}
	return st, b, err
}

// tellNotes tells what the store put right.
func (p *Program) tellNotes(st *store.Store) {
	for _, note := range st.Notes() {
		p.say("note: %s", note)
	}
}

// notAllRead ends a list that has entries which can't be read: they are shown with the reason, and the list is not all
// there is to know.
func notAllRead(unread, of int, what string) error {
	if unread == 0 {
		return nil
	}
	return unfinished(strconv.Itoa(unread) + " of " + words.Count(of, what, what+"s") + " can't be read")
}

// connectionError tells that a connection cannot be used, and which there are.
func connectionError(err error, list []store.Entry) error {
	var usable []string
	for _, e := range list {
		if e.Err == nil {
			usable = append(usable, e.Name)
		}
	}
	hint := "edov connections add NAME saves one"
	if len(usable) > 0 {
		hint = "there are: " + strings.Join(usable, ", ")
	}
	if errors.Is(err, store.ErrNewer) {
		return usageError(err.Error(), hint, "update edov to use it")
	}
	if !errors.Is(err, store.ErrUnknown) {
		return usageError(err.Error(), hint, "edov connections remove NAME forgets one that cannot be used")
	}
	return usageError(err.Error(), hint)
}
