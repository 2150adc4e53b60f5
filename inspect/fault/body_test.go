package fault

import (
	"strings"
	"testing"
)

// TestBodies: of a successful response it is said what it lacks, first what the text complains of.
func TestBodies(t *testing.T) {
	const begin, end = `{"token_type":"Bearer","expires_in":3599,"access_token":"ey"`, `}`
	const whole = begin + `,"scope":"openid profile email","id_token":"ey","refresh_token":"0.A"` + end
	const user = `{"sub":"1","name":"Jo","picture":"x"}`
	for text, want := range map[string]string{
		begin + end: "no-id-token offline-access-missing",
		begin + end + " there is no refresh token": "offline-access-missing",
		begin + `,"scope":"openid","id_token":"e"` + end: "offline-access-missing " +
			"email-scope-missing",
		begin + `,"scope":"api://x/read","id_token":"e","refresh_token":"r"` + end:          "",
		`{'token_type': 'Bearer', 'expires_in': 1, 'refresh_token': None, 'id_token': 'e'}`: "offline-access-missing",
		whole:                       "",
		user:                        "userinfo-without-email",
		user + " groups are absent": "userinfo-only-some",
		`{"id":"1","displayName":"Jo","userPrincipalName":"jo@contoso.example","mail":null}`: "no-mail-attribute",
		`{"id":"1","displayName":"Jo","userPrincipalName":"jo@contoso.example","mail":"a@b.example"} no sub`: "product-" +
			"attribute-mapping",
		`{"sub":"1","name":"Jo","email":"jo@contoso.example"}`:                   "",
		`{"sub":"1","name":"Jo","iss":"https://issuer.example","exp":1}`:         "",
		`{"error":"invalid_grant","sub":"1","name":"Jo"}`:                        "",
		begin + end + " the issuer in the token differs from what the app wants": "",
	} {
		var ids []string
		if e, ok := byBody(look(text, About{})); ok {
			for _, c := range e.Causes {
				if !c.Seen {
					t.Errorf("%s: %s is not seen", text, c.ID)
				}
				ids = append(ids, c.ID)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s\n\t%s, want %s", text, got, want)
		}
	}
}
