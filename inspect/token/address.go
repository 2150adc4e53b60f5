package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/mask"
)

// Misformed says why an email is not one address (RFC 5321 sections 4.1.2 and 4.5.3.1, RFC 6531 for letters outside
// ASCII), of which a domain's owner could be verified; empty: it is one. A name in quotes does not count: mail
// systems read it differently, and Microsoft does not assign such addresses. What edov has removed is not judged.
func Misformed(email string) string {
	email = strings.ReplaceAll(email, mask.Redacted, "x")
	name, domain, _ := strings.Cut(email, "@")
	switch {
	case strings.ContainsFunc(email, unseen):
		return "email contains spaces, control characters or invisible ones"
	case strings.ContainsAny(email, "\uFF20\uFE6B"):
		return "email contains a letter that looks like @"
	case strings.Count(email, "@") != 1 || name == "" || domain == "":
		return "email does not have the form name@domain"
	case len(email) > 254 || len(name) > 64:
		return "email is longer than an address can be"
	case !dotted(name, isNamePart):
		return "the part of email before the @ is not one of an address"
	case !dotted(domain, isDomainLabel) || !isNetwork(domain):
		return "the part of email after the @ is not a domain"
	}
	return ""
}

// unseen holds for spaces of any script, and for what a screen does not show: U+200B, U+202E, U+3164, U+2800.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == unicode.ReplacementChar || r == '\u2800' ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isNetwork holds for a name that a domain can have in the Internet: two parts or more, and the last one no number.
func isNetwork(domain string) bool {
	i := strings.LastIndexByte(domain, '.')
	return i > 0 && strings.Trim(domain[i+1:], "0123456789") != ""
}

// dotted reports whether all parts between the dots of a text are such ones. An empty part is none.
func dotted(text string, is func(part string) bool) bool {
	for part := range strings.SplitSeq(text, ".") {
		if part == "" || !is(part) {
			return false
		}
	}
	return true
}

// isNamePart holds for an atom (RFC 5322 section 3.2.3), which may have any characters outside ASCII (RFC 6531
// section 3.3).
func isNamePart(part string) bool {
	return !strings.ContainsFunc(part, func(r rune) bool {
		return r < 0x80 && !isWord(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	})
}

// isDomainLabel holds for one part of a host name (RFC 1123 section 2.1), also of an international one.
func isDomainLabel(label string) bool {
	first, _ := utf8.DecodeRuneInString(label)
	return len(label) <= 63 && !unicode.IsMark(first) && first != '-' && !strings.HasSuffix(label, "-") &&
		!strings.ContainsFunc(label, func(r rune) bool { return !isWord(r) && r != '-' })
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
