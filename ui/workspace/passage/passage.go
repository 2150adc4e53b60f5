// Package passage is the shape of what is told at length: text under headings,
// lists, values to copy and rows of facts. The workspace composes passages, and
// each face prints them in its own way: the line by line program as Plain.
package passage

// Passage is a piece of text under a heading.
type Passage struct {
	Title string
	Lines []string
	Style Style
}

// Style says what the lines of a passage are.
type Style int

// The styles of passages.
const (
	Prose    Style = iota
	Steps          // one after the other
	Points         // beside each other
	Value          // to copy as it is
	Example        // of a value that is not known yet
	FactRows       // pairs of a name and a value
)

// Plain is the passage as lines of plain text.
func (p Passage) Plain() []string {
	var lines []string
	if p.Title != "" {
		lines = append(lines, p.Title)
	}
	for i, line := range p.Lines {
		switch {
		case p.Style == Steps, p.Style == Points:
			line = "- " + line
		case p.Style == FactRows && i%2 == 1:
			continue // it stands beside its name
		case p.Style == FactRows:
			line += ": " + p.Lines[i+1]
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
