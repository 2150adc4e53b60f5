package registration

import (
	"testing"

	"edov/flow/appreg"
)

func TestRedirectsMatchAsAtEntra(t *testing.T) {
	app := &App{Redirects: []Redirect{
		{"http://localhost:9000/cb", appreg.PlatformWeb},
		{"http://localhost/cb", appreg.PlatformSPA},
		{"https://shop.example/cb?a=b", appreg.PlatformWeb},
		{"https://shop.example:444/cb", appreg.PlatformWeb},
		{"urn:ietf:wg:oauth:2.0:oob", appreg.PlatformPublic},
	}}
	for asked, want := range map[string]string{
		"http://localhost:9000/cb":       appreg.PlatformWeb,
		"http://localhost/cb":            appreg.PlatformSPA, // an exact match before the first that fits
		"http://localhost:1/cb":          appreg.PlatformWeb,
		"http://localhost:1/CB":          "",
		"https://localhost:9000/cb":      "",
		"https://SHOP.example/cb?a=b":    appreg.PlatformWeb,
		"https://shop.example/cb":        "",
		"https://shop.example:444/cb":    appreg.PlatformWeb,
		"https://shop.example:445/cb":    "",
		"https://user@shop.example/cb":   "",
		"urn:ietf:wg:oauth:2.0:oob":      appreg.PlatformPublic,
		"urn:ietf:wg:oauth:2.0:oob:auto": "",
		"":                               "",
	} {
		if got := app.PlatformOf(asked); got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
}
