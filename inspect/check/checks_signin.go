package check

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// signinChecks begin with the outcome, go on with what a refusal can belong to
// and end with what came back.
var signinChecks = slices.Concat([]Check{{
	ID: "signin-completed", Title: "the sign-in came back with tokens", Severity: report.Error, Step: report.StepSignIn,
	Doc:  "**What.** The browser came back with a code, and the token endpoint gave tokens for it.\n\n**Why.** If it did not, the check that names the cause fails as well; without such a check it was the network, the time limit, a cancelled sign-in or an answer that breaks the protocol.\n\n**Fix.** Follow the check that names the cause.",
	Refs: []string{"RFC 6749 section 4.1", refCodeFlow}, Func: checkCompleted,
}}, causeChecks, responseChecks)

var responseChecks = []Check{
	{
		ID: "callback-issuer", Title: "the answer names no other issuer", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** If the authorization response has `iss`, it is the issuer that was asked; if the server's metadata promises it, it is there.\n\n**Why.** Another issuer means a mix-up attack. Microsoft sends no `iss` today, and that is fine.\n\n**Fix.** Do not use the code; look for a proxy that changes answers.",
		Refs: []string{"RFC 9207 section 2.4"}, Func: checkCallbackIssuer,
	},
	{
		ID: "callback-origin", Title: "the answer was posted by Microsoft's page", Severity: report.Warning, Step: report.StepSignIn,
		Doc:  "**What.** The Origin header of the posted answer is that of the sign-in page.\n\n**Why.** Another origin means that some other page posted the answer. The state was right, so it may be a proxy or a browser extension.\n\n**Fix.** Sign in again in a private window without extensions.",
		Refs: []string{"RFC 6454 section 7", "OAuth 2.0 Form Post Response Mode"}, Func: checkCallbackOrigin,
	},
	{
		ID: "callback-mode", Title: "the answer came the way that was asked for", Severity: report.Note, Step: report.StepSignIn,
		Doc:  "**What.** Whether the answer came by the response mode that was asked for, or was pasted.\n\n**Why.** A pasted answer is as good, but does not show that the redirect works on this machine.\n\n**Fix.** Nothing has to be mended. To test the redirect too, sign in with a browser on this machine.",
		Refs: []string{"OAuth 2.0 Form Post Response Mode", refCodeFlow}, Func: checkCallbackMode,
	},
	{
		ID: "strays", Title: "no other requests reached the listener", Severity: report.Note, Step: report.StepSignIn,
		Doc:  "**What.** Requests to the redirect URI's port that were not the answer.\n\n**Why.** Browsers ask for icons and load pages ahead; another program may try the port. Such requests never end the sign-in.\n\n**Fix.** Nothing has to be mended, unless many have a wrong state: then an old sign-in page is still open.",
		Refs: []string{"RFC 8252 section 8.3"}, Func: checkStrays,
	},
	{
		ID: "scopes-granted", Title: "all scopes that were asked for are granted", Severity: report.Warning, Step: report.StepSignIn, Needs: []string{"signin-completed"},
		Doc:  "**What.** The token response's `scope` has every scope that was asked for. `offline_access` shows by its refresh token.\n\n**Why.** A scope that was not granted brings no claims; the user or an administrator may not have consented to it.\n\n**Fix.** App registrations > your app > API permissions: add the permission and consent again.",
		Refs: []string{"RFC 6749 section 5.1", refScopes}, Func: checkScopes,
	},
	{
		ID: "token-type", Title: "the token type is Bearer", Severity: report.Error, Step: report.StepSignIn, Needs: []string{"signin-completed"},
		Doc:  "**What.** `token_type` in the token response is Bearer, in any letter case.\n\n**Why.** A client must not use a token of a type it does not know.\n\n**Fix.** Look for a proxy that changes answers.",
		Refs: []string{"RFC 6749 section 7.1", "RFC 6750"}, Func: checkTokenType,
	},
	{
		ID: "token-expires", Title: "the token response tells a sensible lifetime", Severity: report.Warning, Step: report.StepSignIn, Needs: []string{"signin-completed"},
		Doc:  "**What.** `expires_in` is a number of seconds between a minute and two days; a number written as text counts too.\n\n**Why.** Clients plan by it. Access tokens of Microsoft last 60 to 90 minutes by default, up to a day in some cases.\n\n**Fix.** Look at the tenant's token lifetime policies.",
		Refs: []string{"RFC 6749 section 5.1", "https://learn.microsoft.com/entra/identity-platform/access-tokens"}, Func: checkExpires,
	},
	{
		ID: "idtoken-received", Title: "an ID token came", Severity: report.Error, Step: report.StepSignIn, Needs: []string{"signin-completed"},
		Doc:  "**What.** The token response has an `id_token`.\n\n**Why.** It is what tells who signed in. It comes only if the scope `openid` was asked for.\n\n**Fix.** Ask for `openid profile email`.",
		Refs: []string{"OpenID Connect Core 1.0 section 3.1.3.3", refScopes}, Func: checkIDTokenReceived,
	},
}

func checkCompleted(in *Input) Result {
	f := in.Session.Failure
	switch {
	case in.handedIn():
		return skip(handedIn)
	case f == nil && in.Session.Tokens != nil:
		return pass("tokens came")
	case f == nil:
		return fail("the sign-in ended without tokens")
	}
	if c, ok := fault.CauseOf(f, in.Session.Request); ok {
		return fail(in.Session.Request.Server()+" refused the sign-in: "+c.Summary, report.Evidence{Label: "see", Got: c.Check})
	}
	r := fail(ownWords(f)).mend(f.Hint)
	if f.Unfinished() {
		r.Outcome = report.Unknown // it says nothing of the connection
	}
	if f.Description != "" {
		r.Evidence = append(r.Evidence, report.Evidence{Label: "answer", Got: words.Cut(fault.Words(f))})
	}
	if f.HTTPStatus != 0 {
		r.Evidence = append(r.Evidence, report.Evidence{Label: "HTTP status", Got: strconv.Itoa(f.HTTPStatus)})
	}
	return r
}

// ownWords is what a failure that is not Microsoft's says.
func ownWords(f *flow.Failure) string {
	if f.Summary != "" {
		return f.Summary
	}
	return "the sign-in failed at the step " + string(f.Stage)
}

func checkCallbackIssuer(in *Input) Result {
	if in.handedIn() {
		return skip(handedIn)
	}
	cb, md := in.Session.Callback, in.Session.Metadata
	switch {
	case cb == nil:
		return skip("no answer came back")
	case cb.Issuer == "" && md != nil && md.IssParameter:
		return fail("the answer has no iss, although the server's metadata promises it", report.Evidence{Label: "iss", Got: words.Absent, Want: md.Issuer}).
			mend("do not use the code; " + in.changedOnItsWay())
	case cb.Issuer == "":
		if in.Session.Request.Server() != flow.Microsoft {
			return pass("the answer has no iss, and the metadata promise none")
		}
		return pass("the answer has no iss, as usual with Microsoft")
	}
	want := token.PublishedIssuer(in.Session, cb.Issuer)
	evidence := report.Evidence{Label: "iss", Got: words.Cut(cb.Issuer), Want: want}
	if token.IssuerFits(want, cb.Issuer, in.ID.Tenant()) {
		return pass("the answer names the issuer that was asked", evidence)
	}
	return fail("the answer names another issuer than the one that was asked", evidence).
		because("it may be an answer of another server (a mix-up attack)").
		mend("do not use the code; sign in again, and " + in.changedOnItsWay())
}

func checkCallbackOrigin(in *Input) Result {
	if in.handedIn() {
		return skip(handedIn)
	}
	cb := in.Session.Callback
	if cb == nil || cb.Via != flow.ModeFormPost {
		return skip("no answer was posted")
	}
	if cb.Origin == "" || cb.Origin == "null" {
		return pass("the browser told no origin")
	}
	evidence := report.Evidence{Label: "Origin", Got: words.Cut(cb.Origin), Want: in.Session.Request.Authority}
	if fromMicrosoft(cb.Origin, in.Session.Request) {
		return pass("the answer was posted by the sign-in page", evidence)
	}
	return fail("the answer was posted by a page of another site", evidence).
		because("a proxy or a browser extension may have changed the page").mend("sign in again in a private window without extensions")
}

// personalLogin is where personal accounts sign in, and post the answer from.
const personalLogin = "login.live.com"

func fromMicrosoft(origin string, r flow.Request) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if authority, err := url.Parse(r.Authority); err == nil && u.Scheme == authority.Scheme && u.Host == authority.Host {
		return true
	}
	_, microsoft := flow.CloudOfHost(u.Host)
	return u.Scheme == "https" && !r.TrustAuthority && (microsoft || u.Host == personalLogin)
}

func checkCallbackMode(in *Input) Result {
	if in.handedIn() {
		return skip(handedIn)
	}
	cb := in.Session.Callback
	if cb == nil {
		return skip("no answer came back")
	}
	evidence := report.Evidence{Label: "response mode", Got: cb.Via, Want: in.Session.Request.ResponseMode}
	if cb.Via == in.Session.Request.ResponseMode {
		return pass("the answer came by "+cb.Via, evidence)
	}
	if cb.Via == "paste" {
		return fail("the answer was pasted", evidence).because("this is as good, but does not show that the redirect works on this machine")
	}
	return fail("the answer came by another way than asked for", evidence)
}

func checkStrays(in *Input) Result {
	if in.handedIn() {
		return skip(handedIn)
	}
	ignored := in.Session.Ignored
	if len(ignored) == 0 {
		return pass("nothing else came")
	}
	counts := map[string]int{}
	for _, i := range ignored {
		counts[i.Reason]++
	}
	var evidence []report.Evidence
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		evidence = append(evidence, report.Evidence{Label: reason, Got: strconv.Itoa(counts[reason])})
	}
	return fail(words.Count(len(ignored), "other request was ignored by the listener", "other requests were ignored by the listener"), evidence...).
		because("browsers ask for icons and load pages ahead; such requests never end the sign-in")
}

// oidcScopes are granted by the kind of answer, and Microsoft does not always
// list them in scope.
var oidcScopes = map[string]bool{"offline_access": true}

func checkScopes(in *Input) Result {
	t := in.Session.Tokens
	switch {
	case in.handedIn():
		return skip(handedIn)
	case t == nil:
		return skip("no tokens came")
	case t.Scope == "":
		return pass("the answer names no scopes, so all are granted (RFC 6749 section 5.1)")
	}
	var missing []string
	granted := strings.Fields(t.Scope)
	for _, scope := range in.Session.Request.Scopes {
		if !oidcScopes[scope] && !strings.HasSuffix(scope, "/.default") && !slices.ContainsFunc(granted, func(g string) bool { return sameScope(scope, g) }) {
			missing = append(missing, scope)
		}
	}
	if slices.Contains(in.Session.Request.Scopes, "offline_access") && !t.HasRefreshToken {
		missing = append(missing, "offline_access (no refresh token came)")
	}
	evidence := report.Evidence{Label: "scope", Got: words.Cut(t.Scope), Want: strings.Join(in.Session.Request.Scopes, " ")}
	if len(missing) == 0 {
		return pass("all scopes are granted", evidence)
	}
	// With an API of its own, an access token answers for that API alone.
	if onlyOIDC(missing) && in.Access != nil && in.accessIsOwn() {
		return pass("the scopes of the app's own API are granted; the others show in the ID token", evidence)
	}
	return fail("not granted: "+words.Cut(strings.Join(missing, " ")), evidence).
		because("the user or an administrator may not have consented to it").mend("App registrations > your app > API permissions: add the permission, then consent again with --prompt consent")
}

// sameScope compares a scope with a granted one, which may be written with the
// address of its resource before it.
func sameScope(asked, granted string) bool {
	return strings.EqualFold(asked, granted) || strings.HasSuffix(strings.ToLower(granted), "/"+strings.ToLower(asked))
}

func onlyOIDC(scopes []string) bool {
	return !slices.ContainsFunc(scopes, func(s string) bool { return s != "openid" && s != "profile" && s != "email" })
}

func checkTokenType(in *Input) Result {
	t := in.Session.Tokens
	if t == nil || in.handedIn() && t.TokenType == "" {
		return skip("there is no token response")
	}
	evidence := report.Evidence{Label: "token_type", Got: t.TokenType, Want: "Bearer"}
	if strings.EqualFold(t.TokenType, "Bearer") {
		return pass("it is Bearer", evidence)
	}
	if t.TokenType == "" {
		evidence.Got = words.Absent
	}
	return fail("the token type is not Bearer", evidence).mend(in.changedOnItsWay())
}

func checkExpires(in *Input) Result {
	t := in.Session.Tokens
	if t == nil || in.handedIn() && t.ExpiresIn == "" {
		return skip("there is no token response")
	}
	evidence := report.Evidence{Label: "expires_in", Got: t.ExpiresIn, Want: "60 to 172800 seconds"}
	if t.ExpiresIn == "" {
		evidence.Got = words.Absent
		return fail("the token response does not tell how long the access token lasts", evidence).mend(in.changedOnItsWay())
	}
	seconds, err := strconv.ParseInt(strings.Trim(t.ExpiresIn, `"`), 10, 64)
	if err != nil || seconds < 60 || seconds > 172800 {
		return fail("the lifetime is not sensible", evidence).mend("look at the tenant's token lifetime policies")
	}
	return pass(fmt.Sprintf("the access token lasts %d minutes", seconds/60), evidence)
}

func checkIDTokenReceived(in *Input) Result {
	switch {
	case in.ID != nil:
		return pass("an ID token is there")
	case in.handedIn():
		return skip("only an access token was handed in")
	case in.Session.Tokens == nil:
		return skip("no tokens came")
	}
	return fail("the token response has no ID token", report.Evidence{Label: "scopes asked for", Got: strings.Join(in.Session.Request.Scopes, " "), Want: "openid among them"}).
		because("it comes only if the scope openid was asked for").mend(`ask for it: --scope "openid profile email"`)
}
