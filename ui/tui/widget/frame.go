package widget

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// look is how a frame is drawn: its lines, and the title in them.
type look struct{ line, title lipgloss.Style }

// keyed is the look of what has the keys, or does not.
func (st *Style) keyed(on bool) look {
	if on {
		return look{st.Accent, st.Key}
	}
	return look{st.Faint, st.Faint}
}

// pane is one framed part of a screen.
type pane struct {
	title, right string // in the border above
	below        string // in the border below
	lines        []string
	width        int
	look         look
}

// Card frames lines on all four sides in a colour, with a title in the upper side.
func (st *Style) Card(title string, lines []string, width int, colour lipgloss.Style) []string {
	p := pane{title: title, lines: Indent(lines, 1), width: width, look: look{colour, colour.Bold(true)}}
	return p.draw(st, len(lines)+2)
}

// draw frames the lines, exactly height of them with the frame.
func (p pane) draw(st *Style, height int) []string {
	line := p.look.line.Render
	inner := p.width - 2
	out := []string{line(st.Corners[0]) + st.edge(p.title, p.right, inner, p.look) + line(st.Corners[1])}
	side := line(st.Divider)
	for _, text := range Page(p.lines, 0, height-2) {
		out = append(out, side+Fit(text, inner)+side)
	}
	return append(out, line(st.Corners[2])+st.edge("", p.below, inner, p.look)+line(st.Corners[3]))
}

// edge is a line across the width, alone or of a frame, with a title at its left and something short at its right.
func (st *Style) edge(title, right string, width int, as look) string {
	if right != "" {
		right = " " + right + " "
	}
	left := ""
	if title != "" {
		left = " " + Cut(title, width-Cells(right)-4) + " "
	}
	fill := max(0, width-Cells(left)-Cells(right)-2)
	line := as.line.Render(st.Rule) + as.title.Render(left) + as.line.Render(strings.Repeat(st.Rule, fill)) +
		st.Faint.Render(right) + as.line.Render(st.Rule)
	return Cut(line, width)
}
