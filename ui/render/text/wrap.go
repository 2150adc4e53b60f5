package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

var asciiTwins = strings.NewReplacer(
	"·", "-", "…", "...", "›", ">", "⟦", "[", "⟧", "]", "–", "-", "→", "->", "•", "*",
)

// columns is how many columns of a terminal a text takes. Runes do not tell: a wide
// character takes two, a combining mark none, and an emoji may be several runes.
func columns(text string) int { return ansi.StringWidth(text) }

// Wrap breaks text into lines of at most width columns, at blanks alone: a flag or an address stays whole.
func Wrap(text string, width int) []string { return Style{}.wrap(text, width) }

// wrap breaks text into lines of at most width columns, at blanks and between wide
// characters. A longer word stays whole: an address that is cut cannot be copied. What is
// measured is what is written: the twins of ASCII take other columns.
func (s Style) wrap(text string, width int) []string {
	var lines []string
	for _, paragraph := range strings.Split(s.plain(text), "\n") {
		line, used := "", 0
		for _, word := range strings.Fields(paragraph) {
			for i, part := range wideParts(word) {
				blank := ""
				if i == 0 && line != "" {
					blank = " "
				}
				n := columns(part)
				if line != "" && used+len(blank)+n > width {
					lines = append(lines, line)
					line, used, blank = "", 0, ""
				}
				line += blank + part
				used += len(blank) + n
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// notAtStart are wide marks that end what stands before them, and so never begin a
// line (UAX #14, class CL and the like).
const notAtStart = "、。，．・：；？！」』）】〕〉》｝］" +
	"ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"

// wideParts splits a word where a line may break inside it: between two wide
// characters, as Chinese and Japanese do, which write no blanks.
func wideParts(word string) []string {
	if columns(word) == len(word) { // nothing wide in it, as in most words
		return []string{word}
	}
	var parts []string
	begin, wasWide := 0, false
	for at := 0; at < len(word); {
		cluster, width := ansi.FirstGraphemeCluster(word[at:], ansi.GraphemeWidth)
		isWide := width > 1
		if isWide && wasWide && !strings.Contains(notAtStart, cluster) {
			parts, begin = append(parts, word[begin:at]), at
		}
		at += len(cluster)
		wasWide = isWide
	}
	return append(parts, word[begin:])
}

// labelled writes text under a label, the lines after the first indented by as
// much as the label takes.
func (s Style) labelled(label, text string, width int) []string {
	label = s.plain(label)
	taken := columns(label)
	if taken > width/2 { // a name from outside may be long
		const indent = "      "
		lines := []string{strings.TrimRight(label, " ")}
		if columns(lines[0]) > width {
			lines = s.wrap(label, width)
		}
		for _, line := range s.wrap(text, width-len(indent)) {
			lines = append(lines, indent+line)
		}
		return lines
	}
	lines := s.wrap(text, max(width-taken, 20))
	indent := strings.Repeat(" ", taken)
	for i, line := range lines {
		if i == 0 {
			lines[i] = label + line
		} else {
			lines[i] = indent + line
		}
	}
	return lines
}

// pad fills a text up with blanks to a width in columns.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-columns(text)))
}
