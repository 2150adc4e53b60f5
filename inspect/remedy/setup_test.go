package remedy_test

import (
	"slices"
	"testing"

	"edov/inspect/remedy"
)

// TestSetupByGuide: only a setup by Clerk's guide sets what Microsoft does not advise.
func TestSetupByGuide(t *testing.T) {
	extra := []string{"api.acceptMappedClaims", "web.implicitGrantSettings", "web.logoutUrl"}
	for _, c := range []struct {
		name  string
		setup remedy.Setup
		want  []string
	}{
		{"by Microsoft", remedy.Setup{ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback"}, nil},
		{"by the guide", remedy.Setup{
			ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback", ByGuide: true,
		}, extra},
		{"by the guide, without a redirect URI", remedy.Setup{ByGuide: true}, extra[:2]},
	} {
		var got []string
		for _, change := range c.setup.Plan().Step("create-app").Changes {
			if slices.Contains(extra, change.Path) {
				got = append(got, change.Path)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: it sets %q, want %q", c.name, got, c.want)
		}
	}
}
