package appdoc

import (
	"bytes"
	"slices"
	"strconv"

	"edov/flow/lazy"
)

// diffMember is a member that a diff put in, or took out: a list of YAML has no comma or bracket at the end.
const diffMember = `^\+\s*"[^"\n]{1,60}"\s*:|^-\s*"[^"\n]{1,60}"\s*:[^\n]*[,{\[]\r?$`

var (
	// bareMember begins members that were copied out of their object.
	bareMember = lazy.MustCompile(`\A"[A-Za-z@][\w@.-]{0,60}"\s*:`)
	// csvHeader begins a list in quotes, which is no JSON.
	csvHeader = lazy.MustCompile(`\A"[^"\n]{1,60}"[,;]`)
	diffLine  = lazy.MustCompile(`(?m)` + diffMember)
	// numbered is a line with its number in front, as editors and cat -n show it.
	numbered = lazy.MustCompile(`^ *(\d{1,6})(?:[ \t]*[:|]| |\t|$)`)
)

// inBraces puts members that were copied without their object into one. Lines stay what they are.
func inBraces(text []byte) ([]byte, []string) {
	trimmed := bytes.TrimSpace(text)
	if !bareMember.Match(trimmed) || isList(trimmed) {
		return text, nil
	}
	whole := append([]byte{'{'}, bytes.TrimRight(text, " \t\r\n,")...)
	return append(whole, '}'), []string{"added the braces around the members"}
}

// unnumbered blanks the numbers in front of lines, if every line has one and they go up by one.
func unnumbered(text []byte) ([]byte, []string) {
	if !numbered.Match(text) { // as nearly all: their lines need not be looked at
		return text, nil
	}
	lines := bytes.Split(text, []byte{'\n'})
	next, n := 0, 0
	for _, line := range lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		m := numbered.FindSubmatch(line)
		if m == nil {
			return text, nil
		}
		at, _ := strconv.Atoi(string(m[1])) // it has six digits at most
		if n++; n > 1 && at != next {
			return text, nil
		}
		next = at + 1
	}
	if n < 2 {
		return text, nil
	}
	for i, line := range lines {
		if at := numbered.FindIndex(line); at != nil {
			lines[i] = append(bytes.Repeat([]byte{' '}, at[1]), slices.Clone(line[at[1]:])...)
		}
	}
	return bytes.Join(lines, []byte{'\n'}), []string{"removed the line numbers"}
}
