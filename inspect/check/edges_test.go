package check

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/token"
)

// TestWhyNotVerified: who said that the email is not verified decides what to do, and each claim about it is evidence.
func TestWhyNotVerified(t *testing.T) {
	for _, test := range []struct {
		changes   []any
		why, fix  string
		evidence  []string
		hasNoWhys bool
	}{
		{[]any{"xms_edov", false}, "nOAuth", "o not link or create accounts", []string{"xms_edov"}, false},
		{
			[]any{"xms_edov", nil, "email_verified", false},
			"nOAuth", "o not link",
			[]string{"xms_edov", "email_verified"},
			false,
		},
		{[]any{"xms_edov", nil}, "", "xms_edov", []string{"xms_edov"}, true},
	} {
		r := judge(signedIn(t, sign(t, goodHeader, claimsText(t, test.changes...))))
		f := expect(t, r, "email-verified", report.Fail)
		if !strings.Contains(f.Why, test.why) || strings.Contains(f.Why, "nOAuth") == test.hasNoWhys ||
			!strings.Contains(f.Fix, test.fix) {
			t.Errorf("%v: why %q, fix %q", test.changes, f.Why, f.Fix)
		}
		var labels []string
		for _, e := range f.Evidence {
			labels = append(labels, e.Label)
		}
		if !slices.Equal(labels, test.evidence) {
			t.Errorf("%v: evidence %v, want %v", test.changes, labels, test.evidence)
		}
	}
}

// TestForeignEndpointsAreExplained: at Microsoft a proxy is behind it, at a test server its metadata.
func TestForeignEndpointsAreExplained(t *testing.T) {
	for trusted, want := range map[bool]string{false: "a proxy may have changed", true: "you trust another server"} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.Request.TrustAuthority = trusted
		s.Metadata.TokenEndpoint = "https://evil.example/token"
		if f := expect(t, judge(s), "metadata-endpoints", report.Fail); !strings.Contains(f.Why, want) {
			t.Errorf("trusted %t: %q", trusted, f.Why)
		}
	}
}

// TestOwnEndpoints: an endpoint is on the server's own hosts only where its host is, and it is an address at all.
func TestOwnEndpoints(t *testing.T) {
	for path, want := range map[string]report.Outcome{
		"https://HOST/token": report.Pass, "https://HOST//evil.example/token": report.Pass, "https://HOST/a%20b": report.Pass,
		"https://HOST/%zz": report.Fail, "https://HOST/to\nken": report.Fail, "https://HOST/\x00": report.Fail,
		"https://HOST": report.Pass, "https://HOST@evil.example/": report.Fail, "https://HOST.evil.example/": report.Fail,
		"https://HOST:1/token": report.Fail, "http://HOST/token": report.Fail, `https://HOST\@evil.example/`: report.Fail,
		"https://HOST\t.evil.example/": report.Fail, "https://evil.example/https://HOST/": report.Fail,
		"https://user@HOST/token": report.Pass, "https:///HOST/token": report.Fail,
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		u, err := url.Parse(s.Metadata.URL)
		if err != nil {
			t.Fatal(err)
		}
		s.Metadata.TokenEndpoint = strings.ReplaceAll(path, "HOST", u.Host)
		if got := judge(s).Find("metadata-endpoints").Outcome; got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
}

// TestSecretLifetime: 12 months are fine, 24 are what the portal allows, and leap days count for no one.
func TestSecretLifetime(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		life     time.Duration
		outcome  report.Outcome
		severity report.Severity
	}{
		{366*day + time.Hour, report.Pass, ""},
		{366*day + time.Hour + 1, report.Fail, report.Note},
		{731*day + time.Hour, report.Fail, report.Note},
		{731*day + time.Hour + 1, report.Fail, report.Warning},
	} {
		a := &appreg.App{CredentialsKnown: true, Credentials: []appreg.Credential{
			{
				Kind: appreg.CredentialSecret, Name: "web", KeyID: "x", Start: noon.AddDate(0, -1, 0),
				End: noon.AddDate(0, -1, 0).Add(test.life),
			},
		}}
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.Registration = a
		f := expect(t, judge(s), "secret-lifetime", test.outcome)
		if test.severity != "" && f.Severity != test.severity {
			t.Errorf("%v: %s, want %s", test.life, f.Severity, test.severity)
		}
	}
}

// TestRedirectsUnsaid: only a part of a document may leave the redirect URIs out.
func TestRedirectsUnsaid(t *testing.T) {
	some := []appreg.RedirectURI{{URI: "https://x.example/cb", Platform: appreg.PlatformSPA}}
	for name, test := range map[string]struct {
		a      appreg.App
		unsaid bool
	}{
		"a part without them":         {appreg.App{Partial: true}, true},
		"a part with an empty list":   {appreg.App{Partial: true, RedirectsKnown: true}, false},
		"a part without those of Web": {appreg.App{Partial: true, RedirectURIs: some}, true},
		"a part with one of Web": {
			appreg.App{Partial: true, RedirectURIs: append(some, appreg.RedirectURI{Platform: appreg.PlatformWeb})}, false,
		},
		"a part with one of any": {
			appreg.App{Partial: true, RedirectURIs: append(some, appreg.RedirectURI{Platform: appreg.PlatformUnknown})}, false,
		},
		"the whole":            {appreg.App{}, false},
		"the whole, with some": {appreg.App{RedirectURIs: some}, false},
		"a part that has the sign-out": {
			appreg.App{Partial: true, LogoutURL: appreg.Setting[string]{Known: true}}, true,
		},
	} {
		if got := redirectsUnsaid(&test.a); got != test.unsaid {
			t.Errorf("%s: %t", name, got)
		}
	}
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	for _, test := range []struct {
		uris []appreg.RedirectURI
		why  string
	}{
		{nil, "a product that signs in from a server"},
		{some, "another platform, where Microsoft refuses a client secret"},
	} {
		s.Registration = &appreg.App{RedirectURIs: test.uris}
		if f := expect(t, judge(s), "redirect-web", report.Fail); !strings.Contains(f.Why, test.why) {
			t.Errorf("%v: %q", test.uris, f.Why)
		}
	}
}

// TestClaimNames: which evidence is on a claim.
func TestClaimNames(t *testing.T) {
	for label, is := range map[string]bool{
		"email": true, "xms_edov": true, "": false, "token": false, "signature": false, "line 7": false, "key-set": false,
	} {
		if isClaimName(label) != is {
			t.Errorf("%q: %t", label, !is)
		}
	}
}

// TestExpiresIn: a token response says how long its access token lasts; a token alone has none that could.
func TestExpiresIn(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	for expires, want := range map[string]report.Outcome{"3599": report.Pass, "": report.Fail} {
		s.Tokens.ExpiresIn = expires
		expect(t, judge(s), "token-expires", want)
	}
	s.Origin = flow.OriginPasted
	for expires, want := range map[string]report.Outcome{"3599": report.Pass, "": report.Skip} {
		s.Tokens.ExpiresIn = expires
		expect(t, judge(s), "token-expires", want)
	}
}

// TestAppOfAnAccessToken: an access token that was given alone names its app by azp in version 2.0, by appid in 1.0.
func TestAppOfAnAccessToken(t *testing.T) {
	const v2, v1 = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	for want, c := range map[string]struct {
		requested, claims string
	}{
		v2:         {"", `{"azp":"` + v2 + `","appid":"` + v1 + `"}`},
		v1:         {"", `{"appid":"` + v1 + `"}`},
		testClient: {testClient, `{"azp":"` + v2 + `"}`},
		"":         {"", `{}`},
	} {
		in := &Input{
			Session: &flow.Session{Request: flow.Request{ClientID: c.requested}},
			Access:  token.Decode("access", flow.NewToken(sign(t, goodHeader, c.claims))),
		}
		if got := in.clientID(); got != want {
			t.Errorf("%s: %q", c.claims, got)
		}
	}
}

// TestMissingKeyIsExplained: Microsoft rotates its keys, and an app may have its own; another server publishes what it
// signs with.
func TestMissingKeyIsExplained(t *testing.T) {
	for trusted, want := range map[bool]string{
		false: "Microsoft's keys may differ", true: "a key that it does not publish",
	} {
		s := signedIn(t, sign(t, `{"alg":"RS256","typ":"JWT","kid":"another"}`, claimsText(t)))
		s.Request.TrustAuthority = trusted
		if trusted {
			s.Request.Authority = "https://id.test.example"
		}
		if f := expect(t, judge(s), "idtoken-key", report.Fail); !strings.Contains(f.Why, want) {
			t.Errorf("trusted %t: %q", trusted, f.Why)
		}
	}
}

// TestFailureIsQuoted: what came back is evidence of a sign-in that failed, as far as something came.
func TestFailureIsQuoted(t *testing.T) {
	for want, f := range map[string]flow.Failure{
		"":                      {Summary: "it failed"},
		"response":              {Summary: "it failed", Description: "a proxy's page"},
		"HTTP status":           {Summary: "it failed", HTTPStatus: 502},
		"response, HTTP status": {Summary: "it failed", Description: "a proxy's page", HTTPStatus: 502},
	} {
		f.Stage, f.Kind = flow.StageToken, flow.FailureProtocol
		r := checkCompleted(&Input{Session: &flow.Session{Origin: flow.OriginSignIn, Failure: &f}})
		var labels []string
		for _, e := range r.Evidence {
			labels = append(labels, e.Label)
		}
		if got := strings.Join(labels, ", "); got != want || r.Summary != "it failed" {
			t.Errorf("%+v: evidence %q of %q", f, got, r.Summary)
		}
	}
}

// TestPartSaysNoAccount: a part of the claims without those that tell a guest or a personal account passes no check of
// them; a whole token without acct and idp is a member's.
func TestPartSaysNoAccount(t *testing.T) {
	for text, want := range map[string]report.Outcome{
		`{"iss":"x"}`:                     report.Unknown,
		`{"iss":"x","acct":0,"tid":"y"}`:  report.Pass,
		`{"idp":"x","iss":"x","tid":"y"}`: report.Pass,
	} {
		in := &Input{Session: &flow.Session{}, ID: token.Decode("id", flow.NewToken(sign(t, goodHeader, text)))}
		if got := checkGuest(in).Outcome; got != report.Pass {
			t.Errorf("the whole token %s: %s", text, got)
		}
		in.ID.Partial = true
		if guest, personal := checkGuest(in).Outcome, checkPersonal(in).Outcome; guest != want || personal != want {
			t.Errorf("of a part %s: %s, %s, want %s", text, guest, personal, want)
		}
	}
}

// TestAdviceFitsInput: who has only a token or a response is not told to do what edov inspect can't take.
func TestAdviceFitsInput(t *testing.T) {
	large := &flow.Session{
		Origin: flow.OriginPasted, Tokens: &flow.Tokens{IDToken: flow.NewToken(strings.Repeat("A", token.MaxToken+1))},
	}
	if f := judge(large).Find("idtoken-format"); !strings.Contains(f.Fix, "token alone") {
		t.Errorf("a large token: %q", f.Fix)
	}
	failure, _ := flow.ParseFailureText("AADSTS50020: x")
	refusal := &flow.Session{Origin: flow.OriginPasted, Failure: failure}
	if f := judge(refusal).Find("secret-expiry-known"); f.Outcome != report.Skip {
		t.Errorf("a pasted refusal: %+v", f)
	}
	s := session(t, "email", nil)
	if f := expect(t, judge(s), "email-present", report.Fail); strings.Contains(f.Why, "missing too") {
		t.Errorf("xms_edov is there: %q", f.Why)
	}
}
