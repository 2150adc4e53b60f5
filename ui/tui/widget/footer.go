package widget

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// Footer is the line of the keys that are valid now. It remembers where it drew them, so
// that a click on one does what the key does.
type Footer struct{ drawn []footerKey }

type footerKey struct {
	from, to int
	key      key.Binding
}

// footerGap is the room after a key.
const footerGap = 2

// View draws as many of the keys as fit, and the last ones always.
func (f *Footer) View(st *Style, bindings, last []key.Binding, width int) string {
	room := width - 1
	for _, b := range last {
		room -= st.footerCells(b)
	}
	shown := []key.Binding{}
	for _, b := range bindings {
		if n := st.footerCells(b); b.Enabled() && n <= room {
			shown, room = append(shown, b), room-n
		}
	}
	f.Clear()
	line, at := " ", 1
	for _, b := range append(shown, last...) {
		f.drawn = append(f.drawn, footerKey{at, at + st.footerCells(b) - footerGap, b})
		at += st.footerCells(b)
		line += st.Key.Render(st.KeyName(b.Help().Key)) + " " + st.Faint.Render(b.Help().Desc)
		line += strings.Repeat(" ", footerGap)
	}
	return line
}

// Clear forgets the keys: something else is drawn over them.
func (f *Footer) Clear() { f.drawn = f.drawn[:0] }

// At is the key that was drawn in a column.
func (f *Footer) At(x int) (b key.Binding, ok bool) {
	for _, k := range f.drawn {
		if x >= k.from && x < k.to {
			return k.key, true
		}
	}
	return key.Binding{}, false
}

func (st *Style) footerCells(b key.Binding) int {
	return Cells(st.KeyName(b.Help().Key)) + 1 + Cells(b.Help().Desc) + footerGap
}
