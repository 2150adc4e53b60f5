package mask

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// base64Chars are the characters of both alphabets of base64, of which a query
// escapes some.
const base64Chars = `(?:[A-Za-z0-9+/_-]|%(?:25)?2[BbFf])`

const padding = `(?:=|%(?:25)?3[Dd])`

// basic are the credentials of HTTP Basic authentication (RFC 7617), which may be
// broken into lines. What stands behind the word in prose is no base64 of a user
// and a password.
var basic = form{needs: []string{"asic", "ASIC"}, pattern: basicPattern, replace: afterBasic}

const basicName = `(?i)\bbasic(?:[\s+:=,"'\\]|%20)+`

var (
	basicPattern = regexp.MustCompile(basicName + base64Chars + `{8,}` + padding + `*` +
		`(?:\s+(?:` + base64Chars + `{4,}` + padding + `*|` + base64Chars + `{2,3}` + padding + `+)){0,3}`)
	basicBegins = regexp.MustCompile(`^` + basicName)
	word        = regexp.MustCompile(`\S+`)
)

// afterBasic masks the credentials: the first word, and those that go on with it.
// Behind them there may be others.
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

// replaceBasic ends: what it is given has fewer words each time.
func replaceBasic(s string) string { return basicPattern.ReplaceAllStringFunc(s, afterBasic) }

const (
	// leastDecoded is how much of a user and a password can be read at least.
	// The words of a language begin like no base64 of a readable text.
	leastDecoded = 6
	// leastOpaque is a length from which a random word is taken for credentials
	// that cannot be read.
	leastOpaque = 40
)

// isUserAndPassword reports whether base64 says a user, a colon and a password.
// Whole base64 says nothing else; other base64 may have more letters behind it.
func isUserAndPassword(encoded string, whole bool) bool {
	for strings.Contains(encoded, "%") { // escaped once or twice
		plain, err := url.PathUnescape(encoded)
		if err != nil || plain == encoded {
			break
		}
		encoded = plain
	}
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	if len(encoded)%4 == 1 {
		if whole {
			return false
		}
		encoded = encoded[:len(encoded)-1]
	}
	decoded, _ := base64.RawStdEncoding.DecodeString(encoded)
	text := readable(string(decoded))
	if strings.Contains(text, ":") && len(text) >= leastDecoded && (!whole || len(text) == len(decoded)) {
		return true
	}
	return !whole && len(encoded) >= leastOpaque && isRandom(encoded)
}

// readable is the part of a text before what is not printed.
func readable(text string) string {
	at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
	if at < 0 {
		return text
	}
	return text[:at]
}

// isRandom holds for what has digits and letters of both cases.
func isRandom(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.ToLower(s) != s && strings.ToUpper(s) != s
}

// userInfo is the password in an address (RFC 3986 section 3.2.1), also in an
// address that stands escaped in a query.
var userInfo = form{
	needs: []string{"@", "%40", "%2540"},
	pattern: regexp.MustCompile(`(?i)[a-z]:(?:\\?/){2}[^\s/?#@:"'<>\\]*:[^\s/?#@"'<>\\]+@|` +
		`[a-z]%(?:25)?3a(?:%(?:25)?2f){2}[a-z0-9._~-]*%(?:25)?3a[a-z0-9._~!*-]+%(?:25)?40`),
	replace: beforeHost,
}

// userInfoParts are what stands before the password, the password, and its end.
var userInfoParts = regexp.MustCompile(`(?i)^([a-z](?::|%(?:25)?3a)(?:\\?/|%(?:25)?2f){2}.*?(?::|%(?:25)?3a)).+(@|%(?:25)?40)$`)

func beforeHost(match string) string {
	return userInfoParts.ReplaceAllString(match, "${1}"+Redacted+"${2}")
}
