package flow

import (
	"encoding/base64"
	"regexp"
	"strings"

	"edov/flow/appdoc"
)

// PlainText makes text of the bytes of a file: it removes a byte order mark and converts
// UTF-16, which PowerShell writes, to UTF-8. note says so.
func PlainText(data []byte) (text, note string) {
	decoded, wide := appdoc.Decode(data)
	if wide {
		note = "decoded the text, which was UTF-16"
	}
	return string(decoded), note
}

var (
	percentEscape = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	packedJWT     = regexp.MustCompile(`^ZXlK[A-Za-z0-9+/_-]{16,}={0,2}$`) // base64 of eyJ
)

// opened decodes one encoding of a text that may contain a token; how says which, and is empty
// if there is none.
func opened(text string, pieces []piece) (plain, how string) {
	for _, p := range pieces {
		if p.form == plainForm {
			if plain := string(decodePart(p.text)); p.text == text || strings.Contains(plain, "eyJ") {
				return plain, "base64"
			}
		}
	}
	if percentEscape.MatchString(text) {
		if plain := percentEscape.ReplaceAllStringFunc(text, percentDecoded); worthOpening(plain) {
			return plain, "URL-encoded"
		}
	}
	if strings.Contains(text, "=3D") { // quoted-printable, of mails
		plain := strings.ReplaceAll(strings.NewReplacer("=\r\n", "", "=\n", "").Replace(text), "=3D", "=")
		if worthOpening(plain) {
			return plain, "quoted-printable"
		}
	}
	if word := bareWord(text); packedJWT.MatchString(word) {
		return string(decodePart(word)), "base64"
	}
	return "", ""
}

// worthOpening reports whether a text may contain a token.
func worthOpening(text string) bool { return len(scan(text)) > 0 || percentEscape.MatchString(text) }

// percentDecoded is the character of one percent escape.
func percentDecoded(escape string) string {
	n := 0
	for _, c := range []byte(escape[1:]) {
		n = n*16 + strings.IndexByte("0123456789abcdef", c|0x20)
	}
	return string([]byte{byte(n)})
}

// These are what may be in front of a value.
var (
	headerBefore = regexp.MustCompile(`(?i)^(?:proxy-)?authorization\s*:\s*`)
	bearerBefore = regexp.MustCompile(`(?i)^bearer\s+`)
	nameOfValue  = regexp.MustCompile(`^(?:export\s+|set\s+|\$env:|-)?\s*["']?[A-Za-z_][\w.-]{0,63}["']?\s*[=:]\s*`)
)

const quotes = "\"'`“”‘’ \t\r\n,;"

// bareWord is the value in a text, without quotes, header and name; empty if it is more than
// one word.
func bareWord(text string) string {
	text = strings.Trim(text, quotes)
	for _, before := range []*regexp.Regexp{headerBefore, bearerBefore, nameOfValue, bearerBefore} {
		if rest := strings.Trim(text[len(before.FindString(text)):], quotes); rest != "" {
			text = rest
		}
	}
	if strings.ContainsAny(text, " \t\r\n") {
		return ""
	}
	return text
}

// base64Text decodes a text that is base64 of text, such as XML.
func base64Text(word string) string {
	if len(word) < 16 {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(word)
	if err != nil {
		raw = decodePart(word)
	}
	return string(raw)
}
