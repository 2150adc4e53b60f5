package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// TestTokenType: only Bearer is one, in any case (security 45).
func TestTokenType(t *testing.T) {
	for given, want := range map[string]report.Outcome{
		"Bearer": report.Pass, "bearer": report.Pass, "mac": report.Fail, "": report.Fail, "Bearer ": report.Fail,
		"DPoP": report.Fail,
	} {
		s := session(t)
		s.Origin, s.Tokens.TokenType = flow.OriginSignIn, given
		if f := expect(t, judge(s), "token-type", want); f.Summary == "" {
			t.Errorf("%q: nothing is said", given)
		}
	}
}

// TestLifetimeOfResponse: a number, or one as text, within bounds (security 47).
func TestLifetimeOfResponse(t *testing.T) {
	for given, want := range map[string]report.Outcome{
		"3599": report.Pass, `"3600"`: report.Pass, "86400": report.Pass,
		"-1": report.Fail, "0": report.Fail, "59": report.Fail, "172801": report.Fail, "1e400": report.Fail,
		"99999999999": report.Fail,
		`"soon"`:      report.Fail, "null": report.Fail, "3599.5": report.Fail,
	} {
		s := session(t)
		s.Origin, s.Tokens.ExpiresIn = flow.OriginSignIn, given
		expect(t, judge(s), "token-expires", want)
	}
}

// TestIssuerOfMetadata: another issuer than Microsoft's fails, and the part that differs is named (security 56).
func TestIssuerOfMetadata(t *testing.T) {
	const host = "https://login.microsoftonline.com/"
	for _, test := range []struct{ tenant, issuer, part string }{
		{"common", host + "{tenantid}/v2.0", ""},
		{testTenant, host + testTenant + "/v2.0", ""},
		{testTenant, host + testClient + "/v2.0", "another tenant's"},
		{testTenant, host + "{tenantid}/v2.0", "another tenant's"},
		{"common", host + "{tenantid}/v2.0/", "slash"},
		{"common", "http://login.microsoftonline.com/{tenantid}/v2.0", "scheme"},
		{"common", "https://LOGIN.microsoftonline.com/{tenantid}/v2.0", "letter case"},
		{"common", host + "{tenantid}", "path"},
		{"common", "https://evil.example/{tenantid}/v2.0", "the host differs: \"evil.example\""},
	} {
		s := session(t)
		s.Request.Tenant, s.Metadata.Issuer = test.tenant, test.issuer
		want := report.Fail
		if test.part == "" {
			want = report.Pass
		}
		if f := expect(t, judge(s), "metadata-issuer", want); !strings.Contains(f.Summary, test.part) {
			t.Errorf("%s: %q does not name %q", test.issuer, f.Summary, test.part)
		}
	}
}
