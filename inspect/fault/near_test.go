package fault_test

import (
	"testing"

	"edov/inspect/fault"
)

// TestBesideSignIn: the words that databases, printers, games and landlords share with a sign-in are explained where
// nothing else is said, or beside words of signing in.
func TestBesideSignIn(t *testing.T) {
	for text, want := range map[string]string{
		"error 50011": "AADSTS50011", "Error: 50011": "AADSTS50011", "what does error 50011 mean?": "AADSTS50011",
		"I get error 700016": "AADSTS700016", "login error: 50011": "AADSTS50011", "oauth error 65001": "AADSTS65001",
		"Azure AD error 53003 on his phone": "AADSTS53003", "error 70011 after the redirect": "AADSTS70011",
		"error 90072 for guests of another tenant":                                 "AADSTS90072",
		"which ID do I paste into Supabase":                                        "values-to-enter",
		"which id do I enter, application or object":                               "values-to-enter",
		"the tenant is ignored":                                                    "product-config",
		"the tenant is ignored, it still uses common":                              "issuer-common",
		"everyone ends up in the same account":                                     "user-claim-missing",
		"all users share the same account after microsoft login":                   "user-claim-missing",
		"successful callback url then 404":                                         "redirect-mismatch",
		"invalid nonce":                                                            "nonce-mismatch",
		"kid not found":                                                            "app-signing-key",
		"our kid does not match any key in the jwks":                               "app-signing-key",
		"https://https//app.example.com/callback":                                  "product-public-url",
		"net::ERR_UNKNOWN_URL_SCHEME after the login with Microsoft in Cordova":    "app-scheme-not-registered",
		"Failed to fetch user data from Microsoft":                                 "userinfo-wrong-endpoint",
		"No webpage was found for the web address: https://a.example/api/callback": "callback-no-route",
		"ImagePullBackOff is gone, now AADSTS7000215":                              "AADSTS7000215",
	} {
		explainsAs(t, text, want)
	}
}

// explainsAs fails unless a text is explained by the ID that is wanted.
func explainsAs(t *testing.T, text, want string) {
	t.Helper()
	if e, ok := fault.ExplainText(text, fault.About{}); !ok || e.ID != want {
		t.Errorf("%q: %t %s %s, want %s", text, ok, e.ID, e.Title, want)
	}
}
