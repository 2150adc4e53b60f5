package fault

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"edov/flow/lazy"
)

// othersJSON lists whom else an error may be of: other providers, and services that refuse for reasons of their own.
//
//go:embed others.json
var othersJSON []byte

// other is one of them.
type other struct {
	Of     string `json:"of"`     // completes "this is ..., not of a sign-in with Microsoft"
	Words  string `json:"words"`  // RE2, in lower case
	Unless bool   `json:"unless"` // it is not where the text speaks of a sign-in at all
	Near   bool   `json:"near"`   // nor where it does so in so many words: "session" and "token" do not
	Quiet  bool   `json:"quiet"`  // nor where it speaks of accounts, mail or secrets
	SSO    bool   `json:"sso"`    // nor where companies sign in to it with their own accounts, often Microsoft's
	Web    bool   `json:"web"`    // nor where the text has words of a web sign-in with an identity provider
	Local  bool   `json:"local"`  // nor where it speaks of signing in to anything

	pattern pattern
}

// others reads the table once.
var others = sync.OnceValue(func() []other {
	var list []other
	mustRead("others.json", othersJSON, &list)
	for i := range list {
		list[i].pattern = patternOf(list[i].Words)
	}
	return list
})

// ofMicrosoft are words of texts that are about Microsoft whatever else they name: people compare two providers.
var ofMicrosoft = lazy.MustCompile(
	`microsoft|azure|entra|\baad|\bmsal|\badal|365|outlook|hotmail|live\.com|sharepoint|\bteams (tab|app|bot)|` +
		`windows\.net|login\.windows|\bid[xw]\d|b2c|\badfs|\bmsis\d`,
)

// singleSignOn is said where the staff of a company sign in to a product with the accounts of the company.
var singleSignOn = lazy.MustCompile(`\bsso\b|single.?sign|\bsaml|\bidp\b|identity provider|\bscim\b`)

// fits holds where nothing else that a text speaks of is nearer.
func (o other) fits(r reading) bool {
	ofSignIn := signInWords.MatchString(r.lower) || technical.MatchString(r.lower)
	return (!o.Unless || !ofSignIn) && (!o.Near || !r.isNear()) && (!o.Quiet || r.isOfOthers()) &&
		(!o.SSO || !singleSignOn.MatchString(r.lower)) && (!o.Web || !speaksOf("web", r.lower)) &&
		(!o.Local || !speaksOf("signing in", r.lower))
}

// saysMicrosofts holds for a sign whose speaker is Microsoft's, or speaks of it.
func (s *sign) saysMicrosofts() bool {
	return s.Kind == "microsoft" || ofMicrosoft.MatchString(strings.ToLower(s.Speaker))
}

// byOthers says that a text is not about a sign-in with Microsoft, where it names somebody else and nothing of
// Microsoft's. An explanation would send the reader to settings that have nothing to do with it.
func byOthers(s seen) (Explanation, bool) {
	if ofMicrosoft.MatchString(s.lower) || s.code() != 0 || slices.ContainsFunc(s.inner, (*sign).saysMicrosofts) {
		return Explanation{}, false
	}
	named := func(clause string) bool {
		return slices.ContainsFunc(others(), func(o other) bool { return o.pattern.in(clause) })
	}
	isIts := func(o other) bool {
		return o.pattern.in(s.lower) && o.fits(s.reading) && o.pattern.in(withoutContrast(s.lower, named))
	}
	if i := slices.IndexFunc(others(), isIts); i >= 0 {
		return notMicrosofts(others()[i].Of), true
	}
	switch {
	case s.isOfProvider():
		return notMicrosofts("an error of another provider's sign-in"), true
	case s.isOfProgram(), s.isOfBrand():
		return notMicrosofts("an error of another program"), true
	}
	return Explanation{}, false
}

func notMicrosofts(of string) Explanation {
	return Explanation{
		ID: "unexplained", Title: "this is " + of + ", not of a sign-in with Microsoft", Who: whoDeveloper,
		Check: "look it up with whoever sent it; if the sign-in with Microsoft fails too, explain that error",
		Fix:   "Look in the settings of that service. Microsoft's have nothing to do with it",
	}
}
