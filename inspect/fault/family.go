package fault

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"edov/flow/lazy"
)

// family is one subject, of families.json, which lists what errors are about. A family is recognised by a subject with
// a verb, "issuer" with "does not match", so that a library that edov has never heard of is understood too.
type family struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`     // completes "a problem with the ..."
	Subjects []string `json:"subjects"` // RE2
	Verbs    []string `json:"verbs"`    // RE2, beside those of every family
	Phrases  []string `json:"phrases"`  // RE2 of turns that say it by themselves, whatever else the text speaks of
	Beside   []string `json:"beside"`   // RE2 of subjects that are a complaint beside words of signing in
	Told     []string `json:"told"`     // concepts that stand for it together: see concepts.json
	Topics   []string `json:"topics"`   // RE2 of what stands for the subject where a person types a few words only
	Causes   []string `json:"causes"`   // the likeliest first
	Only     bool     `json:"only"`     // its own verbs count, not those of every family
	Alone    bool     `json:"alone"`    // a subject is a complaint by itself
	Weak     bool     `json:"weak"`     // its words stand in other complaints too
	Anything bool     `json:"anything"` // its words are said of anything that has a name: heatings stop working as well
	Near     bool     `json:"near"`     // it counts beside words of signing in, or where nothing else is said
	Quiet    bool     `json:"quiet"`    // a subject without a verb says nothing
	Asks     bool     `json:"asks"`     // its words ask which value goes where, and complain of nothing
	Any      bool     `json:"any"`      // it says only that a sign-in does not work
	Command  string   `json:"command"`  // what finds the cause where the text does not name it

	subject, verb, phrase, beside, topic pattern
}

// pattern is a regular expression of a family. All of them are looked for in every text, so most are ruled out by the
// letters that a match must have, and compiled where these are there.
type pattern struct {
	text     string
	literals func() []string // see required
	compiled func() *regexp.Regexp
}

// patternOf makes a pattern for texts in lower case.
func patternOf(text string) pattern {
	return pattern{
		text, sync.OnceValue(func() []string { return required(text) }),
		sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) }),
	}
}

func (p pattern) in(text string) bool {
	if p.text == "" || !mayBeIn(text, p.literals()) {
		return false
	}
	return p.compiled().MatchString(text)
}

// at lists where the pattern is in a text.
func (p pattern) at(text string) [][]int {
	if !p.in(text) {
		return nil
	}
	return p.compiled().FindAllStringIndex(text, -1)
}

// verbs say of any subject that something is wrong with it.
const verbs = `invalid|mismatch|mis-match|not equal|` +
	`(?:does|do|did)(?: not|n.t) (?:match|equal|exist|contain)|` +
	`not match|unexpected|` +
	`not (?:valid|accepted|allowed|trusted|supported|provided|found|present|recogni[sz]ed|permitted|correct|known|set)|` +
	`not (?:be |been )?(?:verified|validated|found|read|located|recogni[sz]ed|resolved)|` +
	`not (?:one of|in (?:the|our|any)|among)|isn.t (?:in|one|among|valid|allowed|correct|the)|` +
	`unable|couldn.t|could not|cannot|can.t|unsuccessful|un(?:trusted|recogni[sz]ed|acceptable)|` +
	`fail(?:ed|s|ure|ing)?|missing|absent|wrong|incorrect|unknown|denied|reject(?:ed|s)?|refus(?:ed|es)|required|` +
	`expected|error|not work(?:s|ing)?|n.t work|broken|(?:not|n.t|never) (?:show|appear|come|arriv)\w*|` + foreignVerbs

// foreignVerbs say the same in German, French, Spanish, Portuguese, Dutch, Italian and Japanese.
const foreignVerbs = `ungültig|fehlgeschlagen|fehlt|abgelaufen|nicht gefunden|invalide|non valide|introuvable|` +
	`échou|expiré|no (?:es )?válid|inválid|no se encontr|ongeldig|mislukt|verlopen|ontbreekt|non valid|scadut|失敗|` +
	`無効|見つかりません`

// families reads the table once.
var families = sync.OnceValue(func() []*family {
	var list []*family
	mustRead("families.json", table("families.json"), &list)
	for _, f := range list {
		own := f.Verbs
		if !f.Only {
			own = append([]string{verbs}, own...)
		}
		f.phrase = patternOf(strings.Join(f.Phrases, "|"))
		f.beside = patternOf(strings.Join(f.Beside, "|"))
		f.topic = patternOf(strings.Join(f.Topics, "|"))
		f.subject = patternOf(strings.Join(f.Subjects, "|")) // none: its turns alone say it
		f.verb = patternOf(strings.Join(own, "|"))
	}
	return list
})

// unnamed holds for a sentence that does not name what fails: whoever asks here means the sign-in.
var unnamed = lazy.MustCompile(
	`\bit\b|^\W*(this|that|everything|all|nothing|suddenly|works?|worked|stopped|since|only|not|until|times?|takes)\b`,
)

// familiesIn lists what a text complains of: by a turn that says it alone, then by a subject with a verb, each in the
// order of the table, the special before the general.
func familiesIn(r *reading) []*family {
	var said, found []*family
	text := grammarText(r)
	in := r.setting(text)
	for _, f := range families() {
		switch {
		case !f.countsIn(in):
		case f.phrase.in(text):
			said = append(said, f)
		case f.subject.in(text) && (f.Alone || f.complainsIn(text)), in.near && f.beside.in(text):
			found = append(found, f)
		}
	}
	return append(said, found...)
}

// nearBytes is how far a verb may be from its subject.
const nearBytes = 60

// complainsIn holds for a text in which a verb stands near the subject, before or behind it in the same line.
func (f *family) complainsIn(text string) bool {
	near := func(a, b []int) bool {
		return a[1] <= b[0] && b[0]-a[1] <= nearBytes && !strings.Contains(text[a[1]:b[0]], "\n")
	}
	subjects, verbs := f.subject.at(text), f.verb.at(text)
	return slices.ContainsFunc(subjects, func(subject []int) bool {
		return slices.ContainsFunc(verbs, func(verb []int) bool { return near(subject, verb) || near(verb, subject) })
	})
}

// anySignIn is the family of what only says that a sign-in does not work.
func anySignIn() *family {
	list := families()
	return list[slices.IndexFunc(list, func(f *family) bool { return f.Any })]
}

// signInWords are words of which a text about a sign-in has one: "authentication failed" alone is said of databases and
// mail servers as well.
var signInWords = lazy.MustCompile(
	`sign|log(s|ged|ging)?[ -]?(me |us )?(in|on|out)\b|oauth|oidc|openid|\bsso\b|saml|token|` +
		`callback|identity|\bidp\b|jwt|session|redirect|microsoft|azure|entra|\baad|msal|provider|social|scope|` +
		`consent|\bauth_|authrecord|authentication request|` +
		`anmeld|connexion|sesi.n|ログイン|登录`,
)

// fewWords is how many words are too few to tell what they are about.
const fewWords = 6

// isOfSignIn holds for a text that is about a sign-in, or too short to be about anything else.
func (r *reading) isOfSignIn() bool {
	return len(strings.Fields(r.lower)) <= fewWords || signInWords.MatchString(r.lower)
}

// topicOf is the first family whose subject a text mentions at all, or, where a few words were typed, what stands for
// it.
func topicOf(r *reading, typed bool) (*family, bool) {
	text := grammarText(r)
	in := r.setting(text)
	for _, f := range families() {
		if f.countsIn(in) && (!f.Quiet && f.subject.in(text) || typed && f.topic.in(text)) {
			return f, true
		}
	}
	return nil, false
}

// grammarBytes bounds how much of a text is searched for subjects and verbs, which is the slow way.
const grammarBytes = 4 << 10

// parameters are those of an address, which is no complaint of the state or the scope that it carries.
var parameters = lazy.MustCompile(
	`[?&](state|nonce|code|client_id|redirect_uri|scope|response_mode|response_type|code_challenge|` +
		`code_challenge_method|session_state|prompt|login_hint|client_info|client-request-id)=[^\s&"'<>]*`,
)

// asides are words that complain of nothing: what a text says does work, advice that a library gives with every error,
// and the issuer of a certificate.
var asides = lazy.MustCompile(
	`\b(complet\w+|succe\w+|works?|worked|passe[sd])( fine| ok)? \([^()\n]{0,60}\)|` +
		`\b(mfa|multi.?factor\w*)( \w+){0,2} (complet\w+|succe\w+|works?|passe[sd]|is fine)|` +
		`please check (your )?network( connection)?( and try again)?|\b(local )?issuer cert\w*|` +
		`(please )?try (it )?again\b|` +
		`\baccess key id\b|\b(promo\w*|coupon|gift( card)?|discount|voucher|hash|zip|postal|bar|country)[ -]codes?\b|` +
		`\bstate (lock|file|machine|transition|change|mutation|snapshot|director|backend)\w*|\block\w* state\b|` +
		`connection is not private|\buserinfo=\{|\b` + allRight + `((,| and) ` + allRight +
		`)* (is|are|looks?|all)( all| both)? (right|fine|valid|correct|ok|okay|good)\b`,
)

// quotedNames are the names of parameters and claims in quotes, which programs print as well without.
var quotedNames = lazy.MustCompile(
	"['\"`](code|state|nonce|scope|issuer|audience|aud|iss|exp|nbf|iat|kid|sub|code_verifier|" +
		"(?:id|access|refresh)_token|client_(?:id|secret)|redirect_uri)['\"`]",
)

// allRight are what people say is right, before they say what is not.
const allRight = `(token|aud\w*|iss\w*|exp|roles?|groups?|scopes?|signature|claims?)`

// cameBack says that the way back works, unless there is no page at its end.
var (
	cameBack = lazy.MustCompile(`successful (callback|redirect)\w*( ur[il])?`)
	noPage   = lazy.MustCompile(`\b404\b|not found|cannot get`)
)

// children have a room and a tablet; the kid of a token has a key.
var (
	children = lazy.MustCompile(`\b(my|our|your|his|her|their) kids?\b(['’]s)?|\bkid['’]s |\bkids['’]`)
	ofKeys   = lazy.MustCompile(`jwk|jwt|token|header|signing|signature|key ?(set|id)|claim|issuer|\brs256|\bx5t`)
)

// grammarText is what is searched for subjects and verbs. Every way to an explanation asks for it; it is made once.
func grammarText(r *reading) string {
	if r.grammar == nil {
		text := r.grammarText()
		r.grammar = &text
	}
	return *r.grammar
}

func (r *reading) grammarText() string {
	text := r.lower[:min(len(r.lower), grammarBytes)]
	if r.names != "" {
		text += "\n" + r.names
	}
	text = quotedNames.ReplaceAllString(text, "$1")
	text = asides.ReplaceAllString(parameters.ReplaceAllString(text, " "), " ")
	if !noPage.MatchString(text) {
		text = cameBack.ReplaceAllString(text, " ")
	}
	if !ofKeys.MatchString(text) {
		text = children.ReplaceAllString(text, " ")
	}
	return text
}

// ofFamily explains by the likeliest causes of a family; title goes on with its name.
func (s *seen) ofFamily(title string, f *family) Explanation {
	title += f.Name
	if f.Asks {
		title = "where the values from the portal go"
	}
	if p := s.product.Name; p != "" {
		title += ", in " + p
	}
	e := s.likely(title, rank(s.guessed(s.causesOf(f)), s))
	if len(e.Causes) > 0 && e.Causes[0].Seen && !slices.Contains(f.Causes, e.ID) { // what it shows is another matter
		e.Title = shownTitle
		return e
	}
	if f.Asks { // the answer is no guess at a cause
		e.Cause = e.Causes[0].Why
	}
	if f.Any { // the cause says more of itself
		return e
	}
	e.Check = cmp.Or(naming(s.peer(), f.Command), e.Check)
	return e
}
