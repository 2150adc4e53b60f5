package fault

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"edov/flow/lazy"
)

// ownerJSON has the words by which a line is another program's or provider's own: what a web sign-in speaks of, what
// programs of every kind speak of as well, and what is no name of a program.
//
//go:embed owner.json
var ownerJSON []byte

// ownerWords reads the table once. "web" are words beside which "token" and "session" are those of a sign-in.
var ownerWords = sync.OnceValue(func() map[string]*regexp.Regexp {
	var words map[string]string
	mustRead("owner.json", ownerJSON, &words)
	byName := make(map[string]*regexp.Regexp, len(words))
	for name, text := range words {
		byName[name] = regexp.MustCompile(text)
	}
	return byName
})

// speaksOf reports whether a text has words of the table.
func speaksOf(words, text string) bool { return ownerWords()[words].MatchString(text) }

// headed is a line that begins with who says it, as programs do: "tool: " or "tool[123]: ".
var headed = lazy.MustCompile(`^\W{0,2}([\w.+/!-]+(?: [\w.+/!-]+){0,2}?) ?(\[\d+\])?: (.*)`)

// isOfProgram holds for a line of a program that has words of a sign-in and is none of the products that people sign in
// to with Microsoft.
func (r reading) isOfProgram() bool {
	m := headed.FindStringSubmatch(r.lower)
	if m == nil || speaksOf("no name", m[1]) || speaksOf("web", r.lower) || isProduct(m[1]) {
		return false
	}
	if _, isTopic := topicOf(reading{lower: m[1]}, true); isTopic {
		return false
	}
	return m[2] != "" || (speaksOf("shared", m[3]) || speaksOf("signing in", m[3])) && !speaksOf("people", m[3])
}

// isProduct holds for the name of a product or library that people sign in to with Microsoft.
func isProduct(lower string) bool {
	return speaksOf("products", lower) || productIn(lower).Name != "" || slices.ContainsFunc(signs(), func(s *sign) bool {
		return strings.HasPrefix(strings.ToLower(s.Speaker), lower)
	})
}

// isOfProvider holds for a line about the sign-in of a provider that it names first: "X login: ".
func (r reading) isOfProvider() bool {
	m := ownerWords()["provider login"].FindStringSubmatch(r.lower)
	return m != nil && !speaksOf("no provider", m[1]) && !isProduct(m[1])
}

// isOfBrand holds for a text that speaks of an account which is named after another company.
func (r reading) isOfBrand() bool {
	for _, m := range ownerWords()["brand account"].FindAllStringSubmatch(r.flat, 3) {
		if name := strings.ToLower(m[1]); !speaksOf("no brand", name) && !isProduct(name) {
			return !speaksOf("web", r.lower)
		}
	}
	return false
}

// clauseEnds are where a person goes on to something else.
var clauseEnds = lazy.MustCompile(`[.;!?] |[.!?]$|, | (but|while|whereas|though|although|only) | - | – `)

// contrasting says of a clause that there everything is well, or not the same as elsewhere.
var contrasting = lazy.MustCompile(
	`\b(no (such )?(problem|issue|trouble)s?|succe\w+|unaffected)\b|` +
		`\b(do|does|did|is|are|have|has)(n.t| not)( (have|get|see|need|show) (it|that|this|one))?\W*$|` +
		`\b(works?|worked|working|fine|okay|unlike)\b`,
)

// failing takes back that everything is well.
var failing = lazy.MustCompile(`\b(not|never|no longer|stopp?e?d?) work|n.t work|works? (only|except)`)

// ownSubject is what a clause is about that does not go on with the one before: "not in the simulator" does.
var ownSubject = lazy.MustCompile(
	`\b(users?|people|accounts?|others?|company|work|school|staff|employees?|colleagues?|everyone|everybody|` +
		`(the|our|my) \w+( \w+)? (is|are|says?|gets?|has|have|fails?|does|do|comes?|shows?|ends?|can.?t|cannot|doesn.t))\b`,
)

// withoutContrast is a text without the clauses that tell what is well with somebody else, where another clause tells
// what is not: people compare two providers. They do so in a few sentences, never in a log.
func withoutContrast(lower string, names func(string) bool) string {
	if len(lower) > 2*toldBytes {
		return lower
	}
	ends := clauseEnds.FindAllStringIndex(lower, -1)
	var kept []string
	at, hasSubject := 0, false
	for _, end := range append(ends, []int{len(lower), len(lower)}) {
		clause := lower[at:end[0]]
		at = end[1]
		if names(clause) && contrasting.MatchString(clause) && !failing.MatchString(clause) {
			continue
		}
		hasSubject = hasSubject || ownSubject.MatchString(clause)
		kept = append(kept, clause)
	}
	if !hasSubject {
		return lower
	}
	return strings.Join(kept, ", ")
}
