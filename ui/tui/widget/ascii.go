package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Plain replaces what a terminal without UTF-8 cannot show, one cell by one cell, so that columns stay where they are.
// For other terminals it changes nothing.
func (st *Style) Plain(frame string) string {
	if !st.ascii {
		return frame
	}
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = plainLine(line)
	}
	return strings.Join(lines, "\n")
}

// plainLine does so for one line, cell by cell between the colours.
func plainLine(line string) string {
	var out []string // cells and colours
	var cells []int  // the indexes of the cells in out
	var state byte
	for line != "" {
		text, width, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		switch {
		case width == 0:
			out = append(out, text)
			continue
		case text == ellipsis:
			for range min(2, len(cells)) { // the three dots take the places of the last letters
				out[cells[len(cells)-1]] = "."
				cells = cells[:len(cells)-1]
			}
			text = "."
		default:
			text = twin(text, width)
		}
		for _, c := range text {
			cells = append(cells, len(out))
			out = append(out, string(c))
		}
	}
	return strings.Join(out, "")
}

// twin is what stands for a cell.
func twin(text string, width int) string {
	if len(text) == 1 && text[0] < 0x80 {
		return text
	}
	if t, ok := twins[text]; ok {
		return t
	}
	return strings.Repeat("?", width)
}

// ellipsis says that a text was cut.
const ellipsis = "…"

// twins are the ASCII characters that stand for others.
var twins = map[string]string{
	"·": "-", "›": ">", "–": "-", "→": ">", "⟦": "[", "⟧": "]", "─": "-", "│": "|",
	"↑": "^", "↓": "v", "█": "#", "▸": ">",
}

// KeyName is what a key is called: by a sign, or in words where there are no signs.
func (st *Style) KeyName(shown string) string {
	if st.ascii {
		return keyWords.Replace(shown)
	}
	return shown
}

var keyWords = strings.NewReplacer("↵", "Enter", "↑", "Up", "↓", "Down", "→", "Right", "←", "Left")
