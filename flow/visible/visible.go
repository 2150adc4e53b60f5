// Package visible makes text that came from outside visible and harmless:
// nothing in the result can move a cursor, change a colour, reverse the
// direction of writing, hide, or look like nothing at all; and no credential is
// in it (package mask).
//
// Every rune is judged by itself, so that taking one away can never build a
// new sequence out of its neighbours; nothing is dropped, so that evidence
// cannot hide; and the result passes through unchanged a second time. The one
// exception to "by itself" is a pile of combining marks, which is cut at four.
//
// It does not shorten, colour or quote text, and it does not judge look-alike
// letters: that is for whoever shows the text.
package visible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/mask"
)

// maxMarks is how many combining marks one base may carry. No living script
// needs more; a pile of them covers the lines above and below.
const maxMarks = 4

// invisible lists what Unicode counts as letter, mark or symbol and yet shows
// nothing: variation selectors, fillers and blanks (UAX #44,
// Default_Ignorable_Code_Point, and U+2800).
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034F, Hi: 0x034F, Stride: 1}, // combining grapheme joiner
		{Lo: 0x115F, Hi: 0x1160, Stride: 1}, // Hangul fillers
		{Lo: 0x17B4, Hi: 0x17B5, Stride: 1}, // Khmer inherent vowels
		{Lo: 0x180B, Hi: 0x180F, Stride: 1}, // Mongolian variation selectors
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // Braille blank
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
		{Lo: 0xFE00, Hi: 0xFE0F, Stride: 1}, // variation selectors
		{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1}, // halfwidth Hangul filler
	},
	R32: []unicode.Range32{
		{Lo: 0x1D159, Hi: 0x1D159, Stride: 1}, // musical null notehead
		{Lo: 0xE0000, Hi: 0xE0FFF, Stride: 1}, // tags, variation selectors supplement
	},
}

// shown are the classes of runes that have a shape. Everything else (control,
// format, separators, surrogates, private use, unassigned) has not.
var shown = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S}

// Safe reports whether a rune may be shown as it is.
func Safe(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r < 0x7F
	}
	return unicode.In(r, shown...) && !unicode.Is(invisible, r)
}

// Line returns s as one line that is safe to show: line ends and tabs are made
// visible too, and credentials are masked. Text without anything suspect is
// returned as it is.
func Line(s string) string { return Revealed(mask.Text(s)) }

// Revealed is Line with the credentials in it. It is for the one place where the
// user asked, and confirmed, to see a live token.
func Revealed(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 32)
	marks := maxMarks // a mark at the very start has no base: it would sit on what is shown before it
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		bad := r == utf8.RuneError && size == 1
		switch {
		case bad:
			fmt.Fprintf(&b, "<%02X>", s[i])
			marks = 0
		case !Safe(r):
			writeRune(&b, r)
			marks = 0
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				writeCode(&b, r)
				break
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
			marks = 0
		}
		i += size
	}
	return b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// writeRune writes a rune that must not be shown: control characters as their
// pictures (U+2400 and following), others by number.
func writeRune(b *strings.Builder, r rune) {
	switch {
	case r < ' ':
		b.WriteRune(0x2400 + r)
	case r == 0x7F:
		b.WriteRune(0x2421)
	default:
		writeCode(b, r)
	}
}

func writeCode(b *strings.Builder, r rune) { fmt.Fprintf(b, "⟦U+%04X⟧", r) }
