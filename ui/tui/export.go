package tui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/secret"
	"edov/ui/tui/widget"
)

// export asks for the name of a file and writes something into it: a report,
// where the end of the name decides the form, a calendar or a patch. It stays
// open, with the name and what went wrong, until the file is written.
type export struct {
	*common
	title, about string
	render       func(name string) ([]byte, error)
	note         string // what the file lacks; told again when it is written
	name         widget.Input
	canShare     bool
	share        bool   // names and IDs of people are replaced
	problem      string // why the file was not written; empty: nothing went wrong
}

var keyShare = widget.Bind("ctrl+s", "for others", "ctrl+s")

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
func newCalendar(c *common, r *secret.Report) *export {
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

// newPatchWriter writes the changes of a registration as the file that the
// command sends.
func newPatchWriter(c *common, text string) *export {
	return newWriter(c, patchFile, "Write the patch to a file",
		"Review it, then run the command: it sends the file "+patchFile+" of the folder you run it in.",
		func(string) ([]byte, error) { return []byte(text + "\n"), nil })
}

func newWriter(c *common, name, title, about string, render func(string) ([]byte, error)) *export {
	e := &export{common: c, title: title, about: about, render: render, name: widget.NewInput("> ", 4096)}
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
	list := []key.Binding{widget.Bind("↵", "write", "enter"), widget.Bind("esc", "close", "esc")}
	switch {
	case e.share:
		list = append(list, widget.As(keyShare, "with names"))
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
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case e.canShare && widget.Pressed(msg, keyShare):
		e.share = !e.share
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "enter")):
		name := strings.TrimSpace(e.name.Value())
		if name == "" {
			e.problem = "type the name of a file"
			return nav{}, nil
		}
		return nav{}, e.write(name, false)
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	before := e.name.Value()
	cmd := e.name.Update(msg)
	if e.name.Value() != before {
		e.problem = ""
	}
	return nav{}, cmd
}

func (e *export) written(m exported) nav {
	e.problem = ""
	switch {
	case m.taken:
		return open(newConfirm(e.common, "There is such a file already. Overwrite it?", "overwrite", func() (nav, tea.Cmd) { return nav{}, e.write(m.path, true) }))
	case m.err != nil:
		e.problem = m.words()
		return nav{}
	}
	n := back()
	n.toast = m.words()
	if e.note != "" {
		n.toast += ": " + e.note
	}
	return n
}

// words say what came of writing.
func (m exported) words() string {
	if m.err != nil {
		return "not written: " + m.err.Error()
	}
	return "written: " + m.path
}

func (e *export) write(path string, overwrite bool) tea.Cmd {
	return func() tea.Msg {
		data, err := e.render(path)
		if err != nil {
			return exported{of: e, path: path, err: errors.New("it has no such form; choose another end of the name")}
		}
		err = e.options.Save(path, data, overwrite)
		return exported{of: e, path: path, taken: err != nil && e.options.Exists(err), err: err}
	}
}

func (e *export) View(width, _ int) string {
	e.name.Width = max(8, width-8)
	lines := []string{e.name.View(), ""}
	if e.problem != "" {
		lines = append(append(lines, widget.Styled(widget.Wrap(e.text(e.problem), width-2), e.style.Bad.Render)...), "")
	}
	lines = append(lines, widget.Styled(widget.Wrap(e.about, width-2), e.style.Faint.Render)...)
	if e.note != "" {
		lines = append(lines, widget.Styled(widget.Wrap("Note: "+e.note, width-2), e.style.Warn.Render)...)
	}
	switch {
	case e.share:
		lines = append(lines, widget.Wrap("Names, addresses and IDs of people are replaced.", width-2)...)
	case e.canShare:
		lines = append(lines, widget.Styled(widget.Wrap("It holds the claims as they are; ctrl+s replaces names, addresses and IDs of people.", width-2), e.style.Faint.Render)...)
	}
	return e.style.Box(e.title, lines, width)
}
