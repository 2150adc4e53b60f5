package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// other is one of them.
type other struct {
	Of     string `json:"of"`     // completes "this is ..., not of a sign-in with Microsoft"
	Words  string `json:"words"`  // RE2, in lower case
	Unless bool   `json:"unless"` // it is not where the text speaks of a sign-in at all
	Near   bool   `json:"near"`   // nor where it does so in so many words: "session" and "token" do not
	Quiet  bool   `json:"quiet"`  // nor where it speaks of accounts, mail or secrets
	Own    bool   `json:"own"`    // also where the text names Microsoft: it is about a program of Microsoft's
	SSO    bool   `json:"sso"`    // nor where companies sign in to it with their own accounts, often Microsoft's
	Web    bool   `json:"web"`    // nor where the text has words of a web sign-in with an identity provider
	// Not is set where Words are a form with a name in it, as "tool: ": RE2 of what is no name of another's.
	Not string `json:"not"`
	// Nor is RE2 of further words beside which it is not.
	Nor string `json:"nor"`
	// Late is set where the words also stand beside errors of a sign-in: a text of which a sign, a number or an address
	// says more is none of another's.
	Late bool `json:"late"`

	pattern, not, nor pattern
}

// others.json lists whom else an error may be of: other providers, and services that refuse for reasons of their own.
//
// others reads the table once.
var others = tableOf("others.json", func(o *other) {
	o.pattern, o.not, o.nor = patternOf(o.Words), patternOf(o.Not), patternOf(o.Nor)
})

// ofMicrosoft are words of texts that are about Microsoft whatever else they name: people compare two providers.
var ofMicrosoft = lazy.MustCompile(
	`microsoft|azure|entra|xbox|onedrive|\baad|\bmsal|\badal|365|outlook|hotmail|live\.com|sharepoint|` +
		`\bteams (tab|app|bot)|windows\.net|login\.windows|\bid[xw]\d|b2c|\baz login|devicelogin|\badfs|\bmsis\d`,
)

// singleSignOn is said where the staff of a company sign in to a product with the accounts of the company.
var singleSignOn = lazy.MustCompile(`\bsso\b|single.?sign|\bsaml|\bidp\b|identity provider|\bscim\b`)

// fits holds where nothing else that a text speaks of is nearer.
func (o *other) fits(r *reading) bool {
	ofSignIn := signInWords.MatchString(r.lower) || technical.MatchString(r.lower)
	return (!o.Unless || !ofSignIn) && (!o.Near || !r.isNear()) && (!o.Quiet || r.isOfOthers()) &&
		(!o.SSO || !singleSignOn.MatchString(r.lower)) && (!o.Web || !webSignIn.MatchString(r.lower)) &&
		!o.nor.in(r.lower) && (o.Not == "" || o.named(r.lower))
}

// byOthers says that a text is not about a sign-in with Microsoft, where it names somebody else and nothing of
// Microsoft's. An explanation would send the reader to settings that have nothing to do with it.
func byOthers(s *seen, late bool) (Explanation, bool) {
	if s.code() != 0 {
		return Explanation{}, false
	}
	list, isMicrosofts := others(), ofMicrosoft.MatchString(s.lower)
	for i := range list {
		o := &list[i]
		if o.Late != late {
			continue
		}
		isForm := o.Not != ""
		if _, ofGraph := relayed(s.lower); isForm && (ofGraph || s.isSaidByLibrary()) {
			continue
		}
		isIn := (o.Own || !isMicrosofts) && o.pattern.in(s.lower) && o.fits(&s.reading)
		if isIn && o.pattern.in(withoutContrast(s.lower)) {
			return o.explanation(), true
		}
	}
	return Explanation{}, false
}

// isSaidByLibrary holds for a text in which a library or product for signing in is known by its words.
func (s *seen) isSaidByLibrary() bool {
	return slices.ContainsFunc(s.inner, func(by *sign) bool {
		return by.Code != "" && (by.Kind == "library" || by.Kind == "product")
	})
}

// notMicrosofts ends the title of what is said of another's error.
const notMicrosofts = ", not of a sign-in with Microsoft"

// isOthers holds for such an explanation.
func (e Explanation) isOthers() bool { return strings.HasSuffix(e.Title, notMicrosofts) }

// explanation says whose the text is. A form with a name in it is no proof: it may be that of the reader's own app.
func (o *other) explanation() Explanation {
	e := Explanation{
		ID: "unexplained", Title: "this is " + o.Of + notMicrosofts, Who: whoDeveloper,
		Check: "look it up with whoever sent it; if the sign-in with Microsoft fails too, explain that error",
		Fix:   "Look in the settings of that service. Microsoft's have nothing to do with it",
	}
	if o.Not != "" {
		e.Title = "by its form, this seems to be " + o.Of + notMicrosofts
		e.Check = "if it names your own app, or people sign in to it with Microsoft, explain the text without the name"
		e.Fix = "Look in the settings of what it names"
	}
	return e
}
