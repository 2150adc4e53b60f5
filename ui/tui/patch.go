package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// patch shows what would fix a registration as one JSON merge patch, and the
// command that sends it. It sends nothing.
type patch struct {
	*common
	workspace.Patch
	scroll widget.Scroll
}

var (
	keyCopyPatch  = widget.As(act(action.InPatch, action.CopyPatch), "copy")
	keyWritePatch = act(action.InPatch, action.WritePatch)
)

func newPatch(c *common, r *workspace.Run) *patch {
	return &patch{common: c, Patch: workspace.NewPatch(r)}
}

func (p *patch) Init() tea.Cmd { return nil }

func (p *patch) Close() {}

func (p *patch) Title() (name, status string) { return "Patch", "nothing is sent" }

func (p *patch) Keys() []key.Binding {
	if p.Patch.Text == "" {
		return []key.Binding{widget.Keys.Back}
	}
	scroll := widget.As(widget.Keys.Down, "scroll")
	return []key.Binding{keyCopyPatch, keyWritePatch, scroll, widget.Keys.Back}
}

func (p *patch) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	case p.Patch.Text == "":
	case widget.Pressed(msg, keyCopyPatch):
		return open(p.copying()), nil
	case widget.Pressed(msg, keyWritePatch):
		return open(newExport(p.common, p.Writer())), nil
	default:
		p.scroll.Update(msg)
	}
	return nav{}, nil
}

func (p *patch) View(width, height int) string {
	if p.Patch.Text == "" {
		lines := append([]string{""}, widget.Indent(widget.Wrap(p.Patch.About, width-4), 2)...)
		return strings.Join(widget.Page(lines, 0, height), "\n")
	}
	lines := widget.Wrap(p.Patch.About, width-4)
	lines = append(lines, "")
	lines = append(lines, widget.Styled(widget.Wrap(p.common.text(p.Command), width-4), p.style.Accent.Render)...)
	lines = append(lines, "")
	for _, line := range strings.Split(p.Patch.Text, "\n") {
		lead := len(line) - len(strings.TrimLeft(line, " "))
		for i, part := range widget.Wrap(p.common.text(strings.TrimSpace(line)), max(8, width-4-lead)) {
			if i > 0 {
				part = "  " + part
			}
			lines = append(lines, strings.Repeat(" ", lead)+part)
		}
	}
	return strings.Join(p.scroll.View(widget.Indent(lines, 2), height), "\n")
}

// copying asks which of the two to copy.
func (p *patch) copying() *chooser {
	one := func(id action.ID, what, text string) choice {
		a := workspace.ActionAt(action.InPatch, id)
		return choice{label: a.Name, note: a.Does, do: func() (nav, tea.Cmd) { return nav{}, p.copy(what, text) }}
	}
	return newChooser(p.common, "Copy what?", []choice{
		one(action.CopyPatch, "the patch", p.Patch.Text), one(action.CopyCommand, "the command", p.Command),
	})
}
