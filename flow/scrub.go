package flow

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"edov/flow/strictjson"
)

// scrubber removes what was sent from what comes back: error pages repeat requests, and the
// Session is made to be shown and shared. The zero scrubber removes nothing.
type scrubber struct {
	// sent is made for the first text that may have some of it: for most requests there is none.
	sent func() *regexp.Regexp
	// needles are texts of which everything that sent matches has one.
	needles []string
	// pieces finds the same values where they do not come back complete.
	pieces pieces
}

// minScrub is the length from which a value is removed. A shorter one would also remove
// ordinary words, and no code, verifier or secret of Microsoft's is that short.
const minScrub = 8

// maxScrub bounds the pattern, and so the time that a large response takes; the rest of a longer
// value is removed with its beginning. It is a multiple of three, so that the base64 of the
// beginning is the beginning of the base64.
const maxScrub = 1023

func newScrubber(values ...Secret) scrubber {
	var s scrubber
	var sent []string
	for _, v := range values {
		plain := v.Reveal()
		if len(plain) < minScrub {
			continue
		}
		s.pieces.add(plain)
		sent = append(sent, plain)
		plain = plain[:min(len(plain), maxScrub)]
		s.needles = append(s.needles, unescaped(plain))
		for lead := range 3 {
			s.needles = append(s.needles, unescaped(base64Within(plain, lead)))
		}
	}
	if len(sent) > 0 {
		s.sent = sync.OnceValue(func() *regexp.Regexp { return formsOf(sent) })
	}
	return s
}

// formsOf is a pattern for values in any form in which they come back.
func formsOf(values []string) *regexp.Regexp {
	var forms []string
	for _, plain := range values {
		rest := ""
		if len(plain) > maxScrub {
			plain, rest = plain[:maxScrub], `[^\s"'<>]*`
		}
		forms = append(forms, anyEscaping(plain)+rest)
		for lead := range 3 {
			forms = append(forms, base64Twins.Replace(base64Within(plain, lead))+"[A-Za-z0-9+/_-]?=*"+rest)
		}
	}
	return regexp.MustCompile(strings.Join(forms, "|"))
}

// base64Twins are the characters in which the two base64 alphabets differ.
var base64Twins = strings.NewReplacer("+", "[+-]", "/", "[/_]")

// base64Within is the part of a text's base64 that a value determines, if lead more bytes than a
// multiple of three come before the value: all but the ends, which depend on its neighbors.
func base64Within(plain string, lead int) string {
	encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, lead), plain...))
	if (lead+len(plain))%3 != 0 {
		encoded = encoded[:len(encoded)-1]
	}
	return encoded[[]int{0, 2, 3}[lead]:]
}

// unescaped is a part of a value that no escaping changes, so that most texts need no closer
// look.
func unescaped(plain string) string {
	const enough = 8
	best := ""
	for _, run := range strings.FieldsFunc(plain, func(r rune) bool { return !isAlphanumeric(r) }) {
		if len(run) > len(best) {
			best = run[:min(len(run), enough)]
		}
	}
	return best
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// anyEscaping is a pattern for a value in any escaping. Servers differ in which characters they
// escape (.NET writes ~ as %7e, others leave it) and in the case of the digits, so each
// character has its own alternatives. No server escapes letters and digits.
func anyEscaping(plain string) string {
	var pattern strings.Builder
	for _, r := range plain {
		char := string(r)
		if isAlphanumeric(r) {
			pattern.WriteString(char)
			continue
		}
		var percent strings.Builder
		for _, b := range []byte(char) {
			fmt.Fprintf(&percent, "%%(?:25)?%02x", b) // (?:25)?: escaped twice
		}
		fmt.Fprintf(&pattern, `(?:\\?%s|(?i:%s)|&#0*%d;|(?i:&#x0*%x;)|(?i:\\u%04x)`,
			regexp.QuoteMeta(char), percent.String(), r, r, r)
		if named := html.EscapeString(char); named != char {
			pattern.WriteString("|" + named)
		}
		switch r {
		case ' ':
			pattern.WriteString(`|\+`)
		case '"':
			pattern.WriteString("|&quot;")
		case '\'':
			pattern.WriteString("|&apos;")
		}
		pattern.WriteString(")")
	}
	return pattern.String()
}

func (s scrubber) text(text string) string {
	near := func(needle string) bool { return strings.Contains(text, needle) }
	if s.sent != nil && slices.ContainsFunc(s.needles, near) {
		text = s.sent().ReplaceAllLiteralString(text, redacted)
	}
	return s.pieces.text(text)
}

// value scrubs every string and every name in a JSON value. It works on decoded values, so no
// escaping hides anything from it.
func (s scrubber) value(v strictjson.Value) strictjson.Value {
	if s.sent == nil {
		return v
	}
	return eachText(v, s.text)
}

// response scrubs a token response except for the tokens, whose signatures would no longer fit.
func (s scrubber) response(v strictjson.Value) strictjson.Value {
	clean := s.value(v)
	for i, m := range v.Members() {
		if slices.Contains([]string{"id_token", "access_token", "refresh_token"}, m.Name) {
			clean.Members()[i] = m
		}
	}
	return clean
}

// eachText changes every string and every name in a JSON value. Names stay unique, or readers
// would refuse the object. In most values there is nothing to change; they are not copied.
func eachText(v strictjson.Value, change func(string) string) strictjson.Value {
	if !anyText(v, func(text string) bool { return change(text) != text }) {
		return v
	}
	return withTexts(v, change)
}

// withTexts is a copy of a value with its texts changed.
func withTexts(v strictjson.Value, change func(string) string) strictjson.Value {
	if v.Kind == strictjson.String {
		v.Text = change(v.Text)
	}
	changed := 0
	members, elems := slices.Clone(v.Members()), slices.Clone(v.Elems())
	for i, m := range members {
		name := change(m.Name)
		if name != m.Name {
			if changed++; changed > 1 {
				name = fmt.Sprintf("%s %d", name, changed)
			}
		}
		members[i] = strictjson.Member{Name: name, Value: withTexts(m.Value, change)}
	}
	for i, e := range elems {
		elems[i] = withTexts(e, change)
	}
	return v.With(members, elems)
}

// anyText reports whether a string or a name in a value has a property.
func anyText(v strictjson.Value, has func(string) bool) bool {
	if v.Kind == strictjson.String && has(v.Text) {
		return true
	}
	inMember := func(m strictjson.Member) bool { return has(m.Name) || anyText(m.Value, has) }
	inElem := func(e strictjson.Value) bool { return anyText(e, has) }
	return slices.ContainsFunc(v.Members(), inMember) || slices.ContainsFunc(v.Elems(), inElem)
}
