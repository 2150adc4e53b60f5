package fault_test

import (
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestNeighbours: texts beside those that a pattern is for keep their own cause.
func TestNeighbours(t *testing.T) {
	for text, want := range map[string]string{
		"502 Bad Gateway from https://login.microsoftonline.com/common/oauth2/v2.0/token":      "outage",
		"https://graph.microsoft.com/v1.0/me answered 503 Service Unavailable":                 "outage",
		"502 Bad Gateway at /signin-oidc":                                                      "headers-too-big",
		"504 Gateway Time-out at /signin-oidc":                                                 "app-behind-proxy-down",
		"dial tcp [2603:1026:3000:150::2]:443: connect: network is unreachable":                "no-ipv6-route",
		"2017/04/18 09:51:10 main.go:47: 127.0.0.1:27048 dial tcp: lookup login: no such host": "dns",
		"curl: (60) SSL certificate problem: unable to get local issuer certificate":           "ca-bundle-missing",
		"ClientAuthError: network_error: Network request failed, see proxy":                    "proxy-auth",
		"The user did not complete MFA, multi-factor authentication is required":               "mfa-required",
		"https://app.contoso.example/cb?code=0.AXEAabcdef 500 Internal Server Error":           "",
		"upstream prematurely closed connection, request: GET /signin-oidc":                    "app-behind-proxy-down",
		"Unable to unprotect the message.State":                                                "keys-not-shared",
		"no matching keys for the environment":                                                 "",
		"401 Unauthorized from API Management with a valid token":                              "issuer-v1-v2",
		"kubectl apply: error validating data: unknown field":                                  "",
		"Redirect from 'https://app.contoso.example/api' to 'https://login.microsoftonline.com/x/oauth2/authorize' " +
			"has been blocked by CORS policy": "session-cookie-expired-ajax",
		"bob_mail.example#EXT#@contoso.onmicrosoft.com is not a valid email":               "upn-not-an-address",
		"user is not a member of the required group, group IDs are sent instead of names":  "groups-are-ids",
		"login.microsoftonline.com sent an invalid response. ERR_SSL_PROTOCOL_ERROR":       "tls-inspection",
		"Cannot GET /auth/callback?code=0.AXEAabcdefgh":                                    "callback-no-route",
		"IDW10106: The 'ClientId' option must be provided.":                                "product-config",
		"MFA completes fine, then: the email is missing":                                   "no-mail-attribute",
		"the sign-in popup is blocked":                                                     "popup-blocked",
		"the login popup does not close":                                                   "popup-coop",
		"ZodError: path preferred_username Required, the claim is missing":                 "user-claim-missing",
		"Error 13005 in module payroll":                                                    "",
		"popup was closed by the user, user_cancelled":                                     "popup-coop",
		"IDW10502: An MsalUiRequiredException was thrown due to a challenge for the user.": "token-cache-empty",
		"Access to fetch at 'https://login.microsoftonline.com/x/oauth2/v2.0/token' from origin " +
			"'https://app' has been blocked by CORS policy": "platform-spa-needed",
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		isFirst := len(e.Causes) > 0 && e.Causes[0].ID == want
		if want != "" && !isFirst || want == "" && ok && !strings.Contains(e.Title, "problem with the") {
			t.Errorf("%q: %t %s %s, want %s", text, ok, e.ID, e.Title, want)
		}
	}
}

// TestNoSecretBeforeMicrosoft: where no client secret can be involved, none of its causes is named.
func TestNoSecretBeforeMicrosoft(t *testing.T) {
	for _, text := range []string{
		"login with microsoft: error in the popup", "kubectl fails: sign-in failed, unauthorized",
		"error 500 instead of redirecting to the microsoft login page, sign-in fails",
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		isSecret := func(l fault.Likely) bool {
			return strings.HasPrefix(l.ID, "secret-") || l.ID == "inner-error-in-product-log"
		}
		if len(e.Causes) == 0 || slices.ContainsFunc(e.Causes, isSecret) {
			t.Errorf("%q: %s %v", text, e.ID, e.Causes)
		}
	}
}
