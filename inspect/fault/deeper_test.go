package fault_test

import (
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestDeeper: what stands beside a number, or beside a bare OAuth error, names a cause one layer below.
func TestDeeper(t *testing.T) {
	for text, want := range map[string]string{
		"AADSTS70000: The provided value for the code is not valid. nginx: upstream timed out, retrying next upstream": "code-redeemed-twice",
		"AADSTS54005: OAuth2 Authorization code was already redeemed. It only happens behind nginx":                    "code-redeemed-twice",
		"silentRenew failed in the hidden iframe: AADSTS50058: A silent sign-in request was sent":                      "third-party-cookies",
		"OAuth error: all users get invalid_client since this morning":                                                 "secret-expired",
		"token request failed: invalid_client. The secret comes from a .env file in docker":                            "secret-changed-on-way",
		`scope: "openid,profile,email" AADSTS70011: The provided value for the input parameter scope is not valid`:     "scopes-joined",
	} {
		if ids := causesOf(text); !slices.Contains(ids[:min(len(ids), 2)], want) {
			t.Errorf("%s\n\tleads to %v, want %s", text, ids, want)
		}
	}
	for _, text := range []string{"AADSTS70000: The provided value for the code is not valid.", "invalid_client", "AADSTS50058"} {
		if ids := causesOf(text); len(ids) > 0 {
			t.Errorf("%s: nothing speaks for %v", text, ids)
		}
	}
}

func causesOf(text string) (ids []string) {
	e, _ := fault.ExplainText(text, fault.About{})
	for _, c := range e.Causes {
		ids = append(ids, c.ID)
	}
	return ids
}

// TestFirstCause: what a text says decides which cause of a family is the first.
func TestFirstCause(t *testing.T) {
	for text, want := range map[string]string{
		"state mismatch in production with 3 replicas, two of three sign-ins fail":                                             "session-store-not-shared",
		"OIDC state mismatch, sometimes, behind a round-robin load balancer":                                                   "session-store-not-shared",
		"oauth: state already consumed. Safe Links had opened the address before":                                              "state-reused",
		"oauth2-proxy: Error loading session from redis: WRONGPASS invalid username-password pair":                             "session-store-down",
		"lua-resty-openidc: session:start failed: redis connection timeout":                                                    "session-store-down",
		"OIDC discovery failed: Expecting value: line 1 column 1 (char 0)":                                                     "discovery-url",
		"fetch metadata: dial tcp 10.0.0.1:443: connect: connection refused /.well-known/openid-configuration":                 "connection-refused",
		"The redirect URI is malformed: https://app.example.com/callback%0A":                                                   "stray-characters",
		`redirect_uri=https://app.example.com/cb%22 is refused`:                                                                "stray-characters",
		"validation failed: issuer https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0 is not trusted": "personal-account",
		"AADB2C90091: The user has cancelled entering self-asserted information.":                                              "user-cancelled",
		"discovery failed: https://login.microsoftonline.com/common/v2.0%20/.well-known/openid-configuration":                  "stray-characters",
		`The scope "openid,profile,email" is not valid.`:                                                                       "scopes-joined",
		"invalid_scope: openidprofileemail":                                                                                    "scopes-joined",
		"issuer https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0 received, expected " +
			"https://login.microsoftonline.com/4a43d3b1-5d0c-4f43-9a3c-0d2c5a1ede8f/v2.0": "personal-account",
	} {
		if ids := causesOf(text); len(ids) == 0 || ids[0] != want {
			t.Errorf("%s\n\tleads to %v, want %s", text, ids, want)
		}
	}
}

// TestPeer: a connection that failed to a host of others is not explained with Microsoft's.
func TestPeer(t *testing.T) {
	for text, want := range map[string]struct{ host, first string }{
		`oidc: Get "https://id.corp.example/.well-known/openid-configuration": x509: certificate signed by unknown authority`: {
			"id.corp.example", "private-certificate",
		},
		"oidc discovery: getaddrinfo ENOTFOUND sso.corp.example": {"sso.corp.example", "dns"},
		`login: Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": x509: certificate signed by unknown authority`: {
			"login.microsoftonline.com", "",
		},
		`GET https://grafana.corp.example/login/azuread failed: Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": ` +
			`dial tcp: lookup login.microsoftonline.com: no such host`: {"login.microsoftonline.com", "dns"},
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		isMicrosofts := want.host == "login.microsoftonline.com"
		noted := slices.ContainsFunc(e.Notes, func(n string) bool { return strings.Contains(n, "not Microsoft's") })
		if len(e.Causes) == 0 || want.first != "" && e.Causes[0].ID != want.first || noted == isMicrosofts {
			t.Errorf("%s\n\t%+v, %q", text, e.Causes, e.Notes)
		}
		for _, c := range e.Causes {
			if !isMicrosofts && strings.Contains(c.Confirm+c.Fix, "login.microsoftonline.com") {
				t.Errorf("%s: %s names Microsoft's host: %s; %s", text, c.ID, c.Confirm, c.Fix)
			}
		}
	}
}

// TestNoTenantInAnErrorPage: the page that Microsoft's token errors name has no tenant in its address.
func TestNoTenantInAnErrorPage(t *testing.T) {
	e, _ := fault.ExplainText(`{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret `+
		`keys for app are expired.","error_uri":"https://login.microsoftonline.com/error?code=7000222"}`, fault.About{})
	if len(e.Notes) > 0 {
		t.Errorf("%q", e.Notes)
	}
}

// TestPageToRead: the page that a library names for more about an error is no value of a comparison.
func TestPageToRead(t *testing.T) {
	for _, page := range []string{
		"https://next-auth.js.org/errors#oauth_callback_error", "https://errors.authjs.dev#callbackrouteerror",
		"https://docs.example.com/oidc/errors", "https://example.com/docs/sso",
	} {
		ids := causesOf("[error] " + page + " unexpected iss value, expected https://login.microsoftonline.com/{tenantid}/v2.0, " +
			"got: https://login.microsoftonline.com/4a43d3b1-5d0c-4f43-9a3c-0d2c5a1ede8f/v2.0")
		if len(ids) == 0 || ids[0] != "issuer-template" {
			t.Errorf("%s: %v", page, ids)
		}
	}
}
