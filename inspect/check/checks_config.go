package check

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/change"
	"edov/inspect/report"
	"edov/inspect/words"
)

var configChecks = []Check{
	{
		ID: "app-id", Title: "the registration has a client ID", Severity: report.Error, Step: report.StepRegistration, Page: report.PageOverview,
		Doc:  "**What.** `appId` of the document.\n\n**Why.** A client ID is a GUID. Anything else is a placeholder of a guide, or a document that was changed by hand.\n\n**Fix.** Download the manifest again: App registrations > your app > Manifest > Download.",
		Refs: []string{refManifest}, Func: checkAppID,
	},
	{
		ID: "app-is-connection", Title: "the registration is the one the connection uses", Severity: report.Error, Step: report.StepRegistration, Page: report.PageOverview,
		Doc:  "**What.** `appId` against the connection's client ID.\n\n**Why.** Many an hour is lost on editing one app while the product uses another.\n\n**Fix.** Open the registration of the connection's client ID, or put this one's client ID and secret into the product.",
		Refs: []string{refManifest}, Func: checkAppIsConnection,
	},
	{
		ID: "app-enabled", Title: "the app is not disabled", Severity: report.Error, Step: report.StepRegistration, Page: report.PageOverview,
		Doc:  "**What.** `disabledByMicrosoftStatus` and `isDisabled`.\n\n**Why.** Nobody can sign in to a disabled app.\n\n**Fix.** If Microsoft disabled it, ask Microsoft's support; if an administrator did, have it enabled.",
		Refs: []string{refManifest}, Func: checkAppEnabled,
	},
	{
		ID: "account-types-allowed", Title: "the account types let your users in", Severity: report.Error, Step: report.StepRegistration, Page: report.PageAuthentication,
		Doc:  "**What.** `signInAudience`, which the portal calls Supported account types.\n\n**Why.** A product that signs in through `common`, as Clerk does, needs an app for any directory; with accounts of one directory only, everybody gets AADSTS50194. Without personal accounts, users of outlook.com are refused.\n\n**Fix.** Authentication > Supported account types > Accounts in any organizational directory and personal Microsoft accounts. Or give the product the tenant's ID, if it takes one.",
		Refs: []string{refAudience, refClerkGuide}, Func: checkAccountTypesAllowed,
	},
	{
		ID: "token-version", Title: "the token version fits the account types", Severity: report.Error, Step: report.StepRegistration, Page: report.PageManifest,
		Doc:  "**What.** `requestedAccessTokenVersion` (before 2025 `accessTokenAcceptedVersion`) of an app that takes personal accounts.\n\n**Why.** Personal accounts need 2; with 1 or null Microsoft refuses to save the account types. Without personal accounts any value is right: it decides about tokens for the app's own API only.\n\n**Fix.** Manifest > api > requestedAccessTokenVersion: 2.",
		Refs: []string{refAudience, refManifest}, Func: checkTokenVersion,
	},
	{
		ID: "mapped-claims", Title: "acceptMappedClaims is off", Severity: report.Warning, Step: report.StepRegistration, Page: report.PageManifest,
		Doc:  "**What.** `acceptMappedClaims` of an app that other directories can use.\n\n**Why.** Guide and Microsoft disagree. Clerk's guide sets it to true along with `xms_edov`. Microsoft says never to do that in a multi-tenant app: the administrator of any directory could then map claims of their choice into the tokens. `xms_edov` should come without it: the guides of Supabase and Hanko do not set it.\n\n**Fix.** Manifest > api > acceptMappedClaims: null. Then sign in again and see that xms_edov still comes.",
		Refs: []string{refMapped, refClerkGuide}, Func: checkMappedClaims,
	},
	{
		ID: "unverified-email-removed", Title: "Microsoft leaves out emails nobody verified", Severity: report.Warning, Step: report.StepRegistration, Page: report.PageManifest,
		Doc:  "**What.** `authenticationBehaviors.removeUnverifiedEmailClaim`. Microsoft Graph sends it only when asked, and manifests do not hold it.\n\n**Why.** With false, tokens carry addresses that any directory's administrator may have made up; that is nOAuth. For null, multi-tenant apps made since June 2023 leave them out; older ones may not.\n\n**Fix.** Set it to true: `edov app --patch` prints the request.",
		Refs: []string{refMigrate, refBehaviors}, Func: checkUnverifiedRemoved,
	},
	{
		ID: "public-client", Title: "an app with a secret is no public client", Severity: report.Warning, Step: report.StepRegistration, Page: report.PageAuthentication,
		Doc:  "**What.** `isFallbackPublicClient`, in the portal Allow public client flows, of an app that has a client secret.\n\n**Why.** With it, flows that need no secret are allowed for this client ID too, such as device code and password. An auth product needs none of them.\n\n**Fix.** Authentication > Settings > Allow public client flows: No.",
		Refs: []string{refManifest, "RFC 9700 section 2.4"}, Func: checkPublicClient,
	},
	{
		ID: "implicit-switches", Title: "the implicit switches are off", Severity: report.Warning, Step: report.StepRegistration, Page: report.PageAuthentication,
		Doc:  "**What.** The switches Access tokens and ID tokens under Implicit grant and hybrid flows.\n\n**Why.** Guide and Microsoft disagree. Clerk's guide turns both on. The code flow, which Clerk and most products use, gets its ID token from the token endpoint with both off, and Microsoft advises to leave them off unless a page asks for tokens itself. A hybrid request (`response_type=code id_token`) does need the switch ID tokens, else AADSTS700054.\n\n**Fix.** Turn both off, sign in through the product, and turn ID tokens on again only if that fails with AADSTS700054.",
		Refs: []string{refImplicit, refOIDC, refClerkGuide}, Func: checkImplicit,
	},
	{
		ID: "limits", Title: "the registration is within Microsoft's limits", Severity: report.Warning, Step: report.StepRegistration, Page: report.PageManifest,
		Doc:  "**What.** 1200 entries in all collections; for apps with personal accounts 2 secrets, 100 redirect URIs and 30 permissions of one API.\n\n**Why.** Beyond them, Microsoft refuses to save changes, or the change of the account types.\n\n**Fix.** Remove what is no longer used.",
		Refs: []string{refAudience, refManifest}, Func: checkLimits,
	},
}

func checkAppID(in *Input) Result {
	id := in.reg().AppID
	switch {
	case unsaid(in.reg(), id):
		return notGiven("a client ID")
	case !flow.IsGUID(id.Value):
		return fail("the client ID is not a GUID", at(id.Place, words.Cut(id.Value), "a GUID")).
			because("it may be the placeholder of a guide").mend("Manifest > Download, and read that file")
	}
	return pass("the client ID is "+strings.ToLower(id.Value), at(id.Place, id.Value, ""))
}

func checkAppIsConnection(in *Input) Result {
	want, id := in.clientID(), in.reg().AppID
	switch {
	case want == "":
		return skip("no client ID was given to compare with")
	case unsaid(in.reg(), id):
		return notGiven("a client ID")
	case strings.EqualFold(want, in.reg().ObjectID.Value):
		return fail("the connection has this app's Object ID in place of its client ID", at(id.Place, words.Cut(id.Value), want)).
			because("the two stand beside each other on Overview").mend("copy Application (client) ID from Overview into the connection")
	case !strings.EqualFold(want, id.Value):
		return fail("this is the registration of another app", at(id.Place, words.Cut(id.Value), want)).
			because("what you change here has no effect on the connection").mend("open the registration with the connection's client ID, or put this one's client ID and secret into " + in.product())
	}
	return pass("the client ID is the connection's", at(id.Place, id.Value, want))
}

func checkAppEnabled(in *Input) Result {
	a := in.reg()
	odd, isOdd := unclear(a, a.DisabledStatus)
	switch status := a.DisabledStatus.Value; {
	case a.Disabled.Value:
		return fail("the app is disabled", at(a.Disabled.Place, "true", "false or null")).mend("Overview > Activate, or ask who manages the directory")
	case isOdd:
		return odd
	case status != "" && status != "NotDisabled":
		return fail("Microsoft has disabled the app", at(a.DisabledStatus.Place, words.Cut(status), "null")).
			mend("ask Microsoft's support; the portal's Overview shows a banner with a link")
	case unsaid(a, a.DisabledStatus):
		return notGiven("disabledByMicrosoftStatus")
	}
	return pass("the app is enabled")
}

// throughCommon holds when the sign-in goes to common, or the product can do
// nothing else.
func (in *Input) throughCommon() bool {
	r := in.Session.Request
	switch {
	case in.needsBothKinds():
		return true
	case r.Tenant == "":
		return !in.registrationOnly() && r.ClientID != ""
	}
	return r.Tenant == "common"
}

// needsBothKinds holds for products whose guides take no account types but
// those of any directory and personal accounts.
func (in *Input) needsBothKinds() bool {
	return in.clerk() || strings.EqualFold(in.Session.Request.Product, "Hanko")
}

const audienceFix = "Authentication > Supported account types > Accounts in any organizational directory and personal Microsoft accounts"

func checkAccountTypesAllowed(in *Input) Result {
	a := in.reg()
	got := a.Audience
	if unsaid(a, got) {
		return notGiven("signInAudience")
	}
	evidence := at(got.Place, words.Cut(got.Value), flow.AudienceAll)
	edit := change.To("signInAudience", got.Place, got.Value, flow.AudienceAll)
	var version *change.Edit
	if v := a.TokenVersion; v.Value != 2 { // Microsoft takes these account types with version 2 only
		version = change.To("api.requestedAccessTokenVersion", v.Place, nil, 2)
	}
	switch got.Value {
	case flow.AudienceAll:
		return pass("accounts of any directory and personal accounts may sign in", evidence)
	case flow.AudienceOrgs:
		if in.needsBothKinds() {
			return fail("personal Microsoft accounts cannot sign in", evidence).because(in.product()+"'s guide asks for both kinds; users of outlook.com and the like are refused").mend(audienceFix).change(edit, version).as(report.Warning)
		}
		return pass("work and school accounts of any directory may sign in", at(got.Place, got.Value, ""))
	case flow.AudienceMyOrg:
		if in.throughCommon() {
			return fail("only accounts of its own directory may sign in", evidence).because("a sign-in through common ends with AADSTS50194").mend(audienceFix).change(edit, version)
		}
		return fail("only accounts of its own directory may sign in", at(got.Place, got.Value, "")).because("right for an app of one organisation; a product that signs in through common, such as Clerk, cannot use it").as(report.Note)
	case flow.AudiencePersonal:
		if in.throughCommon() {
			return fail("only personal Microsoft accounts may sign in", evidence).because("a sign-in through common ends with AADSTS9002331").mend(audienceFix).change(edit, version)
		}
		return fail("only personal Microsoft accounts may sign in", at(got.Place, got.Value, "")).because("a product must sign in through consumers then").as(report.Note)
	}
	return fail("signInAudience has none of the four values", evidence).mend(audienceFix).change(edit, version)
}

func checkTokenVersion(in *Input) Result {
	a := in.reg()
	v := a.TokenVersion
	if unsaid(a, v) || unsaid(a, a.Audience) {
		return notGiven("requestedAccessTokenVersion and the account types together")
	}
	shown := "null or 1"
	if v.Value != 1 {
		shown = strconv.Itoa(v.Value)
	}
	switch {
	case v.Value == 2:
		return pass("tokens for the app's own API are of version 2", at(v.Place, "2", ""))
	case takesPersonal(a):
		return fail("the app takes personal accounts, but its token version is not 2", at(v.Place, shown, "2")).
			because("Microsoft refuses to save these account types with another version").mend("Manifest > api > requestedAccessTokenVersion: 2").
			change(change.To("api.requestedAccessTokenVersion", v.Place, nil, 2))
	}
	if r, odd := unclear(a, v); odd {
		return r
	}
	if r, odd := unclear(a, a.Audience); odd {
		return r
	}
	return pass("version 1 is right without personal accounts; it is for the app's own API only", at(v.Place, shown, ""))
}

func checkMappedClaims(in *Input) Result {
	a := in.reg()
	v := a.AcceptMappedClaims
	odd, isOdd := unclear(a, a.Audience)
	both := "guides such as Clerk's set it to true; Microsoft says never to in a multi-tenant app, since any directory's administrator could then forge claims"
	switch {
	case unsaid(a, v):
		return notGiven("acceptMappedClaims")
	case v.Value && multiTenant(a):
		return fail("acceptMappedClaims is on in an app that other directories can use", at(v.Place, "true", "null or false")).
			because(both + "; xms_edov should come without it").mend("Manifest > api > acceptMappedClaims: null, then sign in and see that xms_edov still comes").
			change(change.To("api.acceptMappedClaims", v.Place, true, nil))
	case v.Value && isOdd:
		return odd
	case v.Value:
		return pass("acceptMappedClaims is on; only this directory's administrators can map claims", at(v.Place, "true", ""))
	case in.clerk():
		return pass("acceptMappedClaims is off; Clerk's guide turns it on, but xms_edov should come without it", at(v.Place, "off", ""))
	}
	return pass("acceptMappedClaims is off", at(v.Place, "off", ""))
}

// removedByDefault is since when multi-tenant apps leave unverified emails out
// by default (Microsoft, migrate away from email claims).
var removedByDefault = time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC)

func checkUnverifiedRemoved(in *Input) Result {
	a := in.reg()
	v := a.RemoveUnverifiedEmail
	edit := change.To("authenticationBehaviors.removeUnverifiedEmailClaim", v.Place, nil, true)
	if v.Value == "false" {
		edit.Before = change.JSON(false)
	}
	const fix = "set authenticationBehaviors.removeUnverifiedEmailClaim to true; edov app --patch prints the request"
	odd, isOdd := unclear(a, a.Audience)
	switch {
	case !v.Known:
		return skip("manifests do not hold removeUnverifiedEmailClaim; edov app --live asks for it")
	case v.Value == "true":
		return pass("emails whose domain nobody verified are left out", at(v.Place, "true", ""))
	case isOdd:
		return odd
	case !multiTenant(a):
		return pass("all accounts are of one directory, whose administrator vouches for the emails", at(v.Place, orNull(v.Value), ""))
	case v.Value == "false":
		return fail("tokens may carry emails that nobody verified", at(v.Place, "false", "true")).because("an administrator of any directory can write any address into an account (nOAuth)").mend(fix).change(edit)
	case a.CreatedAt.IsZero() || a.CreatedAt.Before(removedByDefault):
		return fail("tokens may carry emails that nobody verified", at(v.Place, "null", "true")).because("for apps made before June 2023 Microsoft may keep sending them").mend(fix).change(edit).as(report.Note)
	}
	return pass("Microsoft's default for apps since June 2023 is to leave them out", at(v.Place, "null", ""))
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

func hasSecret(a *flow.AppRegistration) bool {
	for _, c := range a.Credentials {
		if c.Kind == flow.CredentialSecret {
			return true
		}
	}
	return false
}

func checkPublicClient(in *Input) Result {
	a := in.reg()
	v := a.PublicClient
	switch {
	case unsaid(a, v):
		return notGiven("isFallbackPublicClient")
	case !v.Value:
		return pass("public client flows are not allowed", at(v.Place, "off", ""))
	case !hasSecret(a):
		return skip("the app has no client secret")
	}
	return fail("public client flows are allowed, and the app has a secret", at(v.Place, "true", "false")).
		because("this client ID may then be used without the secret, by device code or password").mend("Authentication > Settings > Allow public client flows: No").
		change(change.To("isFallbackPublicClient", v.Place, true, false))
}

func checkImplicit(in *Input) Result {
	a := in.reg()
	id, access := a.ImplicitIDToken, a.ImplicitAccessToken
	if unsaid(a, id) && unsaid(a, access) {
		return notGiven("the implicit switches")
	}
	if !id.Value && !access.Value {
		if in.clerk() {
			return pass("both are off; Clerk's guide turns them on, but the code flow needs neither")
		}
		return pass("both are off")
	}
	var on []string
	evidence := []report.Evidence{}
	for _, s := range []struct {
		name string
		flow.Setting[bool]
	}{{"ID tokens", id}, {"Access tokens", access}} {
		if s.Value {
			on = append(on, s.name)
			evidence = append(evidence, at(s.Place, "true", "false"))
		}
	}
	r := fail("switched on: "+strings.Join(on, " and "), evidence...).
		because("Microsoft advises to leave them off unless a page asks for tokens itself; the code flow needs neither").
		mend("turn them off, test, and turn ID tokens on again only if the product then gets AADSTS700054").
		change(implicitChange(a))
	if in.clerk() {
		r.Why = "Clerk's guide turns them on; Microsoft advises against it, and the code flow needs neither"
		return r.as(report.Note)
	}
	if !access.Value {
		return r.as(report.Note) // hybrid flows need the switch ID tokens
	}
	return r
}

func implicitChange(a *flow.AppRegistration) *change.Edit {
	id, access := a.ImplicitIDToken, a.ImplicitAccessToken
	form := `{"enableIdTokenIssuance":%t,"enableAccessTokenIssuance":%t}`
	c := &change.Edit{
		Path: "web.implicitGrantSettings", Before: []byte(fmt.Sprintf(form, id.Value, access.Value)), After: []byte(fmt.Sprintf(form, false, false)),
		Place: flow.Place{Path: strings.TrimSuffix(id.Place.Path, ".enableIdTokenIssuance"), Line: id.Place.Line},
	}
	if a.Form.Legacy() {
		legacy := `"oauth2AllowIdTokenImplicitFlow":%t,"oauth2AllowImplicitFlow":%t`
		c.Fragment = &change.Fragment{Path: id.Place.Path, Before: fmt.Sprintf(legacy, id.Value, access.Value), After: fmt.Sprintf(legacy, false, false)}
	}
	return c
}

func checkLimits(in *Input) Result {
	a := in.reg()
	var over []report.Evidence
	look := func(what string, got, limit int) {
		if got > limit {
			over = append(over, report.Evidence{Label: what, Got: strconv.Itoa(got), Want: fmt.Sprintf("at most %d", limit)})
		}
	}
	look("entries in all collections", a.Entries, 1200)
	if takesPersonal(a) {
		secrets, byAPI := 0, map[string]int{}
		for _, c := range a.Credentials {
			if c.Kind == flow.CredentialSecret {
				secrets++
			}
		}
		for _, p := range a.Permissions {
			byAPI[p.Resource]++
		}
		look("client secrets, with personal accounts", secrets, 2)
		look("redirect URIs, with personal accounts", len(a.RedirectURIs), 100)
		for _, api := range slices.Sorted(maps.Keys(byAPI)) {
			look("permissions of one API, with personal accounts", byAPI[api], 30)
		}
	}
	if len(over) > 0 {
		return fail("there is more in the registration than Microsoft allows", over...).because("Microsoft refuses changes to it, or to the account types").mend("remove what is no longer used")
	}
	if r, odd := unclear(a, a.Audience); odd {
		return r // the limits of apps with personal accounts may apply
	}
	return pass(words.Count(a.Entries, "entry", "entries") + " in all collections")
}
