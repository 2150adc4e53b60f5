package check

import (
	"fmt"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
)

var configChecks = []Check{
	{
		ID: "app-id", Title: "Client ID is in the app registration",
		Severity: report.Error, Step: report.StepRegistration, Page: portal.PageOverview,
		Func: checkAppID,
	},
	{
		ID: "app-is-connection", Title: "App registration belongs to this connection",
		Severity: report.Error, Step: report.StepRegistration, Page: portal.PageOverview,
		Func: checkAppIsConnection,
	},
	{
		ID: "app-enabled", Title: "App is not disabled",
		Severity: report.Error, Step: report.StepRegistration, Page: portal.PageOverview,
		Func: checkAppEnabled,
	},
	{
		ID: "account-types-allowed", Title: "Account types let your users in",
		Severity: report.Error, Step: report.StepRegistration, Page: portal.PageAuthentication,
		Func: checkAccountTypesAllowed,
	},
	{
		ID: "token-version", Title: "Token version fits the account types",
		Severity: report.Error, Step: report.StepRegistration, Page: portal.PageManifest,
		Func: checkTokenVersion,
	},
	{
		ID: "mapped-claims", Title: "Mapped claims of other tenants are refused",
		Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageManifest,
		Func: checkMappedClaims,
	},
	{
		ID: "unverified-email-removed", Title: "Unverified emails of other tenants are kept out",
		Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageManifest,
		Func: checkUnverifiedRemoved,
	},
	{
		ID: "public-client", Title: "Public client flows are off in an app with a secret",
		Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageAuthentication,
		Func: checkPublicClient,
	},
	{
		ID: "implicit-switches", Title: "Implicit grant switches are off",
		Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageAuthentication,
		Func: checkImplicit,
	},
	{
		ID: "limits", Title: "App registration is within Microsoft's limits",
		Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageManifest,
		Func: checkLimits,
	},
}

func checkAppID(in *Input) *Result {
	id := in.reg().AppID
	switch {
	case unsaid(in.reg(), id):
		return in.notGiven("a client ID")
	case !entra.IsGUID(id.Value) && entra.IsGUID(strings.TrimSpace(id.Value)):
		return in.fail("the client ID has a space before or behind it", at(id.Place, words.Cut(id.Value), "a GUID")).
			because("as it stands, it is none that Microsoft gives").fix("{portal:manifest} > Download, and read that file")
	case !entra.IsGUID(id.Value):
		return in.fail("the client ID is not a GUID", at(id.Place, words.Cut(id.Value), "a GUID")).
			because("it may be the placeholder of a guide").fix("{portal:manifest} > Download, and read that file")
	}
	return in.pass("the client ID is "+strings.ToLower(id.Value), at(id.Place, id.Value, ""))
}

func checkAppIsConnection(in *Input) *Result {
	want, id := in.clientID(), in.reg().AppID
	switch {
	case want == "":
		return in.skip("no client ID was given to compare with")
	case unsaid(in.reg(), id):
		return in.notGiven("a client ID")
	case strings.EqualFold(want, in.reg().ObjectID.Value):
		return in.fail("the connection uses this app's Object ID instead of its client ID",
			at(id.Place, words.Cut(id.Value), want)).
			because("the portal shows both on Overview").
			fix("copy Application (client) ID from {portal:overview} into the connection")
	case !strings.EqualFold(want, id.Value):
		return in.fail("this is another app's registration", at(id.Place, words.Cut(id.Value), want)).
			because("what you change here has no effect on the connection").
			fix("open the app registration with the connection's client ID, or use this one's client ID and client secret in " +
				in.product())
	}
	return in.pass("the client ID is the connection's", at(id.Place, id.Value, want))
}

func checkAppEnabled(in *Input) *Result {
	a := in.reg()
	odd, isOdd := unclear(in, a.DisabledStatus)
	switch status := a.DisabledStatus.Value; {
	case !a.DeletedAt.IsZero():
		return in.fail("the app was deleted on "+a.DeletedAt.Format(time.DateOnly),
			report.Evidence{Label: "deletedDateTime", Got: a.DeletedAt.Format(time.RFC3339), Want: "null"}).
			because("sign-ins fail for a deleted app; you can restore it for 30 days").
			fix("App registrations > Deleted applications > Restore app registration, or use another app")
	case a.Disabled.Value:
		return in.fail("the app is disabled", at(a.Disabled.Place, "true", "false or null")).
			fix("{portal:overview} > Activate, or ask an administrator of the tenant")
	case isOdd:
		return odd
	case a.DeletedUnread:
		return in.unknown("whether the app was deleted is not known: its deletion date can't be read").
			fix("read the app registration again: az ad app show --id CLIENT-ID")
	case status != "" && status != "NotDisabled":
		return in.fail("Microsoft has disabled the app", at(a.DisabledStatus.Place, words.Cut(status), "null")).
			fix("ask Microsoft's support; {portal:overview} shows a banner with a link")
	case unsaid(a, a.DisabledStatus) && a.Form == appreg.FormGraph && a.RedirectsKnown && !a.RedirectsCut:
		return in.notGiven("disabledByMicrosoftStatus") // a manifest without what is null, as people keep it in git
	case unsaid(a, a.DisabledStatus):
		return in.missing("disabledByMicrosoftStatus")
	}
	return in.pass("the app is enabled")
}

func checkMappedClaims(in *Input) *Result {
	a := in.reg()
	v := a.AcceptMappedClaims
	open, isOpen := in.openTypes("acceptMappedClaims is on")
	both := "guides such as Clerk's set it to true; Microsoft says never to in a multitenant app, because the " +
		"administrator of any tenant could then forge claims"
	if in.clerk() {
		both = "Clerk's guide: true. Microsoft: never in a multitenant app, because the administrator of any tenant could " +
			"then forge claims. Sign-in works either way"
	}
	switch {
	case unsaid(a, v):
		return in.notGiven("acceptMappedClaims")
	case v.Value && multiTenant(a):
		return in.fail("acceptMappedClaims is on in an app that other tenants can use", at(v.Place, "true", "null or false")).
			because(both + "; xms_edov should come without it").
			fix("{portal:manifest} > api > acceptMappedClaims: null, then sign in and check that xms_edov is still present").
			change(change.To("api.acceptMappedClaims", v.Place, true, nil))
	case v.Value && isOpen:
		return open
	case v.Value && a.Audience.Value == appreg.AudiencePersonal:
		return in.pass("acceptMappedClaims is on; only personal accounts may sign in", at(v.Place, "true", ""))
	case v.Value:
		return in.pass("acceptMappedClaims is on; only this tenant's administrators can map claims", at(v.Place, "true", ""))
	case in.clerk():
		return in.pass("acceptMappedClaims is off; Clerk's guide turns it on, but xms_edov should come without it",
			at(v.Place, "off", ""))
	}
	return in.pass("acceptMappedClaims is off", at(v.Place, "off", ""))
}

// removedByDefault is since when Microsoft removes unverified emails by default for new multitenant apps: for those
// created after June 2023 (Microsoft, authenticationBehaviors). Another page of Microsoft's says "as of June 2023", so
// of an app of that month nothing is promised.
var removedByDefault = time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC)

func checkUnverifiedRemoved(in *Input) *Result {
	a := in.reg()
	v := a.RemoveUnverifiedEmail
	edit := change.To("authenticationBehaviors.removeUnverifiedEmailClaim", v.Place, nil, true)
	if v.Value == "false" {
		edit.Before = change.JSON(false)
	}
	const fix = "set authenticationBehaviors.removeUnverifiedEmailClaim to true; edov app --patch prints the request"
	open, isOpen := in.openTypes("unverified emails may be in tokens")
	switch {
	case !v.Known:
		return in.skip("manifests do not contain removeUnverifiedEmailClaim; edov app --live requests it")
	case v.Value == "true":
		return in.pass("unverified emails are removed", at(v.Place, "true", ""))
	case isOpen:
		return open
	case a.Audience.Value == appreg.AudiencePersonal:
		return in.pass("only personal accounts may sign in, whose emails Microsoft has verified",
			at(v.Place, orNull(v.Value), ""))
	case !multiTenant(a):
		return in.pass("all accounts are of one tenant, whose administrator is responsible for the emails",
			at(v.Place, orNull(v.Value), ""))
	case v.Value == "false":
		return in.fail("unverified emails may be in tokens", at(v.Place, "false", "true")).
			because("the administrator of any tenant can write any address into an account (nOAuth)").fix(fix).change(edit)
	case a.CreatedAt.IsZero() || a.CreatedAt.Before(removedByDefault):
		return in.fail("unverified emails may be in tokens", at(v.Place, "null", "true")).
			because("for apps created until June 2023 Microsoft may keep sending them").fix(fix).change(edit).as(report.Note)
	}
	return in.pass("unverified emails are removed by default for apps created after June 2023", at(v.Place, "null", ""))
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

func hasSecret(a *appreg.App) bool {
	for _, c := range a.Credentials {
		if c.Kind == appreg.CredentialSecret {
			return true
		}
	}
	return false
}

func checkPublicClient(in *Input) *Result {
	a := in.reg()
	v := a.PublicClient
	switch {
	case unsaid(a, v):
		return in.notGiven("isFallbackPublicClient")
	case !v.Value:
		return in.pass("public client flows are off", at(v.Place, "off", ""))
	case !hasSecret(a):
		return in.skip("the app has no client secret")
	}
	return in.fail("public client flows are on, and the app has a client secret", at(v.Place, "true", "false")).
		because("this client ID may then be used without the secret, by device code or password").
		fix("{portal:public-client}: No").
		change(change.To("isFallbackPublicClient", v.Place, true, false))
}

func checkImplicit(in *Input) *Result {
	a := in.reg()
	id, access := a.ImplicitIDToken, a.ImplicitAccessToken
	if unsaid(a, id) && unsaid(a, access) {
		return in.notGiven("the implicit switches")
	}
	if !id.Value && !access.Value {
		if in.clerk() {
			return in.pass("both switches are off; Clerk's guide turns them on, but the authorization code flow needs neither")
		}
		return in.pass("both switches are off")
	}
	var on []string
	evidence := []report.Evidence{}
	for _, s := range []struct {
		name string
		appreg.Setting[bool]
	}{{"ID tokens", id}, {"Access tokens", access}} {
		if s.Value {
			on = append(on, s.name)
			evidence = append(evidence, at(s.Place, "true", "false"))
		}
	}
	r := in.fail("implicit grant is on: "+strings.Join(on, " and "), evidence...).
		because("Microsoft advises leaving them off unless a page requests tokens itself; the authorization code flow " +
			"needs neither").
		fix("{portal:implicit}: turn them off, test, and turn ID tokens on again only if the product then gets AADSTS700054").
		change(implicitChange(a))
	if in.clerk() {
		return r.as(report.Note).because("Clerk's guide: on. Microsoft: off, since the authorization code flow needs " +
			"neither. Sign-in works either way")
	}
	if !access.Value {
		return r.as(report.Note) // hybrid flows need the switch ID tokens
	}
	return r
}

func implicitChange(a *appreg.App) *change.Edit {
	id, access := a.ImplicitIDToken, a.ImplicitAccessToken
	form := `{"enableIdTokenIssuance":%t,"enableAccessTokenIssuance":%t}`
	c := &change.Edit{
		Path:   "web.implicitGrantSettings",
		Before: []byte(fmt.Sprintf(form, id.Value, access.Value)),
		After:  []byte(fmt.Sprintf(form, false, false)),
		Place:  appreg.Place{Path: strings.TrimSuffix(id.Place.Path, ".enableIdTokenIssuance"), Line: id.Place.Line},
	}
	if a.Form.Legacy() {
		legacy := `"oauth2AllowIdTokenImplicitFlow":%t,"oauth2AllowImplicitFlow":%t`
		c.Fragment = &change.Fragment{
			Path:   id.Place.Path,
			Before: fmt.Sprintf(legacy, id.Value, access.Value),
			After:  fmt.Sprintf(legacy, false, false),
		}
	}
	return c
}
