package fault_test

import (
	"strings"
	"testing"

	"edov/inspect/fault"
)

const (
	goodRequest = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?" +
		"client_id=6731de76-14a6-49ae-97bc-6eba6914391e&response_type=code&" +
		"redirect_uri=https%3A%2F%2Fclerk.example.com%2Fv1%2Foauth_callback&scope=openid+profile+email&state=x&nonce=n&" +
		"code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
	sibling = "https://contoso.ciamlogin.com/4a43e8c1-0000-4000-8000-000000000000/oauth2/v2.0/authorize?" +
		"client_id=6731de76-14a6-49ae-97bc-6eba6914391e&response_type=code"
)

// TestLoneRequest: an authorize request alone is read; what is wrong with it is the cause, in its own words.
func TestLoneRequest(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(goodRequest, from, to, 1) }
	for text, want := range map[string][2]string{
		goodRequest:               {"sign-in-request", "in which edov sees nothing wrong by itself"},
		sibling:                   {"sign-in-request", "External ID, whose rules edov does not know"},
		change("391e&", "391e+&"): {"request-parameters", "client_id in the request has a quote, a space"},
		change("openid+profile+email", "profile"): {"no-id-token", "openid is not among the scopes"},
		change("openid+profile+email", "openid"):  {"sign-in-request", "and no error; what edov notes of it stands below"},
		change("&state", "&prompt=select_account&login_hint=a%40b.example&state"): {
			"request-parameters", "login_hint stands beside prompt=select_account",
		},
		change("response_type=code", "response_type=id_token"): {"sign-in-request", ""},
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if want[1] == "" { // the implicit flow, with its switch and no other
			if notes := strings.Join(e.Notes, " "); !strings.Contains(notes, "it needs the switch for ID tokens under") {
				t.Errorf("%s: %q", text, notes)
			}
			continue
		}
		if !ok || e.ID != want[0] || !strings.Contains(e.Title+" "+e.Cause, want[1]) {
			t.Errorf("%s:\n%v %s %q %q", text, ok, e.ID, e.Title, e.Cause)
		}
	}
}

// TestNamedValues: what Microsoft repeats in its message shows a blank too much, and a setting without a value.
func TestNamedValues(t *testing.T) {
	for text, want := range map[string]string{
		"AADSTS700016: Application with identifier '6731de76-14a6-49ae-97bc-6eba6914391e ' was not found": "stray-characters",
		"AADSTS700016: Application with identifier 'undefined' was not found in the directory":            "setting-not-set",
		"AADSTS90002: Tenant 'null' not found. Check to make sure you have the correct tenant ID":         "setting-not-set",
		"AADSTS90002: Tenant '{tenant}' not found":                                                        "placeholder-left",
		"IDX10214: Audience validation failed. Audiences: '6731de76-14a6-49ae-97bc-6eba6914391e'. Did not match: " +
			"ValidAudience: '6731de76-14a6-49ae-97bc-6eba6914391e'": "stray-characters",
		"IDX10214: Audience validation failed. Audiences: 'xxx'. Did not match: ValidAudience: 'xxx'": "audience-differs",
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		if len(e.Causes) == 0 || e.Causes[0].ID != want {
			t.Errorf("%s: %+v", text, e.Causes)
		}
	}
}
