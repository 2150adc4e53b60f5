package widget

import (
	"slices"
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

// View draws as many of the keys as fit, and the last ones always. The first keys, so many as must, are what the screen
// is for: where there is no room for them, the last ones lose their words, but for the first of them, the way back.
func (f *Footer) View(st *Style, bindings, last []key.Binding, must, width int) string {
	room := width - 1 - st.footerCells(last...)
	first := slices.DeleteFunc(slices.Clone(bindings), func(b key.Binding) bool { return !b.Enabled() })
	first = first[:min(must, len(first))]
	if len(last) > 1 && st.footerCells(first...) > room {
		last = slices.Clone(last)
		for i, b := range last[1:] {
			last[i+1].SetHelp(b.Help().Key, "")
		}
		room = width - 1 - st.footerCells(last...)
		if must > 1 {
			room += footerGap // the last key needs none
		}
	}
	line := f.draw(st, bindings, last, room)
	if Cells(line) > width {
		line = strings.TrimSuffix(line, strings.Repeat(" ", footerGap))
	}
	return line
}

func (f *Footer) draw(st *Style, bindings, last []key.Binding, room int) string {
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
		line += st.Key.Render(st.KeyName(b.Help().Key))
		if desc := b.Help().Desc; desc != "" {
			line += " " + st.Faint.Render(desc)
		}
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

func (st *Style) footerCells(bindings ...key.Binding) int {
	n := 0
	for _, b := range bindings {
		n += Cells(st.KeyName(b.Help().Key)) + footerGap
		if desc := b.Help().Desc; desc != "" {
			n += 1 + Cells(desc)
		}
	}
	return n
}
