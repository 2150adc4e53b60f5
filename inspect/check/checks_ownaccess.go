package check

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// ownAccessChecks judge an access token that the app itself is the audience of. Any other is for its own API to check
// (Microsoft, access tokens: validate tokens).
var ownAccessChecks = onOwnAccess([]Check{
	{
		ID: "accesstoken-format", Title: "Access token of the app's API is a well-formed JWT",
		Severity: report.Error, Step: report.StepAccess,
		Func: checkAccessFormat,
	},
	{
		ID: "accesstoken-not-id", Title: "Access token of the app's API is not an ID token",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"}, Func: checkAccessNotID,
	},
	{
		ID: "accesstoken-signature", Title: "Access token of the app's API is signed by its issuer",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"}, Func: checkAccessSignature,
	},
	{
		ID: "accesstoken-issuer", Title: "Access token of the app's API names its issuer",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"}, Func: checkAccessIssuer,
	},
	{
		ID: "accesstoken-authority", Title: "Access token of the app's API fits the requested tenant",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-issuer"}, Func: checkAccessAuthority,
	},
	{
		ID: "accesstoken-lifetime", Title: "Access token of the app's API is valid now",
		Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"}, Func: checkAccessLifetime,
	},
})

// onOwnAccess skips the checks for a token of another API. If such a token is
// all the evidence, nothing is known about it: not checked, which is not fine.
func onOwnAccess(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) *Result {
			switch {
			case in.Access == nil:
				return in.skip("there is no access token")
			case in.accessIsOwn():
				return c.Func(in)
			case c.ID == "accesstoken-signature" && (in.namesNoAPI() != "" || in.ID == nil && in.tokenAlone()):
				r := in.unknown(in.Access.Verification.Reason)
				if in.ID == nil {
					r = r.fix(in.otherToken())
				}
				return r
			}
			return in.skip(in.Access.Verification.Reason)
		}
	}
	return checks
}

// useIDToken is what to do with an access token that says nothing to the app.
const useIDToken = "Use the ID token of the same sign-in (id_token, with the scope openid): only it says whether the " +
	"email is verified"

// otherToken is what to do with an access token that is all the evidence.
func (in *Input) otherToken() string {
	if in.Access.AppOnly() {
		return signUserIn
	}
	return useIDToken
}

// signUserIn is what to do with a token of an app, without a user.
const signUserIn = "No user signed in for this token, so it says nothing of an email; edov signin signs a user in"

const newAccessToken = "Request a new token; if it happens again, something between you and the server changes the " +
	"response"

const rejectAccess = "Reject this token. " + newAccessToken

func checkAccessFormat(in *Input) *Result {
	if in.Access.OK() {
		return in.pass("three parts, strict base64url, strict JSON")
	}
	var evidence []report.Evidence
	for _, f := range in.Access.Faults {
		evidence = append(evidence, report.Evidence{Label: "token", Got: f.Problem})
	}
	return in.fail(evidence[0].Got, evidence...).fix(newAccessToken)
}

// checkAccessNotID looks for what only one of the two kinds has (RFC 8725 section 3.12). Each access token of
// Microsoft's names the app that requested it; a test server need not, so that there only the hashes of an ID token
// tell.
func checkAccessNotID(in *Input) *Result {
	t := in.Access
	evidence := []report.Evidence{claim(t, "aud", "")}
	for _, name := range []string{"at_hash", "c_hash"} {
		if t.Claims.Has(name) {
			return in.fail(isIDToken, append(evidence, claim(t, name, "absent in an access token"))...).fix(useAccessToken)
		}
	}
	own := t.AccessMark()
	if own == "" && t.Claims.Has("azp") {
		own = "azp"
	}
	switch {
	case own != "":
		return in.pass("the access token has a claim that only access tokens have", claim(t, own, ""))
	case in.Session.Request.TrustAuthority:
		return in.skip("nothing in the tokens of a test server need tell the two kinds apart")
	case t.Partial:
		return in.unknown("azp" + proof.NotGiven)
	}
	return in.fail(isIDToken, append(evidence, claim(t, "azp", "the app that requested the token"))...).
		because("it has none of the claims that only access tokens have: scp, azp, azpacr, appid, appidacr, idtyp").
		fix(useAccessToken)
}

// What is said of an ID token in place of an access token.
const (
	isIDToken      = "this is an ID token, not an access token"
	useAccessToken = "Use the access_token of the token response, or check this one with --kind id. " +
		"An API has to refuse it"
)

func checkAccessSignature(in *Input) *Result {
	v := in.Access.Verification
	switch v.State {
	case proof.Verified:
		return in.pass("the signature fits the published key")
	case proof.VerifyFailed:
		return in.fail(v.Reason, report.Evidence{Label: "signature", Got: "does not fit", Want: "fits the key " + v.KeyID}).
			fix(rejectAccess)
	}
	if in.Access.Misfit != "" {
		return in.fail(v.Reason, report.Evidence{Label: "signature", Got: "not compared", Want: "one of the key " + v.KeyID}).
			fix(newAccessToken)
	}
	return in.unknown(v.Reason)
}

func checkAccessIssuer(in *Input) *Result {
	t := in.Access
	iss, tid := t.Claims.Get("iss").Str(), t.Tenant()
	want := accessIssuer(in.Session, t)
	evidence := claim(t, "iss", strings.ReplaceAll(want, entra.TenantTemplate, tid))
	switch {
	case want == "":
		return in.unknown("no metadata was loaded, so the issuer to compare with is not known", evidence)
	case iss == "" || !token.IssuerFits(want, iss, tid):
		return in.fail("the access token is from another issuer", evidence).
			fix("Check authority, cloud and tenant of the connection")
	case !token.IsID(tid) && (!in.Session.Request.TrustAuthority || strings.Contains(want, entra.TenantTemplate)):
		return in.fail("the access token names no tenant", claim(t, "tid", "a GUID in lower case")).fix(rejectAccess)
	}
	if r := in.keyFitsCloud(t); r.Outcome == report.Fail {
		return r.fix("Check --cloud. " + rejectAccess)
	}
	return in.accessKeyIssuer(evidence)
}

// accessKeyIssuer compares the issuer of the access token with those that its key is published for.
func (in *Input) accessKeyIssuer(iss report.Evidence) *Result {
	key, tid := in.Access.Key, in.Access.Tenant()
	if key != nil && key.Issuer == "" {
		if r := in.ofNoIssuer(in.Access); r.Outcome == report.Unknown {
			return r
		}
	}
	fits := func(of string) bool { return tid == "" || keyFitsTenant(of, tid) }
	if key != nil && key.Issuer != "" && !slices.ContainsFunc(key.Issuers(), fits) {
		return in.fail("the access token's key is published for another issuer", iss,
			report.Evidence{Label: "key's issuer", Got: words.Cut(strings.Join(key.Issuers(), ", "))}).fix(rejectAccess)
	}
	return in.pass("the issuer is that of the token's tenant", iss)
}

func checkAccessAuthority(in *Input) *Result { return in.fitsTenant(in.Access) }

// accessIssuer is the issuer that an access token of the app's own API should
// have. The API's app registration decides on the version, so a v1.0 token may
// come from the v2.0 endpoint (Microsoft, access tokens).
func accessIssuer(s *flow.Session, t *token.JWT) string {
	iss := t.Claims.Get("iss").Str()
	if t.Claims.Get("ver").Str() == "1.0" && !s.Request.TrustAuthority {
		host := "sts.windows.net"
		china := strings.HasPrefix(iss, "https://sts.chinacloudapi.cn/")
		if s.Request.Cloud == entra.China || s.Request.Cloud == "" && china {
			host = "sts.chinacloudapi.cn"
		}
		return "https://" + host + "/" + entra.TenantTemplate + "/"
	}
	return token.PublishedIssuer(s, iss)
}

// keyFitsTenant compares the issuer that a key is published for with a token's tenant: keys name the v2.0 form only.
func keyFitsTenant(published, tid string) bool {
	return strings.Contains(published, entra.TenantTemplate) || strings.Contains("/"+published+"/", "/"+tid+"/")
}

func checkAccessLifetime(in *Input) *Result {
	r := lifetime(in, in.Access)
	r.Summary = strings.Replace(r.Summary, "the token", "the access token", 1)
	return r
}
