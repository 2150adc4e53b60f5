package strictjson

import "bytes"

// inText are the bytes that stand for themselves in a text: of ASCII all but controls, quotes and backslashes. To
// compare instead takes a tenth more time.
var inText = func() (t [256]bool) {
	for c := ' '; c <= '\x7f'; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// text finds the end of a text, whose quote is next, and where it begins behind that; 0 if it has no end. Of one that
// is not simple the content is not checked.
func (p *plain) text() (begin int, simple bool) {
	data, at := p.data, p.pos+1
	begin, simple = at, true
	for at < len(data) {
		for at < len(data) && inText[data[at]] {
			at++
		}
		switch {
		case at >= len(data):
			return 0, false
		case data[at] == '"':
			p.pos = at + 1
			return begin, simple
		case data[at] == '\\':
			at++
		}
		at, simple = at+1, false
	}
	return 0, false
}

// blanks skips white space.
func (p *plain) blanks() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\n', '\r', '\t':
			p.pos++
		default:
			return
		}
	}
}

// follows reads a byte, with the white space before it, if it is next.
func (p *plain) follows(c byte) bool {
	p.blanks()
	if p.pos >= len(p.data) || p.data[p.pos] != c {
		return false
	}
	p.pos++
	return true
}

// plainNames are the names that were met before. Programs write the members of all objects in the same order, so that
// the name after it is a good guess of what comes.
type plainNames struct {
	keep  func(name string) bool
	known []plainName
	ids   map[string]int // their places, by name
	last  int            // the name that was met last
}

type plainName struct {
	text   string
	quoted []byte
	kept   bool
	after  int // the name that came after it
}

// maxNames is how many are known. If there are more, all are forgotten.
const maxNames = 256

// maxName bounds the length of a name: they are remembered.
const maxName = 128

// nameSet has a bit for each name of an object, to find those that are there twice.
type nameSet [maxNames / 64]uint64

// add reports whether a name was not there before.
func (s *nameSet) add(id int) bool {
	word, bit := &s[id/64], uint64(1)<<(id%64)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}

// name reads a name.
func (p *plain) name() (id int, ok bool) {
	n := &p.names
	if len(n.known) > 0 {
		guess := n.known[n.last].after
		if quoted := n.known[guess].quoted; bytes.HasPrefix(p.data[p.pos:], quoted) {
			p.pos += len(quoted)
			n.last = guess
			return guess, true
		}
	}
	if p.pos >= len(p.data) || p.data[p.pos] != '"' {
		return 0, false
	}
	begin, simple := p.text()
	if !simple || p.pos-begin > maxName {
		return 0, false
	}
	return n.find(p.data[begin-1 : p.pos])
}

// find is the place of a name that was not guessed.
func (n *plainNames) find(quoted []byte) (id int, ok bool) {
	text := quoted[1 : len(quoted)-1]
	id, ok = n.ids[string(text)]
	if !ok {
		if len(n.known) == maxNames { // the object that is being read is left to the decoder
			*n = plainNames{keep: n.keep}
			return 0, false
		}
		if n.ids == nil {
			n.ids = map[string]int{}
		}
		id = len(n.known)
		name := plainName{text: string(text), quoted: bytes.Clone(quoted), kept: n.keep(string(text))}
		n.known, n.ids[name.text] = append(n.known, name), id
	}
	n.known[n.last].after, n.last = id, id
	return id, true
}
