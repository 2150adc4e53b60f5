package decoded

import (
	"strings"

	"edov/flow/lazy"
)

// Names are the claims that a program or a person shows of a token of Microsoft's.
var Names = []string{
	"iss", "aud", "exp", "iat", "nbf", "sub", "tid", "oid", "ver", "email", "xms_edov", "email_verified",
	"preferred_username", "upn", "unique_name", "nonce", "uti", "rh", "aio", "acct", "scp", "appid", "azp", "idp",
	"verified_primary_email", "verified_secondary_email", "sid", "given_name", "family_name", "name", "groups", "roles",
}

// pair begins one of several claims on a line: aud=x of Java and of logs, aud:x of Go, "aud" => x
// of Ruby and PHP, aud -> x of Scala.
var pair = lazy.MustCompile(`(?:^|[\s,;{(\[<])[:"']?(?:https?://[\w./-]+/)?([A-Za-z_]\w{1,40})["']?` +
	`[ \t]*(?:=>|->|=|:)`)

// fromPairs reads claims that are in a row, whatever is around them. It takes only names that are
// claims: in what surrounds them, other names are other things.
func fromPairs(text string, own bool) []object {
	var found [][]int
	for _, m := range pair.FindAllStringSubmatchIndex(text, 400) {
		if !strings.HasPrefix(text[m[1]:], "//") { // the scheme of an address is no name
			found = append(found, m)
		}
	}
	b := builder{own: own}
	var around brackets
	end := 0
	for i, m := range found {
		next := len(text)
		if i+1 < len(found) {
			next = found[i+1][0]
		}
		value := bareValue(text[m[1]:next])
		name := b.claim(text[m[2]:m[3]], text[m[0]:m[2]])
		switch {
		case !among(Names, name) && !strings.EqualFold(name, "xmsedov"):
		case isProse(name, value):
			return nil
		default:
			around.pass(&b, text[end:m[2]])
			end = m[2]
			b.add(name, value)
			if n := strings.IndexByte(text[m[1]:next], '\n'); n >= 0 {
				b.wrapped(text[m[1]+n:], m[1]+n-strings.LastIndexByte(text[:m[1]], '\n'))
			}
		}
	}
	return b.objects()
}

// isProse reports whether what follows the name of a claim is a sentence: no such value has a space.
func isProse(name, value string) bool {
	return (name == "aud" || among(whose, name)) && strings.Contains(value, " ") &&
		!strings.ContainsAny(value[:1], `"'[<{`) && !wrapper.MatchString(value)
}

// bareValue is a value without what closes the list or the object around it. A line end ends it.
func bareValue(text string) string {
	text, _, _ = strings.Cut(strings.TrimLeft(text, " \t"), "\n")
	text = strings.TrimRight(text, " \t,;")
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth < 0 {
				return strings.TrimRight(text[:i], " \t,;")
			}
		}
	}
	if !strings.Contains(text, "<") { // the object of Ruby ends with it
		text = strings.TrimRight(text, ">")
	}
	return text
}

// brackets are those that are open, the outermost first.
type brackets string

// closers are what closes each bracket.
const closers = "{}[]()"

// pass goes on to the next claim. After the end of all brackets, and before the first, the claims are of
// something else; within them, those of another list may begin.
func (open *brackets) pass(b *builder, text string) {
	before, least := len(*open), len(*open)
	line := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			line = line || *open == ""
		case strings.IndexByte("{[(", c) >= 0 && len(*open) < 4*maxDepth: // few, as in a text
			*open += brackets(c)
		case strings.IndexByte("}])", c) >= 0:
			// What no bracket began is of a text; what was not closed ends with what is around it.
			if at := strings.LastIndexByte(string(*open), closers[strings.IndexByte(closers, c)-1]); at >= 0 {
				*open = (*open)[:at]
				least = min(least, at)
			}
		}
	}
	switch {
	case (before > 0 || *open != "") && least == 0:
		b.mixed = b.mixed || before == 0 && len(b.seen) > 0
		b.end()
		b.mixed = *open == ""
	case line, strings.Contains(text, "#<"), least < before && len(*open) > least:
		b.gap()
	}
}
