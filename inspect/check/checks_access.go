package check

import (
	"strings"

	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

var accessChecks = []Check{
	{
		ID: "accesstoken-received", Title: "Access token was received",
		Severity: report.Note, Step: report.StepAccess,
		Func: checkAccessReceived,
	},
	{
		ID: "accesstoken-kind", Title: "Access token is for the app's own API",
		Severity: report.Note, Step: report.StepAccess,
		Needs: []string{"accesstoken-received"}, Func: checkAccessKind,
	},
	{
		ID: "accesstoken-user", Title: "Access token is of the same user as the ID token",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-received"}, Func: checkAccessUser,
	},
	{
		ID: "accesstoken-edov", Title: "xms_edov is in the access token of the app's own API",
		Severity: report.Note, Step: report.StepAccess,
		Needs: []string{"accesstoken-received"}, Func: checkAccessEDOV,
	},
}

func checkAccessReceived(in *Input) *Result {
	switch {
	case in.Access != nil:
		return in.pass("an access token is present")
	case in.tokenAlone():
		return in.skip("no access token was given")
	case in.Session.Tokens == nil:
		return in.skip("no tokens were received")
	}
	return in.fail("the access token is missing from the token response").
		because("OAuth requires one; sign-in itself needs the ID token only")
}

func checkAccessKind(in *Input) *Result {
	t := in.Access
	if t == nil {
		return in.skip("there is no access token")
	}
	evidence := claim(t, "aud", "")
	switch {
	case t.Opaque:
		return in.fail("the access token is opaque: it is not a JWT").
			because(in.whyOpaque())
	case t.ForGraph() && t.AppOnly():
		return in.fail("the access token is for Microsoft Graph, and opaque to the app by design", evidence).
			because("an app got it for itself, without a user; only Graph can verify its signature")
	case t.ForGraph():
		return in.fail("the access token is for Microsoft Graph, and opaque to the app by design", evidence).
			because("with the scopes openid profile email alone Microsoft sends a token for Graph; only Graph can verify " +
				"its signature")
	case in.accessIsOwn():
		return in.pass("the access token is for the app's own API", evidence)
	}
	return in.fail("the access token is for another API", evidence).because("only that API can check it")
}

// checkAccessUser compares the user of the two tokens of one response. Those of a text may be of two sign-ins.
func checkAccessUser(in *Input) *Result {
	t := in.Access
	switch {
	case t == nil || in.ID == nil:
		return in.skip("there are not both an ID token and an access token")
	case in.ofText():
		return in.skip("the two tokens may be from different sign-ins")
	case t.Opaque || t.Claims.Kind != strictjson.Object || !in.readable():
		return in.skip("the claims of the two tokens can't both be read")
	}
	var evidence []report.Evidence
	same := true
	for _, name := range []string{"tid", "oid"} {
		access, id := t.Claims.Get(name).Str(), in.ID.Claims.Get(name).Str()
		if access == "" || id == "" {
			continue
		}
		evidence = append(evidence, claim(t, name, words.Cut(id)))
		same = same && sameUser(access, id)
	}
	switch {
	case !same:
		return in.fail("the access token is of another user than the ID token", evidence...).
			because("the responses of two users may have been mixed up on their way").
			fix("Use neither of the tokens. Look for a cache in between, and sign in again")
	case len(evidence) < 2:
		return in.skip("tid and oid, which name the user, are not in both tokens")
	}
	return in.pass("tid and oid are the same in both tokens", evidence...)
}

// whyOpaque says why an access token can't be read, as far as that is known.
func (in *Input) whyOpaque() string {
	switch {
	case in.Session.Request.TrustAuthority:
		return "many servers issue such tokens; only the server itself can read them"
	case in.ID != nil && in.ID.OK() && token.AccountOf(in.ID).Kind == proof.AccountPersonal:
		return "personal accounts get such tokens for Microsoft Graph; this is by design"
	}
	return "only the server that issued it can read it; Microsoft issues such tokens to personal accounts"
}

// noUser is what is said of a token that an app got for itself.
const noUser = "this is a token of an app, without a user"

func checkAccessEDOV(in *Input) *Result {
	t := in.Access
	switch {
	case t == nil:
		return in.skip("there is no access token")
	case t.Opaque:
		return in.skip("an opaque token can't be read, so its claims are not known. To test a token of the app's own API: " +
			in.ownScope())
	case t.AppOnly():
		return in.skip(noUser + ", so it can't have an email or xms_edov")
	case t.ForGraph():
		return in.skip("a token for Microsoft Graph cannot have it: the API's app registration decides which optional " +
			"claims an access token has. To test a token of the app's own API: " + in.ownScope())
	case !in.accessIsOwn():
		return in.skip("the token is for another API, whose app registration decides its claims. To test a token of the " +
			"app's own API: " + in.ownScope())
	}
	evidence := []report.Evidence{claim(t, "xms_edov", "true"), claim(t, "email", "an address")}
	if t.Claims.Has("xms_edov") {
		return in.pass("xms_edov is present, as "+t.Claims.Get("xms_edov").Kind.String(), evidence...)
	}
	return in.fail("xms_edov is missing from the access token of the app's own API", evidence...).
		because("the app registration may not request it under accessToken; it is sent only together with email").
		fix(`App registrations > your app > {portal:manifest}: add {"name": "email"} and {"name": "xms_edov"} to ` +
			`optionalClaims.accessToken`)
}

// ownScope is the option that requests a token of the app's own API.
func (in *Input) ownScope() string {
	client := in.clientID()
	if !entra.IsGUID(client) {
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
	case t.AppOnly():
		return "access token of an app, without a user" + version(t) + in.describeAPI(t)
	}
	return "access token" + version(t) + in.describeAPI(t)
}

func (in *Input) describeAPI(t *token.JWT) string {
	switch {
	case t.ForGraph():
		return ", for Microsoft Graph"
	case in.accessIsOwn():
		return ", for the app's own API"
	}
	return ", for another API"
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

// version is the token's version, if it is one of the two that exist.
func version(t *token.JWT) string {
	switch ver := t.Claims.Get("ver").Str(); ver {
	case "1.0", "2.0":
		return ", v" + ver
	}
	return ""
}
