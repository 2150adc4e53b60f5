package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
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
	two := decodedSession(t)
	two.Tokens.AccessToken = unsigned(t, map[string]any{}, workClaims())
	if detail := judge(two).Detail; strings.Count(detail, "not verified") != 1 {
		t.Errorf("two tokens: %q", detail)
	}
	expect(t, judge(decodedSession(t, "xms_edov", nil)), "edov-present", report.Fail)
	expect(t, judge(decodedSession(t, "email", nil)), "email-present", report.Fail)
	expect(t, judge(decodedSession(t, "tid", "contoso")), "idtoken-tenant", report.Fail)
}

// TestPartOfDecodedClaims: of a part of the claims, what is missing may be in the token, so no check fails for it.
func TestPartOfDecodedClaims(t *testing.T) {
	ellipsis := decodedSession(t, "email", nil, "xms_edov", nil)
	ellipsis.Tokens.Partial = true
	for name, c := range map[string]struct {
		session *flow.Session
		missing string
	}{
		"ellipsis":           {ellipsis, "email"},
		"no iss":             {decodedSession(t, "iss", nil, "email", nil, "xms_edov", nil), "email"},
		"what ASP.NET keeps": {decodedSession(t, "iss", nil, "aud", nil, "exp", nil, "xms_edov", nil), "xms_edov"},
		"nothing but a few":  {decodedSession(t, "sub", nil, "exp", nil, "xms_edov", nil, "oid", nil), "xms_edov"},
	} {
		r := judge(c.session)
		want := "can't tell whether the email is verified: " + c.missing + proof.NotGiven
		if r.Verdict != report.VerdictUnknown || r.Headline != want || r.Email.Verdict != proof.EmailCannotTell {
			t.Errorf("%s: %s, %q, %+v", name, r.Verdict, r.Headline, r.Email)
		}
		for _, f := range r.Findings {
			if f.Problem() {
				t.Errorf("%s: %s %s", name, f.ID, f.Summary)
			}
		}
	}
	expect(t, judge(decodedSession(t, "email", "<redacted>")), "email-format", report.Unknown)
	expect(t, judge(decodedSession(t, "xms_edov", "<redacted>")), "edov-type", report.Unknown)
}

// TestUntypedClaims: what a program printed has lost the type of xms_edov, so nothing is said of it.
func TestUntypedClaims(t *testing.T) {
	s := decodedSession(t, "xms_edov", "1")
	expect(t, judge(s), "edov-type", report.Fail)
	s.Tokens.Untyped = true
	expect(t, judge(s), "edov-type", report.Unknown)
}

// TestTimesOfDecodedClaims: a time that is no number of seconds was shown so; the token has another.
func TestTimesOfDecodedClaims(t *testing.T) {
	for _, exp := range []any{"30.11.2026 01:01", 1795803600000} {
		r := judge(decodedSession(t, "exp", exp, "iat", exp, "nbf", exp))
		expect(t, r, "idtoken-lifetime", report.Unknown)
		expect(t, r, "idtoken-issued-at", report.Unknown)
		if r.Verdict != report.VerdictUnknown {
			t.Errorf("%v: %s, %s", exp, r.Verdict, r.Headline)
		}
	}
}

// TestUnclearEDOVHeadline: a value that products read differently was checked; the headline does not say otherwise.
func TestUnclearEDOVHeadline(t *testing.T) {
	for _, v := range []any{"True", []any{true}, map[string]any{}} {
		r := judge(signedIn(t, sign(t, goodHeader, claimsText(t, "xms_edov", v))))
		if r.Verdict != report.VerdictFail || !strings.HasPrefix(r.Headline, "email can't be treated as verified: ") {
			t.Errorf("%v: %s, %q", v, r.Verdict, r.Headline)
		}
	}
}

// TestAccessTokenAlone: the next step leads to the token that answers the question.
func TestAccessTokenAlone(t *testing.T) {
	s := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: &flow.Tokens{
		AccessToken: unsigned(t, workHeader, workClaims("aud", "00000003-0000-0000-c000-000000000000", "scp", "User.Read")),
	}}
	if f := judge(s).Find("accesstoken-signature"); f.Outcome != report.Unknown || !strings.Contains(f.Fix, "ID token") {
		t.Errorf("%s, %q", f.Outcome, f.Fix)
	}
}

// TestTokensOfSeveralSignIns: two tokens from a text need not belong together; those of one response do.
func TestTokensOfSeveralSignIns(t *testing.T) {
	s := session(t, "at_hash", "AAAA")
	s.Origin, s.Tokens.AccessTokenHash, s.Tokens.Members = flow.OriginPasted, "BBBB", nil
	if f := judge(s).Find("idtoken-at-hash"); f.Outcome != report.Unknown || f.Severity != report.Note {
		t.Errorf("%s, %s", f.Outcome, f.Severity)
	}
	s.Tokens.Members = []string{"access_token", "id_token"}
	expect(t, judge(s), "idtoken-at-hash", report.Fail)
}

// TestClientIDInCapitals: the token is not another app's, but a library that compares exactly refuses it.
func TestClientIDInCapitals(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.Request.ClientID = strings.ToUpper(s.Request.ClientID)
	if f := judge(s).Find("idtoken-audience"); !f.Problem() || strings.Contains(f.Summary, "another app") ||
		!strings.Contains(f.Fix, "lower case") {
		t.Errorf("%s, %q, %q", f.Outcome, f.Summary, f.Fix)
	}
}

// TestAccessTokenForIDToken: an access token in place of an ID token says nothing of the ID token's email.
func TestAccessTokenForIDToken(t *testing.T) {
	const graph = "00000003-0000-0000-c000-000000000000"
	r := judge(session(t, "aud", graph, "scp", "User.Read", "email", nil, "xms_edov", nil))
	expect(t, r, "idtoken-not-access", report.Fail)
	expect(t, r, "email-present", report.Skip)
}

// TestPersonalAccountWithoutEmail: no administrator can fill in a personal account's email.
func TestPersonalAccountWithoutEmail(t *testing.T) {
	s := session(t, "tid", entra.ConsumersTenant, "iss", "https://login.microsoftonline.com/"+entra.ConsumersTenant+"/v2.0",
		"email", nil, "xms_edov", nil)
	s.Request.Scopes = nil
	f := judge(s).Find("email-present")
	if !f.Problem() || strings.Contains(f.Fix, "admin center") || strings.Contains(f.Fix, "xms_edov") ||
		!strings.Contains(f.Fix, "openid profile email") {
		t.Errorf("%s: %q", f.Outcome, f.Fix)
	}
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
