package fault

import (
	"strings"

	"edov/flow/lazy"
)

// foreignWord is one of them.
type foreignWord struct {
	English string `json:"english"`
	Words   string `json:"words"`   // RE2, in lower case
	General bool   `json:"general"` // said of other matters than sign-ins too: one of another kind must be there

	pattern pattern
}

// foreign.json lists words of other languages in which people complain of a sign-in, beside the English ones that mean
// the same. What is known of complaints is known in English.
//
// foreignWords reads the table once.
var foreignWords = tableOf("foreign.json", func(f *foreignWord) { f.pattern = patternOf(f.Words) })

const (
	// glossBytes is how long a text may be that is put into English: a sentence or two.
	glossBytes = 400
	// leastForeign is how many words a text must have in another language, for some are words of English as well.
	leastForeign = 2
)

// inEnglish are words that no sentence of another language has.
var inEnglish = lazy.MustCompile(`\b(the|are|does|with|from|this|that|when|my|our|has)\b`)

// glossOf puts the words of a sentence in another language that are known into English, in their order, and leaves the
// others; empty where it is none.
func glossOf(lower string) string {
	if len(lower) > glossBytes || inEnglish.MatchString(lower) {
		return ""
	}
	gloss, n, isOfSignIn := lower, 0, false
	for _, f := range foreignWords() {
		if f.pattern.in(gloss) {
			gloss = f.pattern.compiled().ReplaceAllString(gloss, " "+f.English+" ")
			n, isOfSignIn = n+1, isOfSignIn || !f.General
		}
	}
	if n < leastForeign || !isOfSignIn {
		return ""
	}
	return strings.Join(strings.Fields(gloss), " ")
}
