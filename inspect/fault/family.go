package fault

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// familiesJSON lists what errors are about. A family is recognised by a subject with a verb, "issuer" with "does not
// match", so that a library that edov has never heard of is understood too.
//
//go:embed families.json
var familiesJSON []byte

// family is one subject.
type family struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`     // completes "a problem with the ..."
	Subjects []string `json:"subjects"` // RE2
	Verbs    []string `json:"verbs"`    // RE2, beside those of every family
	Causes   []string `json:"causes"`   // the likeliest first
	Only     bool     `json:"only"`     // its own verbs count, not those of every family
	Alone    bool     `json:"alone"`    // a subject is a complaint by itself
	Weak     bool     `json:"weak"`     // its words stand in other complaints too
	Command  string   `json:"command"`  // what finds the cause where the text does not name it

	both    *regexp.Regexp
	subject *regexp.Regexp
}

// verbs say of any subject that something is wrong with it.
const verbs = `invalid|mismatch|mis-match|(?:does|do|did)(?: not|n.t) (?:match|equal|exist|contain)|` +
	`not match|unexpected|` +
	`not (?:valid|accepted|allowed|trusted|supported|provided|found|present)|unable|couldn.t|could not|cannot|can.t|` +
	`fail(?:ed|s|ure|ing)?|missing|wrong|incorrect|unknown|denied|reject(?:ed|s)?|refus(?:ed|es)|required|expected|error`

// families reads the table once.
var families = sync.OnceValue(func() []family {
	var list []family
	mustRead("families.json", familiesJSON, &list)
	for i := range list {
		f := &list[i]
		subject := "(?:" + strings.Join(f.Subjects, "|") + ")"
		own := f.Verbs
		if !f.Only {
			own = append([]string{verbs}, own...)
		}
		verb := "(?:" + strings.Join(own, "|") + ")"
		f.subject = regexp.MustCompile("(?i)" + subject)
		f.both = regexp.MustCompile("(?i)" + subject + `[^\n]{0,60}?` + verb + "|" + verb + `[^\n]{0,60}?` + subject)
	}
	return list
})

// familiesIn lists what a text complains of, in the order of the table: the special before the general.
func familiesIn(r reading) []family {
	var found []family
	text := grammarText(r)
	for _, f := range families() {
		if f.subject.MatchString(text) && (f.Alone || f.both.MatchString(text)) {
			found = append(found, f)
		}
	}
	return found
}

// topicOf is the first family whose subject a text mentions at all.
func topicOf(r reading) (family, bool) {
	text := grammarText(r)
	for _, f := range families() {
		if f.subject.MatchString(text) {
			return f, true
		}
	}
	return family{}, false
}

// grammarBytes bounds how much of a text is searched for subjects and verbs, which is the slow way.
const grammarBytes = 4 << 10

// parameters are those of an address, which is no complaint of the state or the scope that it carries.
var parameters = regexp.MustCompile(
	`[?&](state|nonce|code|client_id|redirect_uri|scope|response_mode|response_type|code_challenge|` +
		`code_challenge_method|session_state|prompt|login_hint|client_info|client-request-id)=[^\s&"'<>]*`,
)

// grammarText is what is searched for subjects and verbs.
func grammarText(r reading) string {
	return parameters.ReplaceAllString(r.lower[:min(len(r.lower), grammarBytes)], " ")
}
