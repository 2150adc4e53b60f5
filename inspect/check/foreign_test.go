package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// Of a token of another issuer, only whose it is matters: no advice about Microsoft's settings follows.
func TestForeignToken(t *testing.T) {
	for iss, want := range map[string]string{
		"https://accounts.google.com":         "this is a Google token, not Microsoft's",
		"https://tenant.eu.auth0.com/":        "this is an Auth0 token, not Microsoft's",
		"https://clerk.example.com":           "this is a Clerk token, not Microsoft's",
		"https://sso.example.com/realms/main": "this is a Keycloak token, not Microsoft's",
		"https://id.example.com":              "this is a token of id.example.com, not Microsoft's",
	} {
		id := unsigned(t, workHeader, workClaims("iss", iss, "tid", nil, "ver", nil, "email", nil, "xms_edov", nil))
		for name, tokens := range map[string]*flow.Tokens{"id": {IDToken: id}, "access": {AccessToken: id}} {
			r := judge(&flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: tokens})
			if r.Headline != want || r.Verdict != report.VerdictFail || len(r.Products) > 0 ||
				r.Account.Kind != proof.AccountUnknown {
				t.Errorf("%s, %s: %q, %s, %d products, account %+v", iss, name, r.Headline, r.Verdict, len(r.Products), r.Account)
			}
			for _, f := range r.Findings {
				if f.Problem() && f.ID != "idtoken-issuer" || f.Outcome == report.Unknown {
					t.Errorf("%s, %s: %s %s", iss, name, f.ID, f.Summary)
				}
				if strings.Contains(f.Fix, "App registrations") {
					t.Errorf("%s: %s advises %q", iss, f.ID, f.Fix)
				}
			}
		}
	}
}

// A token of a test server is no other issuer's, nor is one that a sign-in brought.
func TestForeignTokenOfATestServer(t *testing.T) {
	s := session(t, "iss", "https://id.example.com", "tid", nil)
	s.Origin, s.Request.TrustAuthority = flow.OriginPasted, true
	if r := judge(s); strings.Contains(r.Headline, "not Microsoft's") {
		t.Error(r.Headline)
	}
	s.Request.TrustAuthority, s.Origin = false, flow.OriginSignIn
	if r := judge(s); strings.Contains(r.Headline, "not Microsoft's") {
		t.Error(r.Headline)
	}
}

// decodedSession are decoded claims, without a header.
func decodedSession(t *testing.T, changes ...any) *flow.Session {
	return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: &flow.Tokens{
		IDToken: unsigned(t, map[string]any{}, workClaims(changes...)), Decoded: true,
	}}
}

// Decoded claims are not verified, never failed: there is nothing to verify.
func TestDecodedClaims(t *testing.T) {
	for name, s := range map[string]*flow.Session{
		"as sent": decodedSession(t), "part": decodedSession(t, "iss", nil, "sub", nil, "exp", nil),
		"redacted": decodedSession(t, "tid", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "iss",
			"https://login.microsoftonline.com/<tenant>/v2.0"),
		"old": decodedSession(t, "exp", 1600000000, "iat", 1599996400, "nbf", 1599996400),
	} {
		r := judge(s)
		if r.Verdict != report.VerdictUnknown || !strings.Contains(r.Detail, "not verified: no signature") ||
			r.Email.Verdict == proof.EmailVerified {
			t.Errorf("%s: %s, %q, %q, email %s", name, r.Verdict, r.Headline, r.Detail, r.Email.Verdict)
		}
		expect(t, r, "idtoken-signature", report.Unknown)
		for _, f := range r.Findings {
			if f.Problem() && f.Severity == report.Error || strings.Contains(f.Summary, "signature does not match") {
				t.Errorf("%s: %s %s", name, f.ID, f.Summary)
			}
		}
	}
	expect(t, judge(decodedSession(t, "xms_edov", nil)), "edov-present", report.Fail)
	expect(t, judge(decodedSession(t, "tid", "contoso")), "idtoken-tenant", report.Fail)
}

// A line end after the secret is a finding, and no obstacle.
func TestSecretLineEnd(t *testing.T) {
	s := session(t)
	s.Request.SecretLineEnd = true
	r := judge(s)
	f := r.Find("secret-shape")
	if f.Outcome != report.Fail || f.Severity != report.Note || r.Verdict != judge(session(t)).Verdict ||
		!strings.Contains(f.Fix, "echo -n") {
		t.Errorf("%+v, %s", f, r.Verdict)
	}
}
