package pasted

import (
	"encoding/base64"
	"encoding/binary"
	"html"
	"strings"
	"unicode/utf8"

	"edov/flow/appdoc"
	"edov/flow/lazy"
)

// PlainText makes text of the bytes of a file: it removes a byte order mark and converts
// UTF-16, which PowerShell writes, and UTF-32 to UTF-8. note says so.
func PlainText(data []byte) (text, note string) {
	switch {
	case isUTF32(data, binary.LittleEndian):
		return fromUTF32(data, binary.LittleEndian), "decoded the text, which was UTF-32"
	case isUTF32(data, binary.BigEndian):
		return fromUTF32(data, binary.BigEndian), "decoded the text, which was UTF-32"
	}
	decoded, wide := appdoc.Decode(data)
	if wide {
		note = "decoded the text, which was UTF-16"
	}
	return string(decoded), note
}

// isUTF32 reports whether a text begins with a byte order mark or an ASCII character of UTF-32.
func isUTF32(data []byte, order binary.ByteOrder) bool {
	if len(data) < 8 {
		return false
	}
	first, second := order.Uint32(data), order.Uint32(data[4:])
	return (first == 0xFEFF || first > 0 && first < 0x80) && second > 0 && second < 0x80
}

func fromUTF32(data []byte, order binary.ByteOrder) string {
	var b strings.Builder
	for ; len(data) >= 4; data = data[4:] {
		b.WriteRune(rune(order.Uint32(data))) // what is not a character becomes U+FFFD
	}
	return strings.TrimPrefix(b.String(), "\ufeff")
}

// colours are the control sequences of a terminal, as they are and as logs write them.
var colours = lazy.MustCompile("(?:\x1b|\u009b|\\\\x1b|\\\\u001b|\\\\033|\\^\\[)" +
	"(?:\\[[0-9;:?]*[ -/]*[A-Za-z]|\\][^\x07\x1b]{0,900}(?:\x07|\x1b\\\\))")

// unseen are characters that show nothing: zero-width spaces, soft hyphens, direction marks.
var unseen = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "",
	"\u200e", "", "\u200f", "", "\u202a", "", "\u202c", "", "\u00a0", " ", "\u2028", "\n", "\u2029", "\n")

var (
	percentEscape = lazy.MustCompile(`%[0-9A-Fa-f]{2}`)
	packedJWT     = lazy.MustCompile(`\bZXlK[A-Za-z0-9+/_-]{16,}={0,2}`) // base64 of eyJ
)

// opened decodes one encoding of a text that may contain a token; how says which, and is empty
// if there is none.
func opened(text string, pieces []piece) (plain, how string) {
	for _, p := range pieces {
		if p.form == plainForm {
			plain := string(decodePart(p.text))
			if p.text == text || strings.Contains(plain, "eyJ") || strings.Contains(plain, `"claims"`) {
				return plain, "base64"
			}
		}
	}
	if percentEscape.MatchString(text) {
		if plain := percentEscape.ReplaceAllStringFunc(text, percentDecoded); worthOpening(plain) {
			return plain, "URL-encoded"
		}
	}
	for _, way := range openings {
		if way.marks.MatchString(text) {
			if plain := way.open(text); plain != text && worthOpening(plain) {
				return plain, way.name
			}
		}
	}
	return "", ""
}

// openings are the other encodings that a token may be in, in the order in which they are tried.
var openings = []struct {
	name  string
	marks *lazy.Regexp
	open  func(string) string
}{
	{"quoted-printable", lazy.MustCompile(`=3D|=\n`), func(text string) string { // of mails
		return strings.ReplaceAll(strings.NewReplacer("=\r\n", "", "=\n", "").Replace(text), "=3D", "=")
	}},
	{"HTML", lazy.MustCompile(`&(?:#\d+|#x[0-9a-fA-F]+|amp|quot|lt|gt);`), html.UnescapeString},
	{
		"full of invisible characters",
		lazy.MustCompile("[\u200b-\u200f\u202a-\u202e\u2060\u00a0\u00ad\ufeff\u2028\u2029]"), unseen.Replace,
	},
	{"base64", lazy.MustCompile(`^[A-Za-z0-9+/_-]{16,}={0,2}(?:\s+[A-Za-z0-9+/_-]+={0,2})+$`), func(text string) string {
		return string(decodePart(strings.Join(strings.Fields(text), "")))
	}},
	{"base64", packedJWT, openPacked},
}

// openPacked decodes the base64 of tokens in a text, as the secrets of Kubernetes have it.
func openPacked(text string) string {
	return packedJWT.ReplaceAllStringFunc(text, func(word string) string {
		if plain := decodePart(word); plain != nil && utf8.Valid(plain) {
			return string(plain)
		}
		return word
	})
}

// worthOpening reports whether a text may contain a token.
func worthOpening(text string) bool {
	return len(scan(text)) > 0 || percentEscape.MatchString(text) || strings.Contains(text, `"aud"`)
}

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
	headerBefore = lazy.MustCompile(`(?i)^(?:proxy-)?authorization\s*:\s*`)
	bearerBefore = lazy.MustCompile(`(?i)^bearer\s+`)
	nameOfValue  = lazy.MustCompile(`^(?:export\s+|set\s+|\$env:|-)?\s*["']?[A-Za-z_][\w.-]{0,63}["']?\s*[=:]\s*`)
)

const quotes = "\"'`“”‘’ \t\r\n,;"

// bareWord is the value in a text, without quotes, header and name; empty if it is more than
// one word.
func bareWord(text string) string {
	text = strings.Trim(text, quotes)
	for _, before := range []*lazy.Regexp{headerBefore, bearerBefore, nameOfValue, bearerBefore} {
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
