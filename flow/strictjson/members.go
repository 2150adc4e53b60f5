package strictjson

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseMembers is Parse for an object of which only some members matter: it reads those for which
// keep is true, and only checks the others. It is several times as fast as Parse if most of a
// document does not matter.
func ParseMembers(data []byte, limits Limits, keep func(name string) bool) (Value, error) {
	if e := refuseEarly(data, limits); e != nil {
		return Value{}, e
	}
	r := NewReader(limits, keep)
	v, n, err := r.Next(data)
	if err == nil && len(bytes.TrimSpace(data[n:])) > 0 {
		return Value{}, r.at(&Error{Reason: Trailing}, int64(n))
	}
	return v, err
}

// Reader reads values that follow each other in a long text, all with the same limits. Of objects it reads the members
// for which keep is true, and only checks the others; keep may be asked more than once for a name, and its answer must
// not change. It is for lists of any length: a value is valid until the next one is read, which takes its place in
// memory.
type Reader struct{ plain }

// NewReader makes a Reader. Its limits hold for each value.
func NewReader(limits Limits, keep func(name string) bool) *Reader {
	return &Reader{plain: plain{
		parser: parser{limits: limits, dec: new(jsontext.Decoder), reuses: true}, names: plainNames{keep: keep},
	}}
}

// Next reads the value with which data begins, and returns its length. What follows is not looked
// at. An error is an *Error, with the length 0.
func (r *Reader) Next(data []byte) (Value, int, error) {
	if v, ok := r.object(data); ok {
		return v, r.pos, nil
	}
	r.begin(data)
	v, err := r.keptMembers()
	if err != nil {
		return Value{}, 0, r.asError(err)
	}
	return v, int(r.dec.InputOffset()), nil
}

// keptMembers reads the kept members of the outermost object.
func (r *Reader) keptMembers() (Value, error) {
	if r.dec.PeekKind() != '{' {
		return r.parser.value(0)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return Value{}, err
	}
	v := Value{Kind: Object, begin: uint32(r.dec.InputOffset())}
	for r.dec.PeekKind() != '}' {
		tok, err := r.dec.ReadToken()
		if err != nil {
			return v, err
		}
		name := tok.String()
		if !r.names.keep(name) {
			if _, err := r.dec.ReadValue(); err != nil {
				return v, err
			}
			continue
		}
		elem, err := r.parser.value(1)
		if err != nil {
			return v, err
		}
		r.stack = append(r.stack, Member{Name: name, Value: elem})
	}
	members := r.ofMembers(0)
	_, err := r.dec.ReadToken()
	v.node = r.newNode(node{members: members, end: int(r.dec.InputOffset())})
	return v, err
}
