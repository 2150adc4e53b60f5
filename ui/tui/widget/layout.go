package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fit cuts a line to a width and fills it up to it.
func Fit(line string, width int) string {
	line = Cut(line, width)
	if n := width - Cells(line); n > 0 {
		line += strings.Repeat(" ", n)
	}
	return line
}

// Cells is the width of a line on the terminal.
func Cells(line string) int { return ansi.StringWidth(line) }

// Cut shortens a line that is too wide, with a sign that it did.
func Cut(line string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(line) <= width { // bytes are never fewer than cells
		return line
	}
	return ansi.Truncate(line, width, ellipsis)
}

// Ends puts one text at the left and one at the right of a line; the right one
// goes first when there is no room.
func Ends(left, right string, width int) string {
	room := width - Cells(left) - Cells(right)
	if right == "" || room < 1 {
		return Cut(left, width)
	}
	return left + strings.Repeat(" ", room) + right
}

// Wrap breaks a text at blanks, and within words that are too long. Commands
// and paths stay whole where they can: a hyphen is no place to break.
func Wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	width = max(width, 1)
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		n := Cells(word)
		if used > 0 && used+1+n <= width {
			line, used = line+" "+word, used+1+n
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		if n > width {
			parts := Hard(word, width)
			lines = append(lines, parts[:len(parts)-1]...)
			word = parts[len(parts)-1]
			n = Cells(word)
		}
		line, used = word, n
	}
	return append(lines, line)
}

// Labelled wraps a text beside a label of the given width, or under it where
// there is little room.
func Labelled(label, text string, labelWidth, width int) []string {
	if width < labelWidth+16 {
		return append([]string{Cut(label, width)}, Indent(Wrap(text, width-2), 2)...)
	}
	lines := Wrap(text, width-labelWidth)
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, line := range lines {
		if i == 0 {
			lines[i] = Fit(label, labelWidth) + line
		} else {
			lines[i] = strings.Repeat(" ", labelWidth) + line
		}
	}
	return lines
}

// Indent moves lines to the right, in place.
//
//go:noinline
func Indent(lines []string, by int) []string {
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", by) + line
	}
	return lines
}

// Page takes the lines that are seen from an offset on, exactly height of them.
func Page(lines []string, offset, height int) []string {
	out := make([]string, height)
	for i := range out {
		if n := offset + i; n >= 0 && n < len(lines) {
			out[i] = lines[n]
		}
	}
	return out
}

// Beside draws two columns with a divider.
func Beside(left, right []string, leftWidth, rightWidth int, divider string) []string {
	out := make([]string, max(len(left), len(right)))
	at := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return ""
	}
	for i := range out {
		out[i] = Fit(at(left, i), leftWidth) + divider + Cut(at(right, i), rightWidth)
	}
	return out
}

// clamp keeps n within low and high; low wins.
func clamp(n, low, high int) int { return max(low, min(n, high)) }

// Styled gives each line a look, in place.
func Styled(lines []string, render func(...string) string) []string {
	for i, line := range lines {
		lines[i] = render(line)
	}
	return lines
}
