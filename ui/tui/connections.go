package tui

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// connectionKept tells that a connection was saved, or why not.
type connectionKept struct {
	of      *subject
	saved   *store.Saved
	entries []store.Entry
	how     string
	err     error
}

// chosen is a saved connection with all that was kept of it.
type chosen struct {
	saved *store.Saved
	way   *guide.Progress
	last  *report.Report
	err   error
}

// forgotten tells that a connection was removed.
type forgotten struct {
	name    string
	entries []store.Entry
	note    string // what is left
	err     error
}

// savedSubject is the subject of a saved connection.
func savedSubject(saved *store.Saved, way *guide.Progress) *subject {
	return (&subject{connection: saved.Connection, saved: saved}).begun(way)
}

// keepConnection saves the subject's connection under a name, and its secret
// where the user wants it. Under another name than before it is a second
// connection, with the same secret.
func (c *common) keepConnection(s *subject, name string, from store.SecretSource) tea.Cmd {
	saved, before := store.Saved{}, s.saved
	if before != nil && before.Connection.Name == name {
		saved = *before
	}
	secret := s.connection.Secret
	c.keeper.forget(name, false)
	saved.Connection, saved.SecretFrom = s.connection, from
	saved.Connection.Name = name
	return c.background(func(ctx context.Context, st *store.Store) tea.Msg {
		note, err := st.KeepBeside(ctx, before, &saved, secret)
		if err == nil {
			_ = st.Touch(name) // it is there, if not the first to be offered
		}
		entries, _ := st.List()
		return connectionKept{of: s, saved: &saved, entries: entries, how: howKept(&saved, note), err: err}
	})
}

// howKept says what came of keeping a connection.
func howKept(saved *store.Saved, note string) string {
	how := "kept as " + saved.Connection.Name
	switch {
	case note != "":
		return how + ", but " + note
	case saved.SecretFrom == store.SecretKeyring:
		return how + "; the secret is in your keyring"
	case saved.SecretFrom == store.SecretAsk:
		return how + "; the secret is asked for each time"
	}
	return how
}

// use makes a saved connection the subject. What was kept beside it and cannot
// be read is told, and does not keep it from being used.
func (c *common) use(saved *store.Saved) tea.Cmd {
	return c.background(func(_ context.Context, st *store.Store) tea.Msg {
		way, last, err := st.Kept(saved.Connection.Name)
		return chosen{saved: saved, way: way, last: last, err: errors.Join(err, st.Touch(saved.Connection.Name))}
	})
}

// chooseConnection asks which connection to test, or opens the form when there
// is no choice.
func (c *common) chooseConnection() nav {
	var choices []choice
	practising := c.subject != nil && c.subject.practice != nil
	editable := practising || c.subject != nil && c.subject.scenario == nil
	if editable {
		choices = append(choices, choice{label: "Change " + c.text(c.subject.name()), do: func() (nav, tea.Cmd) { return open(newForm(c)), nil }})
	}
	for _, e := range c.entries {
		switch {
		case editable && c.subject.saved != nil && c.subject.saved.Connection.Name == e.Name:
		case e.Err != nil:
			choices = append(choices, choice{label: "Cannot be used: " + c.text(e.Name), do: func() (nav, tea.Cmd) { return toast(e.Err.Error()), nil }})
		default:
			choices = append(choices, choice{label: "Use " + c.text(e.Name), right: c.text(e.Saved.Connection.Product), do: func() (nav, tea.Cmd) { return nav{}, c.use(e.Saved) }})
		}
	}
	if len(choices) == 0 {
		return open(newConnectionForm(c))
	}
	add := "Add another one"
	if practising {
		add = "Add a real one"
	} else {
		choices = append(choices, choice{label: "Practise with the demo tenant", do: c.practise})
	}
	choices = append(choices, choice{label: add, do: func() (nav, tea.Cmd) { return open(newConnectionForm(c)), nil }})
	if editable && c.subject.saved != nil {
		choices = append(choices, choice{label: "Forget " + c.text(c.subject.name()), do: func() (nav, tea.Cmd) { return open(c.forgetting(c.subject.saved.Connection.Name)), nil }})
	}
	return open(newChooser(c, "Which connection?", choices))
}

func (c *common) forgetting(name string) *confirm {
	return newConfirm(c, "Forget "+c.text(name)+", its history and its secret in the keyring? Nothing changes at Microsoft.", "forget it", func() (nav, tea.Cmd) {
		c.keeper.forget(name, true) // what is still to be written of it would come back
		return nav{}, c.background(func(ctx context.Context, st *store.Store) tea.Msg {
			note, err := st.Forget(ctx, name)
			entries, _ := st.List()
			return forgotten{name: name, entries: entries, note: note, err: err}
		})
	})
}

// keptNews takes what came of writing and reading in the background.
func (a *app) keptNews(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case notKept:
		return a.say("not kept: " + m.why), true
	case wayKept:
		return a.tookWay(m), true
	case practiceBegun:
		return a.beginPractice(m.start), true
	case connectionKept:
		a.entries = m.entries
		if m.err != nil {
			return a.say("not kept: " + m.err.Error()), true
		}
		before := m.of.key()
		m.of.saved = m.saved
		m.of.setName(m.saved.Connection.Name)
		return tea.Batch(a.say(m.how), a.keepWay(m.of), a.beginAnew(before)), true
	case chosen:
		a.keeper.forget(m.saved.Connection.Name, false)
		a.begin(savedSubject(m.saved, m.way), m.last)
		if m.err != nil {
			return a.say(m.saved.Connection.Name + " is chosen, but " + m.err.Error()), true
		}
		return tea.Batch(a.say(m.saved.Connection.Name+" is chosen"), a.warnOfExpiry()), true
	case forgotten:
		a.entries = m.entries
		if m.err != nil {
			a.keeper.forget(m.name, false)
			return a.say(m.err.Error()), true
		}
		return tea.Batch(a.leaveForgotten(m.name, m.entries), a.say(m.words())), true
	}
	return nil, false
}

func (m forgotten) words() string {
	if m.note != "" {
		return "forgotten: " + m.name + ", but " + m.note
	}
	return "forgotten: " + m.name
}

// leaveForgotten goes home if what was forgotten is tested now, and on with
// another connection if there is one. Nothing of it is written any more.
func (a *app) leaveForgotten(name string, left []store.Entry) tea.Cmd {
	s := a.subject
	if s == nil || s.saved == nil || s.saved.Connection.Name != name {
		return nil
	}
	cmd := a.navigate(nav{home: true}, false)
	a.subject, a.last = nil, nil
	for _, e := range left {
		if e.Err == nil {
			return tea.Batch(cmd, a.use(e.Saved))
		}
	}
	return cmd
}

// beginAnew forgets the way of a connection that had no name, so that the next
// one begins at the first step.
func (c *common) beginAnew(key string) tea.Cmd {
	for _, g := range guide.All() {
		if key == store.NewKey(g) {
			delete(c.options.Begin.NewWays, g.ID)
			return c.write(key, "way", func(st *store.Store) (tea.Msg, error) {
				_, err := st.UpdateProgress(key, func(way *guide.Progress) { *way = guide.Progress{} })
				return nil, err
			})
		}
	}
	return nil
}

// begin makes something the subject, with its newest report.
func (c *common) begin(s *subject, last *report.Report) {
	if s.last == nil && last != nil {
		s.last = &run{subject: s, report: last, at: last.JudgedAt}
	}
	c.subject, c.last = s, s.last
}

// setLast remembers the newest run.
func (c *common) setLast(r *run) {
	if c.last = r; r.subject != nil {
		r.subject.last = r
	}
}

// secretEnd is how the subject's secret stands.
func (c *common) secretEnd() (state secret.CredentialState, days int) {
	return secret.SecretEnd(c.subject.connection.SecretExpires, c.now(), secret.Thresholds{})
}

// warnOfExpiry says at the start that the secret ends soon.
func (a *app) warnOfExpiry() tea.Cmd {
	if a.subject == nil || a.subject.scenario != nil {
		return nil
	}
	name := visible.Line(a.subject.name())
	switch state, days := a.secretEnd(); state {
	case secret.StateExpired:
		return a.say("the secret of " + name + " has ended: sign-ins fail. Secrets tells how to replace it")
	case secret.StateEnding:
		return a.say(fmt.Sprintf("the secret of %s ends in %s: Secrets tells how to replace it", name, plural(days, "day")))
	}
	return nil
}
