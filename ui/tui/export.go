package tui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/sentence"
)

// export asks for a file name and writes it. It stays open, with the name
// and what went wrong, until the file is written.
type export struct {
	*common
	file    *workspace.Writer
	name    widget.Input
	share   *bool  // what identifies people is replaced; nil: as the format does
	problem string // why the file was not written; empty: nothing went wrong
	scroll  widget.Scroll
}

var keyShare = bind(redact, "redact for sharing")

// exported is what came of writing.
type exported struct {
	of    *export
	path  string
	words string // that it was written, or why not
	err   error
}

func newExport(c *common, file *workspace.Writer) *export {
	e := &export{common: c, file: file, name: widget.NewInput("> ", 4096)}
	e.name.SetValue(file.Name)
	e.name.Focus()
	return e
}

// shares reports whether what identifies people is replaced: as the user chose, or as the format does.
func (e *export) shares() bool {
	if e.share != nil {
		return *e.share
	}
	return e.file.SharedAs(e.name.Value())
}

func (e *export) popup() (atBottom bool) { return false }

func (e *export) typing() bool { return true }

func (e *export) Init() tea.Cmd { return nil }

func (e *export) Close() {}

func (e *export) Title() (name, status string) { return "", "" }

func (e *export) Keys() []key.Binding {
	list := []key.Binding{widget.Bind("↵", "write", "enter"), widget.Bind("esc", "close", "esc")}
	switch {
	case e.shares():
		list = append(list, widget.As(keyShare, "with names"))
	case e.file.CanShare:
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
	case e.file.CanShare && widget.Pressed(msg, keyShare):
		share := !e.shares()
		e.share = &share
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "enter")):
		name := strings.TrimSpace(e.name.Value())
		if name == "" {
			e.problem = "enter a file name"
			return nav{}, nil
		}
		return nav{}, e.write(name, false)
	}
	if w, ok := msg.(widget.Wheel); ok {
		e.scroll.By(w.Lines)
		return nav{}, nil
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	if widget.Pressed(msg, widget.Bind("", "", "up", "down", "pgup", "pgdown")) {
		e.scroll.Update(msg)
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
	case errors.Is(m.err, workspace.ErrTaken):
		again := func() (nav, tea.Cmd) { return nav{}, e.write(m.path, true) }
		return open(newLoss(e.common, sentence.Overwrite(m.path), "Overwrite", again))
	case m.err != nil:
		e.problem = m.words
		return nav{}
	}
	n := back()
	n.toast, n.stays = m.words, true // a name of a file takes longer to read than to forget
	return n
}

func (e *export) write(path string, overwrite bool) tea.Cmd {
	share := e.shares()
	return func() tea.Msg {
		words, err := e.Write(e.file, path, share, overwrite)
		if err != nil {
			words = err.Error()
		}
		return exported{of: e, path: path, words: words, err: err}
	}
}

// boxLines are those of a box besides what is in it: two rules, the title and a blank line.
const boxLines = 4

func (e *export) View(width, height int) string {
	e.name.Width = max(8, width-8)
	lines := append([]string{e.name.View(), ""}, e.sharing(width-2)...)
	if e.problem != "" {
		lines = append(lines, widget.Styled(widget.Wrap(e.text(e.problem), width-2), e.style.Bad.Render)...)
	}
	about := e.about(width - 2)
	if room := max(1, height-len(lines)-boxLines); len(about) > room {
		about = e.scroll.ViewMore(e.style, about, room, width-2)
	}
	return e.style.Box(e.file.Title, append(lines, about...), width)
}

// sharing says whether people are named in the file. It stays in view where the rest has to be scrolled.
func (e *export) sharing(width int) []string {
	switch {
	case e.shares():
		return widget.Wrap(sentence.AboutShared, width)
	case e.file.CanShare:
		words := sentence.AboutUnshared + " " + keyShare.Help().Key + " redacts them for sharing."
		return widget.Styled(widget.Wrap(words, width), e.style.Warn.Render)
	}
	return nil
}

// about says what is written, and where to.
func (e *export) about(width int) []string {
	lines := widget.Styled(widget.Wrap(e.file.About, width), e.style.Faint.Render)
	if !strings.ContainsAny(e.name.Value(), `/\`) {
		lines = append(lines, widget.Styled(widget.Wrap(sentence.AboutFolder, width), e.style.Faint.Render)...)
	}
	if e.file.Note != "" {
		lines = append(lines, widget.Styled(widget.Wrap("Note: "+e.text(e.file.Note), width), e.style.Warn.Render)...)
	}
	return lines
}
