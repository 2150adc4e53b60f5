package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The functions below work on lines that are harmless already and may carry
// styles. Widths are in terminal cells.

// fit cuts a line to a width and fills it up to it.
func fit(line string, width int) string {
	line = cut(line, width)
	if n := width - cells(line); n > 0 {
		line += strings.Repeat(" ", n)
	}
	return line
}

// cells is the width of a line on the terminal.
func cells(line string) int { return ansi.StringWidth(line) }

// cut shortens a line that is too wide, with a sign that it did.
func cut(line string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(line) <= width { // bytes are never fewer than cells
		return line
	}
	return ansi.Truncate(line, width, "…")
}

// ends puts one text at the left and one at the right of a line; the right one
// goes first when there is no room.
func ends(left, right string, width int) string {
	room := width - cells(left) - cells(right)
	if right == "" || room < 1 {
		return cut(left, width)
	}
	return left + strings.Repeat(" ", room) + right
}

// wrap breaks a text at blanks, and within words that are too long. Commands
// and paths stay whole where they can: a hyphen is no place to break.
func wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	width = max(width, 1)
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		n := cells(word)
		if used > 0 && used+1+n <= width {
			line, used = line+" "+word, used+1+n
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		if n > width {
			parts := strings.Split(ansi.Hardwrap(word, width, true), "\n")
			lines = append(lines, parts[:len(parts)-1]...)
			word = parts[len(parts)-1]
			n = cells(word)
		}
		line, used = word, n
	}
	return append(lines, line)
}

// labelled wraps a text beside a label of the given width, or under it where
// there is little room.
func labelled(label, text string, labelWidth, width int) []string {
	if width < labelWidth+16 {
		return append([]string{cut(label, width)}, indent(wrap(text, width-2), 2)...)
	}
	lines := wrap(text, width-labelWidth)
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, line := range lines {
		if i == 0 {
			lines[i] = fit(label, labelWidth) + line
		} else {
			lines[i] = strings.Repeat(" ", labelWidth) + line
		}
	}
	return lines
}

func indent(lines []string, by int) []string {
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", by) + line
	}
	return lines
}

// page takes the lines that are seen from an offset on, exactly height of them.
func page(lines []string, offset, height int) []string {
	out := make([]string, height)
	for i := range out {
		if n := offset + i; n >= 0 && n < len(lines) {
			out[i] = lines[n]
		}
	}
	return out
}

// beside draws two columns with a divider.
func beside(left, right []string, leftWidth, rightWidth int, divider string) []string {
	out := make([]string, max(len(left), len(right)))
	at := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return ""
	}
	for i := range out {
		out[i] = fit(at(left, i), leftWidth) + divider + cut(at(right, i), rightWidth)
	}
	return out
}

// clamp keeps n within low and high; low wins.
func clamp(n, low, high int) int { return max(low, min(n, high)) }

func styled(lines []string, render func(...string) string) []string {
	for i, line := range lines {
		lines[i] = render(line)
	}
	return lines
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
