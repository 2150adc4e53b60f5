package token_test

import (
	"strings"
	"testing"

	"edov/flow/mint"
	"edov/inspect/token"
	"edov/inspect/words"
)

// An issuer fits byte for byte, the template standing for the tenant and for
// nothing else (security 75, 92).
func TestIssuerFits(t *testing.T) {
	other := "4a435c5e-6451-4c1a-a81f-ab9666b6de8f"
	for _, test := range []struct {
		published, iss, tid string
		want                bool
	}{
		{mint.TemplateIssuer, mint.TenantIssuer, mint.Tenant, true},
		{mint.TemplateIssuer, mint.TenantIssuer, "", true},
		{mint.TenantIssuer, mint.TenantIssuer, mint.Tenant, true},
		{mint.TemplateIssuer, mint.TenantIssuer, other, false},
		{mint.TenantIssuer, strings.Replace(mint.TenantIssuer, mint.Tenant, other, 1), other, false},
		{mint.TemplateIssuer, mint.TemplateIssuer, "", false},
		{mint.TemplateIssuer, mint.TemplateIssuer, mint.Tenant, false},
		{mint.TemplateIssuer, mint.TenantIssuer + "/", mint.Tenant, false},
		{mint.TemplateIssuer, strings.ToUpper(mint.TenantIssuer), mint.Tenant, false},
		{mint.TemplateIssuer, "https://login.microsoftonline.com/" + mint.Tenant + "/x/v2.0", "", false},
		{mint.TemplateIssuer, "https://login.microsoftonline.com//v2.0", "", false},
		{mint.TemplateIssuer, "https://login.microsoftonline.com/v2.0", "", false},
		{mint.TemplateIssuer, "", "", false},
	} {
		if got := token.IssuerFits(test.published, test.iss, test.tid); got != test.want {
			t.Errorf("issuerFits(%q, %q, %q) = %t", test.published, test.iss, test.tid, got)
		}
	}
}

// A refusal names the part that differs (security 92).
func TestIssuerDifference(t *testing.T) {
	const host = "https://login.microsoftonline.com/"
	for _, test := range []struct{ got, part string }{
		{mint.TemplateIssuer, "template"},
		{mint.TenantIssuer + "/", "slash"},
		{strings.Replace(mint.TenantIssuer, "https", "http", 1), "scheme"},
		{strings.Replace(mint.TenantIssuer, "login", "LOGIN", 1), "letter case"},
		{strings.Replace(mint.TenantIssuer, ".com", ".com.evil.com", 1), "host"},
		{strings.Replace(mint.TenantIssuer, ".com", ".com:443", 1), "host"},
		{strings.Replace(mint.TenantIssuer, ".com", ".us", 1), "host"},
		{host + mint.Client + "/v2.0", "tenant"},
		{host + mint.Tenant + "/v1.0", "version"},
		{host + mint.Tenant, "path"},
		{"contoso", "not an address"},
		{"https://[::1", "not an address"},
		{"https://" + strings.Repeat("a", 40000) + ".example/", "host"},
	} {
		why := token.IssuerDifference(mint.TenantIssuer, test.got)
		if !strings.Contains(why, test.part) || len(why) > 2*words.MaxEvidence {
			t.Errorf("%.80q: %.200q, want the %s", test.got, why, test.part)
		}
	}
}
