package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"edov/flow"
	"edov/ui/store"
)

// newConnectionForm is the form for one more connection.
func newConnectionForm(c *common) *form { return fillForm(&form{common: c, another: true}) }

// edits holds when the form is about the connection that is tested now, and
// not about a new one.
func (f *form) edits() bool {
	return !f.another && f.subject != nil && (f.subject.scenario == nil || f.subject.practice != nil)
}

// keeps holds when the connection can be kept.
func (f *form) keeps() bool {
	return f.options.Store != nil && !(f.edits() && f.subject.practice != nil)
}

// suggestKeeping fills in how the connection is kept, or how it could be.
func (f *form) suggestKeeping() {
	f.typed.keep = string(store.SecretKeyring)
	if f.options.Store != nil && !f.options.Store.HasKeyring() {
		f.typed.keep = string(store.SecretAsk)
	}
	if f.edits() && f.subject.saved != nil {
		f.typed.name = f.subject.saved.Connection.Name
		from := f.subject.saved.SecretFrom
		if from != store.SecretNone && !(f.partial && from == store.SecretAsk) { // in the guide the secret may only come now
			f.typed.keep = string(from)
		}
		return
	}
	if f.keeps() {
		var taken []string
		for _, e := range f.entries {
			taken = append(taken, e.Name)
		}
		f.typed.name = store.SuggestName(f.base, taken)
	}
}

func (f *form) aboutSecret() string {
	const about = "The Value from Certificates & secrets, not the Secret ID"
	if f.edits() && (f.subject.hasSecret() || f.subject.saved != nil) {
		return about + "; empty: as it is"
	}
	return about + "; empty: asked for when it is needed"
}

// keeping is the page that asks for a name to keep the connection under.
func (f *form) keeping() *huh.Group {
	return huh.NewGroup(
		f.input("name", "Keep it as", "A name such as clerk-production; empty: only until you quit", &f.typed.name),
	).WithHideFunc(func() bool { return !f.keeps() })
}

// keepingSecret is the page that asks where the secret is to be.
func (f *form) keepingSecret() *huh.Group {
	keyring := huh.NewOption("goes into your system's keyring", string(store.SecretKeyring))
	if f.options.Store != nil && !f.options.Store.HasKeyring() {
		keyring.Key = "goes into a keyring: none was found here"
	}
	choices := []huh.Option[string]{keyring, huh.NewOption("is asked for each time", string(store.SecretAsk))}
	if f.typed.keep == string(store.SecretCommand) {
		choices = append(choices, huh.NewOption("comes from the command it was saved with", string(store.SecretCommand)))
	}
	return huh.NewGroup(
		huh.NewSelect[string]().Key("keep").Title("The secret").Description("It is never written into a file").Options(choices...).Value(&f.typed.keep).Height(len(choices) + 2),
	).WithHideFunc(func() bool { return !f.keepsSecret() })
}

// keepsSecret holds when there is a secret to keep somewhere.
func (f *form) keepsSecret() bool {
	return f.keeps() && f.typed.kind != public && strings.TrimSpace(f.typed.name) != ""
}

// nameFault is what is wrong with the name.
func (f *form) nameFault() []flow.Fault {
	name := strings.TrimSpace(f.typed.name)
	if name == "" || !f.keeps() {
		return nil
	}
	if err := store.ValidName(name); err != nil {
		return []flow.Fault{{Field: "name", Problem: err.Error(), Hint: "such as clerk-production"}}
	}
	for _, e := range f.entries {
		if strings.EqualFold(e.Name, name) && !(f.edits() && f.subject.saved != nil && strings.EqualFold(f.subject.saved.Connection.Name, name)) {
			return []flow.Fault{{Field: "name", Problem: "there is a connection of that name already", Hint: "choose another name"}}
		}
	}
	return nil
}

// keep saves what the form gave, and says what came of it.
func (f *form) keep(n nav) (nav, tea.Cmd) {
	s := f.subject
	name := strings.TrimSpace(f.typed.name)
	switch {
	case s.practice != nil:
		s.practice.told()
		n.toast = "the connection is ready"
		return n, f.keepPractice(s)
	case !f.keeps() || name == "":
		n.toast = "the connection is ready; it is kept until you quit"
		return n, nil
	}
	return n, f.keepConnection(s, name, store.SecretSource(f.typed.keep))
}
