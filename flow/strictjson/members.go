package strictjson

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseMembers is Parse for an object of which only some members matter: it reads those for which
// keep is true, and only checks the others. It is several times as fast as Parse if most of a
// document does not matter.
func ParseMembers(data []byte, limits Limits, keep func(name string) bool) (Value, error) {
	if e := refuseEarly(data, limits); e != nil {
		return Value{}, e
	}
	p := parser{data: data, limits: limits, dec: jsontext.NewDecoder(bytes.NewBuffer(data))}
	v, err := p.keptMembers(keep)
	if err == nil {
		if _, end := p.dec.ReadToken(); !errors.Is(end, io.EOF) {
			err = p.at(&Error{Reason: Trailing}, p.dec.InputOffset())
		}
	}
	if err != nil {
		return Value{}, p.asError(err)
	}
	return v, nil
}

// keptMembers reads the kept members of the outermost object.
func (p *parser) keptMembers(keep func(string) bool) (Value, error) {
	if p.dec.PeekKind() != '{' {
		return p.value(0)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return Value{}, err
	}
	v := Value{Kind: Object, Begin: int(p.dec.InputOffset())}
	for p.dec.PeekKind() != '}' {
		name, err := p.dec.ReadToken()
		if err != nil {
			return v, err
		}
		key := name.String()
		if !keep(key) {
			if err := p.dec.SkipValue(); err != nil {
				return v, err
			}
			continue
		}
		elem, err := p.value(1)
		if err != nil {
			return v, err
		}
		v.Members = append(v.Members, Member{Name: key, Value: elem})
	}
	_, err := p.dec.ReadToken()
	v.Offset = int(p.dec.InputOffset())
	return v, err
}
