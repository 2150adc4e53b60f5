package workspace

import (
	"context"
	"errors"
	"strings"

	"edov/flow"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/workspace/action"
)

// ConnectionSaved tells that a connection was saved, or why not.
type ConnectionSaved struct {
	Err     error
	of      *Subject
	begin   func() // makes it what is tested; nil: it is
	saved   *store.Saved
	entries []store.Entry
	how     string
}

// save saves a subject's connection under a name, and its secret where the user
// wants it. Under another name than before it is a second connection, with the same
// secret. begin is called when it is saved.
func (d *Desk) save(s *Subject, c flow.Connection, name string, from store.SecretSource, begin func()) Work {
	saved, before := store.Saved{}, s.Saved
	if before != nil && before.Connection.Name == name {
		saved = *before
	}
	value := c.Secret
	d.setGone(name, false)
	saved.Connection, saved.SecretFrom = c, from
	saved.Connection.Name = name
	return func(ctx context.Context) News {
		note, err := d.Store.KeepBeside(ctx, before, &saved, value)
		if err == nil {
			_ = d.Store.Touch(name) // it is there, if not the first to be offered
		}
		entries, _ := d.Store.List()
		return ConnectionSaved{of: s, begin: begin, saved: &saved, entries: entries, how: howSaved(&saved, note), Err: err}
	}
}

// howSaved says what came of saving a connection.
func howSaved(saved *store.Saved, note string) string {
	how := "Saved as " + saved.Connection.Name
	switch {
	case note != "":
		return how + ", but " + note
	case saved.SecretFrom == store.SecretKeyring:
		return how + ". The secret is in your keyring."
	case saved.SecretFrom == store.SecretAsk:
		return how + ". edov will ask for the secret each time."
	}
	return how + "."
}

func (m ConnectionSaved) take(d *Desk) (string, []Work) {
	d.Entries = m.entries
	if errors.Is(m.Err, store.ErrGone) && m.of.Saved != nil {
		m.of.Saved = m.of.Saved.Anew()
		return "Not saved: " + m.Err.Error() + ". Save again to make it anew.", nil
	}
	if m.Err != nil {
		return "Not saved: " + m.Err.Error() + ". Empty the name to go on without saving.", nil
	}
	if m.begin != nil {
		m.begin()
	}
	before, was := m.of.Key(), m.of.Saved
	m.of.Saved = m.saved
	named := m.of.Connection
	named.Name = m.saved.Connection.Name
	m.of.Set(named)
	how := m.how
	if was != nil && was.Connection.Name != named.Name {
		how = strings.TrimSuffix(how, ".") + ". It is a copy: " + was.Connection.Name + " is still there, with its history."
		d.forgetRun(m.of)
	}
	return how, append(d.SaveWay(m.of), d.beginAnew(before)...)
}

// forgetRun shows no run of a subject any more: it is in the history of another connection.
func (d *Desk) forgetRun(s *Subject) {
	if s.Last = nil; s == d.Subject {
		d.Last = nil
	}
}

// beginAnew forgets the way of a connection that had no name, so that the next
// one begins at the first step.
func (d *Desk) beginAnew(key string) []Work {
	for _, g := range guide.All() {
		if key == store.NewKey(g) {
			delete(d.newWays, g.ID)
			return d.write(key, "way", func(st *store.Store) error {
				_, err := st.UpdateProgress(key, func(way *guide.Progress) { *way = guide.Progress{} })
				return err
			})
		}
	}
	return nil
}

// chosen is a saved connection with all that was saved of it.
type chosen struct {
	saved *store.Saved
	way   *guide.Progress
	last  *report.Report
	err   error
}

// Use makes a saved connection the subject. What is saved beside it and can't be
// read is told, and does not prevent that.
func (d *Desk) Use(saved *store.Saved) Work {
	return func(context.Context) News {
		way, last, err := d.Store.Kept(saved.Connection.Name)
		return chosen{saved, way, last, errors.Join(err, d.Store.Touch(saved.Connection.Name))}
	}
}

func (m chosen) take(d *Desk) (string, []Work) {
	name := m.saved.Connection.Name
	d.setGone(name, false)
	d.Begin(savedSubject(m.saved, m.way), m.last)
	if m.err != nil {
		return "Now testing " + name + ", but " + m.err.Error(), nil
	}
	if words := d.ExpiryWarning(); words != "" {
		return words, nil
	}
	return "Now testing " + name, nil
}

// Forgotten tells that a connection was removed.
type Forgotten struct {
	Name    string
	Err     error
	entries []store.Entry
	note    string // what is left
}

// Forget removes a saved connection.
func (d *Desk) Forget(name string) Work {
	d.setGone(name, true) // what is still to be written of it would come back
	return func(ctx context.Context) News {
		note, err := d.Store.Forget(ctx, name)
		entries, _ := d.Store.List()
		return Forgotten{name, err, entries, note}
	}
}

// IsTested reports whether what was forgotten is tested now.
func (m Forgotten) IsTested(d *Desk) bool {
	return m.Err == nil && d.Subject != nil && d.Subject.Saved != nil && d.Subject.Saved.Connection.Name == m.Name
}

func (m Forgotten) take(d *Desk) (string, []Work) {
	isTested := m.IsTested(d)
	d.Entries = m.entries
	if m.Err != nil {
		d.setGone(m.Name, false)
		return m.Err.Error(), nil
	}
	words := "Forgotten: " + m.Name
	if m.note != "" {
		words += ", but " + m.note
	}
	if !isTested {
		return words, nil
	}
	d.Clear() // and on with another connection, if there is one
	for _, e := range m.entries {
		if e.Err == nil {
			return words, []Work{d.Use(e.Saved)}
		}
	}
	return words, nil
}

// Choice is one line of the list of connections, or of guides.
type Choice struct {
	Action action.Action
	Entry  store.Entry // of UseConnection and BrokenConnection
	// Unsaved is a connection without a name, which UseConnection goes back to; nil: it is saved.
	Unsaved *Subject
	Guide   *guide.Guide // of Guide
	Right   string       // a short note beside it
}

// Connections is what can be chosen to test. With none but a new one there is no
// choice: the list is empty.
func (d *Desk) Connections() []Choice {
	var list []Choice
	add := func(id action.ID, name string, e store.Entry, right string) {
		list = append(list, Choice{Action: action.Action{ID: id, Name: name}, Entry: e, Right: right})
	}
	s := d.Subject
	saved := ""
	if s != nil && s.Saved != nil {
		saved = s.Saved.Connection.Name
	}
	if s.IsMine() {
		add(action.EditConnection, "Change "+s.Name(), store.Entry{}, "")
	}
	for _, e := range d.Entries {
		switch {
		case s.IsMine() && e.Name == saved && saved != "":
		case e.Err != nil:
			add(action.BrokenConnection, "Can't be used: "+e.Name, e, "")
		default:
			add(action.UseConnection, "Use "+e.Name, e, e.Saved.Connection.Product)
		}
	}
	list = append(list, d.unsavedChoices()...)
	if len(list) == 0 {
		return nil
	}
	if s.IsPractice() {
		add(action.AddConnection, "Add a real connection", store.Entry{}, "")
	} else {
		add(action.Practice, actionOf(action.Practice).Name, store.Entry{}, "")
		add(action.AddConnection, "Add another connection", store.Entry{}, "")
	}
	if s.IsMine() && saved != "" {
		add(action.ForgetConnection, "Forget "+saved, d.entry(saved), "")
	}
	return list
}

func (d *Desk) entry(name string) store.Entry {
	for _, e := range d.Entries {
		if e.Name == name {
			return e
		}
	}
	return store.Entry{Name: name}
}

// AskForget is the question before a connection is forgotten.
func AskForget(name string) string {
	return "Forget " + name + ", its history and its secret in the keyring? Nothing changes at Microsoft."
}

// SecretState is how a connection's secret stands.
func (d *Desk) SecretState() secret.CredentialState {
	return secret.SecretEnd(d.Subject.Connection.SecretExpires, d.Now(), secret.Thresholds{})
}

// ExpiryWarning says that the subject's secret expires soon; empty: it does not.
func (d *Desk) ExpiryWarning() string {
	if d.Subject == nil || d.Subject.Scenario != nil || d.Subject.Connection.Public {
		return ""
	}
	stands := "The secret of " + d.Subject.Name() + " " + secret.Expiry(d.Now(), d.Subject.Connection.SecretExpires)
	switch d.SecretState() {
	case secret.StateExpired:
		return stands + ": sign-ins fail. Secrets has the steps to replace it."
	case secret.StateEnding:
		return stands + ". Secrets has the steps to replace it."
	}
	return ""
}
