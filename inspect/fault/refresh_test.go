package fault

import "testing"

// TestRefreshIsNoCode: a refused refresh token is told from a refused code, from another token that has expired, and
// from a refresh token that never came.
func TestRefreshIsNoCode(t *testing.T) {
	for text, want := range map[string]string{
		"invalid_grant: refresh token is expired":                       "refresh-token-refused",
		`{"error":"invalid_grant"} on token refresh`:                    "refresh-token-refused",
		"invalid_grant when refreshing":                                 "refresh-token-refused",
		"token refresh fails with invalid_grant":                        "refresh-token-refused",
		"the refresh token has expired or is revoked":                   "refresh-token-refused",
		"invalid refresh token":                                         "refresh-token-refused",
		"RefreshAccessTokenError":                                       "refresh-token-refused",
		"no refresh token returned by microsoft":                        "offline-access-missing",
		"invalid_grant":                                                 "code-refused",
		"id token expired":                                              "clock-skew",
		"AADSTS700082: the refresh token has expired due to inactivity": "AADSTS700082",
	} {
		if e, _ := ExplainText(text, About{}); e.ID != want {
			t.Errorf("%s: %s, want %s", text, e.ID, want)
		}
	}
}
