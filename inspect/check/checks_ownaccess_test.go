package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/report"
)

// ownAlone is an access token of the app's own API that was pasted, with the keys of its issuer.
func ownAlone(t *testing.T, claims string) *flow.Session {
	s := ownAccess(t, sign(t, goodHeader, claims))
	s.Origin, s.Callback, s.Metadata = flow.OriginPasted, nil, nil
	s.Tokens.IDToken, s.Tokens.AccessTokenHash = flow.Token{}, ""
	return s
}

// TestAccessOfTenant: an access token fits the requested tenant by the rule of the ID token.
func TestAccessOfTenant(t *testing.T) {
	user := claimsText(t, "scp", "x", "azp", testClient)
	app := claimsText(t, "idtyp", "app", "azp", testClient)
	for _, claims := range []string{user, app} {
		for tenant, want := range map[string]report.Outcome{
			"": report.Skip, "common": report.Pass, "organizations": report.Pass, "consumers": report.Fail,
			testTenant: report.Pass, strings.ToUpper(testTenant): report.Pass, testClient: report.Fail,
			"contoso.example": report.Unknown,
		} {
			s := ownAlone(t, claims)
			s.Request.Tenant = tenant
			r := judge(s)
			f := expect(t, r, "accesstoken-authority", want)
			verdict := map[report.Outcome]string{
				report.Fail: report.VerdictFail, report.Unknown: report.VerdictUnknown,
			}[want]
			if verdict != "" && r.Verdict != verdict || verdict == "" && r.Verdict != report.VerdictPass {
				t.Errorf("%q: %s (%s)", tenant, r.Verdict, f.Summary)
			}
		}
	}
}

// TestTenantOfDomain: only the metadata of the domain itself says which tenant it belongs to. Those that were loaded
// for a pasted token are of the token's tenant.
func TestTenantOfDomain(t *testing.T) {
	for url, want := range map[string]report.Outcome{
		"https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration":    report.Pass,
		"https://login.microsoftonline.com/Contoso.example/v2.0/.well-known/openid-configuration":    report.Pass,
		"https://login.microsoftonline.com/" + testTenant + "/v2.0/.well-known/openid-configuration": report.Unknown,
	} {
		s := ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x")))
		s.Request.Tenant, s.Metadata.URL, s.Metadata.Issuer = "contoso.example", url, tenantIssuer
		r := judge(s)
		expect(t, r, "idtoken-authority", want)
		expect(t, r, "accesstoken-authority", want)
	}
}

// TestKeyOfAccessToken: the key has to be of the token's cloud and for its issuer, and the token has to name a tenant.
func TestKeyOfAccessToken(t *testing.T) {
	personal := strings.ReplaceAll(templateIssuer, entra.TenantTemplate, entra.ConsumersTenant)
	for name, test := range map[string]struct {
		issuer, cloud string
		claims        []any
		want          report.Outcome
	}{
		"no cloud":         {templateIssuer, "", nil, report.Pass},
		"the global cloud": {templateIssuer, "microsoftonline.com", nil, report.Pass},
		"another cloud":    {templateIssuer, "microsoftonline.us", nil, report.Fail},
		"a personal key":   {personal, "", nil, report.Fail},
		"no tenant":        {personal, "", []any{"tid", nil}, report.Fail},
		"a tenant by name": {
			templateIssuer, "", []any{"tid", "common", "iss", "https://login.microsoftonline.com/common/v2.0"}, report.Fail,
		},
		"the tenant's own":      {tenantIssuer, "", nil, report.Pass},
		"a number for a tenant": {templateIssuer, "", []any{"tid", 7}, report.Fail},
	} {
		s := ownAlone(t, claimsText(t, append([]any{"scp", "x", "azp", testClient}, test.claims...)...))
		s.KeySets = keySet(jwk("k1", test.issuer, &signingKey().PublicKey, "cloud_instance_name", `"`+test.cloud+`"`))
		if f := judge(s).Find("accesstoken-issuer"); f.Outcome != test.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Outcome, f.Summary, test.want)
		}
	}
}

// TestAccessIsNoIDToken: of Microsoft's tokens, what has no mark of an access token is an ID token. A test server's
// need no mark, so that only the hashes of an ID token tell.
func TestAccessIsNoIDToken(t *testing.T) {
	for name, test := range map[string]struct {
		claims        []any
		want, trusted report.Outcome
	}{
		"an ID token":       {nil, report.Fail, report.Skip},
		"with a role":       {[]any{"roles", []string{"x"}}, report.Fail, report.Skip},
		"scp":               {[]any{"scp", "x"}, report.Pass, report.Pass},
		"azp":               {[]any{"azp", testClient}, report.Pass, report.Pass},
		"appid":             {[]any{"appid", testClient}, report.Pass, report.Pass},
		"at_hash":           {[]any{"at_hash", "AAAA"}, report.Fail, report.Fail},
		"c_hash beside azp": {[]any{"c_hash", "AAAA", "azp", testClient}, report.Fail, report.Fail},
	} {
		s := ownAlone(t, claimsText(t, test.claims...))
		if f := judge(s).Find("accesstoken-not-id"); f.Outcome != test.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Outcome, f.Summary, test.want)
		}
		s.Request.TrustAuthority = true
		if f := judge(s).Find("accesstoken-not-id"); f.Outcome != test.trusted {
			t.Errorf("%s, of a test server: %s (%s), want %s", name, f.Outcome, f.Summary, test.trusted)
		}
	}
}

// TestTokensOfOneUser: the two tokens of one response are of one user of one tenant.
func TestTokensOfOneUser(t *testing.T) {
	const other = "99999999-2222-4333-8444-555555555555"
	for name, test := range map[string]struct {
		claims []any
		want   report.Outcome
	}{
		"the same":                {nil, report.Pass},
		"in upper case":           {[]any{"tid", strings.ToUpper(testTenant)}, report.Pass},
		"another user":            {[]any{"oid", other}, report.Fail},
		"another tenant":          {[]any{"tid", other}, report.Fail},
		"another tenant, no user": {[]any{"tid", other, "oid", nil}, report.Fail},
		"no user":                 {[]any{"oid", nil}, report.Skip},
		"of another API":          {[]any{"oid", other, "aud", "api://other"}, report.Fail},
	} {
		s := ownAccess(t, sign(t, goodHeader, claimsText(t, append([]any{"scp", "x"}, test.claims...)...)))
		f := expect(t, judge(s), "accesstoken-user", test.want)
		s.Origin, s.Callback, s.Request.RedirectURI = flow.OriginPasted, nil, ""
		expect(t, judge(s), "accesstoken-user", report.Skip) // two tokens of a text
		s.Tokens.Members = []string{"id_token", "access_token"}
		if g := expect(t, judge(s), "accesstoken-user", test.want); g.Summary != f.Summary {
			t.Errorf("%s: %q, pasted %q", name, f.Summary, g.Summary)
		}
		s.Tokens.AccessToken = flow.NewToken("opaque")
		expect(t, judge(s), "accesstoken-user", report.Skip)
	}
}

// TestKeyOfNoIssuer: a key without an issuer may be one for other accounts than the token's, unless it is published at
// the address of the token's tenant. The keys of a test server need not name one.
func TestKeyOfNoIssuer(t *testing.T) {
	const v1, host = "https://sts.windows.net/" + testTenant + "/", "https://login.microsoftonline.com/"
	for url, want := range map[string]report.Outcome{
		"keys.json":                         report.Unknown,
		host + "common/discovery/v2.0/keys": report.Unknown,
		host + "common/discovery/keys":      report.Unknown, // they name none, ever
		host + testTenant + "/discovery/v2.0/keys?appid=" + testClient:                 report.Pass,
		host + testTenant + "/discovery/keys":                                          report.Pass,
		host + testClient + "/discovery/v2.0/keys":                                     report.Unknown,
		"https://login.microsoftonline.us/" + testTenant + "/discovery/v2.0/keys":      report.Unknown,
		"http://login.microsoftonline.com/" + testTenant + "/discovery/v2.0/keys":      report.Unknown,
		"https://evil.example/" + testTenant + "/discovery/v2.0/keys":                  report.Unknown,
		"https://login.microsoftonline.com@evil.example/" + testTenant + "/discovery/": report.Unknown,
	} {
		keys := keySet(jwk("k1", "", &signingKey().PublicKey))
		keys[0].URL = url
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = keys
		r := judge(s)
		expect(t, r, "idtoken-key-issuer", want)
		if unknown := want == report.Unknown; unknown != (r.Verdict == report.VerdictUnknown) {
			t.Errorf("%s: %s (%s)", url, r.Verdict, r.Headline)
		}
		for _, iss := range []string{tenantIssuer, v1} {
			ver := map[string]string{tenantIssuer: "2.0", v1: "1.0"}[iss]
			s := ownAlone(t, claimsText(t, "scp", "x", "azp", testClient, "iss", iss, "ver", ver))
			s.KeySets = keys
			r := judge(s)
			expect(t, r, "accesstoken-issuer", want)
			if says := strings.Contains(r.Headline, "only, verified"); says != (want == report.Pass) {
				t.Errorf("%s: %s", url, r.Headline)
			}
			s.KeySets = append(keySet(jwk("k1", templateIssuer, &signingKey().PublicKey)), keys...) // which one of them names
			expect(t, judge(s), "accesstoken-issuer", report.Pass)
		}
		s.Request.TrustAuthority, s.Request.Authority = true, "https://login.microsoftonline.com"
		expect(t, judge(s), "idtoken-key-issuer", report.Skip)
	}
}
