package widget

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Card frames lines on all four sides in a colour, with a title in the upper side.
func (st *Style) Card(title string, lines []string, width int, frame lipgloss.Style) []string {
	corners := [4]string{"╭", "╮", "╰", "╯"}
	if st.ascii {
		corners = [4]string{"+", "+", "+", "+"}
	}
	title = Cut(title, width-6)
	over := strings.Repeat(st.Rule, max(0, width-5-Cells(title)))
	top := frame.Render(corners[0]+st.Rule+" ") + frame.Bold(true).Render(title) + frame.Render(" "+over+corners[1])
	out := []string{top}
	for _, line := range lines {
		out = append(out, frame.Render(st.Divider)+" "+Fit(line, width-4)+" "+frame.Render(st.Divider))
	}
	return append(out, frame.Render(corners[2]+strings.Repeat(st.Rule, max(0, width-2))+corners[3]))
}
