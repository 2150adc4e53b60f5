package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// Items 75 and 92: an issuer fits byte for byte, the template standing for the
// tenant and for nothing else.
func TestIssuerFits(t *testing.T) {
	other := "4a435c5e-6451-4c1a-a81f-ab9666b6de8f"
	for _, test := range []struct {
		published, iss, tid string
		want                bool
	}{
		{templateIssuer, tenantIssuer, testTenant, true},
		{templateIssuer, tenantIssuer, "", true},
		{tenantIssuer, tenantIssuer, testTenant, true},
		{templateIssuer, tenantIssuer, other, false},
		{tenantIssuer, strings.Replace(tenantIssuer, testTenant, other, 1), other, false},
		{templateIssuer, templateIssuer, "", false},
		{templateIssuer, templateIssuer, testTenant, false},
		{templateIssuer, tenantIssuer + "/", testTenant, false},
		{templateIssuer, strings.ToUpper(tenantIssuer), testTenant, false},
		{templateIssuer, "https://login.microsoftonline.com/" + testTenant + "/x/v2.0", "", false},
		{templateIssuer, "https://login.microsoftonline.com//v2.0", "", false},
		{templateIssuer, "https://login.microsoftonline.com/v2.0", "", false},
		{templateIssuer, "", "", false},
	} {
		if got := token.IssuerFits(test.published, test.iss, test.tid); got != test.want {
			t.Errorf("issuerFits(%q, %q, %q) = %t", test.published, test.iss, test.tid, got)
		}
	}
}

// A refusal names the part that differs.
func TestIssuerDifference(t *testing.T) {
	const host = "https://login.microsoftonline.com/"
	for _, test := range []struct{ got, part string }{
		{templateIssuer, "template"},
		{tenantIssuer + "/", "slash"},
		{strings.Replace(tenantIssuer, "https", "http", 1), "scheme"},
		{strings.Replace(tenantIssuer, "login", "LOGIN", 1), "letter case"},
		{strings.Replace(tenantIssuer, ".com", ".com.evil.com", 1), "host"},
		{strings.Replace(tenantIssuer, ".com", ".com:443", 1), "host"},
		{strings.Replace(tenantIssuer, ".com", ".us", 1), "host"},
		{host + testClient + "/v2.0", "tenant"},
		{host + testTenant + "/v1.0", "version"},
		{host + testTenant, "path"},
		{"contoso", "not an address"},
		{"https://[::1", "not an address"},
		{"https://" + strings.Repeat("a", 40000) + ".example/", "host"},
	} {
		why := token.IssuerDifference(tenantIssuer, test.got)
		if !strings.Contains(why, test.part) || len(why) > 2*words.MaxEvidence {
			t.Errorf("%.80q: %.200q, want the %s", test.got, why, test.part)
		}
	}
}

// A token that was handed in without metadata is held to the form of
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
		s := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: &flow.Tokens{IDToken: unsigned(t, workHeader, workClaims("iss", test.iss))}}
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
