package widget

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/mask"
)

// Input is one line to type in. What looks like a secret stays typed, so that nothing is
// lost, and is not seen: it may be pasted into any field.
type Input struct{ textinput.Model }

// NewInput makes a line that takes at most limit characters. Its cursor does not blink:
// that would be a clock on screens that need none.
func NewInput(prompt string, limit int) Input {
	in := textinput.New()
	in.Prompt, in.CharLimit = prompt, limit
	in.Cursor.SetMode(cursor.CursorStatic)
	return Input{in}
}

// Hide shows a sign for each character from now on.
func (in *Input) Hide() { in.EchoMode = textinput.EchoPassword }

// Update takes a key.
func (in *Input) Update(msg tea.Msg) (cmd tea.Cmd) {
	in.Model, cmd = in.Model.Update(msg)
	return cmd
}

// View draws the line.
func (in Input) View() string {
	if mask.Typed(in.Value()) {
		in.Hide()
	}
	return in.Model.View()
}
