// Package jsonout writes all JSON that edov prints or saves, with Indented or Line; a stream
// whose JSON a library makes goes through Harmless. Because nothing else does, three things
// are true of all of it:
//
// Invisible characters, and those that control a terminal, are written as \u escapes: the
// text is harmless to look at and still means the same. Credentials are masked (package
// mask), including those that only the name of their member gives away. And the result can
// be decoded, to the same value if nothing was masked.
//
// Harmless masks nothing: what edov puts into such a stream has been masked before.
//
// The demo tenant's responses are not output of edov, so it writes them itself.
package jsonout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// Harmless writes to w the JSON documents that a library writes to it, one or several complete
// ones at a time, with their invisible and controlling characters escaped.
func Harmless(w io.Writer) io.Writer { return harmless{w} }

type harmless struct{ w io.Writer }

// Write is of p, so it counts the bytes of p, although others were written.
func (h harmless) Write(p []byte) (int, error) {
	var out []byte
	for line := range bytes.Lines(p) { // a line end stands between documents: in strings it is escaped
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		if out = append(out, escape(text)...); ended {
			out = append(out, '\n')
		}
	}
	if _, err := h.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Masks reports whether part of a value looks like a credential, which its JSON would not
// contain.
func Masks(v any) bool {
	_, masked, _ := write(v)
	return masked
}

// errNoJSON does not quote the value, as an error of the encoder may.
var errNoJSON = errors.New("the value can't be written as JSON")

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

// literal is the length of the string at the beginning of a text.
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
	name   string // of the member whose value, or list of values, comes next
	names  int    // names that were masked
}

// string writes one string of JSON, which may be the name of a member. Masked names stay
// unique, or readers would refuse the object.
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
	text, _ := json.Marshal(hidden) // which never fails for a string
	w.out = append(w.out, escape(text)...)
}

// unquoted is the content of a string of JSON.
func unquoted(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 && isPlain(quoted) {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // the encoder wrote it
	return s
}

// hide masks a string by its form, and by the name of its member, which may be masked itself.
func hide(name, s string) string {
	hidden, label := mask.Text(s), name+": "
	if shown, ok := strings.CutPrefix(mask.Text(label+hidden), label); ok && name != "" {
		return shown
	}
	return hidden
}

// escape escapes the characters of a string of JSON. Invalid UTF-8 becomes the replacement
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
