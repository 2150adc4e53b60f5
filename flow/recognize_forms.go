package flow

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// leaked is what to do with a secret that was in a place others may see.
const leaked = "edov needs no secret here and did not keep it; if others may have seen it, replace it"

// clientSecretGiven is for what has the form of a client secret.
var clientSecretGiven = &NoToken{
	"client-secret", "this is a client secret, not a token",
	"edov did not keep it; if others can see where you pasted it, treat it as leaked: make a new one and remove this one",
}

// clientSecretInside is for a text or document with a client secret among other
// things.
var clientSecretInside = &NoToken{
	"client-secret", "there is a client secret in this, and no token", clientSecretGiven.Hint,
}

// opaqueToken is the form of an access token that only its API can read.
const opaqueToken = "opaque-token"

// whereTokens says how to get a token.
const whereTokens = "give the ID token: one long word that begins with eyJ and has two dots"

// notInBrowser says why a code is not enough.
const notInBrowser = "a code can be redeemed once, by the sign-in that asked for it; edov signin makes one of its own"

// textForm is a kind of text that people take for a token.
type textForm struct {
	NoToken
	pattern *regexp.Regexp
}

func form(pattern, name, what, hint string) textForm {
	return textForm{NoToken{name, what, hint}, regexp.MustCompile(pattern)}
}

// anywhere are forms that are told by a part of the text; the first that fits
// counts.
var anywhere = []textForm{
	form(`-----BEGIN [A-Z ]*PRIVATE KEY`, "private-key", "this is a private key, not a token", leaked),
	form(
		`-----BEGIN (TRUSTED |X509 )?CERTIFICATE`, "certificate",
		"this is a certificate, not a token", "edov app MANIFEST judges the certificates of an app",
	),
	form(`-----BEGIN [A-Z0-9 ]+`, "pem", "this is a key or another PEM block, not a token", whereTokens),
	form(
		`\bsk_(test|live)_[A-Za-z0-9]{8}`, "clerk-secret-key",
		"this is a secret key of Clerk or Stripe, not a token", leaked,
	),
	form(
		`\b(github_pat_|gh[opsur]_)[A-Za-z0-9_]{20}`, "github-token",
		"this is a token of GitHub's, which says nothing about a sign-in with Microsoft", leaked,
	),
	form(`\bGOCSPX-[A-Za-z0-9_-]{20}`, "google-secret", "this is a client secret of Google's, not a token", leaked),
	form(
		`\b(sb_secret_|sbp_)[A-Za-z0-9_]{16}`, "supabase-secret-key",
		"this is a secret key of Supabase's, not a token", leaked,
	),
	form(`\bwhsec_[A-Za-z0-9+/=]{16}`, "webhook-secret", "this is a webhook's signing secret, not a token", leaked),
	form(
		`\bxox[abeprs]-[A-Za-z0-9-]{10}`, "slack-token",
		"this is a token of Slack's, which says nothing about a sign-in with Microsoft", leaked,
	),
	form(`\bAKIA[A-Z0-9]{16}\b`, "aws-key", "this is an access key ID of AWS, not a token", leaked),
	form(
		`(?i)\bSAMLResponse\b|<([a-z0-9]+:)?(Response|Assertion)\b[^>]*\burn:oasis:names:tc:SAML`, "saml",
		"this is a SAML response, not a token: edov tests sign-ins with OpenID Connect",
		"the app is set up for SAML (Enterprise applications > Single sign-on), or another one was asked",
	),
	form(
		`(?i)\bSAMLRequest\b|<([a-z0-9]+:)?AuthnRequest\b`, "saml-request",
		"this is a SAML request, not a token: edov tests sign-ins with OpenID Connect",
		"an app that signs in with SAML has no ID token",
	),
	form(
		`(?i)<([a-z0-9]+:)?EntityDescriptor\b`, "saml-metadata",
		"this is SAML or federation metadata, not a token", whereTokens,
	),
	form(
		`(?i)<!doctype html|<html[\s>]|<(body|head|script)[\s>]`, "html",
		"this is an HTML page without a token", "if it is an error page, give its text to edov explain",
	),
	form(`^\s*<(\?xml|[a-zA-Z][\w.:-]*[\s/>])`, "xml", "this is XML, not a token", whereTokens),
	form(
		`(?i)^\s*https?://\S*[?&#]code=|^[?#&]?(code|state|session_state)=\S*\bcode=|^[?#]?code=\S`,
		"authorization-code",
		"this is an address with an authorization code, not a token; only the sign-in that asked for it can redeem it",
		"paste it into the sign-in that waits for it, or run edov signin",
	),
	form(
		`(?i)(^|[&?"'\s])refresh_?token["']?\s*[=:]\s*["']?[^\s"'&]{8}`, "refresh-token",
		"this is a refresh token, not an ID token: only Microsoft can read it", leaked,
	),
	form(
		`(?i)^\s*(>\s*)?curl(\.exe)?\s`, "curl",
		"this is a curl command without a token", "run it, and give its answer to edov inspect -",
	),
	form(
		`(?i)^\s*(set-)?cookie\s*:`, "cookies",
		"these are cookies without a JWT: the session is kept in another form", whereTokens,
	),
	form(
		`(?i)^\s*(https?://\S+)\s*$`, "address",
		"this is an address, not a token", "give the token itself, or the text of the error page to edov explain",
	),
}

// bareForms are told by the whole of one word.
var bareForms = []textForm{
	form(
		`^(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, "guid",
		"this is a GUID, such as a client ID, a tenant ID or a Secret ID, not a token",
		"edov signin --client-id ID tests an app; "+whereTokens,
	),
	form(
		`^pk_(test|live)_[A-Za-z0-9+/=$_-]+$`, "clerk-publishable-key",
		"this is a publishable key of Clerk or Stripe, not a token", "edov clerk KEY looks at Clerk's side",
	),
	form(
		`^sb_publishable_\S+$`, "supabase-key",
		"this is a publishable key of Supabase's, not a token", whereTokens,
	),
	form(
		`^(user|sess|org|ins|client|app|idn|eac|orgmem|inv|jwt|dvb|sia|sua|mach|cus|sub|acct|pi|prod)_[A-Za-z0-9]{14,}$`,
		"product-id",
		"this is an ID of an auth product, such as a user's or a session's, not a token", whereTokens,
	),
	form(`^AIza[A-Za-z0-9_-]{35}$`, "google-key", "this is an API key of Google's, not a token", leaked),
	form(
		`^ya29\.\S+$`, opaqueToken,
		"this is an access token of Google's: it is opaque, only Google can read it", whereTokens,
	),
	form(
		`^(1//|4/)0[A-Za-z0-9_-]{20,}$`, "code-or-refresh-token",
		"this is an authorization code or a refresh token of Google's, not an ID token", leaked,
	),
	form(
		`^[01]\.A[A-Za-z0-9_-]{20,}\.?[A-Za-z0-9_.-]*$`, "code-or-refresh-token",
		"this is an authorization code or a refresh token of Microsoft's, not an ID token: only Microsoft can read it",
		notInBrowser,
	),
	form(
		`^M\.[A-Z]\d*_[A-Z0-9]+\.\S+$`, "code-or-refresh-token",
		"this is an authorization code or a refresh token of a personal account: only Microsoft can read it",
		notInBrowser,
	),
	form(
		`^(OAQABAA|AQABAA|AwABAA|OAAABAA)[A-Za-z0-9_-]{20,}$`, "code-or-refresh-token",
		"this is an authorization code or a refresh token of Microsoft's, not an ID token: only Microsoft can read it",
		notInBrowser,
	),
	form(
		`^Ew[A-Za-z0-9][A-Za-z0-9+/=_%-]{20,}$`, opaqueToken,
		"this is the access token of a personal account: it is opaque, only Microsoft can read it", whereTokens,
	),
	form(`^[^\s@]+@[^\s@]+\.[^\s@]+$`, "email", "this is an email address, not a token", whereTokens),
	form(
		`^(?i)([a-z0-9-]+\.)+[a-z]{2,}$`, "name",
		"this is a domain or the name of a file, not a token",
		"give the name of a file that is there, or the token itself",
	),
	form(
		`^\d{4,9}$`, "number",
		"this is a number, not a token", "edov explain NUMBER tells what an AADSTS number means",
	),
	form(
		`^(?i)[0-9a-f]{32,128}$`, "hash",
		"this is a hash, a thumbprint or a random value, not a token", whereTokens,
	),
	form(
		`^[A-Za-z0-9._~+/=-]{20,}$`, opaqueToken,
		"this is an opaque value: a reference token, a session's key or a code, which only its issuer can read",
		whereTokens,
	),
}

// formOfText names a text that is no token; nil if it is nothing known.
func formOfText(text string) *NoToken {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return &NoToken{"binary", "this is a binary file, such as a certificate or a key, not a token", whereTokens}
	}
	text = cut(text, maxPaste) // what a text is shows at its beginning
	word := bareWord(text)
	for _, t := range []string{text, base64Text(word)} {
		for i := range anywhere {
			if anywhere[i].pattern.MatchString(t) {
				return &anywhere[i].NoToken
			}
		}
	}
	if word == "" || strings.HasPrefix(word, "ey") {
		return nil
	}
	for i := range bareForms {
		if bareForms[i].pattern.MatchString(word) {
			return &bareForms[i].NoToken
		}
	}
	return nil
}

// wrappings are what a token is found in.
var wrappings = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"a curl command", regexp.MustCompile(`(?i)(^|\n)[\s>$]*curl(\.exe)?\s`)},
	{"an HTTP message", regexp.MustCompile(`(?m)^[<>*]?\s*(HTTP/[\d.]+ \d|[A-Z]+ \S+ HTTP/)`)},
	{"a cookie header", regexp.MustCompile(`(?i)(^|\n)\s*(set-)?cookie\s*:`)},
	{"an authorization header", regexp.MustCompile(`(?i)authorization["']?\s*[:=]|^[\s"'` + "`" + `]*bearer\b`)},
	{"an HTML page", regexp.MustCompile(`(?i)<(!doctype|html|form|input|script)\b`)},
	{"an address", regexp.MustCompile(`(?i)\bhttps?://`)},
	{"form parameters", regexp.MustCompile(`^[?#]?[\w.]+=\S*&|&[\w.]+=`)},
	{"a variable", regexp.MustCompile(`(?m)^\s*(export\s+|set\s+|\$env:)?[A-Za-z_][\w.]*\s*=`)},
	{"JSON", regexp.MustCompile(`^\s*[\[{]`)},
}

// wrapping names what a token was in, by the text that is left when the token
// is taken out of it; empty: quotes and blanks only.
func wrapping(around string) string {
	if strings.Trim(around, quotes) == "" {
		return ""
	}
	around = cut(around, maxPaste)
	for _, w := range wrappings {
		if w.pattern.MatchString(around) {
			return w.name
		}
	}
	return "other text"
}
