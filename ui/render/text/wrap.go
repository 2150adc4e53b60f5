package text

import (
	"strings"
	"unicode/utf8"
)

var asciiTwins = strings.NewReplacer("·", "-", "…", "...", "›", ">", "⟦", "[", "⟧", "]", "–", "-", "→", "->")

// wrap breaks text into lines of at most width columns at blanks. A word that
// is longer stays whole: an address that is cut cannot be copied.
func wrap(text string, width int) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// labelled writes text under a label, the lines after the first indented by as
// much as the label takes.
func labelled(label, text string, width int) []string {
	if utf8.RuneCountInString(label) > width/2 { // a name from outside may be long
		const indent = "      "
		lines := wrap(label, width)
		for _, line := range wrap(text, width-len(indent)) {
			lines = append(lines, indent+line)
		}
		return lines
	}
	lines := wrap(text, max(width-utf8.RuneCountInString(label), 20))
	indent := strings.Repeat(" ", utf8.RuneCountInString(label))
	for i, line := range lines {
		if i == 0 {
			lines[i] = label + line
		} else {
			lines[i] = indent + line
		}
	}
	return lines
}

func pad(text string, width int) string {
	if n := width - utf8.RuneCountInString(text); n > 0 {
		return text + strings.Repeat(" ", n)
	}
	return text
}
