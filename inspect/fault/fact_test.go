package fault

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestFacts holds the table of facts to its rules: patterns compile, and the causes that they name exist.
func TestFacts(t *testing.T) {
	if len(facts()) == 0 {
		t.Fatal("no facts")
	}
	for _, f := range facts() {
		for _, text := range []string{f.Words, f.Unless} {
			if _, err := regexp.Compile(text); err != nil {
				t.Error(err)
			}
		}
		for _, not := range f.Not {
			begin, found := strings.TrimSuffix(not, "*"), false
			for id := range likelies() {
				found = found || id == not || begin != not && strings.HasPrefix(id, begin)
			}
			if !found {
				t.Errorf("%.40s: no cause %q", f.Words, not)
			}
		}
		for _, id := range slices.Concat(f.Rather, f.First) {
			if _, ok := likelies()[id]; !ok {
				t.Errorf("%.40s: no cause %q", f.Words, id)
			}
		}
	}
}

// TestByFacts: what a text states leaves out causes, puts others in their place, and never leaves nothing.
func TestByFacts(t *testing.T) {
	for text, want := range map[string]string{
		"groups are empty": "groups-missing roles-missing",
		"groups are empty although my id token has all groups": "userinfo-only-some roles-missing",
	} {
		got := look(text, About{}).byFacts([]string{"groups-missing", "roles-missing"})
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
	s := look("x509: certificate signed by unknown authority", About{})
	if got := s.byFacts([]string{"nonce-mismatch"}); len(got) != 1 {
		t.Errorf("nothing is left: %v", got)
	}
	if got := (&seen{}).byFacts([]string{"dns"}); len(got) != 1 {
		t.Errorf("without a text: %v", got)
	}
}

// TestWrongSetting: an address is held against the name of its setting, and nothing is said of one that may be right.
func TestWrongSetting(t *testing.T) {
	const host = "https://login.microsoftonline.com/common"
	for text, what := range map[string]string{
		`"tokenEndpoint": "` + host + `/oauth2/v2.0/authorize"`:       "token endpoint",
		"OAUTH_AUTHORIZE_URL=" + host + "/oauth2/v2.0/token":          "authorization endpoint",
		"jwks_uri: " + host + "/oauth2/v2.0/token":                    "signing keys",
		"urlResourceOwnerDetails => '" + host + "/oauth2/v2.0/token'": "userinfo endpoint",
		"server_metadata_url = " + host + "/v2.0":                     "metadata",
		"issuer: " + host + "/oauth2/v2.0/authorize":                  "issuer",
		"authority: " + host + "/oauth2/v2.0/authorize":               "authority",
		"redirect_uri=" + host + "/oauth2/v2.0/authorize":             "redirect URI",
		"token_url: " + host + "/oauth2/v2.0/token":                   "",
		"issuer: " + host + "/v2.0":                                   "",
		"issuer: " + host + "/v2.0/.well-known/openid-configuration":  "",
		"OIDC_USERINFO_ENDPOINT=https://graph.microsoft.com/v1.0/me":  "",
		"redirect_uri=" + host + "/oauth2/nativeclient":               "",
		"token_url: https://login.example.org/oauth2/authorize":       "",
		// Microsoft's own metadata, and what other settings take.
		`"device_authorization_endpoint":"` + host + `/oauth2/v2.0/devicecode"`:                            "",
		`"end_session_endpoint":"` + host + `/oauth2/v2.0/logout"`:                                         "",
		`"post_logout_redirect_uri": "` + host + `/oauth2/v2.0/logout"`:                                    "",
		`"authorization_endpoint":"` + host + `/oauth2/v2.0/authorize"`:                                    "",
		`"token_endpoint":"` + host + `/oauth2/v2.0/token"`:                                                "",
		`"jwks_uri":"` + host + `/discovery/v2.0/keys"`:                                                    "",
		`"userinfo_endpoint":"https://graph.microsoft.com/oidc/userinfo"`:                                  "",
		`oidc_discovery_url="https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"`: "",
		"redirect_uri: https://login.live.com/oauth20_desktop.srf":                                         "",
		"INFO redirect_url=" + host + "/oauth2/v2.0/authorize":                                             "",
		"token: " + host + "/oauth2/v2.0/devicecode failed":                                                "",
		"GET " + host + "/oauth2/v2.0/authorize?client_id=x&token_url=1":                                   "",
	} {
		got := look(text, About{}).wrongSetting()
		if (got != "") != (what != "") || !strings.Contains(got, what) {
			t.Errorf("%s: %q, want %q", text, got, what)
		}
	}
}

// TestMisspelled: a host that is nearly one of Microsoft's is named; others are not.
func TestMisspelled(t *testing.T) {
	for text, want := range map[string]string{
		"https://login.micorsoftonline.com/common": "login.micorsoftonline.com",
		"lookup login.microsoftonlin.com failed":   "login.microsoftonlin.com",
		"https://login.microsoftonline.com/common": "", "https://graph.microsoft.com/v1.0/me": "",
		"https://login.partner.microsoftonline.cn/x": "", "https://login.contoso.example.com/x": "",
		"https://login.microsoftonline.us/x": "", "sts.windows.net": "", "auth.example.com at login.js": "",
	} {
		got := look(text, About{}).misspelled()
		if (got != "") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestNamesIn: names of errors become words; paths, calls and a name alone do not.
func TestNamesIn(t *testing.T) {
	for text, want := range map[string]string{
		"JSON::JWK::Set::KidNotFound in x":                       "kid not found",
		"org.x.InvalidIssuerException: iss":                      "invalid issuer",
		"err: ERR_STATES_NOT_MATCH":                              "states not match",
		"x TokenExpiredError and y":                              "token expired",
		"at validateTokenFailed(Jwt.java:3)":                     "",
		"KidNotFound":                                            "",
		"failed at /app/src/InvalidNonceHandler/check.js line 3": "",
		"C:\\app\\InvalidIssuer.cs: error":                       "",
		"at InvalidIssuerCheck.ts:4":                             "",
		"java.security.BadCredentialsException: no one":          "",
	} {
		if got := namesIn(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
