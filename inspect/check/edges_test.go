package check

import (
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/report"
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
		a := &flow.AppRegistration{CredentialsKnown: true, Credentials: []flow.Credential{
			{
				Kind: flow.CredentialSecret, Name: "web", KeyID: "x", Start: noon.AddDate(0, -1, 0),
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
	some := []flow.RedirectURI{{URI: "https://x.example/cb", Platform: flow.PlatformSPA}}
	for name, test := range map[string]struct {
		a      flow.AppRegistration
		unsaid bool
	}{
		"a part without them":       {flow.AppRegistration{Partial: true}, true},
		"a part with an empty list": {flow.AppRegistration{Partial: true, RedirectsKnown: true}, false},
		"a part with some":          {flow.AppRegistration{Partial: true, RedirectURIs: some}, false},
		"the whole":                 {flow.AppRegistration{}, false},
		"the whole, with some":      {flow.AppRegistration{RedirectURIs: some}, false},
		"a part that has the sign-out": {
			flow.AppRegistration{Partial: true, LogoutURL: flow.Setting[string]{Known: true}}, true,
		},
	} {
		if got := redirectsUnsaid(&test.a); got != test.unsaid {
			t.Errorf("%s: %t", name, got)
		}
	}
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	for _, test := range []struct {
		uris []flow.RedirectURI
		why  string
	}{
		{nil, "a product that signs in from a server"},
		{some, "another platform, where Microsoft refuses a client secret"},
	} {
		s.Registration = &flow.AppRegistration{RedirectURIs: test.uris}
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
