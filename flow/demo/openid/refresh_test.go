package openid_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/openid"
	"edov/flow/demo/tenant"
)

const offline = "openid profile email offline_access User.Read"

// refreshParams is a correct refresh request with changes.
func refreshParams(s demotest.Visitor, token string, changes ...string) url.Values {
	return s.TokenParams("", append([]string{
		"grant_type", "refresh_token", "refresh_token", token, "code", "", "redirect_uri", "", "code_verifier", "",
	}, changes...)...)
}

// A refresh token gets tokens for the same user, and a new refresh token; the old one is not revoked.
func TestRefresh(t *testing.T) {
	for _, account := range []tenant.Account{tenant.AccountWork, tenant.AccountPersonal} {
		s := demotest.Start(t, "healthy", demo.Options{})
		first := s.Redeem(t, account, "scope", offline)
		token := first.RefreshToken
		for range 3 {
			var got demotest.Tokens
			s.Post(t, demotest.TokenPath, refreshParams(s, token)).JSON(t, &got)
			if got.RefreshToken == "" || got.RefreshToken == token || got.AccessToken == "" || got.Scope != first.Scope {
				t.Fatalf("%s: %+v", account, got)
			}
			key := s.WorkKey(t)
			if account == tenant.AccountPersonal {
				key = s.PersonalKey(t)
			}
			_, was, _ := demotest.Decode(t, first.IDToken, key)
			_, is, verified := demotest.Decode(t, got.IDToken, key)
			if !verified || was["sub"] != is["sub"] || was["oid"] != is["oid"] {
				t.Errorf("%s: the ID token is for %v, want %v", account, is, was)
			}
			if a := s.Get(t, "/v1.0/me", "Authorization", "Bearer "+got.AccessToken); a.Status != http.StatusOK {
				t.Errorf("%s: /me: status %d", account, a.Status)
			}
			token = got.RefreshToken
		}
		if a := s.Post(t, demotest.TokenPath, refreshParams(s, first.RefreshToken)); a.Status != http.StatusOK {
			t.Errorf("%s: the old refresh token: status %d", account, a.Status)
		}
	}
}

func TestRefreshErrors(t *testing.T) {
	clock := &testClock{}
	s := demotest.Start(t, "healthy", demo.Options{Now: clock.now})
	token := s.Redeem(t, tenant.AccountWork, "scope", offline).RefreshToken
	refused := func(name string, code int, suberror string, changes ...string) {
		t.Helper()
		var body struct {
			demotest.Failure
			Suberror string
		}
		s.Post(t, demotest.TokenPath, refreshParams(s, token, changes...)).JSON(t, &body)
		if len(body.Codes) != 1 || body.Codes[0] != code || body.Suberror != suberror {
			t.Errorf("%s: %v %s, want %d %s", name, body.Codes, body.Suberror, code, suberror)
		}
	}
	refused("none", 900144, "", "refresh_token", "")
	refused("unknown", 9002313, "", "refresh_token", "1.AAAA")
	refused("no secret", 7000218, "", "client_secret", "")
	refused("wrong secret", 7000215, "", "client_secret", "wrong")
	refused("no consent", 65001, "consent_required", "scope", "openid Mail.Read")
	refused("two APIs", 28000, "", "scope", "User.Read "+demotest.OwnAPI+"access")
	clock.advance(91 * 24 * time.Hour)
	refused("expired", 700082, "bad_token")
}

// A native app has no secret, and refreshes without one; a single-page app's refresh token ends after a day.
func TestRefreshByPlatform(t *testing.T) {
	for platform, headers := range map[string][]string{
		appreg.PlatformPublic: nil, appreg.PlatformSPA: {"Origin", "https://app.example"},
	} {
		clock := &testClock{}
		setup := demotest.Start(t, "healthy", demo.Options{}).Setup()
		for i := range setup.App.Redirects {
			setup.App.Redirects[i].Platform = platform
		}
		s := demotest.Start(t, "healthy", demo.Options{Setup: &setup, Now: clock.now})
		code := s.Code(t, tenant.AccountWork, "scope", offline)
		var got demotest.Tokens
		first := s.Post(t, demotest.TokenPath, s.TokenParams(code, "client_secret", ""), headers...)
		first.JSON(t, &got)
		if cors := first.Header.Get("Access-Control-Allow-Origin"); (cors == "*") != (platform == appreg.PlatformSPA) {
			t.Errorf("%s: Access-Control-Allow-Origin %q", platform, cors)
		}
		params := refreshParams(s, got.RefreshToken, "client_secret", "")
		if a := s.Post(t, demotest.TokenPath, params, headers...); a.Status != http.StatusOK {
			t.Errorf("%s: status %d %s", platform, a.Status, a.Body)
		}
		clock.advance(25 * time.Hour)
		a := s.Post(t, demotest.TokenPath, params, headers...)
		if (a.Status == http.StatusOK) != (platform == appreg.PlatformPublic) {
			t.Errorf("%s after a day: status %d %s", platform, a.Status, a.Body)
		}
	}
}

// The parameter scope of a token request says what the access token is for.
func TestTokenScope(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	all := offline + " " + demotest.OwnAPI + "access https://graph.microsoft.com/Mail.Read"
	token := s.Redeem(t, tenant.AccountWork, "scope", all).RefreshToken
	for scope, c := range map[string]struct {
		granted string
		idToken bool
		own     bool
	}{
		"openid User.Read": {"openid User.Read", true, false},
		"User.Read":        {"User.Read", false, false},
		"https://graph.microsoft.com/User.Read openid": {"User.Read openid", true, false},
		"https://graph.microsoft.com/.default":         {"User.Read https://graph.microsoft.com/Mail.Read", false, false},
		"openid " + demotest.OwnAPI + "access":         {"openid " + demotest.OwnAPI + "access", true, true},
		demotest.OwnAPI + ".default":                   {demotest.OwnAPI + "access", false, true},
		"openid profile email address":                 {"", false, false},
	} {
		a := s.Post(t, demotest.TokenPath, refreshParams(s, token, "scope", scope))
		if c.granted == "" {
			if a.Status != http.StatusBadRequest {
				t.Errorf("%s: status %d", scope, a.Status)
			}
			continue
		}
		var got demotest.Tokens
		a.JSON(t, &got)
		if got.Scope != c.granted || (got.IDToken != "") != c.idToken {
			t.Errorf("%s: granted %q, want %q; ID token %v", scope, got.Scope, c.granted, got.IDToken != "")
		}
		_, claims, _ := demotest.Decode(t, got.AccessToken, s.WorkKey(t))
		if own := claims["aud"] == demo.ClientID; own != c.own {
			t.Errorf("%s: the access token is for %v", scope, claims["aud"])
		}
	}
	code := s.Code(t, tenant.AccountWork, "scope", offline)
	if a := s.Post(t, demotest.TokenPath, s.TokenParams(code, "scope", "Mail.Read")); a.Status != http.StatusBadRequest {
		t.Errorf("without consent: status %d", a.Status)
	}
	if a := s.Post(t, demotest.TokenPath, s.TokenParams(code, "scope", "openid User.Read")); a.Status != http.StatusOK {
		t.Errorf("the refused request has used the code: status %d, %s", a.Status, a.Body)
	}
}

// client_info names the account at its home tenant, where it is asked for.
func TestClientInfo(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for _, ask := range []string{"", "1"} {
		query := s.Choose(t, tenant.Contoso.ID, demotest.AuthParams("client_info", ask), tenant.AccountGuest,
			openid.ChoiceSignIn).Location(t).Query()
		var got struct {
			Info string `json:"client_info"`
		}
		params := s.TokenParams(query.Get("code"), "client_info", ask)
		s.Post(t, "/"+tenant.Contoso.ID+"/oauth2/v2.0/token", params).JSON(t, &got)
		if got.Info != query.Get("client_info") || (got.Info != "") != (ask == "1") {
			t.Errorf("asked %q: %q, %q", ask, query.Get("client_info"), got.Info)
		}
		if ask == "" {
			continue
		}
		raw, err := base64.RawURLEncoding.DecodeString(got.Info)
		var info map[string]string
		if err != nil || json.Unmarshal(raw, &info) != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		guest, _ := tenant.Lookup(tenant.AccountGuest)
		if len(info) != 2 || info["uid"] != guest.OID || info["utid"] != tenant.Fabrikam.ID {
			t.Errorf("%v", info)
		}
	}
}

// MSAL asks a login host that it does not know for its other names.
func TestInstanceDiscovery(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{TLS: true})
	path := "/common/discovery/instance?api-version=1.1&authorization_endpoint="
	var got struct {
		Endpoint string `json:"tenant_discovery_endpoint"`
		Metadata []struct{ Aliases []string }
	}
	s.Get(t, path+url.QueryEscape(s.URL()+demotest.AuthorizePath)).JSON(t, &got)
	_, host, _ := strings.Cut(s.URL(), "://")
	if got.Endpoint != s.URL()+"/common/v2.0/.well-known/openid-configuration" || len(got.Metadata) != 1 ||
		got.Metadata[0].Aliases[0] != host {
		t.Errorf("%+v", got)
	}
	if a := s.Get(t, path+"https://evil.example/common/oauth2/v2.0/authorize"); a.Status != http.StatusBadRequest {
		t.Errorf("another host: status %d", a.Status)
	}
}
