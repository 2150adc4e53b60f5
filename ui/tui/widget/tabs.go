package widget

import (
	"strconv"
	"strings"
)

// Tabs is the line that names the panes of a screen.
type Tabs struct{ at []tabAt }

// tabAt is where a tab was drawn.
type tabAt struct{ from, to int }

// View draws the names, each with the key that leads there; the one that is shown is marked by brackets too. With
// little room only it has its whole name.
func (t *Tabs) View(st *Style, names []string, shown, width int) string {
	t.at = t.at[:0]
	whole, numbers := 1, 2*len(names)
	short := 1
	for i, name := range names {
		whole += Cells(name) + 2
		if i != shown {
			name = firstOf(name)
		}
		short += Cells(name) + 2
	}
	line, at := "", 0
	for i, name := range names {
		number := ""
		switch {
		case whole+numbers <= width || short+numbers <= width:
			number = " " + strconv.Itoa(i+1)
			if whole+numbers > width && i != shown {
				name = firstOf(name)
			}
		case whole > width && i != shown:
			name = firstOf(name)
		}
		text, look := " "+name+" ", st.Tab
		if i == shown {
			text, look = "["+name+"]", st.TabOn
		}
		t.at = append(t.at, tabAt{at, at + Cells(number+text)})
		at += Cells(number + text)
		line += st.Faint.Render(number) + look.Render(text)
	}
	return line + " " + st.Faint.Render(strings.Repeat(st.Rule, max(0, width-at-1)))
}

// firstOf is the first word of a name where it has several, and else its first letters.
func firstOf(name string) string {
	first, _, several := strings.Cut(name, " ")
	if several {
		return first
	}
	return string([]rune(name)[:min(3, len([]rune(name)))])
}

// At is the tab that was drawn in a column.
func (t *Tabs) At(x int) (i int, ok bool) {
	for i, tab := range t.at {
		if x >= tab.from && x < tab.to {
			return i, true
		}
	}
	return 0, false
}
