package widget

import (
	"strings"

	"edov/flow/visible"
)

// Bar is one line of a chart.
type Bar struct {
	Label string // harmless text
	Value float64
	Right string // the value in words
}

// Bars draws bars on one scale, the longest as wide as there is room.
func (st *Style) Bars(bars []Bar, width int) []string {
	longest := 1.0
	for _, b := range bars {
		longest = max(longest, b.Value)
	}
	const label, right, most = 10, 9, 40
	room := clamp(width-label-right-4, 4, most)
	var out []string
	for _, b := range bars {
		bar := strings.Repeat(st.Block, clamp(int(b.Value/longest*float64(room)+0.5), 1, room))
		out = append(out, Fit(b.Label, label)+Fit(st.Bar.Render(bar), room)+st.Faint.Render(b.Right))
	}
	return out
}

// Progress draws how many of some steps are done.
func (st *Style) Progress(done, all int) string {
	const width = 2 // of a step
	rest := st.Faint.Render(strings.Repeat(st.Rule, (all-done)*width))
	return st.Good.Render(strings.Repeat(st.Block, done*width)) + rest
}

// Table draws labels and values in two columns, without the rows that have no value. Values
// may be text from anywhere.
func (st *Style) Table(rows [][2]string, labelWidth, width int) []string {
	var lines []string
	for _, r := range rows {
		if r[1] != "" {
			lines = append(lines, Labelled(st.Faint.Render(r[0]), visible.Line(r[1]), labelWidth, width)...)
		}
	}
	return lines
}
