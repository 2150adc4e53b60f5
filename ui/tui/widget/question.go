package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Question asks for a yes or a no in a pop-up. Only its own keys answer it; everything
// else, a paste above all, leaves it as it is.
type Question struct {
	Text string
	Yes  string // what yes does, in words
}

var (
	keyYes = Bind("y", "yes", "y")
	keyNo  = Bind("n", "no", "n", "esc", "q")
)

// Keys are the two answers.
func (q Question) Keys() []key.Binding { return []key.Binding{As(keyYes, q.Yes), As(keyNo, "no")} }

// Update reports whether a message is an answer, and which.
func (q Question) Update(msg tea.Msg) (yes, answered bool) {
	yes = Pressed(msg, keyYes)
	return yes, yes || Pressed(msg, keyNo)
}

// View draws the question with its answers.
func (q Question) View(st *Style, width int) string {
	answers := st.Key.Render("y") + " " + q.Yes + "    " + st.Key.Render("n") + " no"
	lines := Styled(Wrap(q.Text, width-2), st.Strong.Render)
	return st.Box("", append(lines, "", answers), width)
}
