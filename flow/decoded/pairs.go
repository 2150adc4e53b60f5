package decoded

import (
	"slices"
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
	`[ \t]*(?:=>|->|=|:)[ \t]*`)

// fromPairs reads claims that are in a row, whatever is around them. It takes only names that are
// claims: in what surrounds them, other names are other things. In a row they are if there is little
// else between them.
func fromPairs(text string) (o object, ok bool) {
	found := pair.FindAllStringSubmatchIndex(text, 400)
	found = slices.DeleteFunc(found, func(m []int) bool { // the scheme of an address is no name
		return strings.HasPrefix(text[m[1]:], "//")
	})
	var b builder
	begin, end, read, unread := -1, 0, 0, 0
	for i, m := range found {
		rest := text[m[1]:]
		if i+1 < len(found) {
			rest = text[m[1]:found[i+1][0]]
		}
		value := bareValue(rest)
		unread += m[1] - m[0] + len(value)
		name := aspName(text[m[2]:m[3]], text[m[0]:m[2]])
		if strings.EqualFold(name, "xmsedov") { // of a class
			name = "xms_edov"
		}
		switch {
		case !slices.Contains(Names, name):
			continue
		case isProse(name, value):
			return object{}, false
		}
		if begin < 0 {
			begin, unread = m[0], m[1]-m[0]+len(value)
		}
		end, read, unread = m[1]+len(value), read+unread, 0
		b.add(name, value)
	}
	o, ok = b.object()
	return o, ok && 3*read > 2*(end-begin)
}

// isProse reports whether what follows the name of a claim is a sentence: no such value has a space.
func isProse(name, value string) bool {
	return (name == "aud" || slices.Contains(whose, name)) && strings.Contains(value, " ") &&
		!strings.ContainsAny(value[:1], `"'[<{`) && !wrapper.MatchString(value)
}

// bareValue is a value without what closes the list or the object around it. A line end ends it.
func bareValue(text string) string {
	text, _, _ = strings.Cut(text, "\n")
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
