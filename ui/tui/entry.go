package tui

import (
	"strings"

	"edov/ui/tui/widget"
)

// entry is a screen with one field: its title, what is wrong with what was entered, and what is only explained.
type entry struct {
	title string
	about string // explains the title; empty: there is nothing to say, or no room
	field *widget.Input
	words []string // what is wrong, and what to do
	below []string
}

// drawEntry draws the field with what is wrong right under it: what is explained comes after that, and what is above
// the field makes way where there is little room.
func (c *common) drawEntry(e entry, width, height int) string {
	room := width - 4
	e.field.Width = max(8, room-4)
	wrapped := func(paint func(...string) string, texts ...string) (lines []string) {
		for _, text := range texts {
			lines = append(lines, widget.Styled(widget.Wrap(c.text(text), room), paint)...)
		}
		return lines
	}
	above := append([]string{""}, wrapped(c.style.Strong.Render, e.title)...)
	if e.about != "" {
		above = append(append(above, wrapped(c.style.Faint.Render, e.about)...), "")
	}
	field := []string{e.field.View(), ""}
	if len(e.words) > 0 {
		field = append(field, wrapped(c.style.Warn.Render, e.words[0])...)
		field = append(append(field, wrapped(c.style.Faint.Render, e.words[1:]...)...), "")
	}
	above = above[min(len(above), max(0, len(above)+len(field)-1-height)):]
	lines := append(append(above, field...), wrapped(c.style.Faint.Render, e.below...)...)
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
