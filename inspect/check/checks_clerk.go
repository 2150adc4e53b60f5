package check

import (
	"cmp"
	"slices"
	"strings"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

const (
	refClerkKeys = "https://clerk.com/docs/guides/how-clerk-works/overview"
	fixClerkSSO  = "Clerk Dashboard > SSO connections (" + report.ClerkSSOLink + ") > Microsoft"
)

var clerkChecks = []Check{
	{
		ID: "clerk-instance", Title: "it is a production instance", Severity: report.Note, Step: report.StepProduct,
		Doc:  "**What.** Whether the publishable key is of a production instance (pk_live_) or of a development one (pk_test_).\n\n**Why.** Development instances sign in with Clerk's own shared Microsoft app: nothing has to be configured, and nothing of your registration is tested by them.\n\n**Fix.** Nothing has to be mended. To test your own app, use the production instance's key.",
		Refs: []string{refClerkGuide}, Func: checkClerkInstance,
	},
	{
		ID: "clerk-enabled", Title: "the Microsoft connection is enabled", Severity: report.Error, Step: report.StepProduct,
		Doc:  "**What.** `user_settings.social.oauth_microsoft.enabled` of the instance.\n\n**Why.** Without it nobody is offered Microsoft.\n\n**Fix.** " + fixClerkSSO + ": add the connection for all users.",
		Refs: []string{refClerkGuide}, Func: checkClerkEnabled,
	},
	{
		ID: "clerk-usable", Title: "the Microsoft connection is enabled for sign-up and sign-in", Severity: report.Error, Step: report.StepProduct, Needs: []string{"clerk-enabled"},
		Doc:  "**What.** `user_settings.social.oauth_microsoft.authenticatable`.\n\n**Why.** A connection can exist and still not be offered for signing in.\n\n**Fix.** " + fixClerkSSO + ": switch on Enable for sign-up and sign-in.",
		Refs: []string{refClerkGuide}, Func: checkClerkUsable,
	},
	{
		ID: "clerk-maintenance", Title: "the instance is not in maintenance mode", Severity: report.Warning, Step: report.StepProduct,
		Doc:  "**What.** `maintenance_mode` of the instance.\n\n**Why.** In maintenance, sign-ups and changes may fail.\n\n**Fix.** Wait, and look at Clerk's status page.",
		Refs: []string{refClerkKeys}, Func: checkClerkMaintenance,
	},
	{
		ID: "clerk-portal", Title: "the Account Portal is there to test with", Severity: report.Note, Step: report.StepProduct,
		Doc:  "**What.** Whether the Account Portal is enabled.\n\n**Why.** Its sign-in page is the simplest test in the product itself.\n\n**Fix.** Clerk Dashboard > Account Portal (" + report.ClerkPortalLink + "), or test in your own app.",
		Refs: []string{"https://clerk.com/docs/guides/account-portal/overview"}, Func: checkClerkPortal,
	},
	{
		ID: "clerk-client-id", Title: "Clerk sends people to the app you edit", Severity: report.Error, Step: report.StepProduct,
		Doc:  "**What.** The client ID in the address that Clerk sends people to, against the connection's or the registration's.\n\n**Why.** If Clerk uses another app, nothing you change has an effect. If Microsoft is also set up as an EASIE connection, its credentials are used here too.\n\n**Fix.** " + fixClerkSSO + " > Use custom credentials: paste this app's Client ID and secret; or edit the app that Clerk uses.",
		Refs: []string{refClerkGuide}, Func: checkClerkClient,
	},
	{
		ID: "clerk-redirect-uri", Title: "the redirect URI Clerk sends is its own", Severity: report.Error, Step: report.StepProduct,
		Doc:  "**What.** The redirect URI in the address that Clerk sends people to, against the instance's own and the one that edov was given.\n\n**Why.** The address that is sent is the one that must be registered, and not another one that was noted.\n\n**Fix.** Give edov the address that Clerk sends; register exactly that.",
		Refs: []string{refClerkGuide, refReply}, Func: checkClerkRedirect,
	},
	{
		ID: "clerk-redirect-web", Title: "the redirect URI Clerk sends is registered under Web", Severity: report.Error, Step: report.StepProduct,
		Doc:  "**What.** The redirect URI in the address that Clerk sends people to, against those of the registration.\n\n**Why.** If it is not registered under Web, sign-ins end with AADSTS50011 on Microsoft's page.\n\n**Fix.** " + fixWebPlatform + ", with exactly this address.",
		Refs: []string{refClerkGuide, refReply}, Func: checkClerkRedirectWeb,
	},
	{
		ID: "clerk-tenant", Title: "Clerk asks at common", Severity: report.Note, Step: report.StepProduct,
		Doc:  "**What.** The tenant in the address that Clerk sends people to.\n\n**Why.** Clerk supports common only, so that the registration has to take accounts of any directory and personal accounts.\n\n**Fix.** " + fault.FixAccountTypes + ".",
		Refs: []string{refClerkGuide, refAudience}, Func: checkClerkTenant,
	},
	{
		ID: "clerk-scopes", Title: "Clerk asks for openid and email", Severity: report.Warning, Step: report.StepProduct,
		Doc:  "**What.** The scopes in the address that Clerk sends people to.\n\n**Why.** Without openid there is no ID token, and without email there may be no address.\n\n**Fix.** " + fixClerkSSO + " > Scopes.",
		Refs: []string{refScopes}, Func: checkClerkScopes,
	},
}

// clerkOnly holds when there is a Clerk instance and no sign-in.
func (in *Input) clerkOnly() bool {
	return in.Session.Origin == flow.OriginClerk && in.Session.Clerk != nil
}

func checkClerkInstance(in *Input) Result {
	c := in.Session.Clerk
	e := report.Evidence{Label: "instance", Got: strings.TrimSpace(c.Environment + " " + c.Host)}
	if c.Production {
		return pass("it is a production instance", e)
	}
	return fail("it is a development instance", e).because("it signs in with Clerk's own shared Microsoft app: nothing has to be configured, and your registration is not used").
		mend("to test your own app, use the production instance's key (pk_live_)")
}

func checkClerkEnabled(in *Input) Result {
	c := in.Session.Clerk
	switch {
	case !c.HasMicrosoft:
		return fail("the instance has no Microsoft connection").
			mend(in.places().ClerkSSO() + ": add the connection for all users")
	case !c.Enabled:
		return fail("the Microsoft connection is not enabled").mend(in.places().ClerkSSO() + ": switch it on")
	}
	return pass("it is enabled")
}

func checkClerkUsable(in *Input) Result {
	if !in.Session.Clerk.Authenticatable {
		return fail("the Microsoft connection is not enabled for sign-up and sign-in").
			mend(in.places().ClerkSSO() + ": switch on Enable for sign-up and sign-in")
	}
	return pass("it is enabled for sign-up and sign-in")
}

func checkClerkMaintenance(in *Input) Result {
	if in.Session.Clerk.Maintenance {
		return fail("the instance is in maintenance mode").because("sign-ups and changes may fail").mend("wait, and look at Clerk's status page")
	}
	return pass("it is not")
}

func checkClerkPortal(in *Input) Result {
	c := in.Session.Clerk
	switch {
	case !c.PortalKnown:
		return skip("the Frontend API did not say")
	case !c.PortalEnabled:
		return fail("the Account Portal is switched off").
			mend("test in your own app, or switch it on: " + in.places().Named("Clerk Dashboard > Account Portal", report.ClerkPortalLink))
	}
	return pass("test in the product itself: "+c.AccountPortal, report.Evidence{Label: "sign-in page", Got: c.AccountPortal})
}

// notStarted says that no sign-in was begun; empty when one was.
func (in *Input) notStarted() string {
	if in.Session.Clerk.SignIn == nil {
		return "no sign-in was started (--start-sign-in shows where Clerk sends people)"
	}
	return ""
}

// notOwnApp says that no sign-in with the instance's own app was begun; empty
// when one was.
func (in *Input) notOwnApp() string {
	if why := in.notStarted(); why != "" || in.Session.Clerk.Production {
		return why
	}
	return "a development instance uses Clerk's own app"
}

func checkClerkClient(in *Input) Result {
	if why := in.notOwnApp(); why != "" {
		return skip(why)
	}
	got, want := in.Session.Clerk.SignIn.ClientID, in.Session.Request.ClientID
	if a := in.Session.Registration; want == "" && a != nil {
		want = a.AppID.Value
	}
	e := report.Evidence{Label: "client_id", Got: words.Cut(got), Want: want}
	switch {
	case want == "":
		return skip("Clerk uses " + words.Cut(got) + "; give yours with --client-id or --app to compare")
	case !strings.EqualFold(got, want):
		return fail("Clerk uses another app than the one you edit", e).because("Use custom credentials may be off, another client ID may be saved, or an EASIE connection's credentials are used").
			mend(in.places().ClerkSSO() +
				" > Use custom credentials: paste this app's Client ID and secret; or edit the app that Clerk uses")
	}
	return pass("Clerk uses the app you edit", e)
}

func checkClerkRedirect(in *Input) Result {
	c := in.Session.Clerk
	if typed := in.Session.Request.ProductRedirectURI; c.Production && typed != "" && typed != c.RedirectURI {
		return fail("the redirect URI that was given to edov is not Clerk's", report.Evidence{Label: "redirect URI", Got: words.Cut(typed), Want: c.RedirectURI}).
			because("Clerk's is " + c.RedirectURI).mend("give edov Clerk's: copy Redirect URI from the page of the connection")
	}
	if why := in.notOwnApp(); why != "" {
		return skip(why)
	}
	sent := c.SignIn.RedirectURI
	e := report.Evidence{Label: "redirect_uri", Got: words.Cut(sent), Want: c.RedirectURI}
	if sent != c.RedirectURI {
		return fail("Clerk sends a redirect URI that is not the instance's own", e).because("the instance may have a proxy or another domain").mend("register exactly the address that is sent: " + sent)
	}
	return pass("it is the instance's own", e)
}

func checkClerkRedirectWeb(in *Input) Result {
	a := in.Session.Registration
	switch why := in.notOwnApp(); {
	case why != "":
		return skip(why)
	case a == nil:
		return skip("the app registration was not given (--app)")
	case redirectsUnsaid(a):
		return notGiven("redirect URIs")
	}
	sent := in.Session.Clerk.SignIn.RedirectURI
	if sent == in.Session.Request.ProductRedirectURI {
		return skip("it is the one that edov was given, which redirect-product compares")
	}
	if r, ok := registeredWeb(a, func(uri string) bool { return uri == sent }); ok && r.Platform == flow.PlatformUnknown {
		return unclearPlatform(r)
	} else if ok {
		return pass("it is registered under Web", at(r.Place, r.URI, sent))
	}
	var others []string
	for _, r := range a.RedirectURIs {
		others = append(others, r.URI)
	}
	return fail("the redirect URI that Clerk sends is not registered under Web", report.Evidence{Label: "redirect URIs", Got: words.Cut(cmp.Or(strings.Join(others, " "), words.Absent)), Want: sent}).
		because("sign-ins end with AADSTS50011 on Microsoft's page").mend(addWebURI(a, sent)).change(uri.Add(a, sent))
}

func checkClerkTenant(in *Input) Result {
	if why := in.notStarted(); why != "" {
		return skip(why)
	}
	tenant := in.Session.Clerk.SignIn.Tenant
	e := report.Evidence{Label: "tenant", Got: words.Cut(tenant), Want: "common"}
	if tenant != "common" {
		return fail("Clerk asks at "+words.Cut(tenant)+", not at common", e).because("its guide says that it supports common only; this may have changed").mend("see that the account types fit: " + fault.FixAccountTypes)
	}
	return pass("it asks at common: work and personal accounts", e)
}

func checkClerkScopes(in *Input) Result {
	if why := in.notStarted(); why != "" {
		return skip(why)
	}
	scopes := in.Session.Clerk.SignIn.Scopes
	e := report.Evidence{Label: "scope", Got: words.Cut(strings.Join(scopes, " ")), Want: "openid and email among them"}
	for _, name := range []string{"openid", "email"} {
		if !slices.Contains(scopes, name) {
			return fail("Clerk does not ask for "+name, e).because("without it the ID token or the address may be missing").
				mend(in.places().ClerkSSO() + " > Scopes")
		}
	}
	return pass("it asks for "+strings.Join(scopes, " "), e)
}
