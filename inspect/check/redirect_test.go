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
