package check

import (
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// A token that was pasted without metadata is held to the form of
// Microsoft's issuers.
func TestIssuerWithoutMetadata(t *testing.T) {
	for _, test := range []struct {
		iss  string
		want report.Outcome
	}{
		{tenantIssuer, report.Pass},
		{"https://login.microsoftonline.us/" + testTenant + "/v2.0", report.Pass},
		{"https://login.partner.microsoftonline.cn/" + testTenant + "/v2.0", report.Pass},
		{"https://login.windows.net/" + testTenant + "/v2.0", report.Fail},
		{"https://evil.example/" + testTenant + "/v2.0", report.Fail},
		{"https://login.microsoftonline.com/contoso.com/v2.0", report.Fail},
		{"https://login.microsoftonline.com@evil.example/" + testTenant + "/v2.0", report.Fail},
		{tenantIssuer + "/", report.Fail},
	} {
		s := &flow.Session{
			Schema: flow.SessionSchema, Origin: flow.OriginPasted,
			Tokens: &flow.Tokens{IDToken: unsigned(t, workHeader, workClaims("iss", test.iss))},
		}
		if f := judge(s).Find("idtoken-issuer"); f.Outcome != test.want {
			t.Errorf("%s: %s (%s)", test.iss, f.Outcome, f.Summary)
		}
	}
}

// A sign-in at one cloud takes no token of another, metadata or not.
func TestIssuerOfAnotherCloud(t *testing.T) {
	s := session(t, "iss", "https://login.microsoftonline.us/"+testTenant+"/v2.0")
	expect(t, judge(s), "idtoken-issuer", report.Fail)
	s.Metadata = nil
	expect(t, judge(s), "idtoken-issuer", report.Fail)
}

// A trusted test server may have a plain issuer and tokens without tenant or
// version; whose issuer it is stays exact.
func TestTrustedAuthority(t *testing.T) {
	s := session(t, "iss", "https://login.test.example", "tid", nil, "ver", nil)
	s.Request.TrustAuthority, s.Request.Authority = true, "https://login.test.example"
	s.Metadata.Issuer = "https://login.test.example"
	s.KeySets = keySet(jwk("k1", "", public()))
	r := judge(s)
	for _, id := range []string{"idtoken-issuer", "idtoken-tenant", "idtoken-version", "idtoken-authority"} {
		if f := r.Find(id); f.Problem() {
			t.Errorf("%s: %s", id, f.Summary)
		}
	}
	expect(t, r, "idtoken-key-issuer", report.Skip)
	expect(t, r, "keys-issuer", report.Fail)
	s.Metadata.Issuer += "/"
	expect(t, judge(s), "idtoken-issuer", report.Fail)
	s.Metadata = nil
	expect(t, judge(s), "idtoken-issuer", report.Unknown)
}
