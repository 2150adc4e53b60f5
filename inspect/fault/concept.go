package fault

import (
	"slices"
	"strings"
	"sync"

	"edov/flow/lazy"
)

// concepts reads the table once. It has the words of what people speak of when they tell in a sentence what happens to
// them: "log in", "anmelden" and "sso" are one. A family names the concepts that stand for it together, in whatever
// order.
var concepts = sync.OnceValue(func() map[string]pattern {
	var words map[string]string
	mustRead("concepts.json", table("concepts.json"), &words)
	byName := make(map[string]pattern, len(words))
	for name, text := range words {
		byName[name] = patternOf(text)
	}
	return byName
})

const (
	// toldBytes is how long a told sentence may be.
	toldBytes = 240
	// toldWords is how few words are no sentence.
	toldWords = 4
	// sureConcepts is how many concepts together say more than a subject with a verb.
	sureConcepts = 3
)

// ofSignIn are the concepts one of which a sentence must have that does not speak of a sign-in: groups get no parcels,
// and suppliers have new names.
var ofSignIn = []string{
	"admin", "app", "button", "clock", "consent", "cookies", "guest", "http", "known", "link", "live",
	"localhost", "mfa", "net", "notfound", "personal", "private", "redirect", "register", "reply", "role", "secret",
	"signin", "signout", "spa", "tenant", "trust", "twice", "upn", "verify", "work",
}

// whichID asks for a value of the portal without a word for signing in. Passports and labels have IDs too, so it
// counts beside a word of the portal, a product or one of its values.
const whichID = `\b(which|what) ids?\b.{0,24}\b(paste|put|enter|copy|fill|goes|azure|entra)\b`

// ofAccounts are further words of this kind.
var ofAccounts = lazy.MustCompile(
	`\baccounts?\b|\blog.?ins?\b|\bdomain|\bbad request|\b21vianet|\bguids?\b|everyone else`,
)

// asksWhichID and ofPortal are the two parts of such a question.
var (
	asksWhichID = lazy.MustCompile(whichID)
	ofPortal    = lazy.MustCompile(
		`\b(client|tenant|directory|application|object|secret|portal|dashboard|guid|registration|registered)\b`,
	)
)

// asksForID holds for such a question.
func (r *reading) asksForID() bool {
	return asksWhichID.MatchString(r.lower) && (ofPortal.MatchString(r.lower) || r.isNear())
}

// code are signs of a text that a program wrote.
var code = lazy.MustCompile(`[{}<>\[\]\\|]|\w_\w|::|\w=|\b\w*(exception|error):|\d{5}|\b50[1-9]\b|\w\.\w+\(|/\w+/\w`)

// signInMatters are what a sentence about a sign-in may speak of without a word for signing in.
var signInMatters = lazy.MustCompile(
	`mail|correo|group|role|secret|account|users?\b|people|staff|employee|approval|permission|mfa|authenticator|tenant|` +
		`localhost|colleague|to (the|our) app\b|docker|\bcurl\b|\btid\b`,
)

// technical are words that are used of nothing but a sign-in.
var technical = lazy.MustCompile(`issuer|audience|redirect|reply url|claims?\b|client secret`)

// isTold holds for a sentence of a person.
func (r *reading) isTold() bool {
	return len(r.flat) <= toldBytes && len(strings.Fields(r.lower)) >= toldWords && !code.MatchString(r.lower)
}

// isOfOthers holds for a sentence that is about no sign-in: printers fail and windows close as well.
func (r *reading) isOfOthers() bool {
	return !signInWords.MatchString(r.lower) && !signInMatters.MatchString(r.lower) && !r.asksForID()
}

// toldOf is the family most of whose concepts a told sentence has, at least as many as given.
func toldOf(r *reading, least int) (best *family, ok bool) {
	if !r.isTold() || least < sureConcepts && r.isOfOthers() {
		return nil, false
	}
	text := grammarText(r)
	has := map[string]bool{}
	for name, p := range concepts() {
		has[name] = p.in(text)
	}
	if !signInWords.MatchString(r.lower) && !ofAccounts.MatchString(text) && !r.asksForID() &&
		!slices.ContainsFunc(ofSignIn, func(name string) bool { return has[name] }) {
		return nil, false
	}
	most := least - 1
	far := r.setting(text).far
	for _, f := range families() {
		if f.Near && far && f.subject.in(text) {
			continue
		}
		for _, told := range f.Told {
			list := strings.Fields(told)
			if len(list) <= most || slices.ContainsFunc(list, func(name string) bool { return !has[name] }) {
				continue
			}
			best, most, ok = f, len(list), true
		}
	}
	return best, ok
}

// byTold explains what a person tells by the concepts in it, many of which are surer than a subject with a verb, but
// not than a turn that says it by itself.
func byTold(s *seen) (Explanation, bool) {
	text := grammarText(&s.reading)
	says := func(f *family) bool { return !f.Weak && f.phrase.in(text) }
	if slices.ContainsFunc(s.complaints(), says) {
		return Explanation{}, false
	}
	return s.byConcepts(sureConcepts)
}

// byHalfTold explains what a person tells by fewer, or by what it speaks of, where nothing else is known of it.
func byHalfTold(s *seen) (Explanation, bool) {
	if e, ok := s.byConcepts(sureConcepts - 1); ok {
		return e, true
	}
	return s.byMatter()
}

// byMatter explains a told sentence that says "not" or asks "which" by what it speaks of.
func (s *seen) byMatter() (Explanation, bool) {
	text := grammarText(&s.reading)
	asks := concepts()["not"].in(text) || concepts()["where"].in(text)
	if !asks || !s.isTold() || s.isNone() || len(s.wrappers)+len(s.complaints()) > 0 {
		return Explanation{}, false
	}
	f, ok := topicOf(&s.reading, false)
	if !ok || f.Any || !technical.MatchString(text) && !signInWords.MatchString(text) {
		return Explanation{}, false
	}
	return s.ofFamily(mayBeWrong, f), true
}

func (s *seen) byConcepts(least int) (Explanation, bool) {
	f, ok := toldOf(&s.reading, least)
	if !ok || len(s.wrappers) > 0 || s.isNone() { // a product's own message says more than what is told around it
		return Explanation{}, false
	}
	return s.ofFamily("a problem with the ", f), true
}
