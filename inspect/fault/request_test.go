package fault

import (
	"slices"
	"strings"
	"testing"
)

// ofTestTenant begins the authorize requests of these tests.
const ofTestTenant = "https://login.microsoftonline.com/3f7a6f1e-52b0-4f0b-8a3f-6d2b7f1f9a11/oauth2/v2.0/authorize?" +
	"client_id=8b0d2f1c-6f0e-4f5e-9a43-0c9c7a4b1f10&redirect_uri=https%3A%2F%2Fapp.contoso.example%2Fcb&"

// faultsOf are the IDs of the faults that a text shows.
func faultsOf(text string) []string {
	var ids []string
	for _, f := range look(text, About{}).faults() {
		ids = append(ids, f.id)
	}
	return ids
}

// TestRequestFaults: each fault of an authorize request is found, all of them are named, and a right one has none.
func TestRequestFaults(t *testing.T) {
	const challenge = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	for params, want := range map[string]string{
		"response_type=code&scope=openid+email&state=1" + challenge + "&code_challenge_method=S256": "",
		"response_type=code+id_token&response_mode=form_post&scope=openid+email&nonce=1":            "",
		"response_type=code&scope=openid+api%3A%2F%2Fx%2Fread+offline_access":                       "",
		"response_type=code&scope=openid+api%3A%2F%2Fx%2F.default+offline_access":                   "",
		"response_type=id_token&response_mode=query&scope=email": ofParameters +
			" nonce-missing no-id-token",
		"response_type=code&scope=openid&prompt=none+login": ofParameters,
		// Alone, a parameter may be pointless.
		"response_type=code&scope=openid&prompt=none":                                     "interaction-needed",
		"response_type=code&scope=openid&resource=x&client_secret=y":                      ofParameters + " " + ofParameters,
		"response_type=code&scope=openid+api%3A%2F%2Fx%2F.default+Mail.Read":              "scope-mixed-resources",
		"response_type=code&scope=openid+api%3A%2F%2Fx%2Fread+Mail.Read":                  "scope-mixed-resources",
		"response_type=code&scope=openid" + challenge:                                     "verifier-differs",
		"response_type=code&scope=openid&code_challenge_method=S256":                      "pkce-missing",
		"response_type=code&scope=openid&code_challenge=short&code_challenge_method=S256": "pkce-missing",
		"response_type=code&scope=openid%2520email":                                       ofParameters,
		"response_type=code&scope=openid%2Bemail":                                         ofParameters,
		"response_type=code&scope=openid,email":                                           ofParameters,
		"response_type=code&scope=openid&state=1&state=2":                                 ofParameters,
	} {
		if got := strings.Join(faultsOf(ofTestTenant+params), " "); got != want {
			t.Errorf("%s\n\t%s, want %s", params, got, want)
		}
	}
	hash := strings.Replace(ofTestTenant, "%2Fcb", "%2F%23%2Fcb", 1) + "response_type=code&scope=openid"
	if got := faultsOf(hash); !slices.Equal(got, []string{ofParameters}) {
		t.Errorf("#: %v", got)
	}
	e, _ := ExplainText(ofTestTenant+"response_type=id_token&response_mode=query&scope=email", About{})
	if len(e.Causes) != 3 || !e.Causes[0].Seen || len(e.Notes) < 3 {
		t.Errorf("%v, %q", e.Causes, e.Notes)
	}
}

// TestResponsePlace: where a response stands is a fault by who reads it, and what is no response is none.
func TestResponsePlace(t *testing.T) {
	for text, want := range map[string]string{
		"https://app.contoso.example/cb?code=0.AXo&state=1":                            "",
		"https://docs.example/guide#code=highlight":                                    "",
		"https://github.example/foo#error=handling":                                    "",
		"React with MSAL: https://app.example/#code=0.AX&state=1":                      "",
		"https://app.contoso.example/cb?#code=0.AXo&state=1":                           "response-mode",
		"https://app.contoso.example/signin-oidc#id_token=eyJ0&state=1":                "implicit-flow response-mode",
		"Express: GET /auth/callback#error=access_denied&state=1":                      "response-mode",
		"https://app.example/#error=access_denied&error_subcode=cancel&state=1":        "",
		"https://app.contoso.example/#/cb?code=0.AXo&state=1":                          "hash-router",
		"vue hash router: https://app.contoso.example/?code=0.AXo&state=1#/home":       "hash-router",
		"msal-browser sees nothing at https://app.contoso.example/?code=0.AXo&state=1": "response-mode",
		"https://app.contoso.example/cb?a=b?code=0.AXo&state=1":                        "response-address-mangled",
		"https://app.contoso.example/cb%3Fcode=0.AXo&state=1":                          "response-address-mangled",
		"https://app.contoso.example/cb&code=0.AXo&state=1":                            "response-address-mangled",
		"https://app.contoso.example/cb?code=0.AXo&amp;amp;state=1":                    "response-address-mangled",
	} {
		if got := strings.Join(faultsOf(text), " "); got != want {
			t.Errorf("%s\n\t%s, want %s", text, got, want)
		}
	}
}

// TestPlaceholders: samples are found in any form; Microsoft's own pattern of an issuer and hidden values are none.
func TestPlaceholders(t *testing.T) {
	const host, end = "https://login.microsoftonline.com/", "/oauth2/v2.0/token"
	for text, want := range map[string]string{
		host + "{tenantid}/v2.0":                 "",
		host + "common" + end:                    "",
		host + "contoso.example" + end:           "",
		host + "{tenantid}" + end:                ofPlaceholder,
		host + "%7Btenant%7D" + end:              ofPlaceholder,
		host + "{{ tenant_id }}/v2.0":            ofPlaceholder,
		host + "%24%7BTENANT%7D" + end:           ofPlaceholder,
		host + "$AZURE_TENANT_ID" + end:          ofPlaceholder,
		host + "YOUR_TENANT_ID" + end:            ofPlaceholder,
		host + "null" + end:                      ofUnset,
		"client_id=%3Cclient-id%3E&scope=openid": ofPlaceholder,
		"client_id=<redacted>&scope=openid":      "",
		"AZURE_CLIENT_ID=<your-client-id>":       ofPlaceholder,
		`{"clientId": "undefined", "x": 1}`:      ofUnset,
		host + "common/oauth2/v2.0/authorize?client_id=8b0d2f1c-6f0e-4f5e-9a43-0c9c7a4b1f10&scope=openid&" +
			"response_type=code&redirect_uri=https%3A%2F%2Fundefined%2Fcb": ofUnset + " redirect-listen-address",
		host + "common/oauth2/v2.0/authorize?client_id=8b0d2f1c-6f0e-4f5e-9a43-0c9c7a4b1f10&scope=openid&" +
			"response_type=code&redirect_uri=https%3A%2F%2F%3Cyour-app%3E.example%2Fcb": ofPlaceholder,
	} {
		if got := strings.Join(faultsOf(text), " "); got != want {
			t.Errorf("%s\n\t%s, want %s", text, got, want)
		}
	}
	for _, text := range []string{host + "%7Btenant%7D" + end, host + "undefined" + end} {
		if e, ok := ExplainText(text, About{}); !ok || len(e.Causes) == 0 || !e.Causes[0].Seen {
			t.Errorf("%s: %t %+v", text, ok, e)
		}
	}
}
