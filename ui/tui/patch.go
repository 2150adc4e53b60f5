package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/jsonout"
	"edov/inspect/report"
)

// patch shows what would mend a registration as one JSON merge patch, and the
// command that sends it. It sends nothing.
type patch struct {
	*common
	text    string // of the patch; empty: there is nothing to mend this way
	command string
	mends   []string // the findings it mends
	offset  int
	height  int
}

var (
	keyCopyPatch   = bind("y", "copy the patch", "y")
	keyCopyCommand = bind("c", "copy the command", "c")
	keyWritePatch  = bind("e", "write to a file", "e")
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
		return []key.Binding{keys.Back}
	}
	return []key.Binding{keyCopyPatch, keyCopyCommand, keyWritePatch, as(keys.Down, "scroll"), keys.Back}
}

func (p *patch) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case pressed(msg, keys.Back):
		return back(), nil
	case p.text == "":
	case pressed(msg, keyCopyPatch):
		return nav{}, p.copy("the patch", p.text)
	case pressed(msg, keyCopyCommand):
		return nav{}, p.copy("the command", p.command)
	case pressed(msg, keyWritePatch):
		return open(newPatchWriter(p.common, p.text)), nil
	case pressed(msg, keys.Down):
		p.offset++
	case pressed(msg, keys.Up):
		p.offset = max(0, p.offset-1)
	}
	if w, ok := msg.(wheel); ok {
		p.offset = max(0, p.offset+w.lines)
	}
	return nav{}, nil
}

func (p *patch) View(width, height int) string {
	if p.text == "" {
		words := "There is nothing to send: what is left has to be done by hand, as its finding says. Secrets cannot be added this way."
		return strings.Join(page(append([]string{""}, indent(wrap(words, width-4), 2)...), 0, height), "\n")
	}
	lines := wrap("A JSON merge patch that mends "+strings.Join(p.mends, ", ")+". Keep it as "+patchFile+", read it, and send it:", width-4)
	lines = append(lines, "")
	lines = append(lines, styled(wrap(p.common.text(p.command), width-4), p.style.Accent.Render)...)
	lines = append(lines, "")
	for _, line := range strings.Split(p.text, "\n") {
		lead := len(line) - len(strings.TrimLeft(line, " "))
		for i, part := range wrap(p.common.text(strings.TrimSpace(line)), max(8, width-4-lead)) {
			if i > 0 {
				part = "  " + part
			}
			lines = append(lines, strings.Repeat(" ", lead)+part)
		}
	}
	p.height = height
	p.offset = clamp(p.offset, 0, max(0, len(lines)-height))
	return strings.Join(page(indent(lines, 2), p.offset, height), "\n")
}
