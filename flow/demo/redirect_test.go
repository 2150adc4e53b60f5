package demo

import (
	"net/http"
	"strings"
	"testing"

	"edov/flow"
)

func TestRedirectsMatchAsAtEntra(t *testing.T) {
	app := &App{Redirects: []Redirect{
		{"http://localhost:9000/cb", flow.PlatformWeb},
		{"http://localhost/cb", flow.PlatformSPA},
		{"https://shop.example/cb?a=b", flow.PlatformWeb},
		{"https://shop.example:444/cb", flow.PlatformWeb},
		{"urn:ietf:wg:oauth:2.0:oob", flow.PlatformPublic},
	}}
	for asked, want := range map[string]string{
		"http://localhost:9000/cb":       flow.PlatformWeb,
		"http://localhost/cb":            flow.PlatformSPA, // letter for letter before the first that fits
		"http://localhost:1/cb":          flow.PlatformWeb,
		"http://localhost:1/CB":          "",
		"https://localhost:9000/cb":      "",
		"https://SHOP.example/cb?a=b":    flow.PlatformWeb,
		"https://shop.example/cb":        "",
		"https://shop.example:444/cb":    flow.PlatformWeb,
		"https://shop.example:445/cb":    "",
		"https://user@shop.example/cb":   "",
		"urn:ietf:wg:oauth:2.0:oob":      flow.PlatformPublic,
		"urn:ietf:wg:oauth:2.0:oob:auto": "",
		"":                               "",
	} {
		if got := app.platform(asked); got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
}

// spa moves the redirect URI to the platform of browser apps.
func spa(t *testing.T) *Server {
	t.Helper()
	s := start(t, "healthy", Options{})
	s.done(t, s.PortalURL("Authentication"), "remove-redirect", "platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.done(t, s.PortalURL("Authentication"), "add-redirect", "platform", flow.PlatformSPA, "redirect_uri", flow.DefaultRedirectURI)
	return s
}

// A browser redeems without a secret, but not without PKCE.
func TestSinglePageApplication(t *testing.T) {
	s := spa(t)
	a := s.post(t, tokenPath, s.tokenParams(s.code(t, AccountWork), "client_secret", ""), "Origin", "http://localhost:8400")
	if a.status != http.StatusOK {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	page := s.get(t, authorizePath+"?"+authParams("code_challenge", "", "code_challenge_method", "").Encode())
	if _, text, err := readPage(page.body); err != nil || !strings.Contains(text, "AADSTS9002325: ") {
		t.Errorf("without PKCE the page says %q (%v)", text, err)
	}
}

// A code is worth nothing to an app that came after it.
func TestCodeOfADeletedApp(t *testing.T) {
	s := start(t, "healthy", Options{})
	code := s.code(t, AccountWork)
	s.done(t, s.PortalURL("Overview"), "delete")
	s.registerOn(t, "platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.done(t, s.PortalURL("Credentials"), "add", "expires", "90")
	a := s.post(t, tokenPath, s.tokenParams(code, "client_id", s.Setup().App.ClientID))
	var body errorBody
	a.json(t, &body)
	if a.status != http.StatusBadRequest || len(body.Codes) != 1 || body.Codes[0] != 9002313 {
		t.Errorf("status %d, %v", a.status, body.Codes)
	}
}
