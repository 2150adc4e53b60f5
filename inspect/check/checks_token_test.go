package check

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// judged runs the checks on a well-signed sign-in with the given claims.
func judged(t *testing.T, claims string) *report.Report {
	t.Helper()
	return judge(signedIn(t, sign(t, goodHeader, claims)))
}

// What a time may not be. The rest of it is in TestTimes (security 86).
func TestOddTimes(t *testing.T) {
	for _, name := range []string{"exp", "nbf", "iat"} {
		check := map[string]string{"iat": "idtoken-issued-at"}[name]
		if check == "" {
			check = "idtoken-lifetime"
		}
		for _, value := range []string{
			"null", "true", "[]", "{}", `""`, `"1795521600"`, "0", "-0", "-1", "0.5", "1e19",
			"9007199254740993", "9223372036854775807", "18446744073709551616", "-1e300", "253402300800.0",
		} {
			if f := judged(t, with(t, `"`+name+`":`+value, name, nil)).Find(check); f.Outcome != report.Fail ||
				!strings.Contains(f.Summary, "not a number") && !strings.Contains(f.Summary, "a number that is no time") {
				t.Errorf("%s %s: %s (%s)", name, value, f.Outcome, f.Summary)
			}
		}
	}
	for _, value := range []string{"1795525200", "1795525200.999", "1.7955252e9", "17955252E2"} {
		if f := judged(t, with(t, `"exp":`+value, "exp", nil)).Find("idtoken-lifetime"); f.Outcome != report.Pass ||
			!strings.Contains(f.Evidence[0].Got, value) {
			t.Errorf("exp %s: %s (%s), %v", value, f.Outcome, f.Summary, f.Evidence)
		}
	}
}

// Five minutes, to the second, both ways, and shown (security 87).
func TestLeewayIsExact(t *testing.T) {
	for _, test := range []struct {
		name, claim, check string
		at                 time.Duration
		want               report.Outcome
	}{
		{"exp, leeway - 1", "exp", "idtoken-lifetime", -leeway + time.Second, report.Pass},
		{"exp, leeway", "exp", "idtoken-lifetime", -leeway, report.Fail},
		{"exp, leeway + 1", "exp", "idtoken-lifetime", -leeway - time.Second, report.Fail},
		{"nbf, leeway - 1", "nbf", "idtoken-lifetime", leeway - time.Second, report.Pass},
		{"nbf, leeway", "nbf", "idtoken-lifetime", leeway, report.Pass},
		{"nbf, leeway + 1", "nbf", "idtoken-lifetime", leeway + time.Second, report.Fail},
		{"iat, leeway - 1", "iat", "idtoken-issued-at", leeway - time.Second, report.Pass},
		{"iat, leeway", "iat", "idtoken-issued-at", leeway, report.Pass},
		{"iat, leeway + 1", "iat", "idtoken-issued-at", leeway + time.Second, report.Fail},
	} {
		begin := noon.Add(-time.Hour).Unix()
		changes := []any{"iat", begin, "nbf", begin, test.claim, noon.Add(test.at).Unix()}
		f := expect(t, judged(t, claimsText(t, changes...)), test.check, test.want)
		if text := f.Evidence[0].Want + f.Evidence[len(f.Evidence)-1].Want; !strings.Contains(text,
			"5 minutes of tolerance") {
			t.Errorf("%s: the leeway is not shown: %v", test.name, f.Evidence)
		}
	}
}

func TestTokenLength(t *testing.T) {
	for _, test := range []struct {
		from, to time.Duration
		want     report.Outcome
	}{
		{-time.Minute, 25*time.Hour - time.Minute, report.Pass},
		{-time.Minute, 25*time.Hour - time.Minute + time.Second, report.Fail},
		{4 * time.Minute, 2 * time.Minute, report.Fail},
	} {
		claims := claimsText(t, "iat", noon.Add(test.from).Unix(), "nbf", nil, "exp", noon.Add(test.to).Unix())
		if f := judged(t, claims).Find("idtoken-length"); f.Outcome != test.want || f.Severity != report.Warning {
			t.Errorf("%v to %v: %s %s (%s)", test.from, test.to, f.Severity, f.Outcome, f.Summary)
		}
	}
}

// Audience and authorized party. The rest is in TestAttacks (security rows).
func TestAudiences(t *testing.T) {
	many := make([]string, 900)
	for i := range many {
		many[i] = testClient
	}
	for _, test := range []struct {
		name       string
		aud, azp   any
		check      string
		want       report.Outcome
		without    bool // the client ID is not known
		suggestion string
	}{
		{"89 ours in a list", []string{testClient}, nil, "idtoken-audience", report.Pass, false, ""},
		{"89 missing", nil, nil, "idtoken-audience", report.Fail, false, ""},
		{"89 empty text", "", nil, "idtoken-audience", report.Fail, false, ""},
		{"89 null", []any{nil}, nil, "idtoken-audience", report.Fail, false, ""},
		{"89 ours and a number", []any{testClient, 5}, nil, "idtoken-audience", report.Fail, false, ""},
		{"89 a list in a list", []any{[]string{testClient}}, nil, "idtoken-audience", report.Fail, false, ""},
		{"89 an object", map[string]string{testClient: testClient}, nil, "idtoken-audience", report.Fail, false, ""},
		{"89 many", many, nil, "idtoken-azp", report.Fail, false, ""},
		{"89 several without azp", []string{testClient, testClient}, nil, "idtoken-azp", report.Fail, false, ""},
		{"89 azp ours", testClient, testClient, "idtoken-azp", report.Pass, false, ""},
		{"89 azp upper case", testClient, strings.ToUpper(testClient), "idtoken-azp", report.Fail, false, ""},
		{"89 azp a list", testClient, []string{testClient}, "idtoken-azp", report.Fail, false, ""},
		{"89 azp null", testClient, "null", "idtoken-azp", report.Fail, false, ""},
		{"unknown client", testClient, nil, "idtoken-audience", report.Unknown, true, "--client-id"},
		{"unknown client, azp", testClient, testClient, "idtoken-azp", report.Unknown, true, "--client-id"},
		{"unknown client, azp no text", testClient, 5, "idtoken-azp", report.Fail, true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := signedIn(t, sign(t, goodHeader, claimsText(t, "aud", test.aud, "azp", test.azp)))
			if test.without {
				s.Origin, s.Request.ClientID = flow.OriginPasted, ""
			}
			if f := expect(t, judge(s), test.check, test.want); !strings.Contains(f.Summary, test.suggestion) {
				t.Errorf("summary %q", f.Summary)
			}
		})
	}
}

// A token alone says nothing about the nonce unless the user does (security 90).
func TestNonceOfTokenAlone(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.Origin, s.Request.Nonce = flow.OriginPasted, ""
	if f := expect(t, judge(s), "idtoken-nonce", report.Skip); !strings.Contains(f.Summary, "--nonce") {
		t.Errorf("summary %q", f.Summary)
	}
	s.Request.Nonce = "another"
	expect(t, judge(s), "idtoken-nonce", report.Fail)
	s.Request.Nonce = "n-0S6_WzA2Mj"
	expect(t, judge(s), "idtoken-nonce", report.Pass)
}

// Entra sends neither hash from the token endpoint; what is there has to fit
// (security 91).
func TestHashes(t *testing.T) {
	for _, name := range []string{"at_hash", "c_hash"} {
		check := "idtoken-" + strings.ReplaceAll(name, "_", "-")
		for _, test := range []struct {
			value any
			known bool
			want  report.Outcome
		}{
			{nil, true, report.Pass},
			{nil, false, report.Pass},
			{"right", true, report.Pass},
			{"wrong", true, report.Fail},
			{"", true, report.Fail},
			{5, true, report.Fail},
			{"right", false, report.Unknown},
		} {
			s := signedIn(t, sign(t, goodHeader, claimsText(t, name, test.value)))
			s.Tokens.AccessTokenHash, s.Callback.CodeHash = "", ""
			if test.known {
				s.Tokens.AccessTokenHash, s.Callback.CodeHash = "right", "right"
			}
			expect(t, judge(s), check, test.want)
		}
	}
}

// The kinds of account that each tenant word allows (security 74, 75).
func TestAuthorities(t *testing.T) {
	other := "4a435c5e-6451-4c1a-a81f-ab9666b6de8f"
	for _, test := range []struct {
		asked, tid string
		want       report.Outcome
	}{
		{"common", testTenant, report.Pass},
		{"common", entra.ConsumersTenant, report.Pass},
		{"organizations", testTenant, report.Pass},
		{"organizations", entra.ConsumersTenant, report.Fail},
		{"consumers", entra.ConsumersTenant, report.Pass},
		{"consumers", testTenant, report.Fail},
		{testTenant, testTenant, report.Pass},
		{strings.ToUpper(testTenant), testTenant, report.Pass},
		{other, testTenant, report.Fail},
		{"contoso.example", testTenant, report.Unknown},
		{"", testTenant, report.Skip},
	} {
		s := session(t, "tid", test.tid, "iss", "https://login.microsoftonline.com/"+test.tid+"/v2.0")
		s.Request.Tenant = test.asked
		if f := judge(s).Find("idtoken-authority"); f.Outcome != test.want {
			t.Errorf("%s for %s: %s (%s)", test.asked, test.tid, f.Outcome, f.Summary)
		}
	}
}

// The two crosses of work and personal accounts. Only one of them is against
// the rules (security 74).
func TestCrossedKeys(t *testing.T) {
	personalIssuer := strings.ReplaceAll(templateIssuer, entra.TenantTemplate, entra.ConsumersTenant)
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.KeySets = keySet(jwk("k1", personalIssuer, public()))
	r := judge(s)
	expect(t, r, "idtoken-key-issuer", report.Fail)
	expect(t, r, "idtoken-signature", report.Pass)
	if r.Email.Verdict == proof.EmailVerified {
		t.Error("a key for personal accounts signs for a work account")
	}
	s = signedIn(t, sign(t, goodHeader, claimsText(t, "tid", entra.ConsumersTenant, "iss", personalIssuer)))
	if f := expect(t, judge(s), "idtoken-key-issuer", report.Pass); !strings.Contains(f.Summary, "its own key") {
		t.Errorf("the unusual key is not mentioned: %q", f.Summary)
	}
}

// Causes are shown, not their symptoms (security rows).
func TestSymptomsAreSkipped(t *testing.T) {
	for _, test := range []struct {
		name, token, cause string
		symptoms           []string
	}{
		{
			"94 v1 token", sign(t, goodHeader, claimsText(t, "ver", "1.0", "iss", "https://sts.windows.net/"+testTenant+"/")),
			"idtoken-version",
			[]string{"idtoken-issuer", "idtoken-tenant", "idtoken-key-issuer"},
		},
		{
			"92 another tenant", sign(t, goodHeader, claimsText(t, "tid", testClient)), "idtoken-tenant",
			[]string{"idtoken-key-issuer", "idtoken-authority"},
		},
		{
			"85 twin", sign(t, goodHeader, with(t, `"AUD":"x"`)), "idtoken-names",
			[]string{"idtoken-audience", "idtoken-signature", "idtoken-nonce"},
		},
		{
			"101 BOM", sign(t, goodHeader, "\ufeff"+claimsText(t)), "idtoken-format",
			[]string{"idtoken-header", "idtoken-key", "idtoken-audience", "idtoken-lifetime"},
		},
		{
			"104 access token", sign(t, goodHeader, claimsText(t, "scp", "x", "aud", "api://x")), "idtoken-not-access",
			[]string{"idtoken-format", "idtoken-audience"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := judge(signedIn(t, test.token))
			expect(t, r, test.cause, report.Fail)
			for _, id := range test.symptoms {
				expect(t, r, id, report.Skip)
			}
		})
	}
}

// An access token in the place of the ID token is named by what it is for, and
// one of Graph is not called badly signed (security 103, 104).
func TestAccessTokenAsIDToken(t *testing.T) {
	for _, test := range []struct{ name, claims, header, names string }{
		{
			"104 Graph by ID", claimsText(t, "aud", "00000003-0000-0000-c000-000000000000", "scp", "openid"), goodHeader,
			"Microsoft Graph",
		},
		{"104 Graph by address", claimsText(t, "aud", "https://graph.microsoft.com/"), goodHeader, "Microsoft Graph"},
		{"104 an API", claimsText(t, "aud", "api://orders"), goodHeader, "api://orders"},
		{"104 app-only", claimsText(t, "aud", nil, "appidacr", "1"), goodHeader, "an API"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := expect(t, judge(signedIn(t, sign(t, test.header, test.claims))), "idtoken-not-access", report.Fail)
			if !strings.Contains(f.Summary, test.names) {
				t.Errorf("summary %q", f.Summary)
			}
		})
	}
	whole := sign(t, `{"alg":"RS256","kid":"k1","nonce":"x"}`, claimsText(t, "aud", token.GraphAudiences[0], "scp",
		"openid"))
	for _, kind := range []string{"id", "access"} {
		tok := token.Decode(kind, flow.NewToken(whole[:strings.LastIndexByte(whole, '.')+1]+b64(make([]byte, 256))))
		tok.Verify(token.NewKeyRing(keySet(jwk("k1", templateIssuer, public()))), flow.OriginPasted)
		if tok.Verification.State != proof.CannotBeChecked {
			t.Errorf("103 Graph token as %s: %+v", kind, tok.Verification)
		}
	}
	// A header's nonce alone does not excuse an ID token from being checked.
	excused := judge(signedIn(t, sign(t, `{"alg":"RS256","kid":"k1","nonce":"x"}`, claimsText(t))+"AAAA"))
	expect(t, excused, "idtoken-signature", report.Fail)
}

// Without keys nothing is verified, and nothing is called forged (security 72).
func TestWithoutKeysOrSignature(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.KeySets = nil
	for _, sets := range [][]flow.KeySet{nil, keySet(jwk("k2", templateIssuer, public()))} {
		s.KeySets = sets
		r := judge(s)
		if v := r.Tokens[0].Verification; v.State != proof.NotChecked || r.Email.Verdict != proof.EmailCannotTell ||
			strings.Contains(r.Headline+v.Reason, "forged") {
			t.Errorf("%+v, %s", v, r.Headline)
		}
	}
	loaded := session(t)
	loaded.KeySets = keySet(jwk("k1", templateIssuer, public()))
	if v := judge(loaded).Tokens[0].Verification; v.State != proof.NotChecked ||
		v.Reason != "a saved session has no signatures" {
		t.Errorf("%+v", v)
	}
}

// What sub may not be (security 93).
func TestSubjects(t *testing.T) {
	for _, test := range []struct {
		sub  any
		want report.Outcome
	}{
		{strings.Repeat("x", 255), report.Pass},
		{strings.Repeat("x", 256), report.Fail},
		{"", report.Fail},
		{[]string{"x"}, report.Fail},
		{"é", report.Fail},
		{"a\x1bb", report.Fail},
	} {
		expect(t, judged(t, claimsText(t, "sub", test.sub)), "idtoken-subject", test.want)
	}
}

// An address in the claims is shown and nothing else; this package has no
// network to follow it with (security 105).
func TestClaimSourcesAreOnlyShown(t *testing.T) {
	sources := map[string]any{"src1": map[string]string{"endpoint": "http://evil.example/"}}
	r := judged(t, claimsText(t, "_claim_names", map[string]string{"groups": "src1"}, "_claim_sources", sources))
	if r.Verdict != report.VerdictPass || len(r.Exchanges) != 0 {
		t.Errorf("%s, %d exchanges", r.Verdict, len(r.Exchanges))
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "1 second", -59 * time.Second: "59 seconds", time.Minute: "1 minute", 119 * time.Minute: "119 minutes",
		2 * time.Hour: "2 hours", 47 * time.Hour: "47 hours", 48 * time.Hour: "2 days",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}

// TestProfileNotRead: a profile that could not be read is reported as such.
func TestProfileNotRead(t *testing.T) {
	s := session(t)
	if f := judge(s).Find("me-is-user"); f.ID != "" {
		t.Errorf("the profile was not requested, and there is %+v", f)
	}
	s.Problems = []flow.Failure{{Stage: flow.StageMe, Summary: "no Graph", Hint: "leave out --me"}}
	r := judge(s)
	f := expect(t, r, "me-is-user", report.Unknown)
	if f.Summary != "the user's profile (/me) was not read: no Graph" || f.Fix != "Leave out --me" {
		t.Errorf("%+v", f)
	}
	expect(t, r, "me-mail", report.Skip)
}

// TestMissingEmailIsRequested: where the registration asks for the email, no one is told to add it, and an app that
// removes unverified addresses is named as a cause once.
func TestMissingEmailIsRequested(t *testing.T) {
	for _, removes := range []string{"", "true"} {
		s := session(t, "email", nil, "xms_edov", nil)
		s.Registration = manifest(t, "healthy")[0].Registration
		s.Registration.RemoveUnverifiedEmail = appreg.Setting[string]{Value: removes, Known: removes != ""}
		f := judge(s).Find("email-present")
		if strings.Contains(f.Fix, "Add optional claim") || !strings.Contains(f.Fix, "ill in the user's Email") {
			t.Errorf("%q: the fix is %q", removes, f.Fix)
		}
		if got := strings.Contains(f.Fix, "on purpose"); got != (removes == "true") {
			t.Errorf("%q: the fix is %q", removes, f.Fix)
		}
		if n := strings.Count(f.Why, "removeUnverifiedEmailClaim"); n != 1 {
			t.Errorf("%q: named %d times in %q", removes, n, f.Why)
		}
	}
}
