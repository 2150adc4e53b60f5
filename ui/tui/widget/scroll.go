package widget

import (
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
