package widget

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Card frames lines on all four sides in a colour, with a title in the upper side.
func (st *Style) Card(title string, lines []string, width int, frame lipgloss.Style) []string {
	title = Cut(title, width-6)
	over := strings.Repeat(st.Rule, max(0, width-5-Cells(title)))
	top := frame.Render(st.Corners[0]+st.Rule+" ") + frame.Bold(true).Render(title) + frame.Render(" "+over+st.Corners[1])
	out := []string{top}
	for _, line := range lines {
		out = append(out, frame.Render(st.Divider)+" "+Fit(line, width-4)+" "+frame.Render(st.Divider))
	}
	return append(out, frame.Render(st.Corners[2]+strings.Repeat(st.Rule, max(0, width-2))+st.Corners[3]))
}
