package words

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"edov/flow/mask"
)

// MaxEvidence bounds a value shown as evidence.
const MaxEvidence = 300

// Sentence begins a text with a capital letter; hints of flow begin with a small one. The program's name, and the names
// of parameters and claims, are written as they are, so that they can be copied.
func Sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	first, _, _ := strings.Cut(s, " ")
	if strings.ContainsAny(first, "_=") || strings.Contains(asTheyAre, " "+first+" ") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// asTheyAre are names without an underscore (RFC 7519 section 4.1, RFC 7515 section 4.1, Microsoft, ID token claims).
const asTheyAre = " edov alg aud azp exp iat iss kid nbf oid openid sub tid upn ver "

// Cut bounds a text shown as evidence.
//
//go:noinline
func Cut(s string) string { return mask.Shorten(s, MaxEvidence) }

// IsASCII reports whether a text has only characters of ASCII.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Days is the number of whole days from a to b, rounded down.
func Days(a, b time.Time) int {
	const day = 24 * 60 * 60
	seconds := b.Unix() - a.Unix() // a time.Duration ends after 292 years, and some secrets are to last until 9999
	if b.Nanosecond() < a.Nanosecond() {
		seconds--
	}
	n := seconds / day
	if seconds%day < 0 {
		n--
	}
	return int(n)
}

// Count writes a number with its noun.
//
//go:noinline
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// List joins items for a sentence, with a word such as "and" or "or" before the last one: "a, b or c".
func List(items []string, before string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " " + before + " " + items[last]
}

// Causes are the causes that a finding's Why lists, one a line, likeliest first.
func Causes(why string) []string {
	var causes []string
	for _, line := range strings.Split(why, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			causes = append(causes, line)
		}
	}
	return causes
}

// IsWord reports whether a rune belongs to a word: a letter or a digit of any script.
func IsWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
