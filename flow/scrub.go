package flow

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strings"

	"edov/flow/strictjson"
)

// scrubber takes what was sent out of what comes back: error pages echo
// requests, and the Session is made to be shown and passed on.
type scrubber struct{ sent *regexp.Regexp }

// minScrub is the length from which a value is looked for. A shorter one would
// blot out ordinary words, and no code, verifier or secret of Microsoft's is
// that short.
const minScrub = 8

// maxScrub bounds the pattern, and with it the time that a large answer takes;
// what follows in a longer value goes with it.
const maxScrub = 1024

func newScrubber(values ...Secret) scrubber {
	var forms []string
	for _, v := range values {
		plain := v.Reveal()
		if len(plain) < minScrub {
			continue
		}
		forms = append(forms, anyEscaping(plain),
			regexp.QuoteMeta(base64.RawStdEncoding.EncodeToString([]byte(plain)))+"=*",
			regexp.QuoteMeta(base64.RawURLEncoding.EncodeToString([]byte(plain))))
	}
	if len(forms) == 0 {
		return scrubber{}
	}
	return scrubber{regexp.MustCompile(strings.Join(forms, "|"))}
}

// anyEscaping is a pattern for a value in whatever way a server escapes it.
// Servers differ in which characters they escape (.NET writes ~ as %7e, others
// leave it) and in the case of the digits, so each character is looked for by
// itself. Letters and digits are escaped by nobody.
func anyEscaping(plain string) string {
	var pattern strings.Builder
	if len(plain) > maxScrub {
		return anyEscaping(cut(plain, maxScrub)) + `[^\s"'<>]*`
	}
	for _, r := range plain {
		char := string(r)
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			pattern.WriteString(char)
			continue
		}
		var percent strings.Builder
		for _, b := range []byte(char) {
			fmt.Fprintf(&percent, "%%(?:25)?%02x", b) // (?:25)?: escaped twice
		}
		fmt.Fprintf(&pattern, `(?:\\?%s|(?i:%s)|&#0*%d;|(?i:&#x0*%x;)|(?i:\\u%04x)`, regexp.QuoteMeta(char), percent.String(), r, r, r)
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
	if s.sent == nil {
		return text
	}
	return s.sent.ReplaceAllLiteralString(text, redacted)
}

// value scrubs every string and every name in a JSON value. It works on what
// was read, so no way of escaping hides anything from it.
func (s scrubber) value(v strictjson.Value) strictjson.Value {
	if v.Kind == strictjson.String {
		v.Text = s.text(v.Text)
	}
	for i, m := range v.Members {
		v.Members[i] = strictjson.Member{Name: s.text(m.Name), Value: s.value(m.Value)}
	}
	for i, e := range v.Elems {
		v.Elems[i] = s.value(e)
	}
	return v
}
