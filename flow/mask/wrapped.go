package mask

import (
	"strings"

	"edov/flow/lazy"
)

// secretAndRest is a client secret, even if white space or a cut has left only its first
// part: the beginning is unmistakable. The next word is masked too if it stands alone,
// looks random, and makes the whole as long as a secret. Any other word may be prose and
// stays; so does the end of a secret that is broken twice, or whose end has only lower
// case letters.
var secretAndRest = form{needs: clientSecret.needs, pattern: secretWithRest, replace: bothParts}

var secretWithRest = lazy.MustCompile(`[A-Za-z0-9_~.-]{3}\d[Qq](?:~|%(?:25)?7[Ee])` + secretChars + `{4,}` +
	`(?:\s+` + secretChars + `+(?:["'<>)\]},;\s]|$))?`)

// A client secret of Microsoft's has 40 characters; an invented one may differ.
const (
	leastSecret = 36
	wholeSecret = 40
	mostSecret  = 44
)

const whiteSpace = " \t\r\n\f\v"

func bothParts(match string) string {
	at := strings.IndexAny(match, whiteSpace)
	if at < 0 {
		return Redacted
	}
	rest := match[at:]
	end := len(strings.TrimRight(rest, `"'<>)]},;`+whiteSpace))
	part := strings.TrimSpace(rest[:end])
	if n := at + len(part); at >= wholeSecret || n < leastSecret || n > mostSecret || !looksRandom(part) {
		return Redacted + secretWithRest.ReplaceAllStringFunc(rest, bothParts) // the next word may be a secret itself
	}
	return Redacted + rest[end:]
}

// looksRandom reports whether a part is no word, name, number or identifier.
func looksRandom(part string) bool {
	lower, upper := strings.ToLower(part), strings.ToUpper(part)
	if lower == upper || guid.MatchString(part) || strings.HasPrefix(part, "AADSTS") {
		return false
	}
	mixed := lower[1:] != part[1:] && upper != part // more than a capital letter at the beginning
	return mixed || strings.ContainsAny(part, "0123456789~")
}
