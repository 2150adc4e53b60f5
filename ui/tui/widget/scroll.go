package widget

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

// Scroll shows a part of lines that are more than fit.
type Scroll struct{ offset, height, count int }

// By moves by some lines, up if they are negative.
func (s *Scroll) By(lines int) {
	s.offset = clamp(s.offset+lines, 0, max(0, s.count-s.height))
}

// Start goes to the first line.
func (s *Scroll) Start() { s.offset = 0 }

// Update takes the keys that move, and the wheel. It reports whether it took the message.
func (s *Scroll) Update(msg tea.Msg) bool {
	height := max(1, s.height-1)
	w, turned := msg.(Wheel)
	switch {
	case turned:
		s.By(w.Lines)
	case Pressed(msg, Keys.Up):
		s.By(-1)
	case Pressed(msg, Keys.Down):
		s.By(1)
	case Pressed(msg, Keys.PageUp):
		s.By(-height)
	case Pressed(msg, Keys.PageDown):
		s.By(height)
	case Pressed(msg, Keys.Top):
		s.Start()
	case Pressed(msg, Keys.Bottom):
		s.By(s.count)
	default:
		return false
	}
	return true
}

// View draws exactly height of the lines.
func (s *Scroll) View(lines []string, height int) []string {
	s.count, s.height = len(lines), height
	s.By(0)
	return Page(lines, s.offset, height)
}

// ViewMore is View with a last line that says how much more there is to read, where the lines don't fit.
func (s *Scroll) ViewMore(st *Style, lines []string, height, width int) []string {
	if len(lines) <= height || height < 2 {
		return s.View(lines, height)
	}
	page := s.View(lines, height-1)
	return append(page, "  "+st.Faint.Render(Cut(moreLines(s.count-s.offset-s.height, st.KeyName("↓")), width-2)))
}

// moreLines says that there is more to read, and with which key.
func moreLines(rest int, key string) string {
	switch {
	case rest <= 0:
		return "end"
	case rest == 1:
		return "1 more line: " + key
	}
	return fmt.Sprintf("%d more lines: %s", rest, key)
}
