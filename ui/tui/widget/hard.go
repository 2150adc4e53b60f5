package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Hard breaks a line whose blanks stay as they are: an address or JSON at its joints where one is near the end of a
// line, and else anywhere.
func Hard(line string, width int) []string {
	width = max(width, 1)
	if !isASCII(line) {
		return strings.Split(ansi.Hardwrap(line, width, true), "\n")
	}
	lines := make([]string, 0, 1+len(line)/width)
	for len(line) > width {
		n := joint(line, width)
		lines, line = append(lines, line[:n]), line[n:]
	}
	return append(lines, line)
}

// joint is where the first line of a longer one ends: behind a slash, a comma, a blank or an equals sign or before what
// begins another part of a query, but not so early that much of the line stays empty.
func joint(line string, width int) int {
	for n := width; n > width*2/3; n-- {
		if strings.IndexByte("?&#", line[n]) >= 0 || strings.IndexByte("/,= ", line[n-1]) >= 0 && line[n] != '/' {
			return n
		}
	}
	return width
}

// isASCII holds where each byte takes a cell of its own.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
