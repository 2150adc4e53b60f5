package check

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// signinChecks start with the outcome, go on with what a refusal can belong to
// and end with what was received.
var signinChecks = slices.Concat([]Check{{
	ID: "signin-completed", Title: "Sign-in returned tokens",
	Severity: report.Error, Step: report.StepSignIn,
	Func: checkCompleted,
}}, causeChecks, responseChecks)

var responseChecks = []Check{
	{
		ID: "callback-issuer", Title: "Authorization response names no other issuer",
		Severity: report.Error, Step: report.StepSignIn,
		Func: checkCallbackIssuer,
	},
	{
		ID: "callback-origin", Title: "Authorization response was posted by Microsoft's page",
		Severity: report.Warning, Step: report.StepSignIn,
		Func: checkCallbackOrigin,
	},
	{
		ID: "callback-mode", Title: "Authorization response came in the requested mode",
		Severity: report.Note, Step: report.StepSignIn,
		Func: checkCallbackMode,
	},
	{
		ID: "strays", Title: "Listener received no other requests",
		Severity: report.Note, Step: report.StepSignIn,
		Func: checkStrays,
	},
	{
		ID: "scopes-granted", Title: "Scopes are granted as requested",
		Severity: report.Warning, Step: report.StepSignIn,
		Needs: []string{"signin-completed"}, Func: checkScopes,
	},
	{
		ID: "token-type", Title: "Token type is Bearer",
		Severity: report.Error, Step: report.StepSignIn,
		Needs: []string{"signin-completed"}, Func: checkTokenType,
	},
	{
		ID: "token-expires", Title: "Lifetime in the token response is plausible",
		Severity: report.Warning, Step: report.StepSignIn,
		Needs: []string{"signin-completed"}, Func: checkExpires,
	},
	{
		ID: "idtoken-received", Title: "ID token was received",
		Severity: report.Error, Step: report.StepSignIn,
		Needs: []string{"signin-completed"}, Func: checkIDTokenReceived,
	},
}

func checkCompleted(in *Input) *Result {
	f := in.Session.Failure
	switch {
	case in.tokenAlone():
		return in.skip(noSignIn)
	case f == nil && in.Session.Tokens != nil:
		return in.pass("tokens were received")
	case f == nil:
		return in.fail("the sign-in ended without tokens")
	}
	if c, ok := fault.CauseOf(f, in.Session.Request); ok {
		return in.fail(in.Session.Request.Server()+" refused the sign-in: "+c.Summary,
			report.Evidence{Label: "see", Got: c.Check})
	}
	r := in.fail(ownWords(f)).fix(f.Hint)
	if f.Unfinished() {
		r.Outcome = report.Unknown // it says nothing about the connection
	}
	if f.Description != "" {
		r.Evidence = append(r.Evidence, report.Evidence{Label: "response", Got: words.Cut(fault.Words(f))})
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

func checkCallbackIssuer(in *Input) *Result {
	if in.tokenAlone() {
		return in.skip(noSignIn)
	}
	cb, md := in.Session.Callback, in.Session.Metadata
	switch {
	case cb == nil:
		return in.skip("no authorization response was received")
	case cb.Issuer == "" && md != nil && md.IssParameter:
		return in.fail("iss is missing from the authorization response, although the server's metadata announces it",
			report.Evidence{Label: "iss", Got: words.Absent, Want: md.Issuer}).
			fix("do not use the authorization code; " + in.changedOnItsWay())
	case cb.Issuer == "":
		if in.Session.Request.Server() != flow.Microsoft {
			return in.pass("the authorization response has no iss, and the metadata announces none")
		}
		return in.pass("the authorization response has no iss, as usual with Microsoft")
	}
	want := token.PublishedIssuer(in.Session, cb.Issuer)
	evidence := report.Evidence{Label: "iss", Got: words.Cut(cb.Issuer), Want: want}
	if token.IssuerFits(want, cb.Issuer, in.ID.Tenant()) {
		return in.pass("the authorization response names the expected issuer", evidence)
	}
	return in.fail("another issuer is named in the authorization response", evidence).
		because("it may be another server's response (a mix-up attack)").
		fix("do not use the authorization code; sign in again, and " + in.changedOnItsWay())
}

func checkCallbackOrigin(in *Input) *Result {
	if in.tokenAlone() {
		return in.skip(noSignIn)
	}
	cb := in.Session.Callback
	if cb == nil || cb.Via != flow.ModeFormPost {
		return in.skip("no authorization response was posted")
	}
	if cb.Origin == "" || cb.Origin == "null" {
		return in.pass("the browser sent no origin")
	}
	evidence := report.Evidence{Label: "Origin", Got: words.Cut(cb.Origin), Want: in.Session.Request.Authority}
	if fromMicrosoft(cb.Origin, in.Session.Request) {
		return in.pass("the authorization response was posted by the sign-in page", evidence)
	}
	return in.fail("a page of another site posted the authorization response", evidence).
		because("a proxy or a browser extension may have changed the page").
		fix("sign in again in a private window without extensions")
}

func fromMicrosoft(origin string, r flow.Request) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if authority, err := url.Parse(r.Authority); err == nil && u.Scheme == authority.Scheme && u.Host == authority.Host {
		return true
	}
	return u.Scheme == "https" && !r.TrustAuthority && entra.IsSignInHost(u.Host)
}

func checkCallbackMode(in *Input) *Result {
	if in.tokenAlone() {
		return in.skip(noSignIn)
	}
	cb := in.Session.Callback
	if cb == nil {
		i := slices.IndexFunc(in.Session.Ignored, func(i flow.Ignored) bool { return i.AnswerBy != "" })
		if i < 0 {
			return in.skip("no authorization response was received")
		}
		by, want := in.Session.Ignored[i].AnswerBy, in.Session.Request.ResponseMode
		return in.fail("the authorization response came by "+words.Cut(by)+", which was not requested",
			report.Evidence{Label: "response mode", Got: by, Want: want}).
			because("edov reads the response only in the mode that it requested").
			fix("sign in again with --response-mode query, or have the server use " + words.Cut(want))
	}
	evidence := report.Evidence{Label: "response mode", Got: cb.Via, Want: in.Session.Request.ResponseMode}
	if cb.Via == in.Session.Request.ResponseMode {
		return in.pass("the authorization response came by "+cb.Via, evidence)
	}
	if cb.Via == "paste" {
		return in.fail("the authorization response was pasted", evidence).
			because("that is just as good, but does not show that the redirect works on this machine")
	}
	return in.fail("the authorization response came by "+words.Cut(cb.Via)+", which was not requested", evidence)
}

func checkStrays(in *Input) *Result {
	if in.tokenAlone() {
		return in.skip(noSignIn)
	}
	ignored := in.Session.Ignored
	if len(ignored) == 0 {
		return in.pass("no other requests came")
	}
	all, counts := 0, map[string]int{}
	for _, i := range ignored {
		all += i.Count()
		counts[i.Reason] += i.Count()
	}
	var evidence []report.Evidence
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		evidence = append(evidence, report.Evidence{Label: reason, Got: strconv.Itoa(counts[reason])})
	}
	n := words.Count(all, "other request was", "other requests were")
	return in.fail(n+" ignored by the listener", evidence...).
		because("browsers request icons and preload pages; such requests never end the sign-in")
}

func checkScopes(in *Input) *Result {
	t := in.Session.Tokens
	switch {
	case in.tokenAlone():
		return in.skip(noSignIn)
	case t == nil:
		return in.skip("no tokens were received")
	case t.Scope == "":
		return in.pass("all scopes are granted: the token response names none (RFC 6749 section 5.1)")
	}
	var missing []string
	granted := strings.Fields(t.Scope)
	for _, scope := range in.Session.Request.Scopes {
		// A refresh token shows that offline_access was granted; Microsoft does not always list it.
		if scope != "offline_access" && !strings.HasSuffix(scope, "/.default") &&
			!slices.ContainsFunc(granted, func(g string) bool { return sameScope(scope, g) }) {
			missing = append(missing, scope)
		}
	}
	if slices.Contains(in.Session.Request.Scopes, "offline_access") && !t.HasRefreshToken {
		missing = append(missing, "offline_access (no refresh token)")
	}
	wanted := strings.Join(in.Session.Request.Scopes, " ")
	evidence := report.Evidence{Label: "scope", Got: words.Cut(t.Scope), Want: wanted}
	if len(missing) == 0 {
		return in.pass("all scopes are granted", evidence)
	}
	// With an API of the app's own, the access token lists that API's scopes only.
	if onlyOIDC(missing) && in.Access != nil && in.accessIsOwn() {
		return in.pass("the scopes of the app's own API are granted; the others show in the ID token", evidence)
	}
	return in.fail("not granted: "+words.Cut(strings.Join(missing, " ")), evidence).
		because("the user or an administrator may not have consented to it").
		fix("App registrations > your app > {portal:permissions}: add the permission, then consent again with --prompt " +
			"consent")
}

// sameScope compares a scope with a granted one, which may be written with the
// address of its resource before it.
func sameScope(asked, granted string) bool {
	return strings.EqualFold(asked, granted) || strings.HasSuffix(strings.ToLower(granted), "/"+strings.ToLower(asked))
}

func onlyOIDC(scopes []string) bool {
	return !slices.ContainsFunc(scopes, func(s string) bool { return s != "openid" && s != "profile" && s != "email" })
}

func checkTokenType(in *Input) *Result {
	t := in.Session.Tokens
	if t == nil || in.tokenAlone() && t.TokenType == "" {
		return in.skip("there is no token response")
	}
	evidence := report.Evidence{Label: "token_type", Got: t.TokenType, Want: "Bearer"}
	if strings.EqualFold(t.TokenType, "Bearer") {
		return in.pass("the token type is Bearer", evidence)
	}
	if t.TokenType == "" {
		evidence.Got = words.Absent
	}
	return in.fail("the token type is not Bearer", evidence).fix(in.changedOnItsWay())
}

func checkExpires(in *Input) *Result {
	t := in.Session.Tokens
	if t == nil || in.tokenAlone() && t.ExpiresIn == "" {
		return in.skip("there is no token response")
	}
	evidence := report.Evidence{Label: "expires_in", Got: t.ExpiresIn, Want: "60 to 172800 seconds"}
	if t.ExpiresIn == "" {
		evidence.Got = words.Absent
		return in.fail("expires_in is missing: the token response does not say how long the access token lasts", evidence).
			fix(in.changedOnItsWay())
	}
	seconds, err := strconv.ParseInt(strings.Trim(t.ExpiresIn, `"`), 10, 64)
	if err != nil || seconds < 60 || seconds > 172800 {
		return in.fail("the lifetime in the token response is not plausible", evidence).
			fix("check the tenant's token lifetime policies")
	}
	return in.pass(fmt.Sprintf("the access token lasts %d minutes", seconds/60), evidence)
}

func checkIDTokenReceived(in *Input) *Result {
	switch {
	case in.ID != nil:
		return in.pass("an ID token is present")
	case in.tokenAlone():
		return in.skip("only an access token was given")
	case in.Session.Tokens == nil:
		return in.skip("no tokens were received")
	}
	requested := strings.Join(in.Session.Request.Scopes, " ")
	r := in.fail("the ID token is missing from the token response",
		report.Evidence{Label: "scopes requested", Got: requested, Want: "openid among them"})
	if slices.Contains(in.Session.Request.Scopes, "openid") {
		return r.because("the scope openid was requested, so the server should have sent one").
			fix("check at the server that the client may use OpenID Connect, and that nothing changes the response on its way")
	}
	return r.because("Microsoft sends it only if the scope openid was requested").
		fix(`request it: --scope "openid profile email"`)
}
