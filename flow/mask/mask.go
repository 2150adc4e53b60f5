// Package mask takes credentials out of text by their form: what looks like a
// client secret, an authorization code, a refresh token, a password of HTTP Basic
// authentication or of an address, a private key or the signature of a token never
// leaves edov, whoever wrote it and wherever.
//
// It is the last line of defence. What a sign-in itself sent is taken out by its
// value before, in package flow; here nothing is known of a text but the text.
// Identifiers that only resemble a credential stay: secret IDs, correlation IDs,
// and the claims rh, uti, aio and sid.
//
// Package visible calls it for all that is shown, package jsonout for all JSON.
package mask

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// Redacted stands wherever a credential would have been shown.
const Redacted = "[redacted]"

// form is one form of a credential.
type form struct {
	// needs are texts of which one is in every credential of this form: a cheap
	// look before the expression is tried.
	needs   []string
	pattern *regexp.Regexp
	// replace is what is shown of a match; nil: nothing of it.
	replace func(match string) string
	// whole forms cannot be told apart from an identifier that was cut short.
	whole bool
}

// leastRun is a length below which no credential is: a text without a word as
// long as this holds none.
const leastRun = 8

// secretChars are the characters of a client secret; a tilde may be escaped.
const secretChars = `[A-Za-z0-9_~.%-]`

var clientSecret = form{
	needs:   []string{"Q~", "q~", "Q%", "q%"},
	pattern: regexp.MustCompile(`[A-Za-z0-9_~.-]{3}\d[Qq](?:~|%(?:25)?7[Ee])` + secretChars + `{16,}`),
}

// forms are tried in this order: a token before the name that may stand before
// it, so that its claims stay readable.
var forms = []form{
	{
		needs:   []string{"PRIVATE KEY-----"},
		pattern: regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)`),
	},
	secretAndRest,
	basic,
	userInfo,
	// A JWS in compact form (RFC 7515 section 7.1), or a JWE (RFC 7516).
	{
		needs:   []string{"ey", "ew"},
		pattern: regexp.MustCompile(`e[wy][A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}`),
		replace: unsigned,
	},
	// A code or a refresh token of a work account: what the claim rh holds, and
	// the credential itself behind it.
	{
		needs:   []string{"0.A", "1.A"},
		pattern: regexp.MustCompile(`[01]\.A[A-Za-z0-9_.-]{20,}`),
		replace: unlessIdentifier,
		whole:   true,
	},
	{needs: []string{"ABA"}, pattern: regexp.MustCompile(`\bO?A[QUwg]ABA[A-Za-z0-9_-]{60,}`)}, // of the older form
	// A code or a refresh token of a personal account.
	{
		needs:   []string{"M.C", "M.R"},
		pattern: regexp.MustCompile(`M\.[CR]\d[0-9a-z]*_[A-Z0-9]{2,4}\.[A-Za-z0-9!*$%._-]{8,}`),
	},
	{needs: []string{"sk_"}, pattern: regexp.MustCompile(`sk_(?:live|test)_[A-Za-z0-9]{16,}`)}, // Clerk's secret key
	{needs: []string{"earer "}, pattern: regexp.MustCompile(`\b[Bb]earer +[A-Za-z0-9._~+/-]{20,}=*`), replace: afterName},
	{needs: namedNeeds, pattern: named, replace: afterName},
}

// named is a credential by the name that stands before it: a line of an .env
// file, a query, a form, a member of JSON, also of one within a text.
var named = regexp.MustCompile(`(?i)\b(?:code=|` +
	`(?:\w*secret(?:_?text|_?value)?|code_verifier|\w*assertion|refresh_token|access_token|id_token|device_code)` +
	`(?:\\*["'])?\s*[=:]\s*(?:\\*["'])?)` +
	`[A-Za-z0-9._~!*$%+/-]{16,}=*`)

var namedNeeds = []string{
	"ecret", "ECRET", "code=", "CODE=", "_verifier", "_VERIFIER", "ssertion", "SSERTION", "_token", "_TOKEN", "device_code",
}

// Text is a text without the credentials in it.
func Text(s string) string { return masked(s, true) }

// Drawn is Text for a line that may have been cut to a width: what could also be
// the beginning of an identifier is left.
func Drawn(line string) string { return masked(line, false) }

func masked(s string, whole bool) string {
	if !hasRun(s) {
		return s
	}
	for i := range forms {
		if f := &forms[i]; whole || !f.whole {
			s = f.mask(s)
		}
	}
	return s
}

func (f *form) mask(s string) string {
	switch {
	case !f.near(s):
		return s
	case f.replace == nil:
		return f.pattern.ReplaceAllLiteralString(s, Redacted)
	}
	return f.pattern.ReplaceAllStringFunc(s, f.replace)
}

func (f *form) near(s string) bool {
	for _, need := range f.needs {
		if strings.Contains(s, need) {
			return true
		}
	}
	return false
}

// hasRun reports whether a text has a word that is long enough to be a
// credential.
func hasRun(s string) bool {
	run := 0
	for i := range len(s) {
		if s[i] <= ' ' {
			run = 0
			continue
		}
		if run++; run >= leastRun {
			return true
		}
	}
	return false
}

// Holds reports whether there is a credential in a text.
func Holds(s string) bool { return Text(s) != s }

// secretBegins is how a client secret begins.
var secretBegins = regexp.MustCompile(`[A-Za-z0-9_~.-]{3}\d[Qq]~`)

// Typed is Holds for what is still being typed: it knows a client secret by its
// beginning.
func Typed(s string) bool { return secretBegins.MatchString(s) || Holds(s) }

// HoldsClientSecret reports whether a text holds what has the form of a client
// secret of Microsoft's, such as one that was typed in the wrong place.
func HoldsClientSecret(s string) bool {
	return clientSecret.near(s) && clientSecret.pattern.MatchString(s)
}

// Cut bounds a text from outside. A credential is taken out before: the part of
// one that is left by a cut may have its form no more.
func Cut(s string, n int) string {
	s, _ = cut(s, n)
	return s
}

// Shorten is Cut with a sign where something is missing.
func Shorten(s string, n int) string {
	s, missing := cut(s, n)
	if missing {
		s += "…"
	}
	return s
}

// tail is how much behind a cut is looked at: more than the form of a credential
// needs.
const tail = 1024

func cut(s string, n int) (short string, missing bool) {
	if len(s) <= n {
		return s, false
	}
	missing = len(s) > n+tail
	s = Text(s[:min(len(s), n+tail)])
	if len(s) <= n {
		return s, missing
	}
	return strings.ToValidUTF8(s[:n], ""), true
}

// leastSignature is the length from which the third part of a token is one.
const leastSignature = 16

// unsigned is a token whose claims can be read and which is good for nothing:
// without its signature, or, if it is encrypted, without all but its header.
func unsigned(match string) string {
	parts := strings.Split(match, ".")
	switch {
	case !endsInHeader(parts[0]):
		return match // words that begin like a token
	case len(parts) == 5:
		return parts[0] + "." + Redacted
	case len(parts[2]) < leastSignature:
		return match
	}
	parts[2] = Redacted
	return strings.Join(parts, ".")
}

// endsInHeader holds for the header of a token, also where other letters stand
// right before it.
func endsInHeader(part string) bool {
	for at := 0; at < len(part); at++ {
		if part[at] != 'e' {
			continue
		}
		rest := part[at:]
		header, err := base64.RawURLEncoding.DecodeString(rest[:len(rest)&^3])
		if err == nil && strings.HasPrefix(string(header), "{") && strings.Contains(string(header), `"alg"`) {
			return true
		}
	}
	return false
}

// identifier is the claim rh (entra.md): one part, and a dot behind it. A code
// begins with the same and goes on.
var identifier = regexp.MustCompile(`^[01]\.A[A-Za-z0-9_-]{20,72}\.$`)

// unlessIdentifier masks a code. A real one has digits and letters of both cases.
func unlessIdentifier(match string) string {
	rest := match[len("0.A"):]
	random := strings.ContainsAny(rest, "0123456789") && strings.ToLower(rest) != rest && strings.ToUpper(rest) != rest
	if !random || identifier.MatchString(match) {
		return match
	}
	return Redacted
}

var guid = regexp.MustCompile(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// afterName masks the value behind a name, unless it is an identifier, a word,
// or a token whose signature is gone already.
func afterName(match string) string {
	at := 1 + strings.LastIndexAny(strings.TrimRight(match, "="), "=:\"' \t\r\n")
	v := match[at:]
	if guid.MatchString(v) || !strings.ContainsAny(v, "0123456789") || strings.HasPrefix(v, "eyJ") {
		return match
	}
	return match[:at] + Redacted
}
