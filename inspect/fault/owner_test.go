package fault_test

import (
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestOwners: a provider or a program that a text is about owns it; one that is named only beside, as what works, or
// under which people sign in with Microsoft, does not.
func TestOwners(t *testing.T) {
	for text, owned := range map[string]bool{
		"Sign in with Apple works on the phone but not in the simulator":                                        true,
		"our company users get HTTP 431 after the login. People with a Google login don't.":                     false,
		"GitHub works fine, but our other accounts get invalid_client":                                          false,
		"the GitHub login does not work, other accounts do":                                                     true,
		"mytool[77]: the session of the group has ended":                                                        true,
		"mytool: the token has no permission":                                                                   true,
		"mytool: the OIDC token has no permission":                                                              false,
		"Vikunja: the token has no permission":                                                                  false,
		"Fitbit login: the state does not match":                                                                true,
		"our login: the state does not match":                                                                   false,
		"I logged in with the wrong Acme account":                                                               true,
		"I logged in with the wrong Microsoft account":                                                          false,
		"I logged in with the wrong work account":                                                               false,
		"pip: 403 Forbidden, the token is not valid for this project":                                           true,
		"pip: 403 Forbidden at login.microsoftonline.com, the token is not valid":                               false,
		"az login: 0. The ID token is not yet valid":                                                            false,
		"login works at home but not over the VPN":                                                              false,
		"VPN: the session was closed":                                                                           true,
		"on my phone login fails":                                                                               false,
		"sign in on Samsung phones doesn't come back to the app":                                                false,
		"the session is gone after login, it is stored in MySQL":                                                false,
		"the one-time passcode for guests is refused, they can't sign in":                                       false,
		"app router: the session is null":                                                                       false,
		"People with Google get in, those with their company login don't":                                       false,
		"Only Google login works":                                                                               false,
		"Google login works":                                                                                    true,
		"Apple and Google are fine, the third button gives redirect_uri mismatch":                               false,
		"backend: token signature invalid":                                                                      false,
		"postgres says duplicate key email when a user logs in the second time":                                 false,
		"users can't sign in to Tailscale with their company account any more":                                  false,
		"users can't sign in to Tailscale any more":                                                             true,
		"Jenkins login: user not found":                                                                         false,
		"Jenkins: no groups in the token":                                                                       false,
		"Jenkins: HTTP ERROR 403 No valid crumb":                                                                true,
		"Okta System Log: user.authentication.auth_via_IDP = failure: Unable to match the transformed username": false,
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		if strings.Contains(e.Title, "not of a sign-in with Microsoft") != owned {
			t.Errorf("%q: %s %s", text, e.ID, e.Title)
		}
	}
}

// TestOwnersByForm: the form "name: " proves nothing, and the name may be that of the reader's own app or of what runs
// it, whose errors are explained as without the name.
func TestOwnersByForm(t *testing.T) {
	e, _ := fault.ExplainText("mytool: the token has no permission", fault.About{})
	if !strings.HasPrefix(e.Title, "by its form, this seems to be ") || !strings.Contains(e.Check, "without the name") {
		t.Errorf("%q, check %q", e.Title, e.Check)
	}
	e, _ = fault.ExplainText("pip: 403 Forbidden, the token is not valid for this project", fault.About{})
	if !strings.HasPrefix(e.Title, "this is an error of a package registry") {
		t.Errorf("%q", e.Title)
	}
	for _, name := range []string{
		"myapp", "webapp[12]", "contoso-portal", "orders-api", "api", "node", "java", "python3[221]", "dotnet[1]",
		"uvicorn", "gunicorn[77]", "php-fpm[3]", "puma[4]", "intranet",
	} {
		for text, want := range map[string]string{
			"no groups in the token": "groups-missing", "token expired": "clock-skew",
			"permission denied: role not assigned in token": "roles-missing",
		} {
			if e, _ := fault.ExplainText(name+": "+text, fault.About{}); e.ID != want {
				t.Errorf("%s: %s: %s %s", name, text, e.ID, e.Title)
			}
		}
	}
}
