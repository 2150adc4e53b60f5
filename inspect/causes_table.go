package inspect

// The texts below follow Microsoft's error reference (Microsoft Entra
// authentication and authorization error codes) and the reports of people who
// met the errors.

const (
	fixNewSecret    = "App registrations > your app > Certificates & secrets > Client secrets > New client secret; copy the column Value at once, it is shown only now"
	fixAccountTypes = "App registrations > your app > Authentication > Supported account types: accounts in any organizational directory and personal Microsoft accounts"
	fixRedirect     = "App registrations > your app > Authentication > Platform configurations > Web > Redirect URIs: add exactly the redirect URI that was sent, letter for letter; wait three to five minutes after saving"
	fixClientID     = "App registrations > your app > Overview: copy Application (client) ID and Directory (tenant) ID again"
	fixPlatform     = "App registrations > your app > Authentication: remove the redirect URI from the other platform and add it under Web; keep the secret"
	fixTenantAdmin  = "an administrator of the user's tenant has to change this; give them the correlation ID"
)

var (
	personalsNotAllowed = cause{
		check: "account-types", summary: "the app does not take personal Microsoft accounts",
		why: "Supported account types leave personal accounts out. The client ID may also be wrong: Microsoft says the same then",
		fix: fixAccountTypes + ". To test with a work account only: --tenant organizations. Compare the client ID with Overview too",
	}
	personalOnly = cause{
		check: "account-types", summary: "the app takes personal Microsoft accounts only, and was asked for through another endpoint",
		why: "an app for personal accounts only has to be asked for at consumers",
		fix: "sign in with --tenant consumers, or change " + fixAccountTypes,
	}
	notInTenant = cause{
		check: "account-types", summary: "the account is not in the tenant that was asked",
		why: "the app or the endpoint is for one tenant, or the browser used another account than meant",
		fix: "for everybody: " + fixAccountTypes + ", and --tenant common. For one tenant: invite the account as a guest. To choose another account: --prompt select_account, in a private window",
	}
	redirectPersonal = cause{
		check: "redirect-accepted", summary: "the redirect URI is not registered with the service for personal accounts",
		why: "it differs from the registered one in some letter, the port or the path, or the change has not spread yet. A query or a wildcard is not allowed for apps that take personal accounts",
		fix: fixRedirect,
	}
	redirectDiffers = cause{
		check: "redirect-accepted", summary: "the redirect URI is not registered",
		why: "it differs from the registered one in some letter, the port, the path or a slash at the end, or it was saved a moment ago and has not spread yet",
		fix: fixRedirect,
	}
	wrongPlatformSPA = cause{
		check: "platform-web", summary: "the redirect URI is registered as a single-page application",
		why: "Microsoft then wants the code to be redeemed by a browser, and refuses a server with a secret",
		fix: fixPlatform,
	}
	wrongPlatformNative = cause{
		check: "platform-web", summary: "the redirect URI is registered under Mobile and desktop applications",
		why: "Microsoft then takes the app for a public client and refuses its secret",
		fix: fixPlatform,
	}
	secretExpired = cause{
		check: "secret-accepted", summary: "the client secret has expired",
		why: "its end date has passed; nobody can sign in until it is replaced",
		fix: fixNewSecret + ". Put it in place everywhere, then delete the old one",
	}
	secretWrong = cause{
		check: "secret-accepted", summary: "the client secret is not the right one",
		why: "most often the Secret ID was copied in place of the Value; or quotes, blanks or special characters were changed on the way; or the secret is of another app. A secret made seconds ago may not have spread yet",
		fix: fixNewSecret,
	}
	noSecret = cause{
		check: "secret-accepted", summary: "no client secret was sent, and the app needs one",
		why: "the redirect URI is registered under Web, which asks for a secret or certificate; the variable or file with the secret may be empty",
		fix: "give the secret: --secret-env NAME or --secret-file FILE. Leave Allow public client flows as it is: it would only hide the fault",
	}
	declined = cause{
		check: "consent-given", summary: "the user declined, or went back without consenting",
		why: "somebody pressed Cancel; the same answer comes from the page that asks for an administrator's approval",
		fix: "sign in again and accept. If nobody meant to decline, an administrator may have to consent: App registrations > your app > API permissions > Grant admin consent",
	}
	consentMissing = cause{
		check: "consent-given", summary: "nobody has consented to what the app asks for",
		why: "consent was never given or was taken back, or more scopes were asked for than consented to; --prompt none cannot ask for it",
		fix: "sign in again without --prompt none and accept, or App registrations > your app > API permissions > Grant admin consent",
	}
	adminApproval = cause{
		check: "consent-given", summary: "an administrator of the user's tenant has to approve the app",
		why: "the tenant lets users consent to little or nothing, often only to apps of verified publishers",
		fix: "ask for openid profile email only; complete publisher verification (App registrations > your app > Branding & properties); an administrator can consent under Enterprise applications > your app > Permissions",
	}
	notAssigned = cause{
		check: "user-allowed", summary: "the user is not assigned to the app",
		why: "the tenant asks for an assignment, and this user has none; nested groups do not count",
		fix: "Enterprise applications > your app > Users and groups > Add user, or Properties > Assignment required > No",
	}
	conditionalAccess = cause{
		check: "user-allowed", summary: "the tenant's Conditional Access does not let the user in",
		why: "a policy blocks this user, device, place or app",
		fix: fixTenantAdmin + " (Microsoft Entra admin center > Sign-in logs tells the policy)",
	}
	moreProof = cause{
		check: "user-allowed", summary: "the user has to give more proof: multifactor authentication or a device that complies",
		why: "a policy of the tenant asks for it and it was not done",
		fix: "sign in again and finish the extra step; otherwise " + fixTenantAdmin,
	}
	accountState = cause{
		check: "user-allowed", summary: "the account cannot sign in: it is locked, disabled or its password is not accepted",
		why: "the directory refuses the account itself, whatever the app",
		fix: fixTenantAdmin + ", or try another account",
	}
	unknownScope = cause{
		check: "request-accepted", summary: "a scope that was asked for is not known or not available in the tenant",
		why: "it may be misspelt, of another service, or of a service that the tenant does not have. Despite the name invalid_client the secret was not used yet",
		fix: `ask for what sign-in needs only: --scope "openid profile email"`,
	}
	unknownClient = cause{
		check: "client-known", summary: "Microsoft does not know this client ID in the tenant that was asked",
		why: "the client ID may be an object ID, a tenant ID or a left-over placeholder, or the app is of another tenant and takes accounts of that one only",
		fix: fixClientID + "; check Supported account types under Authentication",
	}
	codeRefused = cause{
		check: "request-accepted", summary: "Microsoft did not accept the authorization code",
		why: "a code can be used once and lasts about ten minutes",
		fix: "sign in again; if it repeats, something sends the code twice or changes it",
	}
)

// causesByCode lists the AADSTS numbers that have a cause of their own.
var causesByCode = map[int]cause{
	700016: unknownClient, 700038: unknownClient, 7000229: unknownClient,
	7000112: {"client-known", "the app is disabled", "an administrator turned it off", "Enterprise applications > your app > Properties > Enabled for users to sign-in > Yes"},
	90002:   {"client-known", "the tenant does not exist in this cloud", "the tenant ID or domain is misspelt, or it is in another cloud", fixClientID + "; check --tenant and --cloud"},
	900023:  {"client-known", "the tenant is neither a GUID nor a domain nor a known word", "--tenant is misspelt", "use common, organizations, consumers or the Directory (tenant) ID from Overview"},

	50194: {
		"account-types", "the app is for one tenant only, but common was asked",
		"Supported account types are accounts in this organizational directory only", "choose one: " + fixAccountTypes + "; or put the tenant's ID into the connection: --tenant TENANT-ID",
	},
	50020: notInTenant, 90072: notInTenant, 16000: notInTenant, 50034: notInTenant,
	500200: personalsNotAllowed, 500202: {
		"account-types", "a personal account that is a guest cannot sign in through common",
		"the tenant-independent endpoint does not take such guests", "sign in with the tenant's ID: --tenant TENANT-ID",
	},
	9002331: personalOnly, 9002346: personalOnly, 9002332: {
		"account-types", "the app takes work and school accounts only, and was asked for at consumers",
		"consumers is for personal accounts", "sign in with --tenant organizations, or change " + fixAccountTypes,
	},
	700005: {
		"account-types", "the code was issued for another tenant than the one it was redeemed at",
		"the two requests used different tenant segments", "use the same --tenant for the whole sign-in",
	},

	50011: redirectDiffers, 500112: {
		"redirect-accepted", "the redirect URI of the token request is not the one of the authorization request",
		"Microsoft calls this invalid_client, but the secret is not the matter; something between changed the URI", "send the same redirect URI, byte for byte, in both requests",
	},
	500113: {"redirect-accepted", "the app has no redirect URI registered", "none was ever added, or the change has not spread yet", fixRedirect},
	50017:  {"redirect-accepted", "the redirect URI is not an address Microsoft accepts", "it has to be https, or http on localhost", fixRedirect},

	700025: wrongPlatformNative, 90023: wrongPlatformNative,
	9002325: wrongPlatformSPA, 9002327: wrongPlatformSPA, 9002326: {
		"platform-web", "the token request came as a browser's, and the redirect URI is not one of a single-page application",
		"a request with an Origin header counts as a browser's", "redeem the code on the server, without an Origin header; keep the redirect URI under Web",
	},

	7000215: secretWrong, 7000222: secretExpired, 7000218: noSecret, 7000216: noSecret,
	50012:  {"secret-accepted", "Microsoft could not authenticate the client", "the secret or certificate is not one of this app", fixNewSecret},
	700027: {"secret-accepted", "the client assertion is not signed as it should be", "its certificate is not one of this app", "App registrations > your app > Certificates & secrets > Certificates"},

	65001: consentMissing, 65004: declined, 90094: adminApproval, 900941: adminApproval, 90093: adminApproval,

	50105: notAssigned, 53003: conditionalAccess, 53000: conditionalAccess, 53001: conditionalAccess, 53002: conditionalAccess, 53004: conditionalAccess,
	530032: conditionalAccess, 530003: conditionalAccess, 50005: conditionalAccess,
	50076: moreProof, 50079: moreProof, 50072: moreProof, 50074: moreProof, 50078: moreProof, 50158: moreProof, 50097: moreProof,
	50053: accountState, 50055: accountState, 50057: accountState, 50126: accountState, 50144: accountState, 50173: accountState,
	5000225: {"user-allowed", "the user's tenant is blocked because nobody used it", "Microsoft closes tenants that are not used", fixTenantAdmin},

	650053: unknownScope, 650052: unknownScope, 650051: unknownScope, 70011: unknownScope, 28003: unknownScope,
	54005: {
		"request-accepted", "the authorization code had been used already", "a page was loaded twice, or something sent the request again",
		"sign in again; edov never repeats the request, so look for a proxy that does",
	},
	70008: {"request-accepted", "the authorization code has expired", "a code lasts about ten minutes", "sign in again, without a pause between"},
	70000: codeRefused, 9002313: codeRefused,
	501481: verifierWrong, 50148: verifierWrong,
	50058:  {"request-accepted", "nobody is signed in, and a silent sign-in was asked for", "--prompt none cannot show a page", "sign in again without --prompt none"},
	501461: {"request-accepted", "the app's manifest and a claims mapping do not fit", "acceptMappedClaims is on, and the audience is neither the app's GUID nor on a verified domain", "App registrations > your app > Manifest: set acceptMappedClaims to null; xms_edov does not need it"},
	50146:  {"request-accepted", "a claims mapping needs a signing key of the app's own", "a mapping policy is assigned to the app without one", "take the policy away; xms_edov does not need it"},
}

var verifierWrong = cause{
	check: "request-accepted", summary: "the code verifier does not fit the challenge",
	why: "the code belongs to another sign-in: a second window or an old page answered",
	fix: "close other sign-in windows and sign in again",
}
