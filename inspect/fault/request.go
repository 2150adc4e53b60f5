package fault

import (
	"slices"
	"strings"

	"edov/inspect/words"
)

// addressFault is one thing that an address shows to be wrong.
type addressFault struct {
	id    string // its cause
	words string
	sure  bool // it can't be right, whatever else is so
}

// requestRule is one thing that can be wrong with the parameters of an authorize request.
type requestRule struct {
	id   string
	sure bool
	says func(authorizeRequest) string // empty: nothing
}

// authorizeRequest is an authorize request in parts.
type authorizeRequest struct {
	address
	kinds  []string // of response
	scopes []string
}

// get is a parameter of the request.
func (r authorizeRequest) get(name string) string { return strings.TrimSpace(r.query.Get(name)) }

// asks holds where the response is of one of these kinds.
func (r authorizeRequest) asks(kinds ...string) bool {
	return slices.ContainsFunc(r.kinds, func(kind string) bool { return slices.Contains(kinds, kind) })
}

// redirect says what is wrong with the redirect URI, if it is that.
func (r authorizeRequest) redirect(cause string) string {
	if is, note := oddRedirect(r.address); is == cause {
		return note
	}
	return ""
}

const ofParameters = "request-parameters"

// requestRules are about the parameters that Microsoft refuses, alone or together, and about those that can't bring
// what they are for.
var requestRules = []requestRule{
	{ofPlainHTTP, true, func(r authorizeRequest) string { return r.redirect(ofPlainHTTP) }},
	{ofListenAddress, true, func(r authorizeRequest) string { return r.redirect(ofListenAddress) }},
	{ofParameters, true, tokensInQuery},
	{ofParameters, true, unknownValues},
	{"nonce-missing", true, noNonce},
	{"no-id-token", true, idTokenWithoutOpenID},
	{ofParameters, true, resourceAtV2},
	{"scope-mixed-resources", true, defaultWithOthers},
	{"scope-mixed-resources", false, severalResources},
	{"pkce-missing", true, halfOfPKCE},
	{"verifier-differs", false, plainPKCE},
	{"interaction-needed", false, onlySilent},
	{ofParameters, true, ofTokenRequest},
	{ofParameters, true, badlyEncoded},
	{ofParameters, true, givenTwice},
	{ofParameters, false, func(r authorizeRequest) string { return clientIDInAddress(r.address) }},
	{ofParameters, false, hintWithChoice},
	{"no-id-token", false, codeWithoutOpenID},
	{ofParameters, false, func(r authorizeRequest) string {
		if len(r.scopes) == 0 || strings.Contains(r.get("scope"), ",") {
			return scopesInAddress(r.address)
		}
		return ""
	}},
}

// requestFaults lists what is wrong with an authorize request.
func requestFaults(a address) []addressFault {
	if !a.isAuthorize() {
		return nil
	}
	r := authorizeRequest{
		address: a, kinds: strings.Fields(a.query.Get("response_type")), scopes: strings.Fields(a.query.Get("scope")),
	}
	var list []addressFault
	for _, rule := range requestRules {
		if note := rule.says(r); note != "" {
			list = append(list, addressFault{rule.id, note, rule.sure})
		}
	}
	return list
}

func tokensInQuery(r authorizeRequest) string {
	if r.get("response_mode") == "query" && r.asks("id_token", "token") {
		return "response_mode=query is refused with response_type=" + words.Cut(strings.Join(r.kinds, " ")) +
			": tokens come with fragment or form_post only"
	}
	return ""
}

// knownValues are the values of the parameters that have a fixed list of them.
var knownValues = []struct {
	name   string
	values []string
}{
	{"response_mode", []string{"query", "fragment", "form_post"}},
	{"response_type", []string{"code", "id_token", "token", "none"}},
	{"prompt", []string{"login", "none", "consent", "select_account", "create", "admin_consent"}},
	{"code_challenge_method", []string{"S256", "plain"}},
}

func unknownValues(r authorizeRequest) string {
	for _, known := range knownValues {
		for _, value := range strings.Fields(r.query.Get(known.name)) {
			if !slices.Contains(known.values, value) && placeholderIn(value) == "" {
				return known.name + "=" + words.Cut(value) + " is unknown to Microsoft: it is one of " +
					strings.Join(known.values, ", ")
			}
		}
	}
	if prompts := strings.Fields(r.query.Get("prompt")); len(prompts) > 1 && slices.Contains(prompts, "none") {
		return "prompt=none stands beside another prompt, which excludes it"
	}
	return ""
}

func noNonce(r authorizeRequest) string {
	isWhole := r.isV2() && len(r.scopes) > 0 // people shorten what they show
	if isWhole && r.asks("id_token") && r.get("nonce") == "" {
		return "response_type has id_token, and there is no nonce: Microsoft refuses it without"
	}
	return ""
}

func idTokenWithoutOpenID(r authorizeRequest) string {
	if r.asks("id_token") && len(r.scopes) > 0 && !slices.Contains(r.scopes, "openid") {
		return "response_type has id_token, and openid is not among the scopes"
	}
	return ""
}

// codeWithoutOpenID is about a request whose scopes are only of the sign-in: one for an API alone needs no ID token.
func codeWithoutOpenID(r authorizeRequest) string {
	if len(r.scopes) > 0 && r.isV2() && !r.asks("id_token") && len(apiScopes(r.scopes)) == 0 {
		return when(!slices.Contains(r.scopes, "openid"), "openid is not among the scopes, so no ID token is issued")
	}
	return ""
}

// hintWithChoice is a pair that Microsoft does not document as valid (OAuth 2.0 authorization code flow, prompt).
func hintWithChoice(r authorizeRequest) string {
	return when(r.get("prompt") == "select_account" && r.get("login_hint") != "",
		"login_hint stands beside prompt=select_account, which lets the user choose again: leave one of them out")
}

// isV2 holds for the endpoint of version 2.0.
func (a address) isV2() bool { return strings.Contains(a.path, "v2.0/") }

func resourceAtV2(r authorizeRequest) string {
	if r.isV2() && r.query.Has("resource") {
		return "resource= is a parameter of version 1.0, and the endpoint is that of 2.0: name the API in scope"
	}
	return ""
}

// signInScopes are those of the sign-in itself, which are of no API.
var signInScopes = []string{"openid", "email", "profile", "offline_access"}

// apiScopes are the scopes of APIs.
func apiScopes(scopes []string) []string {
	isOfSignIn := func(scope string) bool { return slices.Contains(signInScopes, scope) }
	return slices.DeleteFunc(slices.Clone(scopes), isOfSignIn)
}

// resourcesOf are the APIs of scopes; names without one are of Microsoft Graph.
func resourcesOf(scopes []string) (apis []string, withDefault int) {
	for _, scope := range apiScopes(scopes) {
		api, name := "https://graph.microsoft.com", scope
		if at := strings.LastIndex(scope, "/"); at > 0 {
			api, name = strings.TrimRight(scope[:at], "/"), scope[at+1:]
		}
		if name == ".default" {
			withDefault++
		}
		if !slices.Contains(apis, api) {
			apis = append(apis, api)
		}
	}
	return apis, withDefault
}

func defaultWithOthers(r authorizeRequest) string {
	if _, withDefault := resourcesOf(r.scopes); withDefault > 0 && len(apiScopes(r.scopes)) > 1 {
		return ".default stands beside other scopes of APIs, which it excludes"
	}
	return ""
}

func severalResources(r authorizeRequest) string {
	apis, withDefault := resourcesOf(r.scopes)
	if len(apis) > 1 && withDefault == 0 {
		return "the scopes are of several APIs (" + words.Cut(strings.Join(apis, ", ")) +
			"): one token request may name those of one only"
	}
	return ""
}

func halfOfPKCE(r authorizeRequest) string {
	challenge := r.get("code_challenge")
	switch n := len(challenge); {
	case challenge == "" && r.query.Has("code_challenge_method"):
		return "code_challenge_method stands without a code_challenge"
	case challenge != "" && (n < 43 || n > 128) && placeholderIn(challenge) == "" && !strings.Contains(challenge, "..."):
		return "the code_challenge is not 43 to 128 characters long"
	}
	return ""
}

func plainPKCE(r authorizeRequest) string {
	if r.get("code_challenge") != "" && r.get("code_challenge_method") == "" {
		return "code_challenge stands without code_challenge_method=S256, so it counts as plain: a hash then does not " +
			"match its verifier"
	}
	return ""
}

func onlySilent(r authorizeRequest) string {
	if r.get("prompt") == "none" {
		return "prompt=none shows no page: without a session at Microsoft, a first sign-in ends with login_required or " +
			"interaction_required"
	}
	return ""
}

func ofTokenRequest(r authorizeRequest) string {
	for _, name := range []string{"client_secret", "grant_type", "code_verifier", "client_assertion"} {
		if r.query.Has(name) {
			return name + " belongs to the token request, not into the address of the sign-in"
		}
	}
	return ""
}

func badlyEncoded(r authorizeRequest) string {
	for _, name := range []string{"scope", "redirect_uri", "response_type"} {
		value := strings.ToLower(r.query.Get(name))
		if strings.Contains(value, "%20") || strings.Contains(value, "%3a") || strings.Contains(value, "%2f") ||
			name == "scope" && (strings.Contains(value, "+") || strings.Contains(value, "%2b")) {
			return name + " is encoded twice: decoded once, it is " + words.Cut(r.query.Get(name))
		}
	}
	if strings.Contains(r.get("redirect_uri"), "#") {
		return "the redirect_uri has a #, which no registered one may have"
	}
	return ""
}

func givenTwice(r authorizeRequest) string {
	for _, name := range []string{"client_id", "redirect_uri", "response_mode", "response_type", "scope", "state"} {
		if values := r.query[name]; len(values) > 1 {
			return name + " is given twice"
		}
	}
	return ""
}

// findFaults lists what the addresses of a text show.
func (s *seen) findFaults() []addressFault {
	var list []addressFault
	for _, a := range addresses(joinedSamples(s.raw), s.plain) {
		list = append(list, placeholdersIn(a)...)
		list = append(list, requestFaults(a)...)
	}
	list = slices.Concat(
		list, s.namedValues(), s.callbackFaults(), s.settingPlaceholders(), s.strayFaults(), s.quotedStray(),
	)
	if !slices.ContainsFunc(list, func(f addressFault) bool { return f.id == ofParameters }) {
		list = append(list, s.scopeFaults()...)
	}
	return list
}

// sureFaults are those faults of which the text is proof, one for a cause. Beside a number of Microsoft's they are
// named only where the number may mean them.
func (s *seen) sureFaults(likely []string) []addressFault {
	var list []addressFault
	if s.faults == nil {
		return nil
	}
	for _, f := range s.faults() {
		if !f.sure || s.failure != nil && !slices.Contains(likely, f.id) {
			continue
		}
		sameCause := func(o addressFault) bool { return o.id == f.id }
		if i := slices.IndexFunc(list, sameCause); i < 0 {
			f.words = words.Sentence(f.words)
			list = append(list, f)
		} else {
			list[i].words += ". " + words.Sentence(f.words)
		}
	}
	return list
}

// bareWords is how many words may stand beside an address in a text that is about the address.
const bareWords = 8

// isAddress holds for a text that is little more than an address.
func (s *seen) isAddress() bool {
	beside := strings.Fields(addressPattern.ReplaceAllString(s.raw, " "))
	return len(beside) <= bareWords && strings.ContainsAny(s.raw, "/=")
}

// byAddress explains a text that is an address by what that shows.
func byAddress(s *seen) (Explanation, bool) {
	isSure := func(f addressFault) bool { return f.sure }
	if !s.isAddress() || len(s.inner) > 0 && !slices.ContainsFunc(s.faults(), isSure) {
		return Explanation{}, false
	}
	if e, ok := byFaults(s); ok {
		return e, ok
	}
	return byRequest(s)
}

// fixesOfRequest say what to do about a fault of a request, for the causes that have many.
var fixesOfRequest = map[string]string{
	ofParameters:  "Correct it where the request is made: the product's settings, or the code that builds the address",
	"no-id-token": "Add openid to the scopes where the request is made: openid profile email, with single spaces",
}

// byFaults explains by what the addresses of a text show.
func byFaults(s *seen) (Explanation, bool) {
	faults := s.faults()
	if len(faults) == 0 {
		return Explanation{}, false
	}
	var ids []string
	for _, f := range faults {
		ids = append(ids, f.id)
	}
	e := s.likely("the address in the text shows what is wrong", rank(ids, s))
	first := faults[0]
	if own := fixesOfRequest[first.id]; own != "" && e.ID == first.id { // its own words are nearer than those of all
		e.Cause, e.Check, e.Fix = words.Sentence(first.words)+".", "edov signin sends a request without this fault", own
	}
	return e, true
}
