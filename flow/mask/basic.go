package mask

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/lazy"
)

// base64Chars are the characters of both base64 alphabets, some of which are escaped in a
// query.
const base64Chars = `(?:[A-Za-z0-9+/_-]|%(?:25)?2[BbFf])`

const padding = `(?:=|%(?:25)?3[Dd])`

// basic is the credentials of HTTP Basic authentication (RFC 7617), which may be broken
// into lines. In prose, what follows the word "basic" is not the base64 of a user and a
// password.
var basic = form{needs: []string{"asic", "ASIC"}, pattern: basicPattern, replace: afterBasic}

const basicName = `(?i)\bbasic(?:[\s+:=,"'\\]|%20)+`

var (
	basicPattern = lazy.MustCompile(basicName + base64Chars + `{8,}` + padding + `*` +
		`(?:\s+(?:` + base64Chars + `{4,}` + padding + `*|` + base64Chars + `{2,3}` + padding + `+)){0,3}`)
	basicBegins = lazy.MustCompile(`^` + basicName)
	word        = lazy.MustCompile(`\S+`)
)

// afterBasic masks the credentials: the first word, and the words that continue it. More
// credentials may follow.
func afterBasic(match string) string {
	name := basicBegins.FindString(match)
	rest := match[len(name):]
	words := word.FindAllStringIndex(rest, -1)
	first, end := words[0][1], 0
	if isUserAndPassword(rest[:first], false) {
		end = first
	}
	for _, w := range words[1:] {
		if isUserAndPassword(strings.Join(strings.Fields(rest[:w[1]]), ""), true) {
			end = w[1]
		}
	}
	if end == 0 {
		return name + rest[:first] + replaceBasic(rest[first:])
	}
	return name + Redacted + replaceBasic(rest[end:])
}

// replaceBasic always ends: each call has fewer words to look at.
func replaceBasic(s string) string { return basicPattern.ReplaceAllStringFunc(s, afterBasic) }

const (
	// leastDecoded is how many characters of a user and a password must be readable. The
	// words of a language do not decode to that many.
	leastDecoded = 6
	// leastOpaque is the length from which a random word counts as credentials that
	// cannot be read.
	leastOpaque = 40
)

// isUserAndPassword reports whether base64 encodes a user, a colon and a password. With
// whole, it must encode nothing else; otherwise other letters may follow.
func isUserAndPassword(encoded string, whole bool) bool {
	for strings.Contains(encoded, "%") { // escaped once or twice
		plain, err := url.PathUnescape(encoded)
		if err != nil || plain == encoded {
			break
		}
		encoded = plain
	}
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	if whole && len(encoded)%4 == 1 { // no base64
		return false
	}
	decoded, _ := base64.RawStdEncoding.DecodeString(encoded)
	text := readable(string(decoded))
	if strings.Contains(text, ":") && len(text) >= leastDecoded && (!whole || len(text) == len(decoded)) {
		return true
	}
	return !whole && len(encoded) >= leastOpaque && isRandom(encoded)
}

// readable is the part of a text before the first unprintable character.
func readable(text string) string {
	at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
	if at < 0 {
		return text
	}
	return text[:at]
}

// isRandom reports whether a word has digits and letters of both cases.
func isRandom(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.ToLower(s) != s && strings.ToUpper(s) != s
}

// userInfo is the password in an address (RFC 3986 section 3.2.1), even if the address is
// escaped in a query.
var userInfo = form{
	needs: []string{"@", "%40", "%2540"},
	also:  []string{":", "%"}, // which a mail address has not
	pattern: lazy.MustCompile(`(?i)[a-z]:(?:\\?/){2}[^\s/?#@:"'<>\\]*:[^\s/?#@"'<>\\]+@|` +
		`[a-z]%(?:25)?3a(?:%(?:25)?2f){2}[a-z0-9._~-]*%(?:25)?3a[a-z0-9._~!*-]+%(?:25)?40`),
	replace: beforeHost,
}

// userInfoParts are the text before the password, the password, and its end.
var userInfoParts = lazy.MustCompile(`(?i)^([a-z](?::|%(?:25)?3a)(?:\\?/|%(?:25)?2f){2}.*?(?::|%(?:25)?3a)).+` +
	`(@|%(?:25)?40)$`)

func beforeHost(match string) string {
	return userInfoParts.ReplaceAllString(match, "${1}"+Redacted+"${2}")
}
