package check

import (
	"strings"

	"edov/flow/strictjson"
	"edov/inspect/report"
	"edov/inspect/token"
)

const refAccess = "https://learn.microsoft.com/entra/identity-platform/access-tokens"

var accessChecks = []Check{
	{
		ID: "accesstoken-received", Title: "an access token came", Severity: report.Note, Step: report.StepAccess,
		Doc:  "**What.** The token response has an `access_token`.\n\n**Why.** OAuth requires one. Sign-in itself needs the ID token only.\n\n**Fix.** Nothing has to be mended for a sign-in.",
		Refs: []string{"RFC 6749 section 5.1"}, Func: checkAccessReceived,
	},
	{
		ID: "accesstoken-kind", Title: "the access token is for an API of the app's own", Severity: report.Note, Step: report.StepAccess, Needs: []string{"accesstoken-received"},
		Doc:  "**What.** Which API the access token is for.\n\n**Why.** With `openid profile email` alone Microsoft gives a token for Microsoft Graph. It is opaque to the app: its signature cannot be checked, by design. A personal account's is no JWT at all.\n\n**Fix.** Nothing has to be mended. To test a token of your own API: App registrations > your app > Expose an API, then `--scope \"openid profile email api://CLIENT-ID/NAME\"`.",
		Refs: []string{refAccess, refScopes}, Func: checkAccessKind,
	},
	{
		ID: "accesstoken-edov", Title: "xms_edov is in the access token of the app's own API", Severity: report.Note, Step: report.StepAccess, Needs: []string{"accesstoken-received"},
		Doc:  "**What.** `xms_edov` in the access token, looked at apart from the ID token.\n\n**Why.** The optional claims of an access token belong to the registration of the API it is for. A token for Microsoft Graph can never carry it, whatever the app's own manifest says under accessToken.\n\n**Fix.** Ask for a token of the app's own API with `--scope \"openid profile email api://CLIENT-ID/NAME\"`, and add `email` and `xms_edov` to optionalClaims.accessToken in its Manifest.",
		Refs: []string{"https://learn.microsoft.com/entra/identity-platform/optional-claims", refAccess}, Func: checkAccessEDOV,
	},
}

func checkAccessReceived(in *Input) Result {
	switch {
	case in.Access != nil:
		return pass("an access token is there")
	case in.handedIn():
		return skip("no access token was handed in")
	case in.Session.Tokens == nil:
		return skip("no tokens came")
	}
	return fail("the token response has no access token").because("OAuth requires one; sign-in itself needs the ID token only")
}

func checkAccessKind(in *Input) Result {
	t := in.Access
	if t == nil {
		return skip("there is no access token")
	}
	evidence := claim(t, "aud", "")
	switch {
	case t.Opaque:
		return fail("the access token is opaque: it is no JWT").because("personal accounts get such tokens for Microsoft Graph; this is by design")
	case t.ForGraph():
		return fail("the access token is for Microsoft Graph, and opaque to the app by design", evidence).
			because("the scopes openid profile email alone yield a token for Graph; its signature cannot be checked by anybody else")
	case in.accessIsOwn():
		return pass("the access token is for the app's own API", evidence)
	}
	return fail("the access token is for another API", evidence).because("only that API can judge it")
}

func checkAccessEDOV(in *Input) Result {
	t := in.Access
	switch {
	case t == nil:
		return skip("there is no access token")
	case t.Opaque || t.ForGraph():
		return skip("a token for Microsoft Graph cannot carry it: optional claims of an access token come from the API's registration. To test a token of the app's own API: " + in.ownScope())
	case !in.accessIsOwn():
		return skip("the token is for another API, whose registration decides its claims. To test a token of the app's own API: " + in.ownScope())
	}
	evidence := []report.Evidence{claim(t, "xms_edov", "true"), claim(t, "email", "an address")}
	if t.Claims.Has("xms_edov") {
		return pass("xms_edov is there, as "+string(t.Claims.Get("xms_edov").Kind), evidence...)
	}
	return fail("xms_edov is not in the access token of the app's own API", evidence...).
		because("the app's registration may not ask for it under accessToken; it is sent only together with email").
		mend(`App registrations > your app > Manifest: add {"name": "email"} and {"name": "xms_edov"} to optionalClaims.accessToken`)
}

// ownScope is the option that asks for a token of the app's own API.
func (in *Input) ownScope() string {
	client := in.clientID()
	if !token.GUID.MatchString(strings.ToLower(client)) {
		client = "CLIENT-ID"
	}
	return `--scope "openid profile email api://` + client + `/NAME"`
}

// describe says in words what a token is.
func (in *Input) describe(t *token.JWT) string {
	if t.Kind == "id" {
		return describeID(in, t)
	}
	switch {
	case t.Opaque:
		return "access token, opaque"
	case t.ForGraph():
		return "access token" + version(t) + ", for Microsoft Graph"
	case in.accessIsOwn():
		return "access token" + version(t) + ", for the app's own API"
	}
	return "access token" + version(t) + ", for another API"
}

func describeID(in *Input, t *token.JWT) string {
	client := in.Session.Request.ClientID
	switch {
	case client == "" || t.Claims.Kind != strictjson.Object:
		return "ID token" + version(t)
	case strings.EqualFold(t.Claims.Get("aud").Str(), client):
		return "ID token" + version(t) + ", for this app"
	}
	return "ID token" + version(t) + ", for another app"
}

// version is the token's, if it is one of the two there are.
func version(t *token.JWT) string {
	switch ver := t.Claims.Get("ver").Str(); ver {
	case "1.0", "2.0":
		return ", v" + ver
	}
	return ""
}
