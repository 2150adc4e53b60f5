package product_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/product"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// TestAccountPortal: the product's page works with what the dashboard has, and
// says what Microsoft answered when that is wrong.
func TestAccountPortal(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	want := func(what, text string) {
		t.Helper()
		if body := s.ThroughProduct(t, tenant.AccountWork); !strings.Contains(body, text) {
			t.Errorf("%s: no %q in %s", what, text, body)
		}
	}
	want("nothing", "has no Microsoft connection yet")
	s.Done(t, s.DashboardURL(), "add")
	want("no credentials", "Use custom credentials is off")
	s.Register(t, "platform", "web", "redirect_uri", demo.ProductRedirectURI)
	s.Done(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	app := s.Setup().App
	save := func(secret string) {
		t.Helper()
		s.Done(
			t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", app.ClientID, "client_secret",
			secret,
		)
	}
	save("the-wrong-one")
	want("a wrong secret", "AADSTS7000215")
	save(app.Secrets[0].KeyID)
	want("the Secret ID", "AADSTS7000215")
	value, _ := s.SecretValue(app.Secrets[0].KeyID)
	save(value.Reveal())
	want("without xms_edov", "xms_edov is missing from the token")
	s.Done(t, s.PortalURL("Manifest"), "save", "manifest", s.Edited(
		t, `"optionalClaims": null`, `"optionalClaims": {"idToken": [{"name": "email"}, {"name": "xms_edov"}]}`,
	))
	want("all right", "xms_edov is true: the email counts as verified")
	s.Done(t, s.DashboardURL(), "save", "custom", "true", "client_id", app.ClientID)
	want("not usable", "not enabled for sign-up and sign-in")
}

// TestAccountPortalStates: a response without a sign-in is rejected, and so is a
// form of another site.
func TestAccountPortalStates(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	for _, query := range []string{"", "?code=x", "?code=x&state=", "?code=x&state=y", "?error=access_denied&state=y"} {
		if a := s.Get(t, product.ReturnPath+query); !strings.Contains(a.Body, "belongs to no sign-in") {
			t.Errorf("%q: %s", query, a.Body)
		}
	}
	begun := s.Post(t, "/account-portal", url.Values{web.FieldToken: {s.FormToken(t)}}, "Origin", s.URL())
	if begun.Status == http.StatusSeeOther {
		t.Fatal("a sign-in starts without a connection")
	}
	s.Done(t, s.DashboardURL(), "add")
	s.Done(
		t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", demo.ClientID, "client_secret", "x",
	)
	begun = s.PostForm(t, "/account-portal", url.Values{web.FieldToken: {s.FormToken(t)}})
	address, err := url.Parse(begun.Header.Get("Location"))
	if err != nil || begun.Status != http.StatusSeeOther {
		t.Fatalf("no sign-in starts: status %d, %v", begun.Status, err)
	}
	mine := product.ReturnPath + "?error=access_denied&state=" + address.Query().Get("state")
	s.Get(t, product.ReturnPath+"?code=x&state=theirs")
	if a := s.Get(t, mine); !strings.Contains(a.Body, "access_denied") {
		t.Errorf("another site's request ended the sign-in: %s", a.Body)
	}
	if a := s.Get(t, mine); !strings.Contains(a.Body, "belongs to no sign-in") {
		t.Errorf("a response is accepted twice: %s", a.Body)
	}
	if a := s.Post(
		t, "/account-portal", url.Values{web.FieldToken: {"guess"}}, "Origin", s.URL(),
	); a.Status != http.StatusForbidden {
		t.Errorf("a form without the token: status %d", a.Status)
	}
	if a := s.Post(
		t, "/account-portal", url.Values{web.FieldToken: {s.FormToken(t)}}, "Origin", "https://evil.example",
		"Sec-Fetch-Site", "cross-site",
	); a.Status != http.StatusForbidden {
		t.Errorf("a form of another site: status %d", a.Status)
	}
}

// TestSecretIsNotSpent: a value that is shown once is shown to a person, not to
// a request that another site makes.
func TestSecretIsNotSpent(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	s.Register(t)
	added := s.Submit(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	value, _ := s.SecretValue(s.Setup().App.Secrets[0].KeyID)
	page := added.Header.Get("Location")
	if a := s.Get(t, page, "Sec-Fetch-Site", "cross-site"); strings.Contains(a.Body, value.Reveal()) {
		t.Error("another site's request gets the secret")
	}
	if a := s.Get(t, page, "Sec-Fetch-Site", "same-origin"); !strings.Contains(a.Body, value.Reveal()) {
		t.Error("the secret was spent")
	}
	if a := s.Get(t, page, "Sec-Fetch-Site", "same-origin"); strings.Contains(a.Body, value.Reveal()) {
		t.Error("the secret is shown twice")
	}
	if _, ok := s.SecretValue(flow.NewSecret("").Reveal()); ok {
		t.Error("there is a secret without an ID")
	}
}
