package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/uri"
)

// typedBytes is how long a text may be to be one that a person typed rather than pasted.
const typedBytes = 120

// vocabulary are the words of a sign-in that people mistype. A word that is one change or one swap away from one of
// them is read as that one, unless it is a word itself.
var vocabulary = []string{
	"account", "administrator", "approval", "assigned", "audience", "certificate", "client", "consent", "cookie",
	"correlation", "email", "expired", "group", "immediately", "invalid", "issuer", "login", "microsoft", "mismatch",
	"missing", "organization", "permission", "redirect", "required", "secret", "signature", "tenant", "unauthorized",
	"unverified", "username", "verified",
}

// neighbours are words that are one change away from one of the vocabulary.
var neighbours = []string{
	"issue", "issues", "issued", "verifier", "verifies", "expires", "expire", "unverifiable", "emails",
	"requires", "content", "contents", "convent", "logic", "logics", "gmail", "bookie", "rookie",
}

var typedWord = lazy.MustCompile(`[a-z]+`)

// typed corrects the words of a text that a person typed: half sentences, in lower case, with slips. What has an
// address, a quote or a sign of code in it was pasted, and is left as it is.
func typed(lower string) string {
	isSentence := strings.Contains(lower, " ") // one word is an ID or a code
	if !isSentence || len(lower) > typedBytes || strings.ContainsAny(lower, "/\\{}<>=\"'`_[]@:") {
		return lower
	}
	return typedWord.ReplaceAllStringFunc(lower, func(word string) string {
		if len(word) < 5 || slices.Contains(neighbours, word) ||
			slices.ContainsFunc(vocabulary, func(w string) bool { return strings.HasPrefix(word, w) }) {
			return word
		}
		for _, w := range vocabulary {
			if uri.Distance(word, w) == 1 && word != w[:len(w)-1] || swapped(word, w) {
				return w
			}
		}
		return word
	})
}

// swapped holds for two words of which one has two neighbouring letters the other way round.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	return at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && a[at+2:] == b[at+2:]
}

// typedError is the error of OAuth that a person typed with a blank ("invalid client", "error: invalid client"); empty
// if it is none.
func typedError(lower string) string {
	typed := typedWord.FindAllString(lower, 6)
	for len(typed) > 0 && (typed[0] == "error" || typed[0] == "oauth") {
		typed = typed[1:]
	}
	name := strings.Join(typed, "_")
	if slices.Contains(oauthErrors, name) {
		return name
	}
	return ""
}
