package appreg

import (
	"strings"
	"testing"
)

// TestNestedNames: a name inside an object that differs from a known one only in letter case is refused, as at the top;
// one that no one knows is left alone.
func TestNestedNames(t *testing.T) {
	for text, want := range map[string]string{
		`"web":{"RedirectUris":["http://evil.example/x"]}`:                         `"web.RedirectUris" should be "web.redirectUris"`,
		`"web":{"implicitGrantSettings":{"enableIDTokenIssuance":true}}`:           `"web.implicitGrantSettings.enableIDTokenIssuance"`,
		`"web":{"redirectURIs":[],"redirectUris":[]}`:                              `"web.redirectURIs"`,
		`"spa":{"redirectURIs":[]}`:                                                `"spa.redirectURIs"`,
		`"publicClient":{"RedirectUris":[]}`:                                       `"publicClient.RedirectUris"`,
		`"api":{"AcceptMappedClaims":true}`:                                        `"api.AcceptMappedClaims"`,
		`"authenticationBehaviors":{"RemoveUnverifiedEmailClaim":false}`:           `"authenticationBehaviors.Remove`,
		`"requiredResourceAccess":[{"ResourceAppId":"x"}]`:                         `"requiredResourceAccess[0].ResourceAppId"`,
		`"requiredResourceAccess":[{"resourceAccess":[{"id":"x","Type":"Role"}]}]`: `resourceAccess[0].Type"`,
		`"passwordCredentials":[{"EndDateTime":"2020-01-01T00:00:00Z"}]`:           `"passwordCredentials[0].EndDateTime"`,
		`"replyUrlsWithType":[{"URL":"http://evil.example/x","type":"Web"}]`:       `"replyUrlsWithType[0].URL"`,

		`"web":{"redirectUris":[],"windowsNext":true}`:                  "",
		`"api":{"acceptMappedClaims":null,"tokenEncryption":{"X":1}}`:   "",
		`"authenticationBehaviors":{"coopEnforcement":null}`:            "",
		`"optionalClaims":{"idToken":[{"name":"email","new":1}]}`:       "",
		`"web":{"redirectUriSettings":[{"URI":"https://a.example/x"}]}`: "",
	} {
		_, err := Read([]byte(`{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e",`+text+`}`), "test")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
