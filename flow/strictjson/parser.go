package strictjson

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// parser makes Values of what the decoder reads.
type parser struct {
	data    []byte
	limits  Limits
	dec     *jsontext.Decoder
	source  bytes.Buffer // what dec reads from; it copies nothing of it
	members int          // read so far

	// stack and list have the members and elements of what is not read to its end yet, the innermost last. Each object
	// and array takes its own from there, so that it needs room once.
	stack []Member
	list  []Value

	reuses bool // the room of the values before
	room   []Member
	nodes  []node
}

// parsers are those that Parse used before: a token is small, so that making a decoder for it counts.
var parsers = sync.Pool{New: func() any {
	all := plainNames{keep: func(string) bool { return true }}
	return &plain{parser: parser{dec: new(jsontext.Decoder)}, names: all, countsAll: true}
}}

// begin makes the parser ready for a text.
func (p *parser) begin(data []byte) {
	p.data, p.members = data, 0
	p.clear()
	p.source = *bytes.NewBuffer(data)
	p.dec.Reset(&p.source)
}

// release keeps the parser for another text, without this one.
func (p *plain) release() {
	p.begin(nil)
	p.value = Value{}
	parsers.Put(p)
}

// maxRoom bounds how much room is reused: one large value does not take it from then on.
const maxRoom = 4096

// clear forgets the values before.
func (p *parser) clear() {
	clear(p.stack) // what an error left there
	clear(p.list)
	p.stack, p.list, p.room, p.nodes = p.stack[:0], p.list[:0], p.room[:0], p.nodes[:0]
	if max(cap(p.room), cap(p.stack), cap(p.list), cap(p.nodes)) > maxRoom {
		p.stack, p.list, p.room, p.nodes = nil, nil, nil, nil
	}
}

// ofMembers takes the members from a place of the stack on.
func (p *parser) ofMembers(from int) []Member {
	own := p.stack[from:]
	p.stack = p.stack[:from]
	switch at := len(p.room); {
	case len(own) == 0:
		return nil
	case !p.reuses:
		return taken(own)
	case at+len(own) > cap(p.room): // the values in it stay where they are
		p.room, at = make([]Member, 0, 2*cap(p.room)+len(own)), 0
		fallthrough
	default:
		p.room = append(p.room, own...)
		return p.room[at:len(p.room):len(p.room)]
	}
}

// ofElems takes the elements from a place of the list on.
func (p *parser) ofElems(from int) []Value {
	own := p.list[from:]
	p.list = p.list[:from]
	if len(own) == 0 {
		return nil
	}
	return taken(own)
}

// newNode gives a node its place.
func (p *parser) newNode(n node) *node {
	switch {
	case !p.reuses:
		return &n
	case len(p.nodes) == cap(p.nodes): // the values in it stay where they are
		p.nodes = make([]node, 0, 2*cap(p.nodes)+16)
	}
	p.nodes = append(p.nodes, n)
	return &p.nodes[len(p.nodes)-1]
}

// taken copies values that are read to their end, and leaves nothing of them behind.
func taken[T any](own []T) []T {
	copied := slices.Clone(own)
	clear(own)
	return copied
}

func (p *parser) value(depth int) (Value, error) {
	tok, err := p.dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	v := Value{begin: uint32(p.dec.InputOffset())}
	switch tok.Kind() {
	case 'n':
		v.Kind = Null
	case 't', 'f':
		v.Kind, v.Text = Bool, tok.String()
	case '"':
		v.Kind, v.Text = String, tok.String()
	case '0':
		v.Kind, v.Text = Number, tok.String()
		if p.limits.Number > 0 && len(v.Text) > p.limits.Number {
			return v, p.at(&Error{Reason: LongNumber}, p.dec.InputOffset()-int64(len(v.Text)))
		}
	case '[', '{':
		if p.limits.Depth > 0 && depth >= p.limits.Depth {
			return v, p.at(&Error{Reason: TooDeep}, p.dec.InputOffset()-1)
		}
		return p.container(tok.Kind(), depth+1)
	}
	return v, nil
}

func (p *parser) container(kind jsontext.Kind, depth int) (Value, error) {
	v := Value{Kind: Array, begin: uint32(p.dec.InputOffset())}
	if kind == '{' {
		v.Kind = Object
	}
	stack, list := len(p.stack), len(p.list)
	for p.dec.PeekKind() != ']' && p.dec.PeekKind() != '}' {
		if p.members++; p.limits.Members > 0 && p.members > p.limits.Members {
			return v, p.at(&Error{Reason: TooMany}, p.dec.InputOffset())
		}
		var name string
		if v.Kind == Object {
			tok, err := p.dec.ReadToken()
			if err != nil {
				return v, err
			}
			name = tok.String()
		}
		elem, err := p.value(depth)
		if err != nil {
			return v, err
		}
		if v.Kind == Object {
			p.stack = append(p.stack, Member{Name: name, Value: elem})
		} else {
			p.list = append(p.list, elem)
		}
	}
	members, elems := p.ofMembers(stack), p.ofElems(list)
	if _, err := p.dec.ReadToken(); err != nil { // the closing bracket
		return v, err
	}
	v.node = p.newNode(node{members, elems, int(p.dec.InputOffset())})
	return v, nil
}

// at adds line and column of a byte offset to e.
func (p *parser) at(e *Error, offset int64) *Error {
	before := p.data[:min(int(offset), len(p.data))]
	e.Line = 1 + bytes.Count(before, []byte("\n"))
	e.Column = 1 + len(before) - (bytes.LastIndexByte(before, '\n') + 1)
	return e
}

// asError replaces the decoder's error, whose text may quote the input.
func (p *parser) asError(err error) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	e := &Error{Reason: Malformed}
	offset := p.dec.InputOffset()
	var syn *jsontext.SyntacticError
	if errors.As(err, &syn) {
		offset = syn.ByteOffset
		switch {
		case errors.Is(syn.Err, io.ErrUnexpectedEOF):
			e.Reason, offset = CutOff, int64(len(p.data))
		case errors.Is(syn.Err, jsontext.ErrDuplicateName):
			e.Reason, e.Name = Duplicate, syn.JSONPointer.LastToken()
		case strings.Contains(syn.Err.Error(), "UTF-8"), strings.Contains(syn.Err.Error(), "surrogate"):
			e.Reason = InvalidUTF8
		}
	}
	return p.at(e, offset)
}
