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

// Addresses of the pages that several checks cite.
const (
	pageAccessTokens   = "https://learn.microsoft.com/entra/identity-platform/access-tokens"
	pageIDTokenClaims  = "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference"
	pageOptionalClaims = "https://learn.microsoft.com/entra/identity-platform/optional-claims-reference"
	pageClaims         = "https://learn.microsoft.com/entra/identity-platform/claims-validation"
	pageMigrateEmail   = "https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization"
	pageKeyRollover    = "https://learn.microsoft.com/entra/identity-platform/signing-key-rollover"
	pageErrorCodes     = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	pageOIDC           = "https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc"
	pageCodeFlow       = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow"
	pageReplyURL       = "https://learn.microsoft.com/entra/identity-platform/reply-url"
	pageCredentials    = "https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials"
	coreValidation     = "OpenID Connect Core 1.0 section 3.1.3.7"
)

// doNotUse is the advice for a token that cannot be trusted.
const (
	doNotUse       = "Do not use this token. Sign in again; if it repeats, " + changedBetween
	changedBetween = "something between you and Microsoft changes the answer"
)

// tokenChecks look at the ID token as a token; without one all are skipped.
var tokenChecks = onIDToken(slices.Concat(tokenFormChecks, tokenClaimChecks))

func onIDToken(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) Result {
			if in.ID == nil {
				return skip("there is no ID token")
			}
			r := c.Func(in)
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
		ID: "idtoken-not-access", Title: "the token handed in as ID token is one", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-received"},
		Doc: `**What.** The claims are those of an ID token, not of an access token.

**Why.** Both are JWTs and look alike. An access token is meant for an API; taking it as proof of a sign-in lets any API replay it.

**Fix.** Hand in the id_token of the token response, or judge an access token with --kind access.`,
		Refs: []string{"RFC 8725 section 3.12", pageAccessTokens}, Func: checkNotAccess,
	},
	{
		ID: "idtoken-format", Title: "the ID token is a well-formed JWT", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-received", "idtoken-not-access"},
		Doc: `**What.** Three parts in strict base64url, header and claims as strict JSON objects within sane bounds: no duplicate names, no white space, no stray bits, valid UTF-8.

**Why.** What lenient readers mend, two readers may mend differently; attacks live in that gap.

**Fix.** Copy the token whole. If it came from the server like that, something changed it on its way.`,
		Refs: []string{"RFC 7515 section 7.1", "RFC 7519 section 4", "RFC 8725 section 3"}, Func: gate("idtoken-format", "three parts, strict base64url, strict JSON"),
	},
	{
		ID: "idtoken-header", Title: "the ID token's header asks for nothing unusual", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"},
		Doc: `**What.** The header has no crit, b64 or zip, and no key or address of a key (jku, x5u, jwk, x5c).

**Why.** These change how the token is read, or offer the attacker's own key. Microsoft uses none of them in ID tokens.

**Fix.** Do not use the token.`,
		Refs: []string{"RFC 7515 section 4.1.11", "RFC 7797 section 6", "RFC 8725 section 3.10"}, Func: gate("idtoken-header", "no critical extension, no key inside the token"),
	},
	{
		ID: "idtoken-type", Title: "the ID token's type is JWT", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"},
		Doc: `**What.** typ is JWT or absent, and cty is absent.

**Why.** Other kinds of token (at+jwt, logout+jwt) must never pass for an ID token.

**Fix.** Hand in the id_token.`,
		Refs: []string{"RFC 8725 section 3.11", "RFC 7519 section 5.1"}, Func: gate("idtoken-type", "typ is JWT or absent"),
	},
	{
		ID: "idtoken-algorithm", Title: "the ID token is signed with RS256", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"},
		Doc: `**What.** alg is exactly RS256, the only algorithm in Microsoft's metadata.

**Why.** A verifier that lets the token choose the algorithm can be talked into none, or into using the public key as a shared secret.

**Fix.** Do not use the token. In your product, fix the list of algorithms to RS256.`,
		Refs: []string{"RFC 8725 section 3.1", coreValidation}, Func: gate("idtoken-algorithm", "alg is RS256"),
	},
	{
		ID: "idtoken-names", Title: "no name differs from a checked one in letter case only", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-format"},
		Doc: `**What.** There is no AUD beside aud, no Iss beside iss, no look-alike letter that folds to one.

**Why.** Readers that fold case (Go's encoding/json is one) take the twin for the real claim.

**Fix.** Do not use the token.`,
		Refs: []string{"RFC 7519 section 10.1.1", "RFC 8725 section 3.8"}, Func: gate("idtoken-names", "the names are exact"),
	},
	{
		ID: "idtoken-key", Title: "the ID token's key is published", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-header", "idtoken-algorithm"},
		Doc: `**What.** The key ID (kid) of the token is in the issuer's key set.

**Why.** Microsoft's key set differs from answer to answer: keys come and go between requests. edov joins all answers it sees, asks again, then asks for the tenant's own set. Only then it says that no published key fits, which is no proof of a forgery.

**Fix.** Try again in some minutes. If the app has its own signing key (claims mapping, SAML), its keys show up only when ?appid=CLIENT-ID is added to the discovery address.`,
		Refs: []string{pageKeyRollover, "RFC 7517 section 4.5"}, Func: checkKey,
	},
	{
		ID: "idtoken-key-strength", Title: "the ID token's key is usable and strong enough", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key"},
		Doc: `**What.** The key is RSA with at least 2048 bits and the exponent 65537, meant for signatures, and its private part is not published.

**Why.** A weak or leaked key signs for everybody.

**Fix.** Only the owner of the server can mend it. Microsoft's keys always pass.`,
		Refs: []string{"RFC 7518 section 3.3", "NIST SP 800-131A"}, Func: checkKeyStrength,
	},
	{
		ID: "idtoken-signature", Title: "the ID token's signature is genuine", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-header", "idtoken-algorithm", "idtoken-type", "idtoken-names", "idtoken-key", "idtoken-key-strength"},
		Doc: `**What.** The RS256 signature fits header, claims and the published key.

**Why.** Without it anybody can write any claims.

**Fix.** Do not use the token. A session saved with --save keeps no signatures; judge the live sign-in to have it checked.`,
		Refs: []string{"RFC 7515 section 5.2", coreValidation}, Func: checkSignature,
	},
	{
		ID: "idtoken-version", Title: "the ID token is of version 2.0", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** ver is 2.0.

**Why.** A v1.0 token has another issuer (sts.windows.net) and other claims, and must be checked against v1 metadata. A product set up for v2.0 refuses it, often with a message about the issuer.

**Fix.** Use the endpoints with /v2.0/ in their path. For an access token of your own API: Manifest > api.requestedAccessTokenVersion: 2.`,
		Refs: []string{pageIDTokenClaims, pageAccessTokens}, Func: checkVersion,
	},
	{
		ID: "idtoken-issuer", Title: "the ID token's issuer is the one that was asked", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-version"},
		Doc: `**What.** iss equals the issuer of the metadata byte for byte; for common and organizations the tenant takes the place of {tenantid}.

**Why.** Tokens of other servers and clouds must not pass. Libraries that compare with the template text itself fail on every token of common: put the token's own tid in, do not switch the check off.

**Fix.** Check authority, cloud and tenant.`,
		Refs: []string{pageAccessTokens, coreValidation}, Func: checkIssuer,
	},
	{
		ID: "idtoken-tenant", Title: "the ID token's tenant is part of its issuer", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-issuer"},
		Doc: `**What.** tid is a GUID and the same that stands in iss.

**Why.** On common the issuer is only as good as the tenant in it.

**Fix.** Do not use the token.`,
		Refs: []string{pageAccessTokens}, Func: checkTenant,
	},
	{
		ID: "idtoken-key-issuer", Title: "the ID token's key may sign for its issuer", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key", "idtoken-tenant"},
		Doc: `**What.** Each of Microsoft's keys names the issuer it may sign for. The one that signed this token names this token's issuer, or the template.

**Why.** Keys of personal accounts stand in the same set as those of work accounts. A verifier that takes any of them lets one vouch for the other; this was part of the Storm-0558 break-in.

**Fix.** Do not use the token. In your product, compare the key's issuer too.`,
		Refs: []string{pageAccessTokens}, Func: checkKeyIssuer,
	},
	{
		ID: "idtoken-authority", Title: "the account fits the tenant that was asked", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-tenant"},
		Doc: `**What.** organizations gives no personal accounts, consumers only those, a tenant ID only that tenant.

**Why.** An account from elsewhere means that the answer is not to this question.

**Fix.** Check the tenant of the connection.`,
		Refs: []string{pageOIDC}, Func: checkAuthority,
	},
	{
		ID: "idtoken-cloud", Title: "the ID token's key belongs to the cloud that was asked", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-key"},
		Doc: `**What.** If the key names a cloud instance, it is that of the metadata.

**Why.** The key set of the public cloud may hold keys of the US Government cloud.

**Fix.** Check --cloud.`,
		Refs: []string{pageAccessTokens}, Func: checkCloud,
	},
}

func checkNotAccess(in *Input) Result {
	mark := in.ID.AccessMark()
	if mark == "" {
		return pass("it has no claim that only access tokens have")
	}
	evidence := []report.Evidence{claim(in.ID, "aud", "the client ID")}
	if mark != "aud" {
		evidence = append(evidence, claim(in.ID, mark, "absent in an ID token"))
	}
	return fail("this is an access token for "+resourceName(in.ID)+", not an ID token", evidence...).
		mend("Hand in the id_token of the token response, or judge this one with --kind access")
}

// resourceName says in words for whom an access token is.
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

// keysPublished reports whether a key set came from an address. A file may hold some of the issuer's keys, or another's.
func (in *Input) keysPublished() bool {
	return slices.ContainsFunc(in.Session.KeySets, func(s flow.KeySet) bool { return strings.Contains(s.URL, "://") })
}

// firstProblem tells why something was not loaded, if that is known.
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

func checkSignature(in *Input) Result {
	v := in.ID.Verification
	switch v.State {
	case proof.Verified:
		return pass("the signature fits the published key")
	case proof.VerifyFailed:
		return fail(v.Reason, report.Evidence{Label: "signature", Got: "does not fit", Want: "fits the key " + v.KeyID}).mend(doNotUse)
	}
	if in.ID.Misfit != "" {
		fix := doNotUse
		if in.handedIn() {
			fix = copyWhole
		}
		return fail(v.Reason, report.Evidence{Label: "signature", Got: "not compared", Want: "one of the key " + v.KeyID}).mend(fix)
	}
	return unknown(v.Reason)
}

func checkVersion(in *Input) Result {
	ver := in.ID.Claims.Get("ver")
	if !ver.Exists() && in.Session.Request.TrustAuthority {
		return pass("a test server need not send ver")
	}
	if ver.Str() == "2.0" {
		return pass("ver is 2.0")
	}
	if ver.Str() == "1.0" || strings.HasPrefix(in.ID.Claims.Get("iss").Str(), "https://sts.windows.net/") {
		return fail("the token is of version 1.0", claim(in.ID, "ver", `"2.0"`), claim(in.ID, "iss", "")).
			because("it was asked for at an endpoint without /v2.0/ in its path, or by a library that uses the v1 endpoints").
			mend("Use the v2.0 endpoints; check v1.0 tokens against v1 metadata only")
	}
	return fail("the version of the token is not known", claim(in.ID, "ver", `"2.0"`)).mend(doNotUse)
}

func checkIssuer(in *Input) Result {
	iss, tid := in.ID.Claims.Get("iss"), in.ID.Claims.Get("tid")
	published := token.PublishedIssuer(in.Session, iss.Str())
	want := published
	if token.GUID.MatchString(tid.Str()) {
		want = strings.ReplaceAll(published, token.TenantTemplate, tid.Str())
	}
	evidence := claim(in.ID, "iss", want)
	switch {
	case published == "":
		return unknown("the issuer to compare with is not known: no metadata was loaded", evidence)
	case iss.Str() != "" && token.IssuerFits(published, iss.Str(), ""):
		return pass("the issuer is the one of the metadata", evidence)
	case iss.Str() == "":
		return fail("the token has no issuer", evidence).mend(doNotUse)
	}
	return fail("the issuer is another one: "+token.IssuerDifference(want, iss.Str()), evidence).
		mend("Check authority, cloud and tenant of the connection; " + strings.ToLower(doNotUse[:1]) + doNotUse[1:])
}

func checkTenant(in *Input) Result {
	tid, iss := in.ID.Claims.Get("tid"), in.ID.Claims.Get("iss").Str()
	published := token.PublishedIssuer(in.Session, iss)
	template := strings.Contains(published, token.TenantTemplate)
	switch {
	case !tid.Exists() && !template && in.Session.Request.TrustAuthority:
		return pass("a test server without tenants need not send tid")
	case !tid.Exists():
		return fail("the token names no tenant", claim(in.ID, "tid", "a GUID")).mend(doNotUse)
	case !token.GUID.MatchString(tid.Str()):
		return fail("the tenant is no GUID", claim(in.ID, "tid", "a GUID in lower case")).mend(doNotUse)
	case !strings.Contains("/"+strings.Trim(iss, "/")+"/", "/"+tid.Str()+"/"):
		return fail("the tenant is not the one in the issuer", claim(in.ID, "tid", "the tenant in iss"), claim(in.ID, "iss", "")).mend(doNotUse)
	}
	return pass("the tenant is the one in the issuer", claim(in.ID, "tid", ""))
}

func checkKeyIssuer(in *Input) Result {
	key, iss, tid := in.ID.Key, in.ID.Claims.Get("iss").Str(), in.ID.Claims.Get("tid").Str()
	if key == nil || key.Issuer == "" {
		return skip("the key set names no issuer for this key")
	}
	evidence := report.Evidence{Label: "key's issuer", Got: words.Cut(strings.Join(key.Issuers(), ", ")), Want: words.Cut(iss)}
	fits := func(published string) bool { return token.IssuerFits(published, iss, tid) }
	if !slices.ContainsFunc(key.Issuers(), fits) {
		return fail("the key is published for another issuer than the token's", evidence).
			because("a key of personal accounts or of another tenant signed a token that speaks for this one").mend(doNotUse)
	}
	if tid == flow.ConsumersTenant && !slices.Contains(key.Issuers(), iss) {
		return pass("the key may sign for any tenant; for personal accounts Microsoft usually has a key of its own", evidence)
	}
	return pass("the key may sign for this issuer", evidence)
}

func checkAuthority(in *Input) Result {
	tid, asked := in.ID.Claims.Get("tid").Str(), in.Session.Request.Tenant
	evidence := claim(in.ID, "tid", "")
	evidence.Want = "an account of " + asked
	personal := tid == flow.ConsumersTenant
	switch {
	case asked == "":
		return skip("it is not known which tenant was asked")
	case asked == "common", in.Session.Request.TrustAuthority && tid == "":
		return pass("any account may answer")
	case asked == "organizations" && personal:
		return fail("a personal account answered, but organizations was asked", evidence).mend("Check the tenant of the connection")
	case asked == "consumers" && !personal:
		return fail("a work account answered, but consumers was asked", evidence).mend("Check the tenant of the connection")
	case token.GUID.MatchString(strings.ToLower(asked)) && tid != strings.ToLower(asked):
		return fail("an account of another tenant answered", evidence).mend("Check the tenant of the connection")
	case asked != "organizations" && asked != "consumers" && !token.GUID.MatchString(strings.ToLower(asked)):
		return in.checkDomain(tid, evidence)
	}
	return pass("the account fits the tenant that was asked")
}

// checkDomain compares the account's tenant with that of a domain, which the metadata of the domain name in their issuer.
func (in *Input) checkDomain(tid string, evidence report.Evidence) Result {
	md := in.Session.Metadata
	if md == nil || strings.Contains(md.Issuer, token.TenantTemplate) {
		return unknown("a domain was asked for, and without its metadata edov cannot see which tenant it belongs to")
	}
	if !strings.Contains("/"+md.Issuer+"/", "/"+tid+"/") {
		return fail("an account of another tenant answered", evidence).mend("Check the tenant of the connection")
	}
	return pass("the account is of the tenant that the domain belongs to")
}

func checkCloud(in *Input) Result {
	if in.ID.Key == nil || in.ID.Key.CloudInstanceName == "" || in.Session.Metadata == nil || in.Session.Metadata.CloudInstanceName == "" {
		return skip("key or metadata name no cloud instance")
	}
	evidence := report.Evidence{Label: "cloud_instance_name", Got: in.ID.Key.CloudInstanceName, Want: in.Session.Metadata.CloudInstanceName}
	if evidence.Got != evidence.Want {
		return fail("the key belongs to another cloud", evidence).mend("Check --cloud; " + strings.ToLower(doNotUse[:1]) + doNotUse[1:])
	}
	return pass("key and metadata name the same cloud", evidence)
}
