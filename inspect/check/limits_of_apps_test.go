package check

import (
	"fmt"
	"strings"
	"testing"

	"edov/flow/appreg"
	"edov/inspect/report"
)

// TestLimitsOfApps: each limit of Microsoft's, and what may be one where the account types are not known.
func TestLimitsOfApps(t *testing.T) {
	uris := func(n int) func(*appreg.App) {
		return func(a *appreg.App) {
			for i := len(a.RedirectURIs); i < n; i++ {
				uri := fmt.Sprintf("https://a.example/%d", i)
				a.RedirectURIs = append(a.RedirectURIs, appreg.RedirectURI{URI: uri, Platform: appreg.PlatformWeb})
			}
		}
	}
	permissions := func(n int) func(*appreg.App) {
		return func(a *appreg.App) {
			a.Permissions = nil
			for i := range n {
				p := appreg.Permission{Resource: fmt.Sprint(i / 25), ID: fmt.Sprint(i), Type: "Scope"}
				a.Permissions = append(a.Permissions, p)
			}
		}
	}
	roles := func(a *appreg.App) { a.Roles = 1 }
	for _, c := range []struct {
		audience string
		change   func(*appreg.App)
		want     report.Outcome
		says     string
	}{
		{appreg.AudienceOrgs, uris(256), report.Pass, ""},
		{appreg.AudienceOrgs, uris(257), report.Fail, "redirect URIs"},
		{appreg.AudienceAll, uris(100), report.Pass, ""},
		{appreg.AudienceAll, uris(101), report.Fail, "redirect URIs"},
		{appreg.AudienceAll, permissions(200), report.Pass, ""},
		{appreg.AudienceAll, permissions(201), report.Fail, "permissions"},
		{appreg.AudienceOrgs, permissions(201), report.Pass, ""},
		{appreg.AudienceAll, roles, report.Fail, "app roles"},
		{appreg.AudienceMyOrg, roles, report.Pass, ""},
		{"", roles, report.Unknown, "app roles"},
		{"", func(*appreg.App) {}, report.Pass, ""},
	} {
		s := manifest(t, "healthy")[0]
		s.Registration.Audience.Value = c.audience
		c.change(s.Registration)
		if f := judge(s).Find("limits"); f.Outcome != c.want || !strings.Contains(f.Summary, c.says) {
			t.Errorf("%s: %s (%s), want %s on %q", c.audience, f.Outcome, f.Summary, c.want, c.says)
		}
	}
}
