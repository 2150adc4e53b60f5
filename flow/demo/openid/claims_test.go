package openid_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/openid"
	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

func TestWorkIDToken(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	before := time.Now()
	got := s.Redeem(t, tenant.AccountWork)
	header, claims, ok := demotest.Decode(t, got.IDToken, s.WorkKey(t))
	if !ok || header["alg"] != "RS256" || header["typ"] != "JWT" || header["kid"] != s.WorkKey(t).Kid || len(header) != 3 {
		t.Errorf("verified %v, header %v", ok, header)
	}
	var names []string
	for name := range claims {
		names = append(names, name)
	}
	slices.Sort(names)
	// The real sample's claims without c_hash, which /token never sends, and
	// with email and xms_edov.
	want := "aio aud email exp iat iss name nbf nonce oid preferred_username rh sid sub tid uti ver xms_edov"
	if strings.Join(names, " ") != want {
		t.Errorf("claims %v, want %s", names, want)
	}
	for name, value := range map[string]any{
		"iss": s.URL() + "/" + tenant.Contoso.ID + "/v2.0", "aud": demo.ClientID, "tid": tenant.Contoso.ID,
		"nonce": "the-nonce", "ver": "2.0",
		"xms_edov": true, "email": "ada.berg@contoso.example",
	} {
		if claims[name] != value {
			t.Errorf("%s is %v, want %v", name, claims[name], value)
		}
	}
	iat, exp := claims["iat"].(float64), claims["exp"].(float64)
	if exp-iat != 3900 || claims["nbf"] != iat || before.Add(-openid.Backdate).Unix() > int64(iat) {
		t.Errorf("iat %v, nbf %v, exp %v", iat, claims["nbf"], exp)
	}
}

func TestPersonalTokens(t *testing.T) {
	s := demotest.Start(t, "healthy-personal", demo.Options{})
	got := s.Redeem(t, tenant.AccountPersonal)
	_, claims, ok := demotest.Decode(t, got.IDToken, s.PersonalKey(t))
	if !ok || claims["exp"].(float64)-claims["iat"].(float64) != 86700 || claims["tid"] != entra.ConsumersTenant {
		t.Errorf("verified %v, claims %v", ok, claims)
	}
	sub, _ := claims["sub"].(string)
	if !strings.HasPrefix(sub, "AAAAAAAA") || len(sub) != 43 ||
		!strings.HasPrefix(claims["oid"].(string), "00000000-0000-0000-") {
		t.Errorf("sub %q, oid %v", sub, claims["oid"])
	}
	for _, name := range []string{"xms_edov", "rh", "uti", "sid"} {
		if claims[name] != nil {
			t.Errorf("%s is present", name)
		}
	}
	if !strings.HasPrefix(got.AccessToken, "EwB") || strings.Contains(got.AccessToken, ".") {
		t.Error("the access token is not opaque")
	}
}

func TestGraphTokenDoesNotVerify(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	header, claims, ok := demotest.Decode(t, s.Redeem(t, tenant.AccountWork).AccessToken, s.WorkKey(t))
	if ok || header["nonce"] == nil || header["x5t"] != header["kid"] {
		t.Errorf("verified %v, header %v", ok, header)
	}
	if claims["aud"] != appreg.GraphAppID || claims["ver"] != "1.0" ||
		claims["iss"] != "https://sts.windows.net/"+tenant.Contoso.ID+"/" || claims["xms_edov"] != nil {
		t.Errorf("claims %v", claims)
	}
	if claims["scp"] != "openid profile email" {
		t.Errorf("scp %v", claims["scp"])
	}
}

func TestTokenForTheAppsOwnAPI(t *testing.T) {
	// The registration of no-edov lacks the claim for ID tokens only.
	for id, want := range map[string]any{"healthy": true, "edov-string-one": "1", "half-done": nil, "no-edov": true} {
		s := demotest.Start(t, id, demo.Options{})
		got := s.Redeem(t, tenant.AccountWork, "scope", "openid profile email "+demotest.OwnAPI+"read")
		_, claims, ok := demotest.Decode(t, got.AccessToken, s.WorkKey(t))
		if !ok || claims["aud"] != demo.ClientID || claims["ver"] != "2.0" || claims["scp"] != "read" ||
			claims["azp"] != demo.ClientID {
			t.Errorf("%s: verified %v, claims %v", id, ok, claims)
		}
		if claims["xms_edov"] != want {
			t.Errorf("%s: xms_edov %v, want %v", id, claims["xms_edov"], want)
		}
		if got.Scope != "openid profile email "+demotest.OwnAPI+"read" {
			t.Errorf("%s: scope %q", id, got.Scope)
		}
	}
}

func TestScopesDecideOnClaims(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	_, claims, _ := demotest.Decode(t, s.Redeem(t, tenant.AccountWork, "scope", "openid").IDToken, s.WorkKey(t))
	for _, name := range []string{"email", "xms_edov", "name", "oid"} {
		if claims[name] != nil {
			t.Errorf("%s is present", name)
		}
	}
	if got := s.Redeem(t, tenant.AccountWork, "scope", "profile offline_access"); got.IDToken != "" ||
		got.RefreshToken == "" {
		t.Error("an ID token without openid, or no refresh token with offline_access")
	}
}

func TestGuestToken(t *testing.T) {
	s := demotest.Start(t, "guest", demo.Options{})
	u := s.Choose(t, tenant.Contoso.ID, demotest.AuthParams(), tenant.AccountGuest, openid.ChoiceSignIn).Location(t)
	var got demotest.Tokens
	s.Post(t, "/"+tenant.Contoso.ID+"/oauth2/v2.0/token", s.TokenParams(u.Query().Get("code"))).JSON(t, &got)
	_, claims, _ := demotest.Decode(t, got.IDToken, s.WorkKey(t))
	if claims["tid"] != tenant.Contoso.ID || claims["acct"] != 1.0 ||
		claims["idp"] != "https://sts.windows.net/"+tenant.Fabrikam.ID+"/" || claims["oid"] == tenant.People[2].OID {
		t.Errorf("claims %v", claims)
	}
}

// Each scenario of the token changes what it says, and nothing else.
func TestTokenScenarios(t *testing.T) {
	for id, want := range map[string]string{
		"no-email": `null null`, "no-edov": `"ada.berg@contoso.example" null`,
		"edov-false":      `"ada.berg@contoso.example" false`,
		"edov-string-one": `"ada.berg@contoso.example" "1"`, "edov-number-one": `"ada.berg@contoso.example" 1`,
	} {
		s := demotest.Start(t, id, demo.Options{})
		_, claims, ok := demotest.Decode(t, s.Redeem(t, s.Scenario().Person().Account).IDToken, s.WorkKey(t))
		email, _ := json.Marshal(claims["email"])
		edov, _ := json.Marshal(claims["xms_edov"])
		if got := string(email) + " " + string(edov); got != want || !ok {
			t.Errorf("%s: %s, want %s; verified %v", id, got, want, ok)
		}
	}
	for id, check := range map[string]func(s demotest.Visitor, claims map[string]any, work, personal bool) bool{
		"wrong-nonce": func(_ demotest.Visitor, c map[string]any, work, _ bool) bool {
			return work && c["nonce"] != "the-nonce"
		},
		"wrong-audience": func(_ demotest.Visitor, c map[string]any, work, _ bool) bool {
			return work && c["aud"] != demo.ClientID
		},
		"v1-token": func(_ demotest.Visitor, c map[string]any, work, _ bool) bool { return work && c["ver"] == "1.0" },
		"bad-signature": func(_ demotest.Visitor, c map[string]any, work, personal bool) bool {
			return !work && !personal && c["xms_edov"] == true
		},
		"foreign-key": func(_ demotest.Visitor, c map[string]any, work, personal bool) bool {
			return !work && personal && c["tid"] == tenant.Contoso.ID
		},
		"clock-skew": func(s demotest.Visitor, c map[string]any, work, _ bool) bool {
			return work && time.Unix(int64(c["iat"].(float64)), 0).After(time.Now().Add(10*time.Minute))
		},
	} {
		s := demotest.Start(t, id, demo.Options{})
		token := s.Redeem(t, tenant.AccountWork).IDToken
		_, claims, work := demotest.Decode(t, token, s.WorkKey(t))
		_, _, personal := demotest.Decode(t, token, s.PersonalKey(t))
		if !check(s, claims, work, personal) {
			t.Errorf("%s: verified by work %v, personal %v, claims %v", id, work, personal, claims)
		}
	}
}
