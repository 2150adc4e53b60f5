package decoded

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// cell is one of a line of a table, and where it begins.
type cell struct {
	text string
	at   int
}

var (
	ruler  = lazy.MustCompile(`^[ \t]*[|+:┌├└╞─═-][|+:=┬┼┴┤┐┘╪╡─═ \t-]*$`)
	spaces = lazy.MustCompile(`\S+(?: \S+)*`)
	// ofAll is the title of the column with the names.
	ofAll = lazy.MustCompile(`(?i)^(?:|#|\(?index\)?|claims?|names?|types?|keys?|fields?|property|attribute|` +
		`(?:claim|field)[ _]?(?:type|name))$`)
	// ofNone is the title of a column with something else than values.
	ofNone = lazy.MustCompile(`^(?:default|sample|example|types?|notes?|descriptions?|comments?|meaning|purpose|` +
		`remarks?|details?|explanation|info|format|required|optional|issuer|original issuer|source|length|len|size|check|` +
		`status|ok\??|pass(?:ed)?\??|match(?:es)?\??)$`)
	remark = lazy.MustCompile(`\([^()]*\)`)
)

// The kinds of columns, by their titles.
const (
	otherTitle = iota
	nameTitle
	noteTitle  // something else than values
	staleTitle // a version that is not to be read
	valueTitle // the values of the only version
	freshTitle // those of the newer one, or of the actual one
)

// titleOf is the kind of a title: "Actual", "Value after", "Expected (docs)".
func titleOf(text string) int {
	var kept []string
	hasValue := false
	for _, word := range strings.FieldsFunc(strings.ToLower(remark.ReplaceAllString(text, "")), isNoLetter) {
		switch word {
		case "value", "values", "token":
			hasValue = true
		case "claim", "claims", "the", "in", "data":
		default:
			kept = append(kept, word)
		}
	}
	switch rest := strings.Join(kept, " "); {
	case ofAll.MatchString(strings.TrimSpace(text)):
		return nameTitle
	case rest == "" && hasValue:
		return valueTitle
	case staleName.MatchString(rest):
		return staleTitle
	case freshName.MatchString(rest):
		return freshTitle
	case ofNone.MatchString(rest):
		return noteTitle
	}
	return otherTitle
}

func isNoLetter(r rune) bool { return strings.ContainsRune(" _*:\"'-", r) }

// cellsOf splits a line of a table; sign is what separates its cells: a space stands for several.
func cellsOf(line string) (cells []cell, sign byte) {
	switch {
	case strings.Contains(line, "|"):
		sign = '|'
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
	case strings.Contains(line, "\t"):
		sign = '\t'
	case strings.Count(line, ";") > 1 && !strings.Contains(line, "{"):
		return csvCells(line, ';'), ';'
	case strings.Contains(line, ",") && !strings.ContainsAny(line, "{}"):
		return csvCells(line, ','), ','
	default:
		for _, at := range spaces.FindAllStringIndex(line, 64) {
			cells = append(cells, cell{line[at[0]:at[1]], at[0]})
		}
		if len(cells) > 1 && strings.IndexByte(":=", cells[1].text[0]) >= 0 {
			return nil, ' ' // a list
		}
		return cells, ' '
	}
	return trimmed(strings.SplitN(line, string(sign), 65)), sign
}

// trimmed makes cells of texts.
func trimmed(texts []string) (cells []cell) {
	for _, text := range texts {
		cells = append(cells, cell{text: strings.TrimSpace(text)})
	}
	return cells
}

func csvCells(line string, sign rune) []cell {
	if !strings.Contains(line, `"`) {
		return trimmed(strings.SplitN(line, string(sign), 65))
	}
	fields := csvFields(line, sign)
	return trimmed(fields[:min(len(fields), 64)])
}

// nameIn is the claim that a cell names; empty if it is none.
func nameIn(cells []cell, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	text := strings.Trim(cells[i].text, "\"'")
	text = text[strings.LastIndexByte(text, '/')+1:]
	if text != cells[i].text && ownName(text) != "" {
		return ownName(text)
	}
	if !isClaim(text) {
		return ""
	}
	return text
}

// untabled makes lines of names and values of a table that has more than two columns, or a column for each claim.
func untabled(text string) (string, Version) {
	if len(text) > maxText/16 {
		return text, Only // where Find looks for objects only
	}
	lines := strings.Split(asLines(text), "\n")
	var out []string
	changed, v := false, Only
	for i := 0; i < len(lines); {
		t := tableAt(lines[i:])
		made, found := t.claims()
		if found == Unclear {
			return "", Unclear
		}
		if made != nil {
			changed, v = true, max(v, found)
			out = append(out, made...)
		} else {
			out = append(out, lines[i:i+t.lines]...)
		}
		i += t.lines
	}
	if !changed {
		return text, Only
	}
	return strings.Join(out, "\n"), v
}

// table are lines whose cells are separated in the same way.
type table struct {
	rows  [][]cell
	sign  byte
	lines int // how many there are, with rulers
	width int
}

func tableAt(lines []string) (t table) {
	blank := 0
	for _, line := range lines {
		if len(t.rows) > 0 && strings.TrimSpace(line) == "" { // pages leave some between the rows
			blank++
			continue
		}
		if len(t.rows) > 0 && blank == 0 && ruler.MatchString(line) {
			t.lines++
			continue
		}
		cells, sign := cellsOf(line)
		if t.lines > 0 && (len(cells) < 2 || sign != t.sign) || blank > 0 && nameIn(cells, 0)+nameIn(cells, 1) == "" {
			break
		}
		t.lines += blank + 1
		blank = 0
		t.sign, t.width = sign, max(t.width, len(cells))
		t.rows = append(t.rows, cells)
		if len(cells) < 2 {
			break
		}
	}
	return t
}

// claims are the lines that stand for the table; nil if it is none, or is as plain as other lists.
func (t *table) claims() (list []string, v Version) {
	if t.width < 2 {
		return nil, Only
	}
	inHead := 0
	for i := range t.rows[0] {
		if nameIn(t.rows[0], i) != "" {
			inHead++
		}
	}
	if inHead > 2 && 2*inHead >= len(t.rows[0]) {
		return t.wide()
	}
	for of := range 2 {
		n, first := 0, -1
		for i, row := range t.rows {
			name := nameIn(row, of)
			if name != "" && (name != "name" || !isHead(row)) {
				if n++; first < 0 {
					first = i
				}
			}
		}
		if n > 1 {
			return t.long(of, first)
		}
	}
	return nil, Only
}

// isHead reports whether a column has a title.
func isHead(row []cell) bool {
	return slices.ContainsFunc(row, func(c cell) bool { return titleOf(c.text) > nameTitle })
}

// wide reads a table with a column for each claim. Before them may be what the line is of.
func (t *table) wide() (list []string, v Version) {
	head, rows := t.rows[0], t.rows[1:]
	if !slices.ContainsFunc(rows, func(row []cell) bool { return len(row) == len(head) }) {
		return nil, Only // a sentence that names claims
	}
	labelled := func(title int) func([]cell) bool {
		return func(row []cell) bool {
			return slices.ContainsFunc(row[:min(2, len(row))], func(c cell) bool { return titleOf(c.text) == title })
		}
	}
	if slices.ContainsFunc(rows, labelled(staleTitle)) {
		isFresh := labelled(freshTitle)
		rows = slices.DeleteFunc(slices.Clone(rows), func(row []cell) bool { return !isFresh(row) })
		if v = Newer; len(rows) != 1 {
			return nil, Unclear
		}
	}
	for _, row := range rows {
		for i := range head {
			name := nameIn(head, i)
			switch {
			case name == "":
			case len(row) != len(head), t.sign == ' ' && row[i].at != head[i].at:
				list = append(list, name+": …")
			case row[i].text != "":
				list = append(list, name+": "+row[i].text)
			}
		}
		list = append(list, "")
	}
	return list, v
}

// long reads a table with a line for each claim, by the titles of its columns.
func (t *table) long(of, first int) (list []string, v Version) {
	if first == 0 {
		if t.width > 2 && (of > 0 || t.isContested()) {
			return nil, Unclear
		}
		return nil, Only // what is behind the value are notes
	}
	t.rows = t.rows[first-1:]
	value, v := t.valueColumn(of)
	if v == Unclear || t.width < 3 { // every list of names and values is a table of two columns
		return nil, v
	}
	for _, row := range t.rows[1:] {
		if name := nameIn(row, of); name != "" {
			list = append(list, name+": "+t.valueIn(row, value))
		}
	}
	return list, v
}

// valueColumn is the column with the version to read.
func (t *table) valueColumn(of int) (at int, v Version) {
	var fresh, values, others []int
	head := t.rows[0]
	for i := range head {
		switch kind := titleOf(head[i].text); {
		case i == of:
		case kind == freshTitle:
			fresh = append(fresh, i)
		case kind == valueTitle:
			values = append(values, i)
		case kind == otherTitle:
			others = append(others, i)
		}
	}
	switch {
	case len(fresh) == 1:
		return fresh[0], Newer
	case len(fresh) == 0 && len(values) == 1:
		return values[0], Only
	case len(fresh)+len(values) == 0 && len(others) == 1:
		return others[0], Only
	case len(head) < 2 && t.width == 2: // what is above a list is no title
		return 1, Only
	}
	return 0, Unclear
}

// valueIn is the value in a column; an ellipsis if it is not clear which of the line's it is.
func (t *table) valueIn(row []cell, at int) string {
	head := t.rows[0]
	if t.sign != ' ' {
		if at < len(row) && row[at].text != "" {
			return row[at].text
		}
		return "…"
	}
	var words []string
	for _, c := range row {
		if c.at == head[at].at {
			return c.text
		}
		words = append(words, strings.Fields(c.text)...)
	}
	switch len(head) {
	case len(row):
		return row[at].text
	case len(words):
		return words[at]
	}
	return "…"
}

// isContested reports whether a line without a title has a second value of a claim.
func (t *table) isContested() bool {
	for _, row := range t.rows {
		if len(row) < 3 {
			continue
		}
		switch name, second := nameIn(row, 0), strings.Trim(row[2].text, "\"'`"); {
		case name == "email" && strings.Contains(second, "@") && !strings.Contains(second, " "):
			return true
		case isFlag(name) && words[second] != "":
			return true
		}
	}
	return false
}
