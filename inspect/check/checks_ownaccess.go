package check

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// ownAccessChecks judge an access token that the app itself is the audience of. Any other is for its own API to check
// (Microsoft, access tokens: validate tokens).
var ownAccessChecks = onOwnAccess([]Check{
	{
		ID: "accesstoken-format", Title: "the app's own access token is a well-formed JWT", Severity: report.Error, Step: report.StepAccess,
		Doc: `**What.** Three parts in strict base64url, strict JSON, alg RS256, no header that changes how it is read.

**Why.** Your API takes this token as proof of who calls it. What lenient readers repair, attackers use.

**Fix.** Request a new token. If it repeats, something between you and the server changes the answer.`,
		Refs: []string{"RFC 7515 section 7.1", "RFC 8725 section 3"}, Func: checkAccessFormat,
	},
	{
		ID: "accesstoken-signature", Title: "the app's own access token is signed by its issuer", Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"},
		Doc: `**What.** The RS256 signature fits header, claims and a published key.

**Why.** Without it anybody can write any claims.

**Fix.** Reject the token. A session saved with --save keeps no signatures; test the live sign-in to have it checked.`,
		Refs: []string{"RFC 7515 section 5.2", refAccess}, Func: checkAccessSignature,
	},
	{
		ID: "accesstoken-issuer", Title: "the app's own access token names its issuer", Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"},
		Doc: `**What.** iss is the issuer of the token's tenant, in the form of its version: v1.0 tokens have sts.windows.net, v2.0
tokens the issuer of the metadata.

**Why.** Tokens of other servers, clouds and tenants must not pass.

**Fix.** Check authority, cloud and tenant. For v2.0 tokens: Manifest > api.requestedAccessTokenVersion: 2.`,
		Refs: []string{refAccess, "RFC 9068 section 4"}, Func: checkAccessIssuer,
	},
	{
		ID: "accesstoken-lifetime", Title: "the app's own access token is valid now", Severity: report.Error, Step: report.StepAccess,
		Needs: []string{"accesstoken-format"},
		Doc: `**What.** exp is in the future and nbf is not, with five minutes of leeway for clocks.

**Why.** An API refuses tokens outside of their time.

**Fix.** Request a new token. If a fresh one fails, this machine's clock is wrong: set it by network time.`,
		Refs: []string{"RFC 7519 section 4.1.4", "RFC 7519 section 4.1.5"}, Func: checkAccessLifetime,
	},
})

// onOwnAccess skips the checks for a token of another API. Of one that stands alone nothing is known then, which is not the
// same as that nothing is wrong.
func onOwnAccess(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) Result {
			switch {
			case in.Access == nil:
				return skip("there is no access token")
			case in.accessIsOwn():
				return c.Func(in)
			case c.ID == "accesstoken-signature" && (in.namesNoAPI() != "" || in.ID == nil && in.handedIn()):
				return unknown(in.Access.Verification.Reason)
			}
			return skip(in.Access.Verification.Reason)
		}
	}
	return checks
}

const newAccessToken = "Request a new token; if it repeats, something between you and the server changes the answer"

func checkAccessFormat(in *Input) Result {
	if in.Access.OK() {
		return pass("three parts, strict base64url, strict JSON")
	}
	var evidence []report.Evidence
	for _, f := range in.Access.Faults {
		evidence = append(evidence, report.Evidence{Label: "token", Got: f.Problem})
	}
	return fail(evidence[0].Got, evidence...).mend(newAccessToken)
}

func checkAccessSignature(in *Input) Result {
	v := in.Access.Verification
	switch v.State {
	case proof.Verified:
		return pass("the signature fits the published key")
	case proof.VerifyFailed:
		return fail(v.Reason, report.Evidence{Label: "signature", Got: "does not fit", Want: "fits the key " + v.KeyID}).
			mend("Reject this token. " + newAccessToken)
	}
	if in.Access.Misfit != "" {
		return fail(v.Reason, report.Evidence{Label: "signature", Got: "not compared", Want: "one of the key " + v.KeyID}).mend(newAccessToken)
	}
	return unknown(v.Reason)
}

func checkAccessIssuer(in *Input) Result {
	t := in.Access
	iss, tid := t.Claims.Get("iss").Str(), t.Tenant()
	want := accessIssuer(in.Session, t)
	evidence := claim(t, "iss", strings.ReplaceAll(want, token.TenantTemplate, tid))
	key := t.Key
	switch {
	case want == "":
		return unknown("no metadata was loaded, so the issuer to compare with is not known", evidence)
	case iss == "" || !token.IssuerFits(want, iss, tid):
		return fail("the access token is from another issuer", evidence).mend("Check authority, cloud and tenant of the connection")
	case key != nil && key.Issuer != "" && !slices.ContainsFunc(key.Issuers(), func(of string) bool { return keyFitsTenant(of, tid) }):
		return fail("the access token's key is published for another issuer", evidence,
			report.Evidence{Label: "key's issuer", Got: words.Cut(strings.Join(key.Issuers(), ", "))}).mend("Reject this token. " + newAccessToken)
	}
	return pass("the issuer is the one of the token's tenant", evidence)
}

// accessIssuer is the issuer that an access token of the app's own should have. The registration of the API decides on the
// version, so that a v1.0 token may come from the v2.0 endpoint (Microsoft, access tokens).
func accessIssuer(s *flow.Session, t *token.JWT) string {
	iss := t.Claims.Get("iss").Str()
	if t.Claims.Get("ver").Str() == "1.0" && !s.Request.TrustAuthority {
		host := "sts.windows.net"
		if s.Request.Cloud == flow.CloudChina || s.Request.Cloud == "" && strings.HasPrefix(iss, "https://sts.chinacloudapi.cn/") {
			host = "sts.chinacloudapi.cn"
		}
		return "https://" + host + "/" + token.TenantTemplate + "/"
	}
	return token.PublishedIssuer(s, iss)
}

// keyFitsTenant compares the issuer that a key is published for with a token's tenant: keys name the v2.0 form only.
func keyFitsTenant(published, tid string) bool {
	return strings.Contains(published, token.TenantTemplate) || strings.Contains("/"+published+"/", "/"+tid+"/")
}

func checkAccessLifetime(in *Input) Result {
	r := lifetime(in, in.Access)
	r.Summary = strings.Replace(r.Summary, "the token", "the access token", 1)
	return r
}
