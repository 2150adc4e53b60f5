package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"edov/flow/appreg"
	"edov/flow/demo/demotest"
	"edov/flow/demo/portal"
)

// What a registration or a rejected form says is text on every page, whatever
// it is.
func TestPagesAreInert(t *testing.T) {
	shown, typed := "", []string{"name", "redirect_uri", "description"}
	for blade, layout := range portal.Pages {
		for _, isNew := range []bool{true, false} { // whether the secret was just added
			shown += demotest.Inert(t, "portal/"+blade, func(text demotest.Text) templ.Component {
				v := demotest.Filled[portal.View](text)
				v.App.Redirects[0].Platform = appreg.PlatformWeb
				if isNew {
					v.NewSecret = v.App.Secrets[0].KeyID
				}
				v.Form = url.Values{}
				for _, name := range typed {
					v.Form.Set(name, text(name))
				}
				v.Menu[0].Checked = isNew
				return layout(v)
			})
		}
	}
	demotest.EachShown[portal.View](
		t, shown, "Blade", "NewSecret", "App.Audience", "App.Redirects.Platform",
		"App.OptionalClaims.IDToken.Source", "App.OptionalClaims.IDToken.Properties",
		"App.OptionalClaims.AccessToken.Source", "App.OptionalClaims.AccessToken.Properties",
		"Menu.Value", // it is escaped as a part of an address
	)
	for _, name := range typed {
		if !strings.Contains(shown, demotest.Hostile(name)) {
			t.Errorf("what was entered as %s is on no page", name)
		}
	}
}
