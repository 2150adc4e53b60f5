package decoded

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// maxDepth bounds how deep objects may be nested.
const maxDepth = 16

// reader reads one value of a text that may be JSON, JavaScript or Python, and writes it as
// JSON. loose says whether it was not JSON.
type reader struct {
	text           string
	at             int
	out            strings.Builder
	loose, partial bool
}

// space skips white space, comments and ellipses.
func (r *reader) space() {
	for r.at < len(r.text) {
		rest := r.text[r.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			r.at++
		case strings.HasPrefix(rest, "//"), rest[0] == '#':
			r.loose = true
			r.skipTo("\n")
		case strings.HasPrefix(rest, "/*"):
			r.loose = true
			r.skipTo("*/")
		case strings.HasPrefix(rest, "..."):
			r.loose, r.partial = true, true
			r.at += 3
		case strings.HasPrefix(rest, "…"):
			r.loose, r.partial = true, true
			r.at += len("…")
		case strings.HasPrefix(rest, "\u00a0"):
			r.loose = true
			r.at += len("\u00a0")
		default:
			return
		}
	}
}

// skipTo moves behind the next mark, or to the end.
func (r *reader) skipTo(mark string) {
	n := strings.Index(r.text[r.at:], mark)
	if n < 0 {
		r.at = len(r.text)
		return
	}
	r.at += n + len(mark)
}

// takes moves past a character if it is next.
func (r *reader) takes(c byte) bool {
	r.space()
	if r.at >= len(r.text) || r.text[r.at] != c {
		return false
	}
	r.at++
	return true
}

func (r *reader) object(depth int) bool {
	if depth > maxDepth || !r.takes('{') {
		return false
	}
	r.out.WriteByte('{')
	for n := 0; ; n++ {
		if r.takes('}') {
			r.loose = r.loose || n > 0 // a comma before it
			break
		}
		if n > 0 {
			r.out.WriteByte(',')
		}
		if !r.name() || !r.colon() {
			return false
		}
		r.out.WriteByte(':')
		if !r.value(depth) {
			return false
		}
		if r.takes(',') {
			continue
		}
		if !r.takes('}') {
			return false
		}
		break
	}
	r.out.WriteByte('}')
	return true
}

// colon moves past what is between name and value: in Ruby and PHP an arrow.
func (r *reader) colon() bool {
	r.space()
	if strings.HasPrefix(r.text[r.at:], "=>") {
		r.loose = true
		r.at += 2
		return true
	}
	return r.takes(':')
}

func (r *reader) array(depth int) bool {
	if depth > maxDepth || !r.takes('[') {
		return false
	}
	r.out.WriteByte('[')
	for n := 0; ; n++ {
		if r.takes(']') {
			r.loose = r.loose || n > 0
			break
		}
		if n > 0 {
			r.out.WriteByte(',')
		}
		if !r.value(depth) {
			return false
		}
		if r.takes(',') {
			continue
		}
		if !r.takes(']') {
			return false
		}
		break
	}
	r.out.WriteByte(']')
	return true
}

// bareName is the name of a member without quotes.
var bareName = lazy.MustCompile(`^[A-Za-z_$][\w$.-]{0,63}`)

func (r *reader) name() bool {
	r.space()
	if r.at < len(r.text) && bareName.MatchString(r.text[r.at:min(len(r.text), r.at+64)]) {
		word := bareName.FindString(r.text[r.at:min(len(r.text), r.at+64)])
		r.at += len(word)
		r.loose = true
		r.quoted(word)
		return true
	}
	return r.stringText()
}

// words are the values that have names, in JSON and in Python.
var words = map[string]string{
	"true": "true", "false": "false", "null": "null", "True": "true", "False": "false", "None": "null",
	"undefined": "null", "nil": "null", "NULL": "null", "TRUE": "true", "FALSE": "false",
}

var (
	bareWord   = lazy.MustCompile(`^[A-Za-z]+`)
	bareNumber = lazy.MustCompile(`^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`)
	// placeholder stands for a value that was removed.
	placeholder = lazy.MustCompile(`^(?:<[^<>\n]{0,80}>|\[[A-Za-z ]{3,40}\]|\{[A-Za-z _-]{2,40}\}|[*xX]{3,}[\w*-]*)`)
)

func (r *reader) value(depth int) bool {
	r.space()
	if r.at >= len(r.text) {
		return false
	}
	rest := r.text[r.at:min(len(r.text), r.at+128)]
	if gone := placeholder.FindString(rest); gone != "" {
		r.loose = true
		r.at += len(gone)
		r.quoted(gone)
		return true
	}
	switch rest[0] {
	case '{':
		return r.object(depth + 1)
	case '[':
		return r.array(depth + 1)
	case '"', '\'':
		return r.stringText()
	}
	if number := bareNumber.FindString(rest); number != "" && endsValue(rest[len(number):]) {
		r.at += len(number)
		r.out.WriteString(number)
		return true
	}
	if call := wrapper.FindString(rest); call != "" {
		return r.wrapped(call, depth)
	}
	word := bareWord.FindString(rest)
	text, known := words[word]
	if !known || !endsValue(rest[len(word):]) {
		return false
	}
	r.loose = r.loose || text != word
	r.at += len(word)
	r.out.WriteString(text)
	return true
}

// wrapper begins a value whose type is named: Some("x") of Rust, Optional("x") of Swift, bool(true)
// and string(3) "abc" of PHP.
var wrapper = lazy.MustCompile(`^[A-Za-z_][\w.:]{0,40}\(`)

// wrapped reads the value in a wrapper. What is a call of something else, such as the time of
// Python, stays a text.
func (r *reader) wrapped(call string, depth int) bool {
	begin := r.at
	inner := &reader{text: r.text, at: begin + len(call)}
	if depth < maxDepth && inner.value(depth+1) && inner.takes(')') {
		if call == "string(" && inner.out.String()[0] != '"' { // in the brackets is the length
			inner.out.Reset()
			if !inner.stringText() {
				return false
			}
		}
		r.at, r.loose, r.partial = inner.at, true, r.partial || inner.partial
		r.out.WriteString(inner.out.String())
		return true
	}
	n := strings.IndexByte(r.text[begin:min(len(r.text), begin+200)], ')')
	if n < 0 {
		return false
	}
	r.at, r.loose = begin+n+1, true
	r.quoted(r.text[begin:r.at])
	return true
}

// endsValue reports whether a value without quotes may end here.
func endsValue(rest string) bool {
	return rest == "" || strings.IndexByte(" \t\r\n,])}/#", rest[0]) >= 0
}

// stringText reads a text in quotes, which may have a comment or a description behind it.
func (r *reader) stringText() bool {
	r.space()
	if r.at >= len(r.text) || r.text[r.at] != '"' && r.text[r.at] != '\'' {
		return false
	}
	quote, begin := r.text[r.at], r.at
	var plain strings.Builder
	for i := r.at + 1; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == quote:
			r.at = i + 1
			return r.closed(r.text[begin:r.at], plain.String(), quote)
		case c == '\n':
			r.at = i
			return false
		case c == '\\' && i+1 < len(r.text):
			i++
			if r.text[i] != '\'' {
				plain.WriteByte('\\')
			}
			plain.WriteByte(r.text[i])
		case c == '"': // in single quotes
			plain.WriteString(`\"`)
		default:
			plain.WriteByte(c)
		}
	}
	r.at = len(r.text)
	return false
}

// closed writes a text that ended: as it was if it is JSON.
func (r *reader) closed(raw, plain string, quote byte) bool {
	if quote == '\'' {
		r.loose = true
		raw = `"` + plain + `"`
	}
	if !json.Valid([]byte(raw)) || !utf8.ValidString(raw) {
		return false
	}
	r.out.WriteString(raw)
	return true
}

func (r *reader) quoted(text string) {
	r.out.WriteString(strictjson.Value{Kind: strictjson.String, Text: strings.ToValidUTF8(text, "\ufffd")}.Compact())
}
