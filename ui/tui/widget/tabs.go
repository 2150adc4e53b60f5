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
// little room the blanks between them go first, then all but the one that is shown lose the rest of their names, and
// the keys go last.
func (t *Tabs) View(st *Style, names []string, shown, width int) string {
	t.at = t.at[:0]
	short := make([]string, len(names))
	for i, name := range names {
		if short[i] = name; i != shown {
			short[i] = firstOf(name)
		}
	}
	numbers := 2 * len(names)
	tight, keyed := false, true
	switch whole, cut := tabCells(names), tabCells(short); {
	case whole+numbers <= width:
	case whole+numbers-len(names) <= width:
		tight = true
	case cut+numbers <= width:
		names = short
	case whole <= width:
		keyed = false
	default:
		names, keyed = short, false
	}
	line, at := "", 0
	for i, name := range names {
		number, after := "", " "
		if keyed {
			number = " " + strconv.Itoa(i+1)
		}
		if tight {
			after = ""
		}
		text, look := " "+name+after, st.Tab
		if i == shown {
			text, look = "["+name+"]", st.TabOn
		}
		t.at = append(t.at, tabAt{at, at + Cells(number+text)})
		at += Cells(number + text)
		line += st.Faint.Render(number) + look.Render(text)
	}
	if at >= width {
		return line
	}
	return line + " " + st.Faint.Render(strings.Repeat(st.Rule, width-at-1))
}

// tabCells are those of names with a blank or a bracket on either side, and one at the end.
func tabCells(names []string) int {
	n := 1
	for _, name := range names {
		n += Cells(name) + 2
	}
	return n
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
