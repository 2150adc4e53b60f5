// Package visible makes text that came from outside visible and harmless: nothing in the
// result can move the cursor, change a color, reverse the direction of writing or hide, and
// it contains no credential (package mask). Line does that for a line, Safe reports whether
// a single rune may be shown, and Revealed keeps the credentials.
//
// Each rune is replaced independently, so that the result can never contain a new control
// sequence. Nothing is dropped, so that no evidence is lost. And the result passes through
// unchanged a second time. The only exception is a pile of combining marks, which is cut off
// at four.
//
// It does not shorten, color or quote text, and it does not look for look-alike letters.
package visible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/mask"
)

// maxMarks is how many combining marks a character may have. No modern script needs more, and a
// pile of them covers the lines above and below.
const maxMarks = 4

// invisible are the runes that Unicode classifies as letter, mark or symbol although they show
// nothing: variation selectors, fillers and blanks (UAX #44, Default_Ignorable_Code_Point, and
// U+2800).
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

// shown are the classes of runes that have a shape. All others (control, format, separators,
// surrogates, private use, unassigned) do not.
var shown = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S}

// Safe reports whether a rune may be shown as it is.
func Safe(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r < 0x7F
	}
	return unicode.In(r, shown...) && !unicode.Is(invisible, r)
}

// Line returns s as one line that is safe to show: line ends and tabs become visible too, and
// credentials are masked. Harmless text is returned as it is.
func Line(s string) string { return Revealed(mask.Text(s)) }

// Revealed is Line without masking. It is for the places where the user has confirmed that
// they want to see a live token, or a new secret once.
func Revealed(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 32)
	marks := maxMarks // a mark at the start would change the character shown before it
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

// writeRune writes a rune that must not be shown: a control character as its picture (U+2400 and
// following), any other by number.
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
