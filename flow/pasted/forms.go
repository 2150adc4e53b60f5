package pasted

import (
	"crypto/x509"
	"strings"
	"unicode/utf8"

	"edov/flow/lazy"
	"edov/flow/mask"
)

// leaked is what to do with a secret that others may have seen.
const leaked = "edov needs no secret here and didn't save it; if others may have seen it, replace it"

// clientSecretGiven is for a text that looks like a client secret.
var clientSecretGiven = &NoToken{
	"client-secret", "this is a client secret, not a token",
	"edov didn't save it; if others can see where you pasted it, treat it as leaked: replace it and delete this one",
}

// clientSecretInside is for a text that contains a client secret.
var clientSecretInside = &NoToken{
	"client-secret", "this contains a client secret and no token", clientSecretGiven.Hint,
}

// opaqueToken is the form of an access token that only its API can read.
const opaqueToken = "opaque-token"

// personalToken is the form of an access token of a personal account.
const (
	personalToken     = `^Ew[A-Za-z0-9][A-Za-z0-9+/=_%-]{20,}$`
	ofPersonalAccount = "this is the access token of a personal account: it is opaque, and only Microsoft can read it"
)

// whereTokens says what to paste instead.
const whereTokens = "use the ID token: one long word that begins with eyJ and has two dots"

// notInBrowser says why a code is not enough.
const notInBrowser = "a code can be redeemed once, by the sign-in that requested it; edov signin requests its own"

// textForm is a kind of text that people mistake for a token.
type textForm struct {
	NoToken
	pattern *lazy.Regexp
}

func form(pattern, name, what, hint string) textForm {
	return textForm{NoToken{name, what, hint}, lazy.MustCompile(pattern)}
}

// anywhere are the forms that a part of the text identifies; the first match counts.
var anywhere = []textForm{
	form(`-----BEGIN [A-Z ]*PRIVATE KEY`, "private-key", "this is a private key, not a token", leaked),
	form(
		`-----BEGIN (TRUSTED |X509 )?CERTIFICATE`, "certificate",
		"this is a certificate, not a token", "edov app MANIFEST checks the certificates of an app",
	),
	form(`-----BEGIN [A-Z0-9 ]+`, "pem", "this is a key or another PEM block, not a token", whereTokens),
	form(
		`\bsk_(test|live)_[A-Za-z0-9]{8}`, "clerk-secret-key",
		"this is a secret key of Clerk or Stripe, not a token", leaked,
	),
	form(
		`\b(github_pat_|gh[opsur]_)[A-Za-z0-9_]{20}`, "github-token",
		"this is a GitHub token, which says nothing about a sign-in with Microsoft", leaked,
	),
	form(`\bGOCSPX-[A-Za-z0-9_-]{20}`, "google-secret", "this is a Google client secret, not a token", leaked),
	form(
		`\b(sb_secret_|sbp_)[A-Za-z0-9_]{16}`, "supabase-secret-key",
		"this is a Supabase secret key, not a token", leaked,
	),
	form(`\bwhsec_[A-Za-z0-9+/=]{16}`, "webhook-secret", "this is the signing secret of a webhook, not a token", leaked),
	form(
		`\bxox[abeprs]-[A-Za-z0-9-]{10}`, "slack-token",
		"this is a Slack token, which says nothing about a sign-in with Microsoft", leaked,
	),
	form(
		`^\s*(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) AAAA`, "ssh-key", "this is an SSH public key, not a token", whereTokens,
	),
	form(`\bAKIA[A-Z0-9]{16}\b`, "aws-key", "this is an AWS access key ID, not a token", leaked),
	form(
		`(?i)\bSAMLResponse\b|(?:<|&lt;)([a-z0-9]+:)?(Response|Assertion)\b[^>]*\burn:oasis:names:tc:SAML`, "saml",
		"this is a SAML response, not a token: edov tests sign-ins with OpenID Connect",
		"the app uses SAML (Enterprise applications > Single sign-on), or this is from another app",
	),
	form(
		`(?i)\bSAMLRequest\b|<([a-z0-9]+:)?AuthnRequest\b`, "saml-request",
		"this is a SAML request, not a token: edov tests sign-ins with OpenID Connect",
		"an app that signs in with SAML has no ID token",
	),
	form(
		`(?i)\bwa=wsignin1\.0\b|RequestSecurityTokenResponse`, "ws-federation",
		"this is a WS-Federation response, not a token: edov tests sign-ins with OpenID Connect", whereTokens,
	),
	form(`^(?i)\s*([0-9a-f]{2}:){15,}[0-9a-f]{2}\s*$`, "hash", "this is a thumbprint, not a token", whereTokens),
	form(
		`^(?i)\s*(connect\.sid|\.AspNetCore[\w.]*|ASP\.NET_SessionId|JSESSIONID|PHPSESSID|laravel_session|_\w+_session|`+
			`session(id)?)\s*=`, "cookies",
		"this is a session cookie without a JWT: only the app that made it can read it", whereTokens,
	),
	form(
		`(?i)<([a-z0-9]+:)?EntityDescriptor\b`, "saml-metadata",
		"this is SAML or federation metadata, not a token", whereTokens,
	),
	form(
		`(?i)<!doctype html|<html[\s>]|<(body|head|script)[\s>]`, "html",
		"this is an HTML page without a token", "if it is an error page, run edov explain with its text",
	),
	form(`^\s*<(\?xml|[a-zA-Z][\w.:-]*[\s/>])`, "xml", "this is XML, not a token", whereTokens),
	form(
		`(?i)^\s*https?://\S*[?&#]code=|^[?#&]?(code|state|session_state)=\S*\bcode=|^[?#]?code=\S`+
			`|\bcode["']?\s*(?:=>|[:=])\s*["']?(?:[01]\.A[\w-]{20}|M\.[A-Z]\d*_[A-Z0-9]+\.)`,
		"authorization-code",
		"this has an authorization code and no token; only the sign-in that requested it can redeem it",
		"paste it into the sign-in that is waiting for it, or run edov signin",
	),
	form(
		`^(?i)(?:authorization\s*[:=]\s*)?(?:bearer\s+)?["']?(undefined|null|none|nil|nan|\[object \w+\])["']?$`, "nothing",
		"this is what a program prints that had no token",
		"find out where the program lost it",
	),
	form(
		`(?i)\bauthorization["']?\s*[:=]\s*["']?basic\s+[A-Za-z0-9+/=_-]{8}`, "basic-credentials",
		"these are a client ID and its secret (HTTP Basic), not a token", leaked,
	),
	form(
		`(?i)(^|[&?"'\s])refresh_?token["']?\s*[=:]\s*["']?[^\s"'&]{8}`, "refresh-token",
		"this is a refresh token, not an ID token: only Microsoft can read it", leaked,
	),
	form(
		`(?i)^\s*(>\s*)?curl(\.exe)?\s`, "curl",
		"this is a curl command without a token", "run it, and pipe its response to edov inspect -",
	),
	form(
		`(?i)^\s*(set-)?cookie\s*:`, "cookies",
		"these are cookies without a JWT: the session has another form", whereTokens,
	),
	form(
		`(?i)^\s*(https?://\S+)\s*$`, "address",
		"this is an address, not a token", "use the token itself, or run edov explain with the text of the error page",
	),
}

// bareForms are the forms that one whole word identifies.
var bareForms = []textForm{
	form(
		`^(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$`, "guid",
		"this is a GUID, such as a client ID, a tenant ID or a Secret ID, not a token",
		"edov signin --client-id ID tests an app; "+whereTokens,
	),
	form(
		`^pk_(test|live)_[A-Za-z0-9+/=$_-]+$`, "clerk-publishable-key",
		"this is a publishable key of Clerk or Stripe, not a token",
		"edov clerk --publishable-key KEY checks Clerk's side",
	),
	form(
		`^sb_publishable_\S+$`, "supabase-key",
		"this is a Supabase publishable key, not a token", whereTokens,
	),
	form(
		`^(user|sess|org|ins|client|app|idn|eac|orgmem|inv|jwt|dvb|sia|sua|mach|cus|sub|acct|pi|prod)_[A-Za-z0-9]{14,}$`,
		"product-id",
		"this is an ID from an auth product, such as a user ID, not a token", whereTokens,
	),
	form(`^AIza[A-Za-z0-9_-]{35}$`, "google-key", "this is a Google API key, not a token", leaked),
	form(
		`^ya29\.\S+$`, opaqueToken,
		"this is a Google access token: it is opaque, and only Google can read it", whereTokens,
	),
	form(
		`^(1//|4/)0[A-Za-z0-9_-]{20,}$`, "code-or-refresh-token",
		"this is a Google authorization code or refresh token, not an ID token", leaked,
	),
	form(
		`^[01]\.A[A-Za-z0-9_-]{20,}\.?[A-Za-z0-9_.-]*$`, "code-or-refresh-token",
		"this is a Microsoft authorization code or refresh token, not an ID token: only Microsoft can read it",
		notInBrowser,
	),
	form(
		`^M\.[A-Z]\d*_[A-Z0-9]+\.\S+$`, "code-or-refresh-token",
		"this is the authorization code or refresh token of a personal account: only Microsoft can read it",
		notInBrowser,
	),
	form(
		`^(OAQABAA|AQABAA|AwABAA|OAAABAA)[A-Za-z0-9_-]{20,}$`, "code-or-refresh-token",
		"this is a Microsoft authorization code or refresh token, not an ID token: only Microsoft can read it",
		notInBrowser,
	),
	form(
		personalToken, opaqueToken, ofPersonalAccount, whereTokens,
	),
	form(`^[^\s@(),;]+@[^\s@(),;]+\.[^\s@(),;]+$`, "email", "this is an email address, not a token", whereTokens),
	form(
		`^(?i)([a-z0-9-]+\.)+[a-z]{2,}$`, "name",
		"this is a domain or the name of a file, not a token",
		"use the name of an existing file, or the token itself",
	),
	form(
		`^\d{4,9}$`, "number",
		"this is a number, not a token", "edov explain NUMBER explains an AADSTS number",
	),
	form(
		`^(?i)[0-9a-f]{32,128}$`, "hash",
		"this is a hash, a thumbprint or a random value, not a token", whereTokens,
	),
	form(
		`^[A-Za-z0-9._~+/=-]{20,}$`, opaqueToken,
		"this is an opaque value, such as a reference token, a session key or a code: only its issuer can read it",
		whereTokens,
	),
}

// binaries are files that people give in place of a text, by their first bytes.
var binaries = []struct {
	begins string
	NoToken
}{
	{"\x1f\x8b", compressedFile},
	{"PK\x03\x04", compressedFile},
	{"7z\xbc\xaf", compressedFile},
	{"\x89PNG", pictureFile},
	{"\xff\xd8\xff", pictureFile},
	{"GIF8", pictureFile},
	{"%PDF-", pictureFile},
}

var (
	compressedFile = NoToken{"compressed", "this is a compressed file", "unpack it, and use the file inside it"}
	pictureFile    = NoToken{"picture", "this is a picture or a PDF, not text", "copy the token as text"}
)

// derForm identifies base64 of a certificate or a key, as metadata (x5c) and pages have it
// without the lines of PEM.
func derForm(word string) *NoToken {
	if !strings.HasPrefix(word, "MI") || len(word) < 64 {
		return nil
	}
	der := []byte(base64Text(word))
	if len(der) < 4 || der[0] != 0x30 || der[1] != 0x82 {
		return nil
	}
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return &NoToken{"private-key", "this is a private key, not a token", leaked}
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return &NoToken{"private-key", "this is a private key, not a token", leaked}
	}
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return &NoToken{"pem", "this is a public key, not a token", whereTokens}
	}
	return &NoToken{
		"certificate", "this is a certificate or a key in base64, not a token",
		"edov app MANIFEST checks the certificates of an app",
	}
}

// formOfText identifies a text that is not a token; nil if it is not known.
func formOfText(text string) *NoToken {
	for _, f := range binaries {
		if strings.HasPrefix(text, f.begins) {
			return &f.NoToken
		}
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return &NoToken{"binary", "this is a binary file, such as a certificate or a key, not a token", whereTokens}
	}
	text = mask.Cut(text, maxLooked) // the beginning is enough
	word := bareWord(text)
	encoded := word
	if encoded == "" && len(text) > 64 { // perhaps base64 in lines
		encoded = strings.Join(strings.Fields(text), "")
	}
	if f := derForm(encoded); f != nil {
		return f
	}
	for _, t := range []string{text, base64Text(encoded)} {
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

// wrappings are what may contain a token.
var wrappings = []struct {
	name    string
	pattern *lazy.Regexp
}{
	{"a curl command", lazy.MustCompile(`(?i)(^|\n)[\s>$]*curl(\.exe)?\s`)},
	{"an HTTP message", lazy.MustCompile(`(?m)^[<>*]?\s*(HTTP/[\d.]+ \d|[A-Z]+ \S+ HTTP/)`)},
	{"a cookie header", lazy.MustCompile(`(?i)(^|\n)\s*(set-)?cookie\s*:`)},
	{"an authorization header", lazy.MustCompile(`(?i)authorization["']?\s*[:=]|^[\s"'` + "`" + `]*bearer\b`)},
	{"an HTML page", lazy.MustCompile(`(?i)<(!doctype|html|form|input|script)\b`)},
	{"an address", lazy.MustCompile(`(?i)^\S*https?://\S*[?#].*$|\bhttps?://[^\s"'<>]*[?#&][^\s"'<>]*=(?:[&\s"'<>)]|$)`)},
	{"form parameters", lazy.MustCompile(`^[?#]?[\w.]+=\S*&|&[\w.]+=`)},
	{"a variable", lazy.MustCompile(`(?m)^\s*(export\s+|set\s+|\$env:)?[A-Za-z_][\w.]*\s*=`)},
	{"JSON", beginsJSON},
}

// wrapping says what contained a token, by the text around it; empty if that is only quotes
// and white space.
func wrapping(around string) string {
	if strings.Trim(around, quotes) == "" {
		return ""
	}
	around = mask.Cut(around, maxLooked)
	for _, w := range wrappings {
		if w.pattern.MatchString(around) {
			return w.name
		}
	}
	return "other text"
}
