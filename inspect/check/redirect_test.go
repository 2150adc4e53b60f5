package check

import (
	"strings"
	"testing"

	"edov/flow/appreg"
	"edov/inspect/portal"
	"edov/inspect/report"
)

// TestPlaceOfARedirectURI: a fix names a place that takes the address, and none where Microsoft takes it nowhere.
func TestPlaceOfARedirectURI(t *testing.T) {
	for address, c := range map[string]struct {
		fix, why string
		page     portal.Page
		changes  int
	}{
		"http://127.0.0.1:54321/cb":  {"Manifest > web.redirectUris: add ", "has localhost instead", portal.PageManifest, 1},
		"http://127.0.0.1:54321/new": {"Manifest > web.redirectUris: add ", "", portal.PageManifest, 1},
		"https://a.example/cb":       {"Authentication > ", "", portal.PageAuthentication, 1},
		"http://[::1]:54321/cb":      {"Use an address that Microsoft accepts", "[::1]", portal.PageAuthentication, 0},
	} {
		s := manifest(t, "healthy")[0]
		s.Registration.RedirectURIs = []appreg.RedirectURI{{URI: "http://localhost:54321/cb", Platform: appreg.PlatformWeb}}
		s.Request.ProductRedirectURI = address
		f := expect(t, judge(s), "redirect-product", report.Fail)
		if !strings.HasPrefix(f.Fix, c.fix) || !strings.Contains(f.Why, c.why) || f.Page != c.page ||
			len(f.Changes) != c.changes {
			t.Errorf("%s: %s, %s, %s, %d changes", address, f.Fix, f.Why, f.Page, len(f.Changes))
		}
	}
	older := manifest(t, "healthy-legacy")[0]
	older.Request.ProductRedirectURI = "http://127.0.0.1:54321/cb"
	if f := judge(older).Find("redirect-product"); !strings.HasPrefix(f.Fix, "Manifest > replyUrlsWithType: add ") {
		t.Error(f.Fix)
	}
}

// TestUnreadableRedirectURIs: an address that cannot be read is not safe, and one of a native app is no https address.
func TestUnreadableRedirectURIs(t *testing.T) {
	for address, want := range map[string]report.Outcome{
		"http:/evil.example/cb": report.Unknown, "http:///evil.example/cb": report.Unknown,
		" javascript:alert(1)": report.Unknown, "http://evil.example:x/cb": report.Unknown,
		" http://evil.example/cb": report.Unknown, `http://evil.example\localhost/cb`: report.Unknown,
		"localhost:3000/cb": report.Unknown, "myapp:/cb": report.Fail, "myapp://cb": report.Fail,
		"https://a.example/cb": report.Pass,
	} {
		s := manifest(t, "healthy")[0]
		added := appreg.RedirectURI{URI: address, Platform: appreg.PlatformWeb}
		s.Registration.RedirectURIs = append(s.Registration.RedirectURIs, added)
		r := judge(s)
		if expect(t, r, "redirect-safe", want); (r.Verdict == report.VerdictPass) != (want == report.Pass) {
			t.Errorf("%q: %s", address, r.Verdict)
		}
	}
	s := manifest(t, "healthy")[0]
	own := appreg.RedirectURI{URI: "msal6731de76://auth", Platform: appreg.PlatformPublic}
	s.Registration.RedirectURIs = append(s.Registration.RedirectURIs, own)
	if f := expect(t, judge(s), "redirect-safe", report.Pass); !strings.HasSuffix(f.Summary, "or a native app's own") {
		t.Error(f.Summary)
	}
}

// TestPortOfARedirectURI: a port is left out only where Microsoft is known to do so.
func TestPortOfARedirectURI(t *testing.T) {
	for _, c := range []struct {
		audience, registered, sent string
		want                       report.Outcome
	}{
		{appreg.AudienceOrgs, "http://localhost:8443/cb", "http://localhost:3000/cb", report.Pass},
		{appreg.AudienceMyOrg, "http://127.0.0.1:8443/cb", "http://127.0.0.1:3000/cb", report.Pass},
		{appreg.AudienceAll, "http://localhost:8443/cb", "http://localhost:3000/cb", report.Unknown},
		{appreg.AudiencePersonal, "http://localhost:8443/cb", "http://localhost:3000/cb", report.Unknown},
		{"", "http://localhost:8443/cb", "http://localhost:3000/cb", report.Unknown},
		{appreg.AudienceAll, "http://localhost:3000/cb", "http://localhost:3000/cb", report.Pass},
		{appreg.AudienceOrgs, "https://localhost:8443/cb", "https://localhost:3000/cb", report.Unknown},
		{appreg.AudienceOrgs, "https://localhost:3000/cb", "https://localhost:3000/cb", report.Pass},
		{appreg.AudienceOrgs, "http://localhost:8443/cb#x", "http://localhost:3000/cb", report.Fail},
		{appreg.AudienceOrgs, "http://u@localhost:8443/cb", "http://localhost:3000/cb", report.Fail},
		{appreg.AudienceOrgs, "http://[::1]:8443/cb", "http://[::1]:3000/cb", report.Fail},
	} {
		s := manifest(t, "healthy")[0]
		s.Registration.Audience.Value = c.audience
		s.Registration.RedirectURIs = []appreg.RedirectURI{{URI: c.registered, Platform: appreg.PlatformWeb}}
		s.Request.ProductRedirectURI = c.sent
		if f := judge(s).Find("redirect-product"); f.Outcome != c.want {
			t.Errorf("%s, %q for %q: %s (%s)", c.audience, c.registered, c.sent, f.Outcome, f.Summary)
		}
	}
}
