package widget

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"edov/flow/visible"
)

// Bound is the last look at a line before it is drawn, whatever a screen forgot. Runes that could hide, or turn the
// direction of writing, become visible: what is typed or pasted into a field is drawn by the field. And the line fits
// however the terminal measures it: some count a waving hand with its skin tone or an Indic syllable as one character,
// some each of its parts. A line that is too wide there would push all below it down. The right side of a frame stays.
func Bound(line string, width int) string {
	line = Cut(seen(line), width)
	if strings.IndexFunc(line, isPart) < 0 || byRunes(line) <= width { // without parts it is as wide as it was cut
		return line
	}
	side, room := "", Cells(line)
	if strings.HasSuffix(ansi.Strip(line), "│") {
		side, room = ansi.Cut(line, room-1, room), room-1
	}
	less := sort.Search(room, func(n int) bool { return byRunes(Cut(line, room-n))+Cells(side) <= width })
	return Cut(line, room-less) + side
}

// seen replaces what is no ASCII and has no shape. Escape sequences are ASCII.
func seen(line string) string {
	safe := func(r rune) bool { return r < utf8.RuneSelf || visible.Safe(r) }
	if utf8.ValidString(line) && strings.IndexFunc(line, func(r rune) bool { return !safe(r) }) < 0 {
		return line
	}
	var b strings.Builder
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if part := line[i : i+size]; safe(r) && (r != utf8.RuneError || size > 1) {
			b.WriteString(part)
		} else {
			b.WriteString(visible.Line(part))
		}
		i += size
	}
	return b.String()
}

// byRunes is the width of a line on a terminal that knows of no characters of several runes. A sign that takes room of
// its own there counts for a cell at least.
func byRunes(line string) int {
	cells := Cells(line)
	if len(line) <= cells || strings.IndexFunc(line, isPart) < 0 {
		return cells
	}
	cells = 0
	for _, r := range ansi.Strip(line) {
		switch n := ansi.StringWidth(string(r)); {
		case r >= flagsFrom && r <= flagsTo, n == 0 && unicode.Is(unicode.Mc, r):
			cells++
		default:
			cells += n
		}
	}
	return cells
}

// The halves of flags; two of them take two cells everywhere.
const flagsFrom, flagsTo = 0x1F1E6, 0x1F1FF

// isPart holds for runes that join the one before them: marks, jamo, skin tones.
func isPart(r rune) bool {
	return r >= 0x300 && (unicode.Is(unicode.M, r) || r >= 0x1160 && r < 0x1200 ||
		r >= 0x1F3FB && r <= 0x1F3FF)
}
