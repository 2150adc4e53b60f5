// Package mask removes credentials from text by their form: client secrets, authorization
// codes, refresh tokens, passwords of HTTP Basic authentication and of addresses, private
// keys and the signatures of tokens never leave edov, whatever text they are in.
//
// It is the last line of defense. Package flow removes what a sign-in itself sent by its
// value; this package knows nothing but the text. Identifiers that only resemble a
// credential stay: secret IDs, correlation IDs, and the claims rh, uti, aio and sid.
//
// Text masks a text, Drawn a line that may be cut off, Cut and Shorten while they shorten;
// Holds, HoldsClientSecret and Typed only look. Package visible masks everything that is
// shown, package jsonout all JSON.
package mask

import (
	"encoding/base64"
	"slices"
	"strings"

	"edov/flow/lazy"
)

// Redacted replaces a credential.
const Redacted = "[redacted]"

// form is one form of a credential.
type form struct {
	// needs are texts of which every credential of this form has one: a quick test before
	// the expression is tried.
	needs []string
	// also are further ones of which it has one too; none for most forms.
	also    []string
	pattern *lazy.Regexp
	// replace is what is shown of a match; nil: nothing.
	replace func(match string) string
	// whole is set if a credential looks the same as an identifier that was cut off.
	whole bool
}

// leastRun is the length of the shortest credential: a text without a word of this length
// has none.
const leastRun = 8

// secretChars are the characters of a client secret; a tilde may be escaped.
const secretChars = `[A-Za-z0-9_~.%-]`

var clientSecret = form{
	needs:   []string{"Q~", "q~", "Q%", "q%"},
	pattern: lazy.MustCompile(`[A-Za-z0-9_~.-]{3}\d[Qq](?:~|%(?:25)?7[Ee])` + secretChars + `{16,}`),
}

// forms are tried in this order: tokens come before names with values, so that the claims of
// a token with a name stay readable.
var forms = []form{
	{
		needs: []string{"PRIVATE KEY-----"},
		pattern: lazy.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?s:.*?)` +
			`(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)`),
	},
	secretAndRest,
	basic,
	userInfo,
	// A JWS in compact form (RFC 7515 section 7.1), or a JWE (RFC 7516).
	{
		needs:   []string{"ey", "ew"},
		pattern: lazy.MustCompile(`e[wy][A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}`),
		replace: unsigned,
	},
	// A code or a refresh token of a work account: the value of the claim rh, followed by
	// the credential itself.
	{
		needs:   []string{"0.A", "1.A"},
		pattern: lazy.MustCompile(`[01]\.A[A-Za-z0-9_.-]{20,}`),
		replace: unlessIdentifier,
		whole:   true,
	},
	{needs: []string{"ABA"}, pattern: lazy.MustCompile(`\bO?A[QUwg]ABA[A-Za-z0-9_-]{60,}`)}, // of the older form
	// A code or a refresh token of a personal account.
	{
		needs:   []string{"M.C", "M.R"},
		pattern: lazy.MustCompile(`M\.[CR]\d[0-9a-z]*_[A-Z0-9]{2,4}\.[A-Za-z0-9!*$%._-]{8,}`),
	},
	{needs: []string{"sk_"}, pattern: lazy.MustCompile(`sk_(?:live|test)_[A-Za-z0-9]{16,}`)}, // Clerk's secret key
	{needs: []string{"earer "}, pattern: lazy.MustCompile(`\b[Bb]earer +[A-Za-z0-9._~+/-]{20,}=*`), replace: afterName},
	{needs: namedNeeds, pattern: named, replace: afterName},
}

// named is a credential that is recognized by the name before it: in a line of an .env
// file, a query, a form, or a member of JSON, even of JSON inside a text.
var named = lazy.MustCompile(`(?i)\b(?:code=|` +
	`(?:\w*secret(?:_?text|_?value)?|code_verifier|\w*assertion|refresh_token|access_token|id_token|device_code)` +
	`(?:\\*["'])?\s*[=:]\s*(?:\\*["'])?)` +
	`[A-Za-z0-9._~!*$%+/-]{16,}=*`)

var namedNeeds = []string{
	"ecret", "ECRET", "code=", "CODE=", "_verifier", "_VERIFIER", "ssertion", "SSERTION", "_token", "_TOKEN",
	"device_code",
}

// Text is a text without the credentials in it.
func Text(s string) string { return masked(s, true) }

// Drawn is Text for a line that may have been cut to a width: it leaves what could also be
// the beginning of an identifier.
func Drawn(line string) string { return masked(line, false) }

func masked(s string, whole bool) string {
	if !hasRun(s) || !hasNeed(s) {
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
	in := func(need string) bool { return strings.Contains(s, need) }
	return slices.ContainsFunc(f.needs, in) && (f.also == nil || slices.ContainsFunc(f.also, in))
}

// hasRun reports whether a text has a word that is long enough for a credential.
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

// Holds reports whether a text contains a credential.
func Holds(s string) bool { return Text(s) != s }

// secretBegins is how a client secret begins.
var secretBegins = lazy.MustCompile(`[A-Za-z0-9_~.-]{3}\d[Qq]~`)

// Typed is Holds for a text that is still being typed: it recognizes a client secret by its
// beginning.
func Typed(s string) bool { return secretBegins.MatchString(s) || Holds(s) }

// HoldsClientSecret reports whether a text contains what looks like a client secret of
// Microsoft's, such as one that was typed in the wrong place.
func HoldsClientSecret(s string) bool {
	return clientSecret.near(s) && clientSecret.pattern.MatchString(s)
}

// Cut bounds a text from outside. It removes credentials first: a part of one might not be
// recognized.
//
//go:noinline
func Cut(s string, n int) string {
	s, _ = cut(s, n)
	return s
}

// Shorten is Cut with an ellipsis if something is missing.
//
//go:noinline
func Shorten(s string, n int) string {
	s, missing := cut(s, n)
	if missing {
		s += "…"
	}
	return s
}

// tail is how much text after a cut is examined: more than the form of a credential needs.
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

// leastSignature is the length from which the third part of a token counts as a signature.
const leastSignature = 16

// unsigned is a token that is readable but worthless: without its signature, or only its
// header if it is encrypted.
func unsigned(match string) string {
	parts := strings.Split(match, ".")
	switch {
	case !endsInHeader(parts[0]):
		return match // words that only begin like a token
	case len(parts) == 5:
		return parts[0] + "." + Redacted
	case len(parts[2]) < leastSignature:
		return match
	}
	parts[2] = Redacted
	return strings.Join(parts, ".")
}

// endsInHeader reports whether a text ends in the header of a token, even if other letters
// come before it.
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

// identifier is the claim rh: one part and a dot. A code begins in the same way, but
// continues.
var identifier = lazy.MustCompile(`^[01]\.A[A-Za-z0-9_-]{20,72}\.$`)

// unlessIdentifier masks a code, which has digits and letters of both cases.
func unlessIdentifier(match string) string {
	rest := match[len("0.A"):]
	if !isRandom(rest) || identifier.MatchString(match) {
		return match
	}
	return Redacted
}

var guid = lazy.MustCompile(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// afterName masks the value after a name, unless it is an identifier, a word, or a token
// whose signature has been removed.
func afterName(match string) string {
	at := 1 + strings.LastIndexAny(strings.TrimRight(match, "="), "=:\"' \t\r\n")
	v := match[at:]
	if guid.MatchString(v) || !strings.ContainsAny(v, "0123456789") || strings.HasPrefix(v, "eyJ") {
		return match
	}
	return match[:at] + Redacted
}
