package fault

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/inspect/words"
)

// ExplainText explains any text: a number, an error page, a redirect address, a JSON body, a line of a product's log.
// Where the text names no cause, ok is false and the explanation says what finds it.
// Where edov has a report of the same app, the explanation says what it saw there.
func ExplainText(text string, about About) (e Explanation, ok bool) {
	about = about.of(text)
	if e, ok = explainForms(text, about); !ok && !e.isOthers() {
		if inner := messageOf(text); inner != "" {
			if ofMessage, found := explainForms(inner, about); found {
				e, ok = ofMessage, true
			}
		}
	}
	return e.contrasted(text, about), ok
}

// explainForms explains the first form of a text that is understood.
func explainForms(text string, about About) (e Explanation, ok bool) {
	for _, form := range formsOf(strings.TrimSpace(text)) {
		if e, ok = explainText(form, about); ok {
			break
		}
	}
	return e, ok
}

func explainText(text string, about About) (e Explanation, ok bool) {
	if code, ok := BareCode(text); ok {
		if _, known := catalogue()[code]; known {
			return ExplainCode(code, about), true
		}
		text = fmt.Sprintf("AADSTS%d", code)
	}
	s := look(text, about)
	if e, ok = byOthers(s, false); ok {
		return e, false
	}
	for i, explain := range ways {
		if i == sureWays {
			if e, ok = byOthers(s, true); ok {
				return e, false
			}
			if s.isNoReport() {
				return faultless(), false
			}
		}
		if i == knownWays && s.isQuiet() {
			return faultless(), false
		}
		if e, ok = explain(s); ok {
			e.Speaker, e.Notes, e.Product = s.speaker(), s.notes(), s.product.Name
			e.echo = s.repeatedBy(e.Failure)
			if s.product.Name != "" {
				return e.forProduct(s.product, "For another product, name it in place of "+s.product.Name), true
			}
			return e.forProduct(speaking(e.Speaker), ""), true
		}
	}
	e = s.unexplained()
	e.Notes = s.notes()
	return e, len(e.Notes) > 0
}

// ways to an explanation, the surest first. What is inside comes before what wraps it.
var ways = []func(*seen) (Explanation, bool){
	byNumber, byWordsOfMicrosoft, byAddress, byBody, byInner, byAnswer, byRelayed, byForeignHost, byTold,
	byGrammar, bySetting, byWrapper, byValues, byHalfTold, byFaults, byWeakGrammar, byRefusal, byTopic, byShown,
	byWords, byProduct,
}

const (
	// sureWays is how many of the ways go by what only a fault leaves. The others go by words that also stand where all is
	// well.
	sureWays = 8
	// knownWays is how many of them go by turns that edov knows; the others guess.
	knownWays = 15
)

// orPage is a copy of the failure of the text, or the text itself as one.
func (s *seen) orPage() *flow.Failure {
	if s.failure != nil {
		f := *s.failure
		return &f
	}
	return &flow.Failure{Stage: flow.StageToken, Kind: flow.FailurePage, Description: words.Cut(s.plain)}
}

// repeatedBy holds for a failure that has nothing but the sentence that was typed.
func (s *seen) repeatedBy(f *flow.Failure) bool {
	return f != nil && len(s.plain) <= typedBytes && f.Description == s.plain && f.OAuthError == "" && f.Code() == 0 &&
		f.CorrelationID == "" && f.TraceID == ""
}

// code is the number in the text; zero without one.
func (s *seen) code() int {
	if s.failure == nil {
		return 0
	}
	return s.failure.Code()
}

// byWordsOfMicrosoft explains an error response, or a page, by sentences of Microsoft's that edov knows.
func byWordsOfMicrosoft(s *seen) (Explanation, bool) {
	if _, ok := entryByText(s.lower, causes().Causes); !ok {
		return Explanation{}, false
	}
	f := s.orPage()
	f.Description = cmp.Or(f.Description, words.Cut(s.plain))
	if _, ok := entryByText(f.Description, causes().Causes); !ok {
		f.Description = words.Cut(s.lower) // known by its corrected words
	}
	return Explain(f, s.about), true
}

// byInner explains what a library, a product, the network or a page says of a cause.
func byInner(s *seen) (Explanation, bool) { return s.bySigns(s.inner) }

// byWrapper explains what only says that something failed.
func byWrapper(s *seen) (Explanation, bool) { return s.bySigns(s.wrappers) }

// anyPrograms are the speakers of what any program meets, with or without a sign-in.
var anyPrograms = []string{
	"database of the product", "key store of the device", "operating system (interactive sign-in)", "browser storage",
	"session cookie", "session store of the product",
}

func (s *seen) bySigns(list []*sign) (Explanation, bool) {
	if len(list) == 0 || slices.Contains(anyPrograms, list[0].Speaker) && s.isOfAnything() {
		return Explanation{}, false
	}
	var ids []string
	for _, sign := range list {
		ids = append(ids, s.sorted(sign)...)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(list[0].RulesOut, id) })
	if !list[0].exact && localAddress.MatchString(s.lower) && !microsoftHosts.MatchString(s.lower) {
		isOwn := func(id string) bool { return id == "app-certificate" }
		ids = partition(ids, isOwn) // it is the app's own certificate that the browser shows
	}
	e := s.likely(list[0].Means, rank(ids, s))
	if code := s.code(); code != 0 {
		e.number(code)
		e.whoOfNumber(code)
		e.Known = true
	}
	e.Sources = []string{list[0].Source}
	return e, true
}

// localAddress is an address on the machine of whoever develops the app.
var localAddress = lazy.MustCompile(`https://(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.(local|test))\b`)

// sorted puts those causes of a sign first that are of what the text complains of: one sign may stand for several
// messages of a library, and leaves the order to the words beside it. One of another family than these gives the second
// place to what they say, unless it says all that there is.
func (s *seen) sorted(by *sign) []string {
	ids := by.Causes
	if by.exact {
		return ids
	}
	ids = s.hinted(ids)
	var other *family // that is complained of first, and is not of the sign
	for i, f := range s.complaints() {
		isOfIt := func(id string) bool { return slices.Contains(f.Causes, id) }
		switch {
		case f.Any || f.Weak && !by.Wrapper:
		case slices.ContainsFunc(ids, isOfIt):
			return s.withOther(partition(ids, isOfIt), other, by)
		case i == 0 && f.ID != by.Family && !f.Weak:
			other = f
		}
	}
	return s.withOther(ids, other, by)
}

// withOther puts the first cause of another family among those of a sign.
func (s *seen) withOther(ids []string, other *family, by *sign) []string {
	if other == nil || len(ids) < 2 {
		return ids
	}
	return slices.Insert(slices.Clone(ids), by.second(&s.reading), s.hinted(other.Causes)[0])
}

// tellingErrors say what happened, whatever a product says around them.
var tellingErrors = []string{
	"access_denied", "consent_required", "interaction_required", "login_required", "account_selection_required",
}

// byAnswer explains an OAuth error without a number, if Microsoft may have sent it and its error says what is wrong.
func byAnswer(s *seen) (Explanation, bool) {
	if !s.isMicrosofts() || named(causes().Causes, idByError(s.failure)).ID == "refused" {
		return Explanation{}, false
	}
	if len(s.wrappers) > 0 && s.failure.TraceID == "" && !slices.Contains(tellingErrors, s.failure.OAuthError) {
		return Explanation{}, false // a product has put the error into its own words
	}
	if s.failure.OAuthError == "access_denied" && s.failure.TraceID == "" && s.isOfRule() {
		return Explanation{}, false // the product refused the user itself
	}
	if s.failure.OAuthError == "invalid_grant" && strings.Contains(s.lower, "refresh") {
		return Explanation{}, false // no code was redeemed
	}
	e := Explain(s.staged(), s.about)
	e.Causes = rank(s.deeper(named(causes().Causes, e.ID).Beside), s)
	return e, true
}

// isOfRule holds for a text that complains of a group or of a user, which Microsoft's own refusals do not.
func (s *seen) isOfRule() bool {
	list := s.complaints()
	return len(list) > 0 && (list[0].ID == "groups" || list[0].ID == "user-unknown")
}

// staged is the failure with its stage: a word without an address is the token endpoint's when only that says it of a
// secret or a code.
func (s *seen) staged() *flow.Failure {
	f := s.orPage()
	if f.Kind == flow.FailurePage && (f.OAuthError == "invalid_client" || f.OAuthError == "invalid_grant") {
		f.Stage = flow.StageToken
	}
	return f
}

// byGrammar explains by what the text complains of.
func byGrammar(s *seen) (Explanation, bool) { return s.byFamily(false) }

// byWeakGrammar explains by words that other complaints have too.
func byWeakGrammar(s *seen) (Explanation, bool) { return s.byFamily(true) }

func (s *seen) byFamily(weak bool) (Explanation, bool) {
	for _, f := range s.complaints() {
		if f.Weak != weak || f.Any && !s.isOfSignIn() || s.isNone() || s.isOfAnything() {
			continue
		}
		return s.ofFamily("a problem with the ", f), true
	}
	return Explanation{}, false
}

// isOfAnything holds for a text that a program wrote and that has no word of a sign-in: any program has states, tokens
// and settings.
func (s *seen) isOfAnything() bool {
	return s.isOfOthers() && !s.isNear() && !s.isAlone() && !s.isTold() && s.guess().signIn < leastFar
}

// mayBeWrong begins the title of an answer to words that do not say what is wrong.
const mayBeWrong = "what may be wrong with the "

// topicWords is how many words a person types who looks a thing up and does not say yet what is wrong with it.
const topicWords = 4

// byTopic explains a few typed words ("clerk email") by what they are about: what is likely to be wrong with that.
func byTopic(s *seen) (Explanation, bool) {
	n := len(strings.Fields(s.flat))
	if isID := n == 1 && strings.ContainsAny(s.flat, "-_"); isID || n > topicWords || len(s.plain) > typedBytes {
		return Explanation{}, false
	}
	f, ok := topicOf(&s.reading, true)
	if !ok {
		return Explanation{}, false
	}
	return s.ofFamily(mayBeWrong, f), true
}

// byForeignHost explains an authorize request in Microsoft's form that went to another host.
func byForeignHost(s *seen) (Explanation, bool) {
	host := s.foreignHost()
	if host == "" {
		return Explanation{}, false
	}
	title := "the sign-in request went to " + words.Cut(host) + ", not to Microsoft"
	return s.likely(title, rank([]string{"proxy-rewrites-redirect", "product-public-url"}, s)), true
}

// byValues explains two values that a text holds against each other, whoever does and in whatever words.
func byValues(s *seen) (Explanation, bool) {
	if len(s.pairs) == 0 {
		return s.byRedirect()
	}
	return s.likely("two values that should be equal differ", rank(nil, s)), true
}

// byRedirect explains a redirect URI that can't be right, whatever is said of it.
func (s *seen) byRedirect() (Explanation, bool) {
	list := rank([]string{"redirect-mismatch"}, s)
	if !list[0].Seen {
		return Explanation{}, false
	}
	return s.likely("a problem with the redirect URI", list), true
}

// byRelayed explains the complaints of causes.json.
func byRelayed(s *seen) (Explanation, bool) {
	c, ok := relayed(s.lower)
	if !ok {
		return Explanation{}, false
	}
	e := c.explanation(s.about.Request)
	e.Failure = s.orPage()
	return e, true
}

// byRefusal says at least that Microsoft refused, where it did.
func byRefusal(s *seen) (Explanation, bool) {
	if !s.isMicrosofts() {
		return Explanation{}, false
	}
	return Explain(s.staged(), s.about), true
}

// likely is an explanation by causes.
func (s *seen) likely(title string, list []Likely) Explanation {
	e := Explanation{Known: true, Title: title, Who: whoDeveloper, Causes: list, Failure: s.orPage()}
	if len(list) > 0 {
		first := list[0]
		e.ID, e.Fix, e.Check, e.Who = first.ID, first.Fix, first.Confirm, cmp.Or(first.Who, e.Who)
		e.Cause, e.told = first.cause(), true
	}
	return e
}

// speaker is who says it, by the name of the innermost library or product.
func (s *seen) speaker() string {
	for _, sign := range slices.Concat(s.inner, s.wrappers) {
		if sign.Kind != "microsoft" && sign.Kind != "page" {
			return sign.Speaker
		}
	}
	if s.isMicrosofts() {
		return s.about.Request.Server()
	}
	return ""
}

// unexplained says what finds out what the text does not say, by what it is about.
func (s *seen) unexplained() Explanation {
	e := Explanation{
		ID: "unexplained", Title: "this text names no cause that edov knows", Who: whoDeveloper,
		Check: "edov signin with the same client ID, secret and scopes: if it works, the cause is the product's; " +
			"edov secrets --probe tries the secret alone",
		Fix: "Look at the product's log around this line for AADSTS, issuer, redirect_uri or email, " +
			"and give edov those lines",
	}
	if s.flat == "" {
		e.Title = "no text to explain"
	}
	if f, ok := topicOf(&s.reading, false); ok {
		e.Title = "this text names no cause; it is about the " + f.Name
		e.Check = f.Command
		e.Causes = rank(s.causesOf(f), s)
	}
	return e
}
