package pasted

import (
	"strings"
	"testing"
)

// TestErrorsInRecordings: a browser is recorded because a sign-in fails, and the last error of Microsoft's is what the
// recording is about. Errors of other servers are not.
func TestErrorsInRecordings(t *testing.T) {
	const token = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
	const authorize = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"
	entry := func(address, redirect, text string) any {
		return map[string]any{
			"request":  map[string]any{"method": "GET", "url": address},
			"response": map[string]any{"redirectURL": redirect, "content": map[string]any{"text": text}},
		}
	}
	const wrongSecret = `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`
	for name, c := range map[string]struct {
		entries []any
		code    int
		error   string
	}{
		"token endpoint": {[]any{entry(token, "", wrongSecret)}, 7000215, "invalid_client"},
		"without a number": {
			[]any{entry(token, "", `{"error":"invalid_grant","error_description":"x"}`)}, 0, "invalid_grant",
		},
		"sent back": {
			[]any{entry("https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
				"https://a.example/cb?error=access_denied&error_description=AADSTS65004%3A+User+declined&state=x", "")},
			65004, "access_denied",
		},
		"the last counts": {
			[]any{entry(token, "", wrongSecret), entry(authorize, "", "<html><script>$Config={\"strServiceExceptionMessage\":"+
				"\"AADSTS50011: redirect\",\"sFT\":\"flow-token\"}</script><input value='typed'>")},
			50011, "",
		},
		"a silent try, and then a code": {
			[]any{
				entry(authorize, "https://a.example/cb#error=login_required&error_description=AADSTS50058%3A+silent&state=x", ""),
				entry(authorize, "https://a.example/cb?code=0.AXoAabcdefgh&state=x", ""),
			},
			0, "",
		},
		"a page about the number": {
			[]any{entry("https://learn.microsoft.com/x", "", "<html>AADSTS50011: The redirect URI")}, 0, "",
		},
		"another server's": {[]any{entry("https://a.example/api", "", `{"error":"not found"}`)}, 0, ""},
		"none":             {[]any{entry(token, "", `{"ok":true}`)}, 0, ""},
	} {
		s, _, err := Read([]byte(jsonOf(map[string]any{"log": map[string]any{"entries": c.entries}})), "")
		if c.code == 0 && c.error == "" {
			if err == nil {
				t.Errorf("%s: %+v", name, s)
			}
			continue
		}
		if err != nil || s.Failure == nil || s.Failure.Code() != c.code || s.Failure.OAuthError != c.error {
			t.Errorf("%s: %v, %+v", name, err, s)
			continue
		}
		if said := s.Failure.Description; strings.Contains(said, "flow-token") || strings.Contains(said, "typed") {
			t.Errorf("%s: tokens of the page are told: %s", name, said)
		}
	}
}
