package strictjson

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// plain reads JSON as programs write it, several times as fast as the decoder. It only ever says yes: what is not plain
// to it, right or wrong, it leaves to the decoder, which alone says what is wrong with a text. So it may give up on
// anything that is rare, and must not accept what the decoder refuses: FuzzPlain compares the two.
type plain struct {
	parser
	names plainNames
	pos   int   // how much of data was read
	value Value // that was read last

	countsAll bool // the members of the outermost object, too
}

// maxPlainDepth bounds the nesting where no limit does.
const maxPlainDepth = 64

// object reads the object with which a text begins, and of its members those that are kept.
func (p *plain) object(data []byte) (v Value, ok bool) {
	p.data, p.members, p.pos = data, 0, 0
	p.clear()
	ok = p.follows('{') && p.membersFrom(p.pos, 1, true)
	return p.value, ok
}

// whole reads an object and nothing behind it.
func (p *plain) whole(data []byte) (v Value, ok bool) {
	v, ok = p.object(data)
	p.blanks()
	return v, ok && p.pos == len(data)
}

// read reads a value: into p.value, or only to check it.
func (p *plain) read(depth int, keep bool) bool {
	p.blanks()
	if p.pos >= len(p.data) {
		return false
	}
	switch c := p.data[p.pos]; c {
	case '{', '[':
		if depth >= maxPlainDepth || p.limits.Depth > 0 && depth >= p.limits.Depth {
			return false
		}
		if p.pos++; c == '{' {
			return p.membersFrom(p.pos, depth+1, keep)
		}
		return p.elemsFrom(p.pos, depth+1, keep)
	case '"':
		begin, simple := p.text()
		return begin > 0 && p.string(p.data[begin-1:p.pos], simple, keep)
	case 'n':
		return p.literal(Null, "null", "")
	case 't':
		return p.literal(Bool, "true", "true")
	case 'f':
		return p.literal(Bool, "false", "false")
	}
	return p.number(keep)
}

// membersFrom reads the members of an object to its end. Those of the outermost are kept or not by their names.
func (p *plain) membersFrom(begin, depth int, keep bool) bool {
	stack, list := len(p.stack), len(p.list)
	var seen nameSet
	for more := !p.follows('}'); more; {
		p.blanks()
		id, ok := p.name()
		if !ok || !seen.add(id) || !p.follows(':') {
			return false
		}
		kept := keep && (depth > 1 || p.names.known[id].kept)
		if !p.read(depth, kept) {
			return false
		}
		if kept {
			p.stack = append(p.stack, Member{Name: p.names.known[id].text, Value: p.value})
		}
		if more, ok = p.goesOn('}'); !ok || kept && (depth > 1 || p.countsAll) && !p.within() {
			return false
		}
	}
	if keep {
		p.collect(Object, begin, stack, list)
	}
	return true
}

// elemsFrom reads the elements of an array to its end.
func (p *plain) elemsFrom(begin, depth int, keep bool) (ok bool) {
	stack, list := len(p.stack), len(p.list)
	for more := !p.follows(']'); more; {
		if !p.read(depth, keep) {
			return false
		}
		if keep {
			p.list = append(p.list, p.value)
		}
		if more, ok = p.goesOn(']'); !ok || keep && !p.within() {
			return false
		}
	}
	if keep {
		p.collect(Array, begin, stack, list)
	}
	return true
}

// goesOn reads what stands behind a member or element: a comma, or the end of the object or array.
func (p *plain) goesOn(end byte) (more, ok bool) {
	if p.follows(',') {
		return true, true
	}
	return false, p.follows(end)
}

// within counts a member or element that is kept, and reports whether it is not one too many.
func (p *plain) within() bool {
	p.members++
	return p.limits.Members == 0 || p.members <= p.limits.Members
}

// collect makes the value of an object or array of what is on the stack and the list from a place on.
func (p *plain) collect(kind Kind, begin, stack, list int) {
	n := node{p.ofMembers(stack), p.ofElems(list), p.pos}
	p.value = Value{Kind: kind, begin: uint32(begin), node: p.newNode(n)}
}

// scalar is the value that ends here.
func (p *plain) scalar(kind Kind, text string) {
	p.value = Value{Kind: kind, Text: text, begin: uint32(p.pos)}
}

func (p *plain) string(quoted []byte, simple, keep bool) bool {
	text := quoted[1 : len(quoted)-1]
	if !simple {
		var err error
		if text, err = jsontext.AppendUnquote(nil, quoted); err != nil {
			return false
		}
	}
	if keep {
		p.scalar(String, string(text))
	}
	return true
}

// literal reads a word. What follows it is found out by who reads on.
func (p *plain) literal(kind Kind, word, text string) bool {
	if !bytes.HasPrefix(p.data[p.pos:], []byte(word)) {
		return false
	}
	p.pos += len(word)
	p.scalar(kind, text)
	return true
}

// number reads a whole number; any other is rare.
func (p *plain) number(keep bool) bool {
	begin := p.pos
	if p.data[p.pos] == '-' {
		p.pos++
	}
	digits := p.pos
	for p.pos < len(p.data) && '0' <= p.data[p.pos] && p.data[p.pos] <= '9' {
		p.pos++
	}
	n := p.pos - digits
	if n == 0 || n > 1 && p.data[digits] == '0' || p.limits.Number > 0 && p.pos-begin > p.limits.Number {
		return false
	}
	if keep {
		p.scalar(Number, string(p.data[begin:p.pos]))
	}
	return true
}
