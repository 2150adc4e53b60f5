package widget

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Dialog asks in a pop-up, with a button for yes and one for no. Enter presses the button that the cursor is on, esc
// is a no. No letter and no paste answers: each letter means one thing on all screens, and yes is none of it.
type Dialog struct {
	Text    string
	Yes, No string // what the buttons say
	OnNo    bool   // the cursor is on the button for no
}

var (
	keyPressButton = Bind("↵", "choose", "enter")
	keyNextButton  = Bind("tab", "other button", "tab", "shift+tab", "left", "right", "h", "l")
	keyDialogNo    = Bind("esc", "no", "esc")
)

// Keys are those of the dialog.
func (d *Dialog) Keys() []key.Binding {
	does := d.Yes
	if d.OnNo {
		does = d.No
	}
	return []key.Binding{As(keyPressButton, lowered(does)), keyNextButton, As(keyDialogNo, lowered(d.No))}
}

func lowered(words string) string { return strings.ToLower(words[:1]) + words[1:] }

// Update reports whether a message is an answer, and which.
func (d *Dialog) Update(msg tea.Msg) (yes, answered bool) {
	switch {
	case Pressed(msg, keyNextButton):
		d.OnNo = !d.OnNo
	case Pressed(msg, keyDialogNo):
		return false, true
	case Pressed(msg, keyPressButton):
		return !d.OnNo, true
	}
	return false, false
}

// View draws the question above its buttons, in at most height lines.
func (d *Dialog) View(st *Style, width, height int) string {
	button := func(label string, on bool) string {
		if on {
			return st.Selected.Render(st.Cursor + "[ " + label + " ]")
		}
		return " [ " + label + " ]"
	}
	lines := Styled(Wrap(d.Text, width-2), st.Strong.Render)
	if room := max(1, height-4); len(lines) > room {
		lines = append(lines[:room-1:room-1], Cut(strings.Join(lines[room-1:], " "), width-2))
	}
	buttons := button(d.Yes, !d.OnNo) + "  " + button(d.No, d.OnNo)
	return st.Box("", append(lines, "", buttons), width)
}
