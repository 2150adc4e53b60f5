package check

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// doNotUse is the advice for a token that cannot be trusted.
const (
	doNotUse       = "Do not use this token. Sign in again; if it happens again, " + changedBetween
	changedBetween = "something between you and Microsoft changes the response"
)

// tokenChecks look at the ID token as a token; without one all are skipped.
var tokenChecks = onIDToken(slices.Concat(tokenFormChecks, tokenClaimChecks))

func onIDToken(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) *Result {
			if in.ID == nil {
				return in.skip("there is no ID token")
			}
			r := c.Func(in)
			if in.ID.Decoded {
				r = in.asGiven(c, r)
			}
			if in.Session.Request.Server() != flow.Microsoft {
				r.Fix = strings.Replace(r.Fix, changedBetween, "correct what the server sends", 1)
			}
			return r
		}
	}
	return checks
}

// tokenFormChecks look at its form, its signature and who issued it.
var tokenFormChecks = []Check{
	{
		ID: "idtoken-not-access", Title: "ID token is not an access token",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-received"}, Func: checkNotAccess,
	},
	{
		ID: "idtoken-format", Title: "ID token is a well-formed JWT",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-received", "idtoken-not-access"},
		Func:  gate("idtoken-format", "three parts, strict base64url, strict JSON"),
	},
	{
		ID: "idtoken-header", Title: "ID token header has nothing unusual",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"},
		Func:  gate("idtoken-header", "no critical extension, no key inside the token"),
	},
	{
		ID: "idtoken-type", Title: "ID token type is JWT",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"}, Func: gate("idtoken-type", "typ is JWT or missing"),
	},
	{
		ID: "idtoken-algorithm", Title: "ID token is signed with RS256",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"}, Func: gate("idtoken-algorithm", "alg is RS256"),
	},
	{
		ID: "idtoken-names", Title: "ID token has no look-alike claim names",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"}, Func: gate("idtoken-names", "the claim names are exact"),
	},
	{
		ID: "idtoken-key", Title: "ID token's signing key is published",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-header", "idtoken-algorithm"}, Func: checkKey,
	},
	{
		ID: "idtoken-key-strength", Title: "ID token's signing key is usable and strong",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key"}, Func: checkKeyStrength,
	},
	{
		ID: "idtoken-signature", Title: "ID token's signature is valid",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{
			"idtoken-header", "idtoken-algorithm", "idtoken-type", "idtoken-names", "idtoken-key", "idtoken-key-strength",
		},
		Func: checkSignature,
	},
	{
		ID: "idtoken-version", Title: "ID token is version 2.0",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkVersion,
	},
	{
		ID: "idtoken-issuer", Title: "ID token comes from the expected issuer",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-version"}, Func: checkIssuer,
	},
	{
		ID: "idtoken-tenant", Title: "ID token's tenant matches its issuer",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-issuer"}, Func: checkTenant,
	},
	{
		ID: "idtoken-key-issuer", Title: "ID token's signing key may sign for its issuer",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key", "idtoken-tenant"}, Func: checkKeyIssuer,
	},
	{
		ID: "idtoken-authority", Title: "Account fits the requested tenant",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-tenant"}, Func: checkAuthority,
	},
	{
		ID: "idtoken-cloud", Title: "ID token's signing key is of the chosen cloud",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key"}, Func: checkCloud,
	},
}

func checkNotAccess(in *Input) *Result {
	mark := in.ID.AccessMark()
	if mark == "" {
		return in.pass("the ID token has no claim that only access tokens have")
	}
	evidence := []report.Evidence{claim(in.ID, "aud", "the client ID")}
	if mark != "aud" {
		evidence = append(evidence, claim(in.ID, mark, "absent in an ID token"))
	}
	if in.ID.AppOnly() {
		what := noUser + ", and an access token for " + resourceName(in.ID) + ", not an ID token"
		return in.fail(what, evidence...).fix(signUserIn)
	}
	return in.fail("this is an access token for "+resourceName(in.ID)+", not an ID token", evidence...).
		fix("Use the id_token of the token response, or check this one with --kind access")
}

// resourceName says in words which API an access token is for.
func resourceName(t *token.JWT) string {
	aud := t.Claims.Get("aud")
	switch {
	case slices.Contains(token.GraphAudiences, strings.TrimSuffix(aud.Str(), "/")):
		return "Microsoft Graph"
	case aud.Str() == "":
		return "an API"
	}
	return words.JSONText(aud)
}

// keysPublished reports whether signing keys came from an address. A file may
// have only some of the issuer's keys, or another issuer's.
func (in *Input) keysPublished() bool {
	return slices.ContainsFunc(in.Session.KeySets, func(s flow.KeySet) bool { return strings.Contains(s.URL, "://") })
}

// firstProblem says why something was not loaded, if that is known.
func firstProblem(in *Input, stages ...flow.Stage) string {
	for _, p := range in.Session.Problems {
		for _, stage := range stages {
			if p.Stage == stage && p.Summary != "" {
				return ": " + p.Summary
			}
		}
	}
	return ""
}

func checkSignature(in *Input) *Result {
	v := in.ID.Verification
	switch v.State {
	case proof.Verified:
		return in.pass("the signature fits the published key")
	case proof.VerifyFailed:
		return in.fail(v.Reason, report.Evidence{Label: "signature", Got: "does not fit", Want: "fits the key " + v.KeyID}).
			fix(doNotUse)
	}
	if in.ID.Misfit != "" {
		fix := doNotUse
		if in.tokenAlone() {
			fix = copyWhole
		}
		return in.fail(v.Reason, report.Evidence{Label: "signature", Got: "not compared", Want: "one of the key " + v.KeyID}).
			fix(fix)
	}
	return in.unknown(v.Reason)
}

// isForeign holds for an issuer that is an address, and not one of Microsoft's.
func isForeign(iss string) bool {
	u, err := url.Parse(iss)
	if err != nil || u.Host == "" {
		return false
	}
	_, microsoft := entra.CloudOfHost(u.Host)
	return !microsoft
}

// fixVersion is what to do about a v1.0 token.
const fixVersion = "Use the v2.0 endpoints; check v1.0 tokens against v1 metadata only"

func checkVersion(in *Input) *Result {
	ver := in.ID.Claims.Get("ver")
	if !ver.Exists() && in.Session.Request.TrustAuthority {
		return in.pass("a test server need not send ver")
	}
	if ver.Str() == "2.0" {
		return in.pass("ver is 2.0")
	}
	if ver.Str() == "1.0" || strings.HasPrefix(in.ID.Claims.Get("iss").Str(), "https://sts.windows.net/") {
		return in.fail("the token is version 1.0", claim(in.ID, "ver", `"2.0"`), claim(in.ID, "iss", "")).
			because("it was requested at an endpoint without /v2.0/ in its path, or by a library that uses the v1 endpoints").
			fix(fixVersion)
	}
	if iss := in.ID.Claims.Get("iss").Str(); isForeign(iss) {
		return in.fail("the token is from another issuer: "+words.Quoted(iss), claim(in.ID, "iss", "")).
			because("only Microsoft's tokens have this version, and its issuer is not Microsoft").fix(doNotUse)
	}
	if ver.Exists() && ver.Kind != strictjson.String {
		return in.fail("ver is "+aKind(ver)+", not a string", claim(in.ID, "ver", `"2.0"`)).
			because("Microsoft writes a string, so this is not as Microsoft issued it").fix(doNotUse)
	}
	return in.fail("the version of the token is not known", claim(in.ID, "ver", `"2.0"`)).fix(doNotUse)
}

func checkIssuer(in *Input) *Result {
	iss, tid := in.ID.Claims.Get("iss"), in.ID.Claims.Get("tid")
	published := token.PublishedIssuer(in.Session, iss.Str())
	want := published
	if token.IsID(tid.Str()) {
		want = strings.ReplaceAll(published, entra.TenantTemplate, tid.Str())
	}
	evidence := claim(in.ID, "iss", want)
	switch {
	case published == "":
		return in.unknown("the issuer to compare with is not known: no metadata was loaded", evidence)
	case iss.Str() != "" && token.IssuerFits(published, iss.Str(), ""):
		return in.pass("the issuer is the one in the metadata", evidence)
	case iss.Str() == "":
		return in.fail("the token has no issuer", evidence).fix(doNotUse)
	}
	return in.fail("the issuer is not the expected one: "+token.IssuerDifference(want, iss.Str()), evidence).
		fix("Check authority, cloud and tenant of the connection; " + strings.ToLower(doNotUse[:1]) + doNotUse[1:])
}

func checkTenant(in *Input) *Result {
	tid, iss := in.ID.Claims.Get("tid"), in.ID.Claims.Get("iss").Str()
	published := token.PublishedIssuer(in.Session, iss)
	template := strings.Contains(published, entra.TenantTemplate)
	switch {
	case !tid.Exists() && !template && in.Session.Request.TrustAuthority:
		return in.pass("a test server without tenants need not send tid")
	case !tid.Exists():
		return in.fail("the token names no tenant", claim(in.ID, "tid", "a GUID")).fix(doNotUse)
	case entra.IsGUID(tid.Str()) && !token.IsID(tid.Str()):
		return in.fail("the tenant is a GUID in upper case", claim(in.ID, "tid", "a GUID in lower case")).
			because("Microsoft writes it in lower case, and products that compare exactly may refuse it").fix(doNotUse)
	case !token.IsID(tid.Str()):
		return in.fail("the tenant is not a GUID", claim(in.ID, "tid", "a GUID in lower case")).fix(doNotUse)
	case !strings.Contains("/"+strings.Trim(iss, "/")+"/", "/"+tid.Str()+"/"):
		return in.fail("the tenant is not the one in the issuer",
			claim(in.ID, "tid", "the tenant in iss"), claim(in.ID, "iss", "")).fix(doNotUse)
	}
	cloud, _ := entra.CloudOfHost(hostOf(iss))
	if tid.Str() == entra.ConsumersTenant && cloud != entra.Global && cloud != "" {
		return in.fail("a personal account can't be in a national cloud",
			claim(in.ID, "tid", "a tenant of the issuer's cloud"), claim(in.ID, "iss", "")).fix(doNotUse)
	}
	return in.pass("the tenant is the one in the issuer", claim(in.ID, "tid", ""))
}

func checkKeyIssuer(in *Input) *Result {
	key, iss, tid := in.ID.Key, in.ID.Claims.Get("iss").Str(), in.ID.Claims.Get("tid").Str()
	if key == nil || key.Issuer == "" {
		return in.ofNoIssuer(in.ID)
	}
	issuers := words.Cut(strings.Join(key.Issuers(), ", "))
	evidence := report.Evidence{Label: "key's issuer", Got: issuers, Want: words.Cut(iss)}
	fits := func(published string) bool { return token.IssuerFits(published, iss, tid) }
	if !slices.ContainsFunc(key.Issuers(), fits) {
		return in.fail("the signing key is published for another issuer than the token's", evidence).
			because("a key of personal accounts or of another tenant signed a token of this one").fix(doNotUse)
	}
	if tid == entra.ConsumersTenant && !slices.Contains(key.Issuers(), iss) {
		return in.pass("the signing key may sign for any tenant; for personal accounts Microsoft usually has its own key",
			evidence)
	}
	return in.pass("the signing key may sign for this issuer", evidence)
}

// ofNoIssuer judges a key that names no issuer. Those of a test server need not; in the sets of Microsoft's that name
// none, keys for personal accounts may be beside the others.
func (in *Input) ofNoIssuer(t *token.JWT) *Result {
	const names = "the signing key names no issuer"
	switch {
	case t.Key == nil || in.Session.Request.TrustAuthority:
		return in.skip(names)
	case t.Key.IsOfTenant(t.Tenant(), t.Claims.Get("iss").Str()):
		return in.pass("the signing key is published at the address of the token's tenant")
	}
	return in.unknown(names+", so whether it may sign for this tenant is not known", claim(t, "tid", "")).
		fix("Use Microsoft's v2.0 keys, which name their issuers: --keys auto fetches them")
}

func checkAuthority(in *Input) *Result { return in.fitsTenant(in.ID) }

// fitsTenant compares the tenant of a token with the one that was requested.
func (in *Input) fitsTenant(t *token.JWT) *Result {
	tid, asked := t.Tenant(), in.Session.Request.Tenant
	evidence := claim(t, "tid", "")
	evidence.Want = "an account of " + asked
	personal := tid == entra.ConsumersTenant
	who, ofWork := "an account", "a work account"
	if t.AppOnly() {
		who, ofWork = "an app", "an app"
	}
	wrong := func(what string) *Result { return in.fail(what, evidence).fix("Check the tenant of the connection") }
	switch {
	case asked == "":
		return in.skip("which tenant was requested is not known")
	case asked == "common", in.Session.Request.TrustAuthority && tid == "":
		return in.pass("any account may sign in")
	case asked == "organizations" && personal:
		return wrong("a personal account signed in, but organizations was requested")
	case asked == "consumers" && !personal:
		return wrong(ofWork + " signed in, but consumers was requested")
	case entra.IsGUID(asked) && tid != strings.ToLower(asked):
		return wrong(who + " of another tenant signed in")
	case asked == "organizations", asked == "consumers", entra.IsGUID(asked):
		return in.pass("the account fits the requested tenant")
	}
	md := in.Session.Metadata // names the ID of a domain's tenant in its issuer
	switch {
	case md == nil || strings.Contains(md.Issuer, entra.TenantTemplate):
		return in.unknown("which tenant the requested domain belongs to is not known: its metadata was not loaded")
	case !strings.Contains("/"+md.Issuer+"/", "/"+tid+"/"):
		return wrong(who + " of another tenant signed in")
	case !in.Session.Request.TrustAuthority &&
		!strings.Contains(strings.ToLower(md.URL), "/"+strings.ToLower(asked)+"/"):
		return in.unknown("which tenant the requested domain belongs to is not known: its metadata was not loaded").
			fix("Check the token again with the ID of the tenant")
	}
	return in.pass("the account is of the tenant that the domain belongs to")
}

func checkCloud(in *Input) *Result { return in.keyFitsCloud(in.ID) }

// keyFitsCloud compares the cloud that a token's key is for with that of the token.
func (in *Input) keyFitsCloud(t *token.JWT) *Result {
	if t.Key == nil || t.Key.CloudInstanceName == "" {
		return in.skip("the signing key names no cloud instance")
	}
	want, of := in.cloudInstance(t), "the metadata"
	switch {
	case want == "":
		return in.skip("neither the metadata nor the issuer names a cloud instance")
	case in.Session.Metadata == nil || in.Session.Metadata.CloudInstanceName == "":
		of = "the issuer"
	}
	evidence := report.Evidence{Label: "cloud_instance_name", Got: t.Key.CloudInstanceName, Want: want}
	if evidence.Got != evidence.Want {
		return in.fail("the signing key belongs to another cloud", evidence).
			fix("Check --cloud; " + strings.ToLower(doNotUse[:1]) + doNotUse[1:])
	}
	return in.pass("the signing key and "+of+" name the same cloud", evidence)
}

// cloudInstance is the name of the cloud by the metadata, or else by the host of the token's issuer; empty: not known.
func (in *Input) cloudInstance(t *token.JWT) string {
	if md := in.Session.Metadata; md != nil && md.CloudInstanceName != "" {
		return md.CloudInstanceName
	}
	cloud, isMicrosofts := entra.CloudOfHost(hostOf(t.Claims.Get("iss").Str()))
	if !isMicrosofts {
		return ""
	}
	return strings.TrimPrefix(cloud.LoginHost(), "login.")
}
