package fault

import (
	"fmt"
	"strings"
	"testing"

	"edov/flow"
)

// TestServerIsNamed: the name of who answered is filled in everywhere.
func TestServerIsNamed(t *testing.T) {
	for _, request := range []flow.Request{
		{}, {TrustAuthority: true}, {ClientAuth: "none", TrustAuthority: true, Demo: true},
	} {
		about, name := About{Request: request}, request.Server()
		var list []Explanation
		for code := range catalogue() {
			list = append(list, ExplainCode(code, about))
			two := &flow.Failure{
				Stage: flow.StageToken, Kind: flow.FailureOAuth, HTTPStatus: 400, OAuthError: "invalid_client",
				Description: "words", Codes: []int{code, 50011},
			}
			list = append(list, Explain(two, about))
		}
		for _, s := range Sights(about) {
			list = append(list, s.Explanation)
		}
		for _, c := range causes().Relayed {
			e, _ := ExplainText(c.Texts[0], about)
			list = append(list, e)
		}
		for _, e := range list {
			text := fmt.Sprintf("%+v %s", e, e.WhoWords())
			if strings.Contains(text, server) || name != flow.Microsoft && (e.Who == "microsoft" || e.Portal != "") {
				t.Errorf("%s: %s", e.ID, text)
			}
		}
	}
}

// TestWhereTheSentURIGoes: http with an IP address is registered in the manifest: the portal's text box refuses it.
func TestWhereTheSentURIGoes(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:54321/auth/v1/callback": "your app > Manifest: the text box of Authentication refuses http",
		"http://localhost:3000/cb":                "Add Redirect URI > Web (older portal",
		"myapp://auth":                            "exactly myapp://auth: App registrations > your app > Authentication >",
		"http://[::1]:8400/cb":                    "have the app send localhost in its place",
		"https://shop.example/cb":                 "Add Redirect URI > Web (older portal",
	} {
		e, _ := ExplainText("AADSTS50011: The redirect URI '"+address+"' specified in the request does not match.", About{})
		isAdded := strings.Contains(e.Fix, "Add exactly "+address)
		if fix := e.Fix; !strings.Contains(fix, want) || isAdded == strings.Contains(address, "[") {
			t.Errorf("%s: %s", address, fix)
		}
	}
}
