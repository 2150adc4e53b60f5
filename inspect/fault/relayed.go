package fault

import (
	"strings"

	"edov/flow"
)

// relayedCause is a complaint of a product, a library or the network that holds
// no words of Microsoft's.
type relayedCause struct {
	Cause
	has    []string // in lower case; one of them is in the text
	verify string   // how to see whether it is that
}

const verifyLog = "the product's own log has the AADSTS number nearly always; give edov the line"

// relayedCauses are looked at in order; the exact ones come first.
var relayedCauses = []relayedCause{
	{
		Cause: Cause{
			ID: "issuer-template", Summary: "the product compares the issuer with the template of common, or with another tenant's",
			Why: "common and organizations publish an issuer with {tenantid} in it, while each token carries its own tenant; a plain comparison must fail. The sign-in at Microsoft was fine",
			Fix: "have the product put the token's tid in place of {tenantid} before it compares, or give it one tenant's ID; never switch the check off",
		},
		has: []string{
			"{tenantid}", "issuer did not match", `"issuer" does not match`, "invalid issuer", "invalid claim: 'iss'", "unexpected iss", "issuer mismatch",
			"unexpected \"iss\"", "id token issued by a different provider", "issuer invalid", "idx10205", "idx40001",
		},
		verify: "edov inspect FILE shows the token's iss and tid beside the published issuer",
	},
	{
		Cause: Cause{
			ID: "email-missing", Summary: "the product found no email in the ID token",
			Why: "the scope email was not asked for, or the work account has no mail attribute; Microsoft's part went well",
			Fix: "ask for openid email profile; add the optional claim email (Token configuration > Add optional claim > ID); have the tenant fill in the user's Email",
		},
		has:    []string{"error getting user email from external provider", "email not found in the provider", "email is missing from the profile", "no email address returned"},
		verify: "edov signin shows whether the token has an email",
	},
	{
		Cause: Cause{
			ID: "account-not-linked", Summary: "the product did not link the sign-in to an account with the same email",
			Why: "the product does not take Microsoft's email for verified, so that it refuses to link; that is the safe answer",
			Fix: "sign in as before, and link in the product's settings; xms_edov in the token is what lets some products trust the address",
		},
		has:    []string{"oauthaccountnotlinked", "account not linked", "account_not_linked"},
		verify: "edov signin tells whether the email is verified",
	},
	{
		Cause: Cause{
			ID: "graph-token-expired", Summary: "Microsoft Graph says that the access token has expired", retry: true,
			Why: "an access token lasts about an hour", Fix: "sign in again, or use the refresh token",
		},
		has: []string{"80049228", "access token has expired"}, verify: "edov inspect FILE shows exp",
	},
	{
		Cause: Cause{
			ID: "graph-token-audience", Summary: "Microsoft Graph got an access token that is for another API",
			Why: "the token's audience is the app's own API or another resource", Fix: "ask for a scope of Microsoft Graph, such as User.Read, and use that access token",
		},
		has: []string{"invalid audience"}, verify: "edov inspect FILE shows aud",
	},
	{
		Cause: Cause{
			ID: "graph-token-unreadable", Summary: "Microsoft Graph got something that is no access token",
			Why: "it was empty, had Bearer twice, or was an ID token or a refresh token", Fix: "send the access_token of the token response, once, after the word Bearer",
		},
		has: []string{"80049217", "idx14100", "compacttoken parsing failed", "access token is empty"}, verify: "edov inspect FILE tells what a token is",
	},
	{
		Cause: Cause{
			ID: "graph-denied", who: "tenant admin", Summary: "Microsoft Graph does not let this account or app do that",
			Why: "a permission was not consented to, or the account lacks the role", Fix: "API permissions: add what the call needs, and have an administrator consent",
		},
		has: []string{"authorization_requestdenied", "insufficient privileges to complete"}, verify: "API permissions shows what was consented to",
	},
	{
		Cause: Cause{
			ID: "state-lost", who: "user", retry: true, Summary: "the product lost the state of the sign-in on its way",
			Why: "the cookie that holds it was blocked, overwritten by a second window, or set for another host than the callback's", Fix: "try once in a private window; if it stays, compare the host of the sign-in page with the redirect URI's",
		},
		has: []string{"state mismatch", "invalid state", "state cookie was missing", "state parameter", "bad_oauth_state", "csrf token mismatch", "checks.state", "missing state"}, verify: "edov signin has a state of its own; if it works, it is the product's cookie",
	},
	{
		Cause: Cause{
			ID: "tls-interception", Summary: "the server's certificate is not one this machine trusts",
			Why: "a proxy or virus scanner of the network may stand in between, or the system's certificates are missing", Fix: "add the network's certificate (edov: --ca-file FILE; Node.js: NODE_EXTRA_CA_CERTS), or install ca-certificates in the container",
		},
		has: []string{"certificate signed by unknown authority", "unable to get local issuer certificate", "self signed certificate", "self-signed certificate", "certificate verify failed", "pkix path building failed", "unable_to_verify_leaf_signature"}, verify: "open https://login.microsoftonline.com from the same machine and look who issued its certificate",
	},
	{
		Cause: Cause{
			ID: "dns", retry: true, Summary: "the name of a server could not be looked up",
			Why: "there is no network, no DNS, or the name is misspelt", Fix: "check the network of the machine or container, and the spelling of the authority",
		},
		has: []string{"no such host", "enotfound", "getaddrinfo", "name or service not known", "eai_again", "could not resolve host", "nodename nor servname"}, verify: "look the name up on the same machine",
	},
	{
		Cause: Cause{
			ID: "proxy", Summary: "a proxy refused the connection",
			Why: "it asks for a name and password, or does not allow the address", Fix: "set HTTPS_PROXY with the right user, and have login.microsoftonline.com and graph.microsoft.com allowed",
		},
		has: []string{"proxy authentication required", "407 proxy", "tunneling socket could not be established", "proxyconnect"}, verify: "curl -v https://login.microsoftonline.com on the same machine",
	},
	{
		Cause: Cause{
			ID: "port-taken", Summary: "the port is taken by another program",
			Why: "an earlier run, or another program, listens on it", Fix: "end that program, or use another port and register its redirect URI",
		},
		has: []string{"address already in use", "eaddrinuse", "only one usage of each socket address"}, verify: "edov signin names the program",
	},
	{
		Cause: Cause{
			ID: "connection-refused", retry: true, Summary: "nothing answered at that address",
			Why: "for localhost: the program that should receive the answer does not run, or runs on another machine or port; else a firewall", Fix: "start the program, forward the port (ssh -L), and open the sign-in again",
		},
		has: []string{"connection refused", "econnrefused", "err_connection_refused", "refused to connect"}, verify: "compare host and port with what listens",
	},
	{
		Cause: Cause{
			ID: "captive-portal", who: "user", retry: true, Summary: "the network wants its own sign-in first",
			Why: "a hotel's or an airport's network answers in place of Microsoft", Fix: "open any http page in a browser, sign in to the network, and try again",
		},
		has: []string{"captive portal", "sign in to network", "network authentication required", "511 network"}, verify: "open http://neverssl.com: it shows the network's page",
	},
	{
		Cause: Cause{
			ID: "timeout", retry: true, Summary: "no answer came in time",
			Why: "the network drops the connection, or nobody finished the sign-in", Fix: "try again; if it stays, a firewall may hold back login.microsoftonline.com",
		},
		has: []string{"i/o timeout", "etimedout", "context deadline exceeded", "connect timeout", "request timed out"}, verify: "curl -v https://login.microsoftonline.com on the same machine",
	},
	{
		Cause: Cause{
			ID: "exchange-failed", Summary: "the product could not redeem the code, and does not say why",
			Why: "most often the client secret: wrong, expired, or the Secret ID in place of the Value; Microsoft's answer is in the product's log", Fix: "look into the product's log for AADSTS, and give edov that line; or test the secret: edov secrets --probe",
		},
		has: []string{
			"cannot fetch token", "unable to exchange external code", "supplied auth credential is malformed or has expired",
			"error redeeming code", "failed to exchange", "failed to get tokens", "oauth_token_exchange", "error=configuration", "error=oauthcallback", "oauthcallbackerror",
		},
		verify: verifyLog,
	},
	{
		Cause: Cause{
			ID: "redirect-uri-mismatch", Summary: "the redirect URI is not the registered one",
			Why: "the product sends another address than the one that was registered, or behind a proxy it takes itself for http",
			Fix: "copy the redirect URI out of the address bar of the sign-in page, and register it to the letter under Authentication > Web; or mend the product's public address",
		},
		has: []string{"redirect_uri_mismatch", "redirect uri mismatch", "redirect_uri did not match", "invalid redirect_uri", "redirect_uri is not allowed"}, verify: "edov app FILE --product-redirect-uri URI compares it with the registration",
	},
	{
		Cause: Cause{
			ID: "redirect-loop", Summary: "the browser is sent in a circle",
			Why: "the product does not keep its session, so that it begins to sign in again: cookies are blocked, or the callback itself asks for a sign-in",
			Fix: "try a private window; see that the callback's path needs no sign-in, and that cookies are set for its host over https",
		},
		has: []string{"too_many_redirects", "too many redirects", "redirected you too many times"}, verify: "edov signin works without the product's cookies",
	},
	{
		Cause: Cause{
			ID: "product-log", Summary: "the product failed after Microsoft had answered, and does not say why",
			Why: "it may be the secret, the issuer, a missing email or its own database; Microsoft's part may have gone well", Fix: "look into the product's log around this line for AADSTS, issuer or email, and give edov that line; test Microsoft's part by itself: edov signin",
		},
		has: []string{"callbackrouteerror", "identity_provider_login_error", "unexpected error when authenticating with identity provider", "oauthsignin", "oauth_callback_error"}, verify: verifyLog,
	},
}

// sentences are Microsoft's own, by which a message is known whose number was
// cut off on its way. In lower case; the first that is in the text counts.
var sentences = []struct {
	text string
	code int
}{
	{"client secret keys", 7000222},
	{"client secret is expired", 7000222},
	{"invalid client secret", 7000215},
	{"does not match the redirect uris configured", 50011},
	{"the reply url specified in the request", 50011},
	{"no reply address is registered", 500113},
	{"reply address '", 500112},
	{"was not found in the directory", 700016},
	{"already redeemed", 54005},
	{"not configured as a multi-tenant application", 50194},
	{"code_verifier does not match", 501481},
	{"client_assertion' or 'client_secret'", 7000218},
	{"block users unless they are specifically granted", 50105},
	{"is not assigned to a role for the application", 50105},
	{"does not exist in tenant", 50020},
	{"has not consented to use the application", 65001},
	{"user declined to consent", 65004},
	{"cross-origin token redemption is permitted only", 9002326},
	{"proof key for code exchange is required for cross-origin", 9002325},
	{"may only be redeemed via cross-origin requests", 9002327},
	{"client is public so neither", 700025},
	{"public clients can't send a client secret", 90023},
	{"blocked by conditional access", 53003},
	{"must use multi-factor authentication", 50076},
	{"configured for use by microsoft account users only", 9002331},
	{"intended to use against other tenant", 700005},
	{"the grant requires admin permission", 90094},
}

// bySentence finds the number that Microsoft's own sentence belongs to.
func bySentence(text string) (int, bool) {
	text = strings.ToLower(strings.ReplaceAll(text, "+", " "))
	for _, s := range sentences {
		if strings.Contains(text, s.text) {
			return s.code, true
		}
	}
	return 0, false
}

// relayed finds the cause of a complaint that is not Microsoft's own.
func relayed(text string) (relayedCause, bool) {
	text = strings.ToLower(strings.ReplaceAll(text, "+", " "))
	for _, c := range relayedCauses {
		for _, sign := range c.has {
			if strings.Contains(text, sign) {
				return c, true
			}
		}
	}
	return relayedCause{}, false
}

// Sight is something a person may see in the browser while nothing comes back.
type Sight struct {
	Label       string
	Explanation Explanation
}

// Sights lists what keeps a sign-in from ever reaching its redirect URI, in the
// words of the one who looks at the page.
func Sights(about About) []Sight {
	page := func(text string, codes ...int) Explanation {
		return Explain(&flow.Failure{Stage: flow.StageAuthorize, Kind: flow.FailurePage, Description: text, Codes: codes}, about)
	}
	own := func(id, title, why, fix string) Explanation {
		e := Cause{ID: id, Summary: title, Why: why, Fix: fix}.explanation(about.Request)
		return e
	}
	return []Sight{
		{"Need admin approval", page("Need admin approval")},
		{"The redirect URI does not match (AADSTS50011)", page("", 50011)},
		{"The account does not exist in the tenant (AADSTS50020)", page("", 50020)},
		{"The client does not exist, or is not enabled for consumers", page("The client does not exist or is not enabled for consumers")},
		{"You can't sign in here with a personal account", page("You can't sign in here with a personal account")},
		{"The browser cannot reach localhost", own("callback-unreachable", "the answer came, but not to edov",
			"the browser is on another machine, or something keeps it from this one", "copy the whole address the browser ended on, and paste it here: the answer is in it")},
		{"A blank page, or it keeps loading", own("blank-page", about.Request.Server()+"'s page did not load",
			"blocked scripts or cookies, an extension, or a filter of the network", "open the link in a private window without extensions, or in another browser; allow login.microsoftonline.com and aadcdn.msauth.net")},
		{"A page that asks for my consent", own("consent-page", about.Request.Server()+" waits for an answer",
			"this is the last page before the answer", "press Accept; if the button is missing, an administrator has to consent")},
	}
}
