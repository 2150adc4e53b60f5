package check

import (
	"cmp"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/words"
)

var clerkChecks = []Check{
	{
		ID: "clerk-instance", Title: "Clerk instance is a production instance",
		Severity: report.Note, Step: report.StepProduct,
		Func: checkClerkInstance,
	},
	{
		ID: "clerk-enabled", Title: "Microsoft connection is enabled in Clerk",
		Severity: report.Error, Step: report.StepProduct,
		Func: checkClerkEnabled,
	},
	{
		ID: "clerk-usable", Title: "Microsoft connection is on for sign-up and sign-in",
		Severity: report.Error, Step: report.StepProduct,
		Needs: []string{"clerk-enabled"}, Func: checkClerkUsable,
	},
	{
		ID: "clerk-maintenance", Title: "Clerk instance is not in maintenance mode",
		Severity: report.Warning, Step: report.StepProduct,
		Func: checkClerkMaintenance,
	},
	{
		ID: "clerk-portal", Title: "Account Portal is available for a test",
		Severity: report.Note, Step: report.StepProduct,
		Func: checkClerkPortal,
	},
	{
		ID: "clerk-client-id", Title: "Clerk uses the app that you edit",
		Severity: report.Error, Step: report.StepProduct,
		Func: checkClerkClient,
	},
	{
		ID: "clerk-redirect-uri", Title: "Clerk sends the redirect URI of its instance",
		Severity: report.Error, Step: report.StepProduct,
		Func: checkClerkRedirect,
	},
	{
		ID: "clerk-redirect-web", Title: "Clerk's redirect URI is registered under Web",
		Severity: report.Error, Step: report.StepProduct,
		Func: checkClerkRedirectWeb,
	},
	{
		ID: "clerk-tenant", Title: "Clerk signs in through common",
		Severity: report.Note, Step: report.StepProduct,
		Func: checkClerkTenant,
	},
	{
		ID: "clerk-scopes", Title: "Clerk requests openid and email",
		Severity: report.Warning, Step: report.StepProduct,
		Func: checkClerkScopes,
	},
}

// clerkOnly holds when there is a Clerk instance and no sign-in.
func (in *Input) clerkOnly() bool {
	return in.Session.Origin == flow.OriginClerk && in.Session.Clerk != nil
}

func checkClerkInstance(in *Input) *Result {
	c := in.Session.Clerk
	e := report.Evidence{Label: "instance", Got: strings.TrimSpace(c.Environment + " " + c.Host)}
	if c.Production {
		return in.pass("this is a production instance", e)
	}
	return in.fail("this is a development instance", e).
		because("it signs in with Clerk's own shared Microsoft app: there is nothing to configure, and your app " +
			"registration is not used").
		fix("to test your own app, use the production instance's key (pk_live_)")
}

func checkClerkEnabled(in *Input) *Result {
	c := in.Session.Clerk
	switch {
	case !c.HasMicrosoft:
		return in.fail("the Microsoft connection is missing from the instance").
			fix(in.places().Fill("{portal:clerk-sso}: add the connection for all users"))
	case !c.Enabled:
		return in.fail("the Microsoft connection is not enabled").fix(in.places().Fill("{portal:clerk-sso}: switch it on"))
	}
	return in.pass("the connection is enabled")
}

func checkClerkUsable(in *Input) *Result {
	if !in.Session.Clerk.Authenticatable {
		return in.fail("the Microsoft connection is not enabled for sign-up and sign-in").
			fix(in.places().Fill("{portal:clerk-sso}: switch on Enable for sign-up and sign-in"))
	}
	return in.pass("the connection is enabled for sign-up and sign-in")
}

func checkClerkMaintenance(in *Input) *Result {
	if in.Session.Clerk.Maintenance {
		return in.fail("the instance is in maintenance mode").because("sign-ups and changes may fail").
			fix("wait, and check Clerk's status page")
	}
	return in.pass("the instance is not in maintenance mode")
}

func checkClerkPortal(in *Input) *Result {
	c := in.Session.Clerk
	switch {
	case !c.PortalKnown:
		return in.skip("Clerk's Frontend API does not say")
	case !c.PortalEnabled:
		return in.fail("the Account Portal is switched off").
			fix(in.places().Fill("test in your own app, or switch it on: {portal:clerk-account-portal}"))
	}
	return in.pass("test in the product itself: "+c.AccountPortal,
		report.Evidence{Label: "sign-in page", Got: c.AccountPortal})
}

// notStarted says that no sign-in was started; empty when one was.
func (in *Input) notStarted() string {
	if in.Session.Clerk.SignIn == nil {
		return "no sign-in was started (--start-sign-in shows where Clerk sends users)"
	}
	return ""
}

// notOwnApp says that no sign-in with the instance's own app was started; empty
// when one was.
func (in *Input) notOwnApp() string {
	if why := in.notStarted(); why != "" || in.Session.Clerk.Production {
		return why
	}
	return "a development instance uses Clerk's own app"
}

func checkClerkClient(in *Input) *Result {
	if why := in.notOwnApp(); why != "" {
		return in.skip(why)
	}
	got, want := in.Session.Clerk.SignIn.ClientID, in.Session.Request.ClientID
	if a := in.Session.Registration; want == "" && a != nil {
		want = a.AppID.Value
	}
	e := report.Evidence{Label: "client_id", Got: words.Cut(got), Want: want}
	switch {
	case want == "":
		return in.skip("Clerk uses " + words.Cut(got) + "; to compare it with yours, pass --client-id or --app")
	case !strings.EqualFold(got, want):
		return in.fail("Clerk uses another app than the one you edit", e).
			because("Use custom credentials may be off, another client ID may be saved, or Clerk may use an EASIE " +
				"connection's credentials").
			fix(in.places().Fill("{portal:clerk-sso} > " +
				"Use custom credentials: paste this app's client ID and client secret; or edit the app that Clerk uses"))
	}
	return in.pass("Clerk uses the app that you edit", e)
}

func checkClerkRedirect(in *Input) *Result {
	c := in.Session.Clerk
	if typed := in.Session.Request.ProductRedirectURI; c.Production && typed != "" && typed != c.RedirectURI {
		return in.fail("the redirect URI that you gave edov is not Clerk's",
			report.Evidence{Label: "redirect URI", Got: words.Cut(typed), Want: c.RedirectURI}).
			because("Clerk's is " + c.RedirectURI).
			fix("give edov Clerk's redirect URI: copy Redirect URI from the page of the connection")
	}
	if why := in.notOwnApp(); why != "" {
		return in.skip(why)
	}
	sent := c.SignIn.RedirectURI
	e := report.Evidence{Label: "redirect_uri", Got: words.Cut(sent), Want: c.RedirectURI}
	if sent != c.RedirectURI {
		return in.fail("Clerk sends a redirect URI that is not the instance's own", e).
			because("the instance may have a proxy or another domain").
			fix("register exactly the redirect URI that Clerk sends: " + sent)
	}
	return in.pass("the redirect URI is the instance's own", e)
}

func checkClerkRedirectWeb(in *Input) *Result {
	a := in.Session.Registration
	switch why := in.notOwnApp(); {
	case why != "":
		return in.skip(why)
	case a == nil:
		return in.skip("no app registration was given (--app)")
	case redirectsUnsaid(a):
		return in.notGiven("redirect URIs")
	}
	sent := in.Session.Clerk.SignIn.RedirectURI
	if sent == in.Session.Request.ProductRedirectURI {
		return in.skip("it is the one that you gave edov, which redirect-product compares")
	}
	isSent := func(uri string) bool { return uri == sent }
	if r, ok := registeredWeb(a, isSent); ok && r.Platform == appreg.PlatformUnknown {
		return in.unclearPlatform(r)
	} else if ok {
		return in.pass("Clerk's redirect URI is registered under Web", at(r.Place, r.URI, sent))
	}
	var others []string
	for _, r := range a.RedirectURIs {
		others = append(others, r.URI)
	}
	registered := words.Cut(cmp.Or(strings.Join(others, " "), words.Absent))
	r := in.fail("Clerk's redirect URI is not registered under Web",
		report.Evidence{Label: "redirect URIs", Got: registered, Want: sent}).
		because("sign-ins fail with AADSTS50011 on Microsoft's page")
	return in.addURI(r, webPlace(a), sent)
}

func checkClerkTenant(in *Input) *Result {
	if why := in.notStarted(); why != "" {
		return in.skip(why)
	}
	tenant := in.Session.Clerk.SignIn.Tenant
	e := report.Evidence{Label: "tenant", Got: words.Cut(tenant), Want: "common"}
	if tenant != "common" {
		return in.fail("Clerk signs in through "+words.Cut(tenant)+", not through common", e).
			because("its guide says that it supports common only; this may have changed").
			fix("check that the account types fit: App registrations > your app > {portal:account-types}")
	}
	return in.pass("Clerk signs in through common: work and personal accounts", e)
}

func checkClerkScopes(in *Input) *Result {
	if why := in.notStarted(); why != "" {
		return in.skip(why)
	}
	scopes := in.Session.Clerk.SignIn.Scopes
	e := report.Evidence{Label: "scope", Got: words.Cut(strings.Join(scopes, " ")), Want: "openid and email among them"}
	for _, name := range []string{"openid", "email"} {
		if !slices.Contains(scopes, name) {
			return in.fail("Clerk does not request "+name, e).because("without it the ID token or the email may be missing").
				fix(in.places().Fill("{portal:clerk-sso} > Scopes"))
		}
	}
	return in.pass("Clerk requests "+strings.Join(scopes, " "), e)
}
