package fault

import "testing"

// TestCodesAlone: a code of a product is understood where nothing else is typed, also where only its words say what it
// means; one of the email sign-in is not said to be of Microsoft's.
func TestCodesAlone(t *testing.T) {
	for text, want := range map[string]string{
		"email_exists": "account-not-linked", "form_identifier_exists": "account-not-linked",
		"external_account_exists": "account-not-linked", "provider_disabled": "product-config",
		"oauth_provider_not_found": "product-config", "user_banned": "product-rule-refused",
		"state_not_found": "cookie-lost", "please_restart_the_process": "cookie-lost",
		"invalid_code": "secret-id-pasted", "no_code": "callback-without-code", "signup_disabled": "signup-closed",
		"SIGNUP_DISABLED": "signup-closed",
	} {
		if e, ok := ExplainText(text, About{}); !ok || e.ID != want {
			t.Errorf("%s: %t %s, want %s", text, ok, e.ID, want)
		}
	}
	for _, text := range []string{"foo_bar", "hello_world", "identity_not_found"} {
		if e, ok := ExplainText(text, About{}); ok {
			t.Errorf("%s is explained as %s", text, e.ID)
		}
	}
}
