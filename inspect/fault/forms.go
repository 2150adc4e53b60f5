package fault

import (
	"encoding/json"
	"strings"

	"edov/flow/lazy"
)

// codeAlone is a product's name of an error, typed without anything around it.
var codeAlone = lazy.MustCompile(`^([A-Za-z]+('?_[A-Za-z]+)+|[A-Z]?[a-z]+([A-Z][a-z]+)+|` +
	`(errors?|o?auth|oidc|sso|log_?in|user|account)(\.[A-Za-z]+)*\.([A-Za-z]+[._-])+[A-Za-z]+)$`)

// formsOf are the forms in which a text is read, until one is understood: as it is; and a code also as the words that
// it is made of, and as products put it into an address.
func formsOf(text string) []string {
	if !codeAlone.MatchString(text) {
		return []string{text}
	}
	return []string{text, strings.ReplaceAll(text, "_", " "), wordsOfCode(text), "?error=" + text}
}

var (
	// loggers is what they put before a message: a name of a container, the time, the host and the program, a level.
	loggers = lazy.MustCompile(
		`^(?:[\w.-]{1,40}\s+\|\s+|\[?\d{4}-\d\d-\d\d[T ,]\d\d:\d\d:\d\d[.,\dZ+:]*\]?\s*|` +
			`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,60} [\w./-]{1,40}(?:\[\d+\])?:\s+|(?:stdout|stderr) [FP] )`,
	)
	// levels stand behind one of these; alone they are how many programs begin an error.
	levels = lazy.MustCompile(
		`^(?:\[?(?i:error|warn|warning|info|debug|fatal|severe|critical)\]?:?\s+|\[[\w.:/-]{1,60}\]:?\s+)`,
	)
	// daemons are programs of a machine, to which no user signs in with Microsoft.
	daemons = lazy.MustCompile(
		`(?i)\b(?:sshd|sudo|su|crond?|kernel|systemd[\w-]*|postfix\S*|dovecot|named|dhclient|polkitd|gdm\S*|dbus\S*|` +
			`networkmanager|pam_\w+)(?:\[\d+\])?: `,
	)
	logged = lazy.MustCompile(`\b(?:msg|message|error|err)="((?:[^"\\]|\\.)*)"`)
)

// mostLoggers bounds how many things of a logger are taken off.
const mostLoggers = 6

// messageOf is what a line of a log says without what the logger adds; empty where nothing can be taken off. A message
// of a few words is read as if it had been typed: alone it means the sign-in.
func messageOf(text string) string {
	text = strings.TrimSpace(text)
	if frames, last, ok := cutLast(text); ok && strings.HasPrefix(frames, "Traceback") {
		return last
	}
	if strings.Contains(text, "\n") || daemons.MatchString(text) {
		return ""
	}
	if strings.HasPrefix(text, "{") {
		return messageOfJSON(text)
	}
	var parts []string
	for _, m := range logged.FindAllStringSubmatch(text, 2) {
		parts = append(parts, withoutEscapes(m[1]))
	}
	if len(parts) > 0 {
		return strings.Join(parts, ": ")
	}
	rest := text
	for range mostLoggers {
		rest = strings.TrimPrefix(rest, loggers.FindString(rest))
	}
	if rest == text {
		return ""
	}
	for range mostLoggers {
		rest = strings.TrimPrefix(rest, levels.FindString(rest))
	}
	if !signInWord.MatchString(rest) { // any program writes lines
		return ""
	}
	return rest
}

// signInWord is a word that a line about a sign-in has.
var signInWord = lazy.MustCompile(
	`(?i)oauth|oidc|openid|saml|\bsso\b|(?:sign|log)[- _]?(?:in|on)\b|token|\bauth|microsoft|entra|azure|\bmsal|` +
		`redirect|callback|consent|issuer|audience|client[ _-]?(?:id|secret)|\bstate\b|nonce|pkce|verifier|jwt|jwks|` +
		`claim|userinfo|discovery|provider|identity|account|aadsts|e-?mail|provision|attribute|https?://|\berror=|` +
		`\bcode_|_code\b`,
)

// cutLast parts a text before its last line.
func cutLast(text string) (before, last string, ok bool) {
	at := strings.LastIndexByte(text, '\n')
	if at < 0 {
		return "", "", false
	}
	return text[:at], strings.TrimSpace(text[at:]), true
}

// messageOfJSON is what an object of a log says.
func messageOfJSON(text string) string {
	var object map[string]any
	if json.Unmarshal([]byte(text), &object) != nil {
		return ""
	}
	var parts []string
	for _, name := range []string{"msg", "message", "error", "err"} {
		if part, ok := object[name].(string); ok {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}
