package flow

import "strings"

// This file finds a sent value that does not come back complete: broken by white space, or
// only a part of it. Texts and values are compared without white space and escapes. Every
// step-th place of a value is indexed by its characters, every place of a text is looked
// up, and a match is extended to both sides: the time is linear in the text.

// leastPiece is the length from which a part of a value is removed. Shorter values are
// removed only if they are complete.
const leastPiece = 16

// step is the length of an index key. A piece is twice as long, so that it contains an
// indexed place.
const step = 8

// maxPlaces bounds how often the same characters are indexed, and so the time that a
// repetitive value takes.
const maxPlaces = 4

// place is a place in a value.
type place struct{ value, at int }

// pieces are the values to look for.
type pieces struct {
	values []string
	index  map[uint64][]place
}

// add adds a value, as it is and as it appears in the base64 of a longer text.
func (p *pieces) add(plain string) {
	plain = hiddenPart(plain)
	if len(plain) < minScrub {
		return
	}
	p.addForm(plain)
	for lead := range 3 {
		p.addForm(base64Within(plain, lead))
	}
}

func (p *pieces) addForm(form string) {
	value := string(fold(form).text)
	if p.index == nil {
		p.index = map[uint64][]place{}
	}
	p.values = append(p.values, value)
	for at := 0; at+step <= len(value) && (at == 0 || len(value) >= leastPiece); at += step {
		if key := keyOf(value[at : at+step]); len(p.index[key]) < maxPlaces {
			p.index[key] = append(p.index[key], place{len(p.values) - 1, at})
		}
	}
}

// leave removes from the index what is in a public text, which the report needs.
func (p *pieces) leave(public string) {
	text := fold(public).text
	for at := 0; at+step <= len(text); at++ {
		delete(p.index, keyOf(string(text[at:at+step])))
	}
}

// hiddenPart is the part of a value that must not be shown. The claims of a token may be,
// and the beginning of a code is also in the claim rh.
func hiddenPart(value string) string {
	switch parts := strings.Split(value, "."); {
	case strings.HasPrefix(value, "eyJ") && len(parts) == 3:
		return parts[2]
	case strings.HasPrefix(value, "eyJ") && len(parts) == 5:
		return strings.Join(parts[1:], ".")
	case len(parts) > 2 && (parts[0] == "0" || parts[0] == "1") && strings.HasPrefix(parts[1], "A"):
		return strings.Join(parts[2:], ".")
	}
	return value
}

// text is a text without the pieces in it.
func (p *pieces) text(text string) string {
	if !p.near(text) {
		return text
	}
	folded := fold(text)
	var out strings.Builder
	done, copied := 0, 0 // in folded, in text
	for at := 0; at+step <= len(folded.text); at++ {
		start, end := p.run(folded.text, done, at)
		if start == end {
			continue
		}
		out.WriteString(text[copied:folded.starts[start]])
		out.WriteString(redacted)
		done, copied = end, folded.starts[end-1]+folded.widths[end-1]
		at = end - 1
	}
	out.WriteString(text[copied:])
	return out.String()
}

// near is a quick test: whether a text contains anything that is indexed.
func (p *pieces) near(text string) bool {
	if len(p.index) == 0 {
		return false
	}
	var key uint64
	for at, n := 0, 0; at < len(text); {
		char, width := folding(text[at:])
		at += width
		if char == ' ' {
			continue
		}
		key = key<<8 | uint64(char)
		if n++; n >= step && p.index[key] != nil {
			return true
		}
	}
	return false
}

// run is the longest piece around a place of a text that does not begin before done.
func (p *pieces) run(text []byte, done, at int) (start, end int) {
	for _, found := range p.index[keyOf(string(text[at:at+step]))] {
		value := p.values[found.value]
		from, to := at, at+step
		for from > done && found.at-(at-from) > 0 && text[from-1] == value[found.at-(at-from)-1] {
			from--
		}
		for to < len(text) && found.at+to-at < len(value) && text[to] == value[found.at+to-at] {
			to++
		}
		if to-from >= min(leastPiece, len(value)) && to-from > end-start {
			start, end = from, to
		}
	}
	return start, end
}

func keyOf(chars string) uint64 {
	var key uint64
	for i := range len(chars) {
		key = key<<8 | uint64(chars[i])
	}
	return key
}

// folded is a text without white space and escapes, and the original place of each
// character.
type folded struct {
	text           []byte
	starts, widths []int
}

func fold(text string) folded {
	var f folded
	for at := 0; at < len(text); {
		char, width := folding(text[at:])
		if char != ' ' {
			f.text, f.starts, f.widths = append(f.text, char), append(f.starts, at), append(f.widths, width)
		}
		at += width
	}
	return f
}

// folding is the first character of a text and its width; a space stands for what is
// ignored. The two base64 alphabets become one.
func folding(text string) (char byte, width int) {
	switch char = text[0]; char {
	case '\t', '\r', '\n', '\\':
		return ' ', 1
	case '-':
		return '+', 1
	case '_':
		return '/', 1
	case '%':
		rest := text[1:]
		for strings.HasPrefix(rest, "25") && len(rest) >= 4 {
			rest = rest[2:] // escaped twice
		}
		if len(rest) >= 2 && isHex(rest[0]) && isHex(rest[1]) {
			char, _ = folding(string([]byte{hexValue(rest[0])<<4 | hexValue(rest[1])}))
			return char, len(text) - len(rest) + 2
		}
	}
	return char, 1
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
