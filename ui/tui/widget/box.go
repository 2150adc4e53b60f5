package widget

import "strings"

// Box frames lines for a pop-up, with rules above and below across the whole width, so that
// nothing of the screen behind reads as part of it.
func (st *Style) Box(title string, lines []string, width int) string {
	rule := st.Accent.Render(strings.Repeat(st.Rule, width))
	out := []string{rule}
	if title != "" {
		out = append(out, " "+st.Strong.Render(Cut(title, width-2)), "")
	}
	for _, line := range lines {
		out = append(out, Fit(" "+line, width))
	}
	return strings.Join(append(out, rule), "\n")
}
