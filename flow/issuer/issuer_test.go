package issuer

import (
	"slices"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

func parse(t *testing.T, text string) strictjson.Value {
	t.Helper()
	v, err := strictjson.Parse([]byte(text), strictjson.Token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func microsoft(host string) bool {
	return host == "login.microsoftonline.com" || host == "sts.windows.net"
}

func TestOf(t *testing.T) {
	const tenant = "11111111-2222-4333-8444-555555555555"
	for claims, want := range map[string]string{
		`{"iss":"https://accounts.google.com"}`:                                                                                              "a Google token",
		`{"iss":"accounts.google.com"}`:                                                                                                      "a Google token",
		`{"iss":"https://securetoken.google.com/p"}`:                                                                                         "a Firebase token",
		`{"iss":"https://appleid.apple.com"}`:                                                                                                "an Apple token",
		`{"iss":"https://dev-1.us.auth0.com/"}`:                                                                                              "an Auth0 token",
		`{"iss":"https://login.acme.com/","sub":"auth0|5f7c"}`:                                                                               "an Auth0 token",
		`{"iss":"https://happy-cat-1.clerk.accounts.dev"}`:                                                                                   "a Clerk token",
		`{"iss":"https://clerk.acme.com"}`:                                                                                                   "a Clerk token",
		`{"iss":"https://acme.com","sid":"sess_2abcdefghijklmnopqrstuv"}`:                                                                    "a Clerk token",
		`{"iss":"https://acme.b2clogin.com/` + tenant + `/v2.0/"}`:                                                                           "an Azure AD B2C token",
		`{"iss":"https://login.acme.com/` + tenant + `/v2.0/","tfp":"B2C_1A_SIGNIN"}`:                                                        "an Azure AD B2C token",
		`{"iss":"https://login.microsoftonline.com/` + tenant + `/v2.0/","acr":"b2c_1_signin"}`:                                              "an Azure AD B2C token",
		`{"iss":"https://acme.ciamlogin.com/` + tenant + `/v2.0","tid":"` + tenant + `"}`:                                                    "a Microsoft Entra External ID token",
		`{"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A"}`:                                                                  "an Amazon Cognito token",
		`{"iss":"https://dev-1.okta.com/oauth2/default"}`:                                                                                    "an Okta token",
		`{"iss":"https://sso.acme.com/realms/main"}`:                                                                                         "a Keycloak token",
		`{"iss":"https://sso.acme.com/auth/realms/main"}`:                                                                                    "a Keycloak token",
		`{"iss":"https://a.supabase.co/auth/v1"}`:                                                                                            "a Supabase token",
		`{"iss":"supabase","role":"anon"}`:                                                                                                   "a Supabase token",
		`{"sub":"x","exp":5,"email":{"address":"a@b.example","is_verified":true}}`:                                                           "a Hanko token",
		`{"iss":"https://token.actions.githubusercontent.com"}`:                                                                              "a GitHub Actions token",
		`{"iss":"https://x.example","kubernetes.io":{}}`:                                                                                     "a service account token of Kubernetes",
		`{"iss":"https://login.sovcloud-identity.fr/` + tenant + `/v2.0","tid":"` + tenant + `"}`:                                            "a token of Bleu, a Microsoft cloud for France",
		`{"iss":"https://login.sovcloud-identity.de/` + tenant + `/v2.0","tid":"` + tenant + `"}`:                                            "a token of Delos, a Microsoft cloud for Germany",
		`{"iss":"https://login.sovcloud-identity.sg/` + tenant + `/v2.0","tid":"` + tenant + `"}`:                                            "a token of GovSG, a Microsoft cloud for Singapore",
		`{"iss":"` + tenant + `","sub":"` + tenant + `","aud":"https://login.microsoftonline.com/` + tenant + `/oauth2/v2.0/token"}`:         "a client assertion, which an app makes in place of a client secret",
		`{"iss":"https://login.microsoftonline.com/` + tenant + `/v2.0","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}`: "a logout token",
		`{"iss":"https://adfs.acme.com/adfs"}`:                                                                                               "an AD FS token",
		`{"iss":"https://id.acme.example:8443/x"}`:                                                                                           "a token of id.acme.example:8443",
		`{"iss":"https://` + strings.Repeat("a", 200) + `"}`:                                                                                 "a token of another server",
		// Microsoft's, forged or unknown: the checks judge these.
		`{"iss":"https://login.microsoftonline.com/` + tenant + `/v2.0"}`:                    "",
		`{"iss":"https://sts.windows.net/` + tenant + `/"}`:                                  "",
		`{"iss":"https://evil.example/x","tid":"` + tenant + `"}`:                            "",
		`{"iss":"https://login.sovcloud-identity.fr.evil.example/x","tid":"` + tenant + `"}`: "",

		`{"iss":"` + tenant + `","sub":"` + tenant + `","aud":"` + tenant + `"}`: "",

		`{"iss":"` + tenant + `","sub":"` + tenant + `","aud":["https://login.microsoftonline.com:443/` + tenant + `/v2.0"]}`: "a client assertion, which an app makes in place of a client secret",

		`{"iss":"` + tenant + `","sub":"` + tenant + `","aud":"https://contoso.ciamlogin.com/` + tenant + `/v2.0"}`: "a client assertion, which an app makes in place of a client secret",

		`{"iss":"` + tenant + `","sub":"` + tenant + `","aud":"https://appleid.apple.com"}`: "",

		`{"iss":"` + tenant + `","sub":"other","aud":"https://login.microsoftonline.com/` + tenant + `/oauth2/v2.0/token"}`: "",
		`{"iss":"nothing"}`: "", `{"aud":"x"}`: "", `{"iss":5}`: "",
	} {
		m, ok := Of(parse(t, `{"alg":"RS256"}`), parse(t, claims), microsoft)
		whole := m.Then != "" && m.Want != "" && m.Name != "" && !strings.Contains(m.Then, "NAME")
		if ok != (want != "") || m.What != want || ok && !whole {
			t.Errorf("%s: %+v", claims, m)
		}
	}
	m, ok := Of(parse(t, `{"alg":"HS256"}`), parse(t, `{"userId":5}`), microsoft)
	if !ok || !strings.Contains(m.Summary(), "an app's own token, signed with a shared secret (HS256), not Microsoft's") {
		t.Errorf("%+v", m)
	}
	for iss, want := range map[string]string{
		"https://a.b2clogin.com/x/": "workforce", "https://a.ciamlogin.com/x/v2.0": "workforce",
		"https://login.sovcloud-identity.fr/x/v2.0": "cloud that edov checks", "https://accounts.google.com": "of Microsoft",
	} {
		if m, _ := Of(strictjson.Value{}, parse(t, `{"iss":"`+iss+`"}`), microsoft); !strings.Contains(m.Want, want) {
			t.Errorf("%s: %s", iss, m.Want)
		}
	}
	if m, _ := Of(strictjson.Value{}, parse(t, `{"iss":"https://a.b2clogin.com/x/"}`),
		microsoft); strings.Contains(m.Summary(), "not Microsoft's") {
		t.Errorf("B2C is Microsoft's: %s", m.Summary())
	}
}

// Each row has a source and something to recognize it by.
func TestTable(t *testing.T) {
	for _, r := range table {
		if !strings.HasPrefix(r.source, "https://") || r.issuer == "" && r.claims == nil && !r.service || r.name == "" {
			t.Errorf("%+v", r)
		}
		if r.service && !slices.ContainsFunc(services, func(s service) bool { return s.name == r.name }) {
			t.Errorf("no service is called %s", r.name)
		}
	}
}

// TestServiceAt: the ends of hosts count, and a stranger's host that only begins like one is none.
func TestServiceAt(t *testing.T) {
	for host, want := range map[string]string{
		"contoso.CIAMlogin.com": "Microsoft Entra External ID", "contoso.b2clogin.cn": "Azure AD B2C",
		"login.microsoftonline.de": "Microsoft Cloud Germany", "login.microsoftonline.com": "",
		"contoso.ciamlogin.evil.example": "", "ciamlogin.com": "", "evilb2clogin.com": "", "": "",
	} {
		if got := ServiceAt(host); got != want {
			t.Errorf("%s: %q", host, got)
		}
	}
}
