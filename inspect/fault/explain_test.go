package fault_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/inspect/fault"
)

// bodyCauses are the expected causes of the stored error bodies that have no
// AADSTS number; all others are named by their last number.
var bodyCauses = map[string]string{
	"red-cancel": "declined", "red-doc-access-denied": "declined", "msa-denied": "declined",
	"msa-redirect-uri": "personal-redirect-uri", "msa-redirect-uri-old": "personal-redirect-uri",
	"msa-technical":    "personal-redirect-uri",
	"msa-useraudience": "personal-only", "msa-server-error": "server-error", "msa-server-error-query": "server-error",
	"msa-silent": "silent-sign-in", "msa-wrong-kind": "personal-not-enabled",
	"msa-unauthorized-client": "personal-not-enabled",
	"relay-supabase-email":    "no-mail-attribute", "relay-supabase-log": "no-mail-attribute",
	"relay-supabase-exchange": "secret-id-pasted",
	"relay-issuer-gooidc":     "issuer-common", "relay-issuer-authjs": "issuer-slash",
	"relay-issuer-openwebui": "issuer-template", "relay-issuer-omniauth": "issuer-common",
	"disc-issuer-template": "issuer-template",
	"graph-80049217":       "graph-token-unreadable", "graph-80049228": "graph-token-expired",
	"graph-expired":  "graph-token-expired",
	"graph-audience": "graph-token-audience", "graph-denied": "graph-denied", "graph-denied-user": "graph-denied",
	"graph-idx14100": "not-a-jwt",
}

// TestBodies: every stored body of a real failure is explained by its true
// cause.
func TestBodies(t *testing.T) {
	data, err := os.ReadFile("../../testdata/error-bodies.json")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []struct {
		ID     string          `json:"id"`
		AADSTS []int           `json:"aadsts"`
		Body   json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(data, &bodies); err != nil || len(bodies) < 60 {
		t.Fatalf("%d bodies (%v)", len(bodies), err)
	}
	for _, b := range bodies {
		t.Run(b.ID, func(t *testing.T) {
			text := string(b.Body)
			_ = json.Unmarshal(b.Body, &text) // a text stays, an object is taken as JSON
			want := bodyCauses[b.ID]
			if n := len(b.AADSTS); n > 0 {
				want = fmt.Sprintf("AADSTS%d", b.AADSTS[n-1])
			}
			e, ok := fault.ExplainText(text, fault.About{})
			if !ok || e.ID != want || !e.Known {
				t.Fatalf("%t, %s (known: %t), want %s\n%s", ok, e.ID, e.Known, want, text)
			}
			if e.Title == "" || e.Cause == "" || e.Fix == "" || e.Check == "" || e.Who == "" {
				t.Errorf("thin: %+v", e)
			}
			if len(b.AADSTS) > 1 && len(e.Others) != len(b.AADSTS)-1 {
				t.Errorf("others: %+v", e.Others)
			}
		})
	}
}

// TestTexts are further forms in which people paste errors.
func TestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"50011": "AADSTS50011", "AADSTS50011": "AADSTS50011", "aadsts50011": "AADSTS50011", "AADSTS50011:": "AADSTS50011",
		" AADSTS 50011 ": "AADSTS50011", "999999999": "AADSTS999999999",
		"Error: AADSTS7000215: Invalid client secret provided.":                                                                                                                              "AADSTS7000215",
		`time="2026-11-24T10:00:00Z" level=error msg="500: Unable to exchange external code: 0.AX"`:                                                                                          "secret-id-pasted",
		`{"level":"error","msg":"400: Error getting user email from external provider"}`:                                                                                                     "no-mail-attribute",
		"[auth][error] OAuthAccountNotLinked: Another account already exists with the same e-mail address":                                                                                   "account-not-linked",
		"https://app.example.com/api/auth/error?error=Configuration":                                                                                                                         "inner-error-in-product-log",
		"https://app.example.com/cb?error=access_denied&error_subcode=cancel&state=x":                                                                                                        "declined",
		"Post \"https://login.microsoftonline.com/common/oauth2/v2.0/token\": tls: failed to verify certificate: x509: certificate signed by unknown authority":                              "ca-bundle-missing",
		"getaddrinfo ENOTFOUND login.microsoftonline.com":                                                                                                                                    "dns",
		"Error: listen EADDRINUSE: address already in use :::3000":                                                                                                                           "port-taken",
		"This site can't be reached localhost refused to connect. ERR_CONNECTION_REFUSED":                                                                                                    "localhost-not-listening",
		"[oauthproxy.go:830] Error redeeming code during OAuth2 callback: token exchange failed: oauth2: \"invalid_client\" \"AADSTS7000222: The provided client secret keys are expired.\"": "AADSTS7000222",
		"Authentication failed! response: {\"error\":\"invalid_grant\",\"error_description\":\"AADSTS54005: OAuth2 Authorization code was already redeemed\",\"error_codes\":[54005]}":       "AADSTS54005",
		"The provided client secret keys for app are expired":                                                                                                                                "AADSTS7000222",
		"oauth error: Application 'x' was not found in the directory 'Contoso'":                                                                                                              "AADSTS700016",
		"invalid_grant":                                "code-refused",
		"invalid_client":                               "client-authentication",
		"interaction_required":                         "interaction-needed",
		"ERR_TOO_MANY_REDIRECTS":                       "redirect-loop-cookie",
		"OAuth2 callback error: redirect_uri_mismatch": "redirect-mismatch",
		"CallbackRouteError: Read more at https://errors.authjs.dev#callbackrouteerror":                                    "inner-error-in-product-log",
		"type=IDENTITY_PROVIDER_LOGIN_ERROR, realmId=x, error=identity_provider_login_failure":                             "inner-error-in-product-log",
		"Error redeeming code during OAuth2 callback: token exchange failed: oauth2: cannot fetch token: 401 Unauthorized": "secret-id-pasted",
		"State cookie was missing.": "cookie-lost",
	} {
		explainsAs(t, text, want)
	}
	for _, text := range []string{"", "hello", "12", "1234567890123", "eyJhbGciOiJSUzI1NiJ9.e30.x"} {
		if e, ok := fault.ExplainText(text, fault.About{}); ok {
			t.Errorf("%q is explained as %s", text, e.ID)
		}
	}
}

func TestUnknownCode(t *testing.T) {
	e, ok := fault.ExplainText("AADSTS123456: something new", fault.About{})
	if !ok || e.Known || e.ID != "AADSTS123456" || !strings.HasSuffix(e.Link, "code=123456") ||
		e.Failure.Description == "" {
		t.Errorf("%+v", e)
	}
	if e := fault.ExplainCode(123456, fault.About{}); e.Known || e.Title == "" || e.Fix == "" {
		t.Errorf("%+v", e)
	}
}

// registration is the app registration of a stored manifest.
func registration(t *testing.T, name string) *appreg.App {
	t.Helper()
	data, err := os.ReadFile("../../testdata/manifest/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := appreg.Read(data, name+".json")
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// TestSharpened uses what is known of the attempt.
func TestSharpened(t *testing.T) {
	about := fault.About{Request: flow.Request{ClientID: mint.Client, SecretShape: "guid", ClientAuth: "none"}}
	if e := fault.ExplainCode(7000215, about); !strings.Contains(e.Cause, "Secret ID") ||
		!strings.Contains(e.Portal, "Credentials/appId/"+mint.Client) {
		t.Errorf("%+v", e)
	}
	if e := fault.ExplainCode(7000218, about); !strings.Contains(e.Cause, "public client") {
		t.Errorf("%+v", e)
	}
	about = fault.About{Registration: registration(t, "redirect-slash")}
	e, _ := fault.ExplainText("AADSTS50011: The redirect URI 'https://clerk.example.com/v1/oauth_callback' specified in the request does not match", about)
	if d := e.URIs; d == nil || d.Registered != "https://clerk.example.com/v1/oauth_callback/" || d.At != len(d.Sent) ||
		!strings.Contains(d.Words, "slash") || d.Mark() != strings.Repeat("·", d.At)+"^" {
		t.Errorf("%+v", e.URIs)
	}
	about = fault.About{Registration: registration(t, "single-tenant")}
	if e := fault.ExplainCode(50194, about); !strings.Contains(e.Cause, "AzureADMyOrg (line ") {
		t.Errorf("%+v", e)
	}
}

func TestSights(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range fault.Sights(fault.About{}) {
		e := s.Explanation
		if s.Label == "" || e.ID == "" || seen[e.ID] && e.ID != "personal-not-enabled" || e.Title == "" || e.Cause == "" ||
			e.Fix == "" {
			t.Errorf("%+v", s)
		}
		seen[e.ID] = true
	}
}
