package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/jsonout"
	"edov/inspect/report"
	"edov/ui/tui/widget"
)

// patch shows what would mend a registration as one JSON merge patch, and the
// command that sends it. It sends nothing.
type patch struct {
	*common
	text    string // of the patch; empty: there is nothing to mend this way
	command string
	mends   []string // the findings it mends
	scroll  widget.Scroll
}

var (
	keyCopyPatch   = widget.Bind("y", "copy the patch", "y")
	keyCopyCommand = widget.Bind("c", "copy the command", "c")
	keyWritePatch  = widget.Bind("e", "write to a file", "e")
)

// patchFile is the file that the command sends.
const patchFile = "patch.json"

func newPatch(c *common, r *run) *patch {
	p := &patch{common: c}
	change, mends := r.report.Patch(report.Warning)
	if p.mends = mends; len(mends) == 0 {
		return p
	}
	if text, err := jsonout.Indented(change); err == nil {
		p.text = strings.TrimSuffix(string(text), "\n")
	}
	p.command = r.report.PatchCommand(patchFile)
	return p
}

func (p *patch) Init() tea.Cmd { return nil }

func (p *patch) Close() {}

func (p *patch) Title() (name, status string) { return "Patch", "nothing is sent" }

func (p *patch) Keys() []key.Binding {
	if p.text == "" {
		return []key.Binding{widget.Keys.Back}
	}
	return []key.Binding{keyCopyPatch, keyCopyCommand, keyWritePatch, widget.As(widget.Keys.Down, "scroll"), widget.Keys.Back}
}

func (p *patch) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	case p.text == "":
	case widget.Pressed(msg, keyCopyPatch):
		return nav{}, p.copy("the patch", p.text)
	case widget.Pressed(msg, keyCopyCommand):
		return nav{}, p.copy("the command", p.command)
	case widget.Pressed(msg, keyWritePatch):
		return open(newPatchWriter(p.common, p.text)), nil
	default:
		p.scroll.Update(msg)
	}
	return nav{}, nil
}

func (p *patch) View(width, height int) string {
	if p.text == "" {
		words := "There is nothing to send: what is left has to be done by hand, as its finding says. Secrets cannot be added this way."
		return strings.Join(widget.Page(append([]string{""}, widget.Indent(widget.Wrap(words, width-4), 2)...), 0, height), "\n")
	}
	lines := widget.Wrap("A JSON merge patch that mends "+strings.Join(p.mends, ", ")+". Keep it as "+patchFile+", read it, and send it:", width-4)
	lines = append(lines, "")
	lines = append(lines, widget.Styled(widget.Wrap(p.common.text(p.command), width-4), p.style.Accent.Render)...)
	lines = append(lines, "")
	for _, line := range strings.Split(p.text, "\n") {
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
