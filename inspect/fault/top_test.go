package fault_test

import (
	"strings"
	"testing"

	"edov/inspect/fault"
)

// topFailures are the 25 failures that people meet most, each as the text they
// would paste, with the cause that edov must name and the check it belongs to.
// Two of them are not errors of Microsoft's: the tokens of a sign-in show them
// (TestTopClaims).
var topFailures = []struct {
	number int
	text   string
	id     string
	check  string
	says   string // part of the title or the cause
}{
	{
		1, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the ` +
			`secret being sent in the request is the client secret value, not the client secret ID","error_codes":[7000215]}`,
		"AADSTS7000215", "secret-accepted", "Secret ID",
	},
	{2, "Sorry, but we're having trouble signing you in.\nMessage: AADSTS50011: The redirect URI " +
		"'http://app.example.com/cb' specified in the request does not match the redirect URIs configured for the " +
		"application", "AADSTS50011", "redirect-accepted", "begins with http://"},
	{3, "unauthorized_client: The client does not exist or is not enabled for consumers. If you are the application " +
		"developer, configure a new application", "personal-not-enabled", "account-types", "personal"},
	{
		5, `oidc: issuer did not match the issuer returned by provider, expected ` +
			`"https://login.microsoftonline.com/common/v2.0" got "https://login.microsoftonline.com/{tenantid}/v2.0"`,
		"issuer-common", "", "common",
	},
	{6, `time=... level=error msg="oauth2: \"invalid_client\" \"AADSTS7000222: The provided client secret keys for ` +
		`app are expired.\""`, "AADSTS7000222", "secret-accepted", "expired"},
	{
		7, "http://localhost:3000/cb?error=invalid_request&error_description=AADSTS50194%3a+" +
			"Application+is+not+configured+as+a+multi-tenant+application.&state=x", "AADSTS50194", "account-types",
		"single-tenant",
	},
	{
		8, "AADSTS50020: User account 'a@b.example' from identity provider 'live.com' does not exist in tenant 'Contoso'",
		"AADSTS50020", "account-types", "not a member of the tenant",
	},
	{8, "AADSTS90072: User account does not exist in tenant", "AADSTS90072", "account-types", "not in the tenant"},
	{8, "AADSTS16000: Either multiple user identities are available for the current request or selected account is " +
		"not supported", "AADSTS16000", "account-types", "no entry in the requested tenant"},
	{
		9, "AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
		"AADSTS9002325", "platform-web", "single-page",
	},
	{9, "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via " +
		"cross-origin requests.", "AADSTS9002327", "platform-web", "single-page"},
	{
		9, "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
		"AADSTS9002326", "platform-web", "browser",
	},
	{
		10, "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
		"AADSTS7000218", "secret-accepted", "no client secret",
	},
	{
		11, "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.", "AADSTS700016",
		"client-known", "client ID",
	},
	{
		12, "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
		"AADSTS700025", "platform-web", "Mobile and desktop",
	},
	{
		12, "response: params: error=invalid_request&error_description=" +
			"AADSTS90023:%20Public%20clients%20can't%20send%20a%20client%20secret.", "AADSTS90023",
		"platform-web", "Mobile and desktop",
	},
	{
		13, "invalid_request: The provided value for the input parameter 'redirect_uri' is not valid. The expected value " +
			"is a URI which matches a redirect URI registered for this client application.", "personal-redirect-uri",
		"redirect-accepted", "personal accounts",
	},
	{
		15, "AADSTS90094: The grant requires admin permission.", "AADSTS90094", "consent-given",
		"administrator has to approve",
	},
	{
		15, "AADSTS900941: Administrator consent is required. App is considered risky.", "AADSTS900941", "consent-given",
		"administrator has to approve",
	},
	{
		16, "AADSTS65001: The user or administrator has not consented to use the application with ID 'x' named 'y'.",
		"AADSTS65001", "consent-given", "consent",
	},
	{17, "http://localhost/cb?error=access_denied&error_subcode=cancel&state=x", "declined", "consent-given", "declined"},
	{17, "AADSTS65004: User declined to consent to access the app.", "AADSTS65004", "consent-given", "declined"},
	{18, `{"error":"invalid_grant","error_description":"AADSTS54005: OAuth2 Authorization code was already ` +
		`redeemed","error_codes":[54005]}`, "AADSTS54005", "request-accepted", "already used"},
	{
		19, "AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.",
		"AADSTS501481", "request-accepted", "verifier",
	},
	{19, "AADSTS50148: The code_verifier does not match the code_challenge supplied in the authorization request for " +
		"PKCE.", "AADSTS50148", "request-accepted", "verifier"},
	{
		20, "error=invalid_request&error_description=The request is not valid for the application's 'userAudience' " +
			"configuration. In order to use /common/ endpoint", "personal-only", "account-types",
		"personal accounts only",
	},
	{20, "AADSTS9002331: Application 'x'(y) is configured for use by Microsoft Account users only. Please use the " +
		"/consumers endpoint to serve this request.", "AADSTS9002331", "account-types", "personal accounts only"},
	{21, "AADSTS50105: Your administrator has configured the application X to block users unless they are " +
		"specifically granted access", "AADSTS50105", "user-allowed", "assigned"},
	{
		22, "AADSTS700005: Provided Authorization Code is intended to use against other tenant, thus rejected.",
		"AADSTS700005", "account-types", "another tenant",
	},
	{
		23, "invalid_client: AADSTS500112: The reply address 'https://0.0.0.0:3000/cb' does not match the reply address " +
			"'https://app.example.com/cb' provided when requesting Authorization code.", "AADSTS500112", "redirect-accepted",
		"differs between the two requests",
	},
	{
		24, "https://app.example.com/cb?error=invalid_client&error_description=" +
			"AADSTS650053%3a+The+application+asked+for+scope+%27x%27+that+doesn%27t+exist", "AADSTS650053",
		"request-accepted", "scope",
	},
	{24, "error=invalid_client&error_description=AADSTS650052: The app needs access to a service that your " +
		"organization has not subscribed to", "AADSTS650052", "request-accepted", "service"},
	{25, "https://app.example.com/cb?error=server_error&state=x", "server-error", "request-accepted", "no cause"},
}

func TestTopFailures(t *testing.T) {
	seen := map[int]bool{4: true, 14: true}
	for _, f := range topFailures {
		seen[f.number] = true
		e, ok := fault.ExplainText(f.text, fault.About{})
		if !ok || e.ID != f.id || e.CheckID != f.check || !strings.Contains(e.Title+" "+e.Cause, f.says) || e.Fix == "" {
			t.Errorf("%d: %s, %s: %s; %s", f.number, e.ID, e.CheckID, e.Title, e.Cause)
		}
	}
	for n := 1; n <= 25; n++ {
		if !seen[n] {
			t.Errorf("%d has no journey", n)
		}
	}
}
