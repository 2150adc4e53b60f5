package widget

import "strings"

// Plain replaces what a terminal without UTF-8 cannot show, one cell by one cell. For
// other terminals it changes nothing.
func (st *Style) Plain(frame string) string {
	if !st.ascii {
		return frame
	}
	var b strings.Builder
	for _, r := range frame {
		switch twin, ok := twins[r]; {
		case r < 0x80:
			b.WriteRune(r)
		case ok:
			b.WriteRune(twin)
		default:
			b.WriteString(strings.Repeat("?", Cells(string(r))))
		}
	}
	return b.String()
}

// twins are the ASCII characters that stand for others.
var twins = map[rune]rune{
	'·': '-', '…': '.', '›': '>', '–': '-', '→': '>', '⟦': '[', '⟧': ']', '─': '-', '│': '|',
	'↑': '^', '↓': 'v', '↵': '<', '█': '#', '▸': '>',
}
