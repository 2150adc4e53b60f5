// Package jsonout writes all JSON that edov prints or saves. There is no other
// way to it, so that three things hold everywhere:
//
// Runes that are invisible or steer a terminal are written as \u escapes: the
// text is harmless to look at, and still means the same. Credentials are masked
// (package mask), also those that are known by the name of their member only.
// And the result can be decoded, to the same value where nothing was masked.
//
// The demo tenant's answers are not output of edov's; it writes them itself.
package jsonout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"edov/flow/mask"
	"edov/flow/visible"
)

// Indented is the JSON of a value over several lines, with a line end.
func Indented(v any) ([]byte, error) {
	text, _, err := write(v)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, errNoJSON
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// Line is the JSON of a value in one line, without a line end.
func Line(v any) ([]byte, error) {
	text, _, err := write(v)
	return text, err
}

// Masks reports whether something in a value looks like a credential, which its
// JSON would not have.
func Masks(v any) bool {
	_, masked, _ := write(v)
	return masked
}

// errNoJSON tells nothing of the value: an error of the encoder may quote it.
var errNoJSON = errors.New("a value in it has no JSON form")

func write(v any) (text []byte, masked bool, err error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, false, errNoJSON
	}
	w := writer{out: make([]byte, 0, len(plain)+64)}
	for len(plain) > 0 {
		start := bytes.IndexByte(plain, '"')
		if start < 0 {
			break
		}
		w.out = append(w.out, plain[:start]...)
		end := start + literal(plain[start:])
		w.string(plain[start:end], end < len(plain) && plain[end] == ':')
		plain = plain[end:]
	}
	return append(w.out, plain...), w.masked, nil
}

// literal is the length of the string that a text begins with.
func literal(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

type writer struct {
	out    []byte
	masked bool
	name   string // of the member whose value comes next, or the values of its list
	names  int    // names that were masked
}

// string writes one string of JSON, which may be the name of a member. Names
// that were masked stay different, or readers would refuse the object.
func (w *writer) string(quoted []byte, isName bool) {
	s := unquoted(quoted)
	name := w.name
	if isName {
		w.name, name = s, ""
	}
	hidden := hide(name, s)
	if hidden == s {
		w.out = append(w.out, escape(quoted)...)
		return
	}
	w.masked = true
	if isName {
		if w.names++; w.names > 1 {
			hidden += fmt.Sprintf(" %d", w.names)
		}
	}
	text, _ := json.Marshal(hidden) // of a string: it cannot fail
	w.out = append(w.out, escape(text)...)
}

// unquoted is what a string of JSON says.
func unquoted(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 && isPlain(quoted) {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // the encoder wrote it
	return s
}

// hide masks a string, by what it is or by the name it has.
func hide(name, s string) string {
	hidden := mask.Text(s)
	if label := name + ": "; hidden == s && name != "" && mask.Holds(label+s) {
		hidden = strings.TrimPrefix(mask.Text(label+s), label)
	}
	return hidden
}

// escape works on a string of JSON. What is no UTF-8 becomes the replacement
// character.
func escape(text []byte) []byte {
	if isPlain(text) {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			out = append(out, `\ufffd`...)
		case visible.Safe(r):
			out = append(out, text[i:i+size]...)
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out
}

func isPlain(text []byte) bool {
	for _, c := range text {
		if c >= 0x7F {
			return false
		}
	}
	return true
}
