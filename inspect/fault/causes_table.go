package fault

// The texts below follow Microsoft's error reference (Microsoft Entra
// authentication and authorization error codes) and the reports of people who
// met the errors.

const (
	FixNewSecret    = "App registrations > your app > Certificates & secrets > Client secrets > New client secret; copy the column Value at once, it is shown only now"
	FixAccountTypes = "App registrations > your app > Authentication > Supported account types: accounts in any organizational directory and personal Microsoft accounts"
	FixRedirect     = "App registrations > your app > Authentication > Platform configurations > Web > Redirect URIs: add exactly the redirect URI that was sent, letter for letter; wait three to five minutes after saving"
	FixClientID     = "App registrations > your app > Overview: copy Application (client) ID and Directory (tenant) ID again"
	FixPlatform     = "App registrations > your app > Authentication: remove the redirect URI from the other platform and add it under Web; keep the secret"
	// fixNotPublic is for a sign-in without a secret that needs one, and
	// fixPlatformPublic for one under a platform that does not fit.
	fixNotPublic = "leave out --public, and give the secret: --secret-env NAME or --secret-file FILE. " +
		"Leave Allow public client flows as it is: it would only hide the fault"
	fixPlatformPublic = "App registrations > your app > Authentication: add the redirect URI under Mobile and desktop " +
		"applications to sign in without a secret, or under Web with one, and remove it from the other platforms"
	fixTenantAdmin = "an administrator of the user's tenant has to change this; give them the correlation ID"
)

var (
	personalsNotAllowed = Cause{
		ID: "personal-not-enabled", Check: "account-types", Summary: "the app does not take personal Microsoft accounts",
		Why: "Supported account types leave personal accounts out. The client ID may also be wrong: " + server +
			" says the same then",
		Fix: FixAccountTypes + ". To test with a work account only: --tenant organizations. Compare the client ID with Overview too",
	}
	personalOnly = Cause{
		ID: "personal-only", Check: "account-types", Summary: "the app takes personal Microsoft accounts only, and was asked for through another endpoint",
		Why: "an app for personal accounts only has to be asked for at consumers",
		Fix: "sign in with --tenant consumers, or change " + FixAccountTypes,
	}
	redirectPersonal = Cause{
		ID: "personal-redirect-uri", Check: "redirect-accepted", Summary: "the redirect URI is not registered with the service for personal accounts",
		Why: "it differs from the registered one in some letter, the port or the path, or the change has not spread yet. A query or a wildcard is not allowed for apps that take personal accounts",
		Fix: FixRedirect,
	}
	noSecret = Cause{
		ID: "secret-missing", Check: "secret-accepted", Summary: "no client secret was sent, and the app needs one",
		Why: "the redirect URI is registered under Web, which asks for a secret or certificate; the variable or file with the secret may be empty",
		Fix: "give the secret: --secret-env NAME or --secret-file FILE. " +
			"Leave Allow public client flows as it is: it would only hide the fault",
		secret: secretMissing,
	}
	Declined = Cause{
		ID: "declined", who: "user", retry: true, Check: "consent-given", Summary: "the user declined, or went back without consenting",
		Why: "somebody pressed Cancel; the same answer comes from the page that asks for an administrator's approval",
		Fix: "sign in again and accept. If nobody meant to decline, an administrator may have to consent: App registrations > your app > API permissions > Grant admin consent",
	}
	adminApproval = Cause{
		ID: "admin-approval", who: "tenant admin", Check: "consent-given", Summary: "an administrator of the user's tenant has to approve the app",
		Why: "the tenant lets users consent to little or nothing, often only to apps of verified publishers",
		Fix: "ask for openid profile email only; complete publisher verification (App registrations > your app > Branding & properties); an administrator can consent under Enterprise applications > your app > Permissions",
	}
	unknownScope = Cause{
		ID: "scope-unknown", Check: "request-accepted", Summary: "a scope that was asked for is not known or not available in the tenant",
		Why: "it may be misspelt, of another service, or of a service that the tenant does not have. " +
			"Despite the name invalid_client, this is not about the client's secret",
		Fix: `ask for what sign-in needs only: --scope "openid profile email"`,
	}
	codeRefused = Cause{
		ID: "code-refused", Check: "request-accepted", Summary: server + " did not accept the authorization code",
		Why: "a code can be used once and lasts about ten minutes",
		Fix: "sign in again; if it repeats, something sends the code twice or changes it",
	}
)
