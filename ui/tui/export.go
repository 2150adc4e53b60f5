package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect"
)

// export asks for the name of a file and writes something into it: a report,
// where the end of the name decides the form, or a calendar.
type export struct {
	*common
	title, about string
	render       func(name string) ([]byte, error)
	note         string // what the file lacks; told again when it is written
	name         textinput.Model
	canShare     bool
	share        bool // names and IDs of people are replaced
}

var keyShare = bind("ctrl+s", "for others", "ctrl+s")

// exported is what came of writing.
type exported struct {
	of    *export
	path  string
	taken bool // a file of that name exists
	err   error
}

func newExport(c *common, r *run) *export {
	e := newWriter(c, "edov-report.md", "Write the report to a file",
		"The end of the name decides: .md, .txt, .json; .session.json keeps the evidence to judge it again. No secret, code or signature is written.", nil)
	e.canShare = true
	e.render = func(name string) ([]byte, error) { return c.options.Export(name, r.session, r.report, e.share) }
	return e
}

// newCalendar writes the ends of secrets as a calendar file, and says what it
// does not remind of.
func newCalendar(c *common, r *inspect.SecretsReport) *export {
	about := "One event for each secret, with reminders 30, 14, 7 and 1 days before. " +
		"Importing a later one again updates the events."
	if len(r.Reminders()) == 0 {
		about = "There is nothing to remind of."
	}
	render := func(string) ([]byte, error) { return c.options.Calendar(r), nil }
	e := newWriter(c, "client-secrets.ics", "Write a calendar file", about, render)
	e.note = c.text(strings.Join(r.CalendarNotes(), "; "))
	return e
}

func newWriter(c *common, name, title, about string, render func(string) ([]byte, error)) *export {
	e := &export{common: c, title: title, about: about, render: render, name: newInput("> ", 4096)}
	e.name.SetValue(name)
	e.name.Focus()
	return e
}

func (e *export) popup() {}

func (e *export) typing() bool { return true }

func (e *export) Init() tea.Cmd { return nil }

func (e *export) Close() {}

func (e *export) Title() (name, status string) { return "", "" }

func (e *export) Keys() []key.Binding {
	list := []key.Binding{bind("↵", "write", "enter"), bind("esc", "close", "esc")}
	switch {
	case e.share:
		list = append(list, as(keyShare, "with names"))
	case e.canShare:
		list = append(list, keyShare)
	}
	return list
}

func (e *export) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(exported); ok && m.of == e {
		return e.written(m), nil
	}
	switch {
	case pressed(msg, bind("", "", "esc")):
		return back(), nil
	case e.canShare && pressed(msg, keyShare):
		e.share = !e.share
		return nav{}, nil
	case pressed(msg, bind("", "", "enter")):
		if name := strings.TrimSpace(e.name.Value()); name != "" {
			return nav{}, e.write(name, false)
		}
		return nav{}, nil
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	in, cmd := e.name.Update(msg)
	e.name = in
	return nav{}, cmd
}

func (e *export) written(m exported) nav {
	switch {
	case m.taken:
		return open(newConfirm(e.common, "There is such a file already. Overwrite it?", "overwrite", func() (nav, tea.Cmd) { return nav{}, e.write(m.path, true) }))
	case m.err != nil:
		return toast(m.err.Error())
	}
	n := back()
	n.toast = "written: " + m.path
	if e.note != "" {
		n.toast += ": " + e.note
	}
	return n
}

func (e *export) write(path string, overwrite bool) tea.Cmd {
	return func() tea.Msg {
		data, err := e.render(path)
		if err == nil {
			err = e.options.Save(path, data, overwrite)
		}
		return exported{of: e, path: path, taken: err != nil && e.options.Exists(err), err: err}
	}
}

func (e *export) View(width, _ int) string {
	e.name.Width = max(8, width-8)
	lines := []string{typedLine(e.name), ""}
	lines = append(lines, styled(wrap(e.about, width-2), e.style.Faint.Render)...)
	if e.note != "" {
		lines = append(lines, styled(wrap("Note: "+e.note, width-2), e.style.Warn.Render)...)
	}
	switch {
	case e.share:
		lines = append(lines, wrap("Names, addresses and IDs of people are replaced.", width-2)...)
	case e.canShare:
		lines = append(lines, styled(wrap("It holds the claims as they are; ctrl+s replaces names, addresses and IDs of people.", width-2), e.style.Faint.Render)...)
	}
	return e.box(e.title, lines, width)
}
