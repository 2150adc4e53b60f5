// Package strictjson reads JSON that came from outside: tokens, HTTP responses, files.
//
// Parse refuses what lenient readers silently accept and attackers use: duplicate member
// names, invalid UTF-8, lone surrogates, a byte order mark, trailing data, and too much
// depth, size, members or digits (Limits). Names are case-sensitive; Value.Twins finds names
// that differ only in case. ParseMembers is faster for large documents of which little
// matters, and Lines finds the line of a value.
//
// It does not decode into Go structs and does not interpret numbers: a Value keeps the text
// of the document, so that a report can show the actual JSON type.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Limits bounds what Parse accepts. Zero means no limit.
type Limits struct {
	Bytes   int // size of the whole text
	Depth   int // nesting of arrays and objects
	Members int // members and elements, in all
	Number  int // characters of one number
}

// Token bounds a JWT's header or claims.
var Token = Limits{Bytes: 64 << 10, Depth: 32, Members: 1000, Number: 32}

// Document bounds a discovery document, a key set or a token response.
var Document = Limits{Bytes: 512 << 10, Depth: 32, Members: 20000, Number: 32}

// Reason says which rule a text broke.
type Reason string

// The reasons of an Error.
const (
	TooLarge    Reason = "too large"
	TooDeep     Reason = "too deep"
	TooMany     Reason = "too many members"
	LongNumber  Reason = "number too long"
	Duplicate   Reason = "duplicate member"
	InvalidUTF8 Reason = "invalid UTF-8"
	ByteOrder   Reason = "byte order mark"
	UTF16       Reason = "UTF-16"
	Trailing    Reason = "data after the value"
	Malformed   Reason = "not valid JSON"
	CutOff      Reason = "cut off" // it ends before its value does
	Empty       Reason = "empty"
)

// Error says what is wrong and where. It never quotes the text, except Name.
type Error struct {
	Reason       Reason
	Name         string // the duplicate member
	Line, Column int    // both from 1; zero if there is no place
}

func (e *Error) Error() string {
	s := string(e.Reason)
	if e.Name != "" {
		s += fmt.Sprintf(" %q", e.Name)
	}
	if e.Line > 0 {
		s += fmt.Sprintf(" at line %d, column %d", e.Line, e.Column)
	}
	return s
}

// Parse reads exactly one JSON value. Every error is an *Error.
func Parse(data []byte, limits Limits) (Value, error) {
	if e := refuseEarly(data, limits); e != nil {
		return Value{}, e
	}
	p := parsers.Get().(*plain)
	defer p.release()
	p.limits = limits
	if v, ok := p.whole(data); ok {
		return v, nil
	}
	p.begin(data)
	v, err := p.parser.value(0)
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

// refuseEarly refuses texts by encoding and size, before they are parsed.
func refuseEarly(data []byte, limits Limits) error {
	switch {
	case limits.Bytes > 0 && len(data) > limits.Bytes:
		return &Error{Reason: TooLarge}
	case len(bytes.TrimSpace(data)) == 0:
		return &Error{Reason: Empty}
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return &Error{Reason: ByteOrder, Line: 1, Column: 1}
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")),
		len(data) > 1 && (data[0] == 0 || data[1] == 0):
		return &Error{Reason: UTF16, Line: 1, Column: 1}
	}
	return nil
}

// Get returns the member with exactly this name; the zero Value if it is missing.
//
// It is called in 700 places, so that inlining it takes more room than it saves time: docs/performance.md, "Start and
// size". So do the other functions that are marked like this.
//
//go:noinline
func (v Value) Get(name string) Value {
	if m := v.Place(name); m != nil {
		return *m
	}
	return Value{}
}

// Has reports whether there is a member with exactly this name, even if it is null.
//
//go:noinline
func (v *Value) Has(name string) bool {
	m := v.Place(name)
	return m != nil && m.Kind != None
}

// HasAll reports whether there are members with all these names.
func (v *Value) HasAll(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !v.Has(name) })
}

// HasAny reports whether there is a member with one of these names.
func (v *Value) HasAny(names ...string) bool { return slices.ContainsFunc(names, v.Has) }

// StrOf is v.Get(name).Str(), without a copy of the value.
//
//go:noinline
func (v *Value) StrOf(name string) string {
	if m := v.Place(name); m != nil {
		return m.Str()
	}
	return ""
}

// Exists reports whether v is a value at all.
func (v Value) Exists() bool { return v.Kind != None }

// Str returns the content of a string, or "" for any other kind.
func (v Value) Str() string {
	if v.Kind != String {
		return ""
	}
	return v.Text
}

// Names returns the member names in the order written.
func (v Value) Names() []string {
	names := make([]string, len(v.Members()))
	for i, m := range v.Members() {
		names[i] = m.Name
	}
	return names
}

// Twins returns member names that differ from name only by Unicode case folding ("AUD", or "ſub"
// with a long s), which lenient readers treat as the same.
func (v Value) Twins(name string) []string {
	var twins []string
	for _, m := range v.Members() {
		if m.Name != name && strings.EqualFold(m.Name, name) {
			twins = append(twins, m.Name)
		}
	}
	return twins
}

// MarshalJSON writes the value with its members in their order and its
// numbers as they were written.
func (v Value) MarshalJSON() ([]byte, error) { return v.append(nil) }

func (v Value) append(dst []byte) ([]byte, error) {
	switch v.Kind {
	case Bool, Number:
		return append(dst, v.Text...), nil
	case String:
		return appendString(dst, v.Text)
	case Array:
		return v.appendElems(dst)
	case Object:
		return v.appendMembers(dst)
	}
	return append(dst, "null"...), nil
}

func (v Value) appendElems(dst []byte) ([]byte, error) {
	var err error
	dst = append(dst, '[')
	for i, e := range v.Elems() {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = e.append(dst); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

func (v Value) appendMembers(dst []byte) ([]byte, error) {
	var err error
	dst = append(dst, '{')
	for i, m := range v.Members() {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendString(dst, m.Name); err != nil {
			return nil, err
		}
		dst = append(dst, ':')
		if dst, err = m.Value.append(dst); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

func appendString(dst []byte, s string) ([]byte, error) {
	if isPlain(s) {
		dst = append(dst, '"')
		dst = append(dst, s...)
		return append(dst, '"'), nil
	}
	text, err := json.Marshal(s)
	return append(dst, text...), err
}

// isPlain reports whether json.Marshal writes a text as it is, between quotes: printable ASCII without what it escapes.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// UnmarshalJSON reads any JSON value without limits, for documents that edov itself wrote.
func (v *Value) UnmarshalJSON(data []byte) error {
	parsed, err := Parse(data, Limits{})
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}

// Compact returns the value as one line of JSON.
//
//go:noinline
func (v Value) Compact() string {
	switch {
	case v.Kind == String && isPlain(v.Text):
		return `"` + v.Text + `"`
	case v.Kind == Number, v.Kind == Bool:
		return v.Text
	}
	text, err := v.append(nil)
	if err != nil {
		return ""
	}
	return string(text)
}
