package openid_test

import (
	"net/http"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// spa moves the redirect URI to the platform of browser apps.
func spa(t *testing.T) demotest.Visitor {
	t.Helper()
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Done(
		t, s.PortalURL("Authentication"), "remove-redirect", "platform", appreg.PlatformWeb, "redirect_uri",
		flow.DefaultRedirectURI,
	)
	s.Done(
		t, s.PortalURL("Authentication"), "add-redirect", "platform", appreg.PlatformSPA, "redirect_uri",
		flow.DefaultRedirectURI,
	)
	return s
}

// A browser redeems without a secret, but not without PKCE.
func TestSinglePageApplication(t *testing.T) {
	s := spa(t)
	a := s.Post(
		t, demotest.TokenPath, s.TokenParams(s.Code(t, tenant.AccountWork), "client_secret", ""), "Origin",
		"http://localhost:8400",
	)
	if a.Status != http.StatusOK {
		t.Errorf("status %d: %s", a.Status, a.Body)
	}
	page := s.Get(
		t, demotest.AuthorizePath+"?"+demotest.AuthParams("code_challenge", "", "code_challenge_method", "").Encode(),
	)
	if _, text, err := web.ReadPage(page.Body); err != nil || !strings.Contains(text, "AADSTS9002325: ") {
		t.Errorf("without PKCE the page says %q (%v)", text, err)
	}
}

// A code is worthless to an app that was registered later.
func TestCodeOfADeletedApp(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	code := s.Code(t, tenant.AccountWork)
	s.Done(t, s.PortalURL("Overview"), "delete")
	s.Register(t, "platform", appreg.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.Done(t, s.PortalURL("Credentials"), "add", "expires", "90")
	a := s.Post(t, demotest.TokenPath, s.TokenParams(code, "client_id", s.Setup().App.ClientID))
	var body demotest.Failure
	a.JSON(t, &body)
	if a.Status != http.StatusBadRequest || len(body.Codes) != 1 || body.Codes[0] != 9002313 {
		t.Errorf("status %d, %v", a.Status, body.Codes)
	}
}
