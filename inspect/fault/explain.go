package fault

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// Explanation is one failure explained: Microsoft's words and edov's.
type Explanation struct {
	// ID names the cause: "AADSTS50011", or a word for those without a number.
	ID    string `json:"id"`
	Known bool   `json:"known"` // edov has an explanation of its own
	Title string `json:"title"` // what happened
	Cause string `json:"cause,omitempty"`
	Check string `json:"check,omitempty"` // how to see whether it is that
	Fix   string `json:"fix,omitempty"`
	Who   string `json:"who,omitempty"` // who has to act: "developer", "tenant admin", "user", "microsoft", "server"
	Retry bool   `json:"retry"`         // the same may work later, unchanged
	// CheckID is the check of a sign-in that this failure fails.
	CheckID string `json:"check_id,omitempty"`
	Link    string `json:"link,omitempty"` // Microsoft's page on the number
	Portal  string `json:"portal,omitempty"`
	// URIs is the redirect URI that was sent beside the nearest registered one.
	URIs   *uri.Difference `json:"redirect_uris,omitempty"`
	Others []OtherCode     `json:"others,omitempty"` // further numbers in the same text
	// Speaker is who said it: a library or product by its name; empty where that is not known.
	Speaker string `json:"speaker,omitempty"`
	// Product is the one that a typed text names, whose causes come first; empty: it names none.
	Product string `json:"product,omitempty"`
	// Notes say what is odd in the addresses of the text.
	Notes []string `json:"notes,omitempty"`
	// Contrast is what edov itself saw of the same app, beside what the text says.
	Contrast []string `json:"contrast,omitempty"`
	// Causes are what may be behind it, the likeliest first; empty where Cause is all there is to say.
	Causes []Likely `json:"causes,omitempty"`
	// ByWords are the words of the text by which its causes were guessed, where no rule knows the text.
	ByWords []string `json:"by_words,omitempty"`
	Sources []string `json:"sources,omitempty"`
	// Failure holds Microsoft's own words; nil when only a number was given.
	Failure *flow.Failure `json:"failure,omitempty"`

	told bool   // Cause, Check and Fix are those of the first of Causes
	same string // the ID of the cause that Title and Cause themselves tell; empty: they tell another
	echo bool   // Failure has nothing but the words that were typed
	fine bool   // the text is no error: no one has to fix it, and nothing is tried again
}

// OtherCode is a further number in a text, with its meaning.
type OtherCode struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// About is what is known of the attempt that failed, which makes the explanation more specific. The zero value
// knows nothing.
type About struct {
	Request      flow.Request
	Registration *appreg.App
	// Report is edov's own report of the same app, to compare with what a product says; nil: there is none.
	Report *report.Report
	// Demo holds where Registration and Report are those of the demo tenant: they say something only of a text from
	// there, not of one that a colleague sent.
	Demo bool
}

// of is what is known about the app that a text is about.
func (a About) of(text string) About {
	if r := a.Registration; a.Demo && (r == nil || r.AppID.Value == "" || !strings.Contains(text, r.AppID.Value)) {
		a.Registration, a.Report = nil, nil
	}
	return a
}

// Who has to act: the developer where no one else is named, and a server's operator where a test server answered.
const (
	whoDeveloper = "developer"
	whoServer    = "server"
)

// WhoWords says who can fix it.
func (e Explanation) WhoWords() string {
	switch e.Who {
	case "tenant admin":
		return "an administrator of the user's tenant"
	case "user":
		return "the user who signs in"
	case "microsoft":
		return flow.Microsoft
	case whoServer:
		return "whoever runs the server"
	}
	return "you, the developer"
}

// RetryWords says whether the same request may work later.
func (e Explanation) RetryWords() string {
	if e.Retry {
		return "may work if you try again"
	}
	return "no, fix the cause first"
}

// Said is the failure whose words are worth showing beside the explanation; nil where they only repeat what was typed.
func (e Explanation) Said() *flow.Failure {
	if f := e.Failure; f != nil && !e.echo && !e.fine && (f.Description != "" || f.OAuthError != "") {
		return f
	}
	return nil
}

// Part is one labelled piece of an explanation, in words for a person. A piece without a label goes on with the one
// before.
type Part struct{ Label, Text string }

// Parts are the pieces of an explanation in the order in which a reader needs them; every rendering shows them.
func (e Explanation) Parts() []Part {
	var parts []Part
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, Part{label, text})
		}
	}
	if e.Failure == nil || e.Failure.OAuthError == "" && e.Failure.Code() == 0 {
		add("said by", e.Speaker)
	}
	for _, saw := range e.Contrast {
		add("edov saw", saw)
	}
	if d := e.URIs; d != nil {
		add("sent", d.Sent)
		add("nearest", d.Registered)
		add("", d.Mark())
		add("", d.Words)
	}
	add("cause", e.Cause)
	add("check", e.Check)
	add("fix", e.Fix)
	for _, note := range e.Notes {
		add("address", note)
	}
	for _, c := range e.further() {
		add("or", c.Title)
		add("", "check: "+c.Confirm)
		add("", "fix: "+c.Fix)
	}
	if e.Known && !e.fine {
		add("fixed by", e.WhoWords())
		add("retry", e.RetryWords())
	}
	for _, o := range e.Others {
		add("also", strings.TrimSuffix(o.ID+": "+o.Title, ": "))
	}
	return parts
}

// mostFurther is how many other causes a person is shown: whoever wants all of them takes the JSON.
const mostFurther = 3

// further are the causes that the explanation itself does not tell; none where the text shows its cause.
func (e Explanation) further() []Likely {
	list := e.Causes
	if len(list) == 0 || list[0].Seen {
		return nil
	}
	if e.told {
		list = list[1:]
	}
	list = slices.DeleteFunc(slices.Clone(list), func(l Likely) bool { return e.same != "" && l.ID == e.same })
	return list[:min(len(list), mostFurther)]
}

// Explain explains a failure of Microsoft's, or one of edov's own.
func Explain(f *flow.Failure, about About) Explanation {
	if f.Kind != flow.FailureOAuth && f.Kind != flow.FailurePage {
		return Explanation{
			ID: string(f.Kind), Known: true, Title: f.Summary, Fix: words.Sentence(f.Hint), Who: whoDeveloper,
			Retry: f.Kind != flow.FailureLocal, Failure: f,
		}
	}
	c, _ := CauseOf(f, about.Request)
	e := c.explanation(about.Request)
	e.Failure = f
	if code := f.Code(); code != 0 {
		e.number(code)
		for _, other := range f.Codes[:len(f.Codes)-1] {
			title := spoken(catalogue()[other].Title, about.Request)
			e.Others = append(e.Others, OtherCode{ID: fmt.Sprintf("AADSTS%d", other), Title: title})
		}
	}
	e.sharpen(about)
	return e
}

// ExplainCode explains a number without any text.
func ExplainCode(code int, about About) Explanation {
	entry, ok := catalogue()[code]
	if !ok {
		e := Explanation{
			Title: "number unknown to edov",
			Fix:   "Look it up on Microsoft's page below, and give edov the whole text of the error",
		}
		e.number(code)
		return e
	}
	e := entry.cause().fitted(nil, about.Request).explanation(about.Request)
	e.number(code)
	e.sharpen(about)
	if e.URIs == nil { // where two redirect URIs were compared, the difference is the cause
		e.Causes, e.same = rank(entry.Causes, &seen{about: about}), entry.Is
	}
	return e
}

func (c Cause) explanation(r flow.Request) Explanation {
	e := Explanation{
		ID: c.ID, Known: c.ID != "refused", Title: c.Summary, Cause: c.Why, Fix: words.Sentence(c.Fix),
		Who: cmp.Or(c.who, whoDeveloper), Retry: c.retry, CheckID: c.Check,
	}
	verify := cmp.Or(c.verify, c.Check)
	e.Check = spoken(cmp.Or(filled(causes().Verify[verify]), verify), r)
	return e
}

// number names an explanation after its AADSTS number.
func (e *Explanation) number(code int) {
	e.ID, e.Link = fmt.Sprintf("AADSTS%d", code), fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", code)
	entry, ok := catalogue()[code]
	e.Known, e.Sources = ok, entry.Sources
}

// whoOfNumber says who can fix it, and whether a retry helps, as the number does, where nothing else says so.
func (e *Explanation) whoOfNumber(code int) {
	if entry, ok := catalogue()[code]; ok && e.Who == whoDeveloper && !e.Retry {
		e.Who, e.Retry = entry.Who, entry.Retry
	}
}

// sharpen adds what is known of the attempt.
func (e *Explanation) sharpen(about About) {
	r := about.Request
	places := portal.PlacesOf(r, about.Registration, nil)
	places.ClientID = r.ClientID
	e.Portal = places.Page(PageOf[e.CheckID])
	if r.Server() != flow.Microsoft && e.Who == "microsoft" {
		e.Who = whoServer
	}
	if e.CheckID == "secret-accepted" && r.ClientAuth == AuthNone {
		e.Check = causes().Verify["secret-not-sent"]
	}
	if e.CheckID == "redirect-accepted" {
		e.URIs = uri.Differ(e.Failure, about.Request.RedirectURI, about.Registration)
	}
	if a := about.Registration; a != nil && e.ID == "AADSTS50194" && a.Audience.Value == appreg.AudienceMyOrg {
		e.Cause = "the app registration says " + appreg.AudienceMyOrg + " (" + a.Audience.Place.String() +
			"), but common was requested"
	}
}

// PageOf is the page of the portal on which a failure is fixed, by its check.
var PageOf = map[string]portal.Page{
	"client-known": portal.PageOverview, "account-types": portal.PageAuthentication,
	"redirect-accepted": portal.PageAuthentication, "platform-web": portal.PageAuthentication,
	"secret-accepted": portal.PageSecrets, "consent-given": portal.PagePermissions,
}

// BareCode reads "50011", "AADSTS50011" and the like.
func BareCode(text string) (int, bool) {
	digits := strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(strings.Trim(text, " :.()[]\"'")), "AADSTS"), " :")
	if len(digits) < 4 || len(digits) > 9 || strings.ContainsFunc(digits, noDigit) {
		return 0, false
	}
	code := 0
	for _, r := range digits {
		code = code*10 + int(r-'0')
	}
	return code, true
}
