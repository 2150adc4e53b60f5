package demo

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"edov/flow"
)

// throughProduct signs in at the product's own page, with an account, and
// returns the page that the user ends on.
func (s *Server) throughProduct(t *testing.T, account Account) string {
	t.Helper()
	begun := s.post(t, accountPortalPath, url.Values{fieldToken: {s.formToken}}, "Origin", s.url, "Sec-Fetch-Site", "same-origin")
	if begun.status != http.StatusSeeOther {
		return begun.body
	}
	picked := s.post(t, begun.header.Get("Location"), url.Values{fieldAccount: {string(account)}, fieldChoice: {choiceSignIn}}, "Origin", s.url, "Sec-Fetch-Site", "same-origin")
	if picked.status != http.StatusFound {
		return picked.body
	}
	back := picked.header.Get("Location")
	if !strings.HasPrefix(back, s.url+accountReturnPath+"?") {
		t.Fatalf("Microsoft's answer goes to %s", back)
	}
	return s.get(t, strings.TrimPrefix(back, s.url)).body
}

// TestAccountPortal: the product's page works with what the dashboard has, and
// says what Microsoft answered when that is wrong.
func TestAccountPortal(t *testing.T) {
	s := practise(t, Options{})
	want := func(what, text string) {
		t.Helper()
		if body := s.throughProduct(t, AccountWork); !strings.Contains(body, text) {
			t.Errorf("%s: no %q in %s", what, text, body)
		}
	}
	want("nothing", "Microsoft is not among the connections")
	s.done(t, s.DashboardURL(), "add")
	want("no credentials", "Use custom credentials is off")
	s.registerOn(t, "platform", "web", "redirect_uri", ProductRedirectURI)
	s.done(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	app := s.Setup().App
	save := func(secret string) {
		t.Helper()
		s.done(t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", app.ClientID, "client_secret", secret)
	}
	save("the-wrong-one")
	want("a wrong secret", "AADSTS7000215")
	save(app.Secrets[0].KeyID)
	want("the Secret ID", "AADSTS7000215")
	value, _ := s.SecretValue(app.Secrets[0].KeyID)
	save(value.Reveal())
	want("without xms_edov", "xms_edov is not in the token")
	s.done(t, s.PortalURL("Manifest"), "save", "manifest", s.edited(t, `"optionalClaims": null`, `"optionalClaims": {"idToken": [{"name": "email"}, {"name": "xms_edov"}]}`))
	want("all right", "xms_edov is true: the address counts as verified")
	s.done(t, s.DashboardURL(), "save", "custom", "true", "client_id", app.ClientID)
	want("not usable", "not enabled for sign-up and sign-in")
}

// TestAccountPortalStates: an answer that nobody asked for is not taken, nor a
// form of another site.
func TestAccountPortalStates(t *testing.T) {
	s := practise(t, Options{})
	for _, query := range []string{"", "?code=x", "?code=x&state=", "?code=x&state=y", "?error=access_denied&state=y"} {
		if a := s.get(t, accountReturnPath+query); !strings.Contains(a.body, "belongs to no sign-in") {
			t.Errorf("%q: %s", query, a.body)
		}
	}
	begun := s.post(t, accountPortalPath, url.Values{fieldToken: {s.formToken}}, "Origin", s.url)
	if begun.status == http.StatusSeeOther {
		t.Fatal("a sign-in begins with no connection")
	}
	s.accountStates["mine"] = true
	s.get(t, accountReturnPath+"?code=x&state=theirs")
	if a := s.get(t, accountReturnPath+"?error=access_denied&state=mine"); !strings.Contains(a.body, "access_denied") {
		t.Errorf("another site's request ended the sign-in: %s", a.body)
	}
	if a := s.get(t, accountReturnPath+"?error=access_denied&state=mine"); !strings.Contains(a.body, "belongs to no sign-in") {
		t.Errorf("an answer is taken twice: %s", a.body)
	}
	if a := s.post(t, accountPortalPath, url.Values{fieldToken: {"guess"}}, "Origin", s.url); a.status != http.StatusForbidden {
		t.Errorf("a form without the token: status %d", a.status)
	}
	if a := s.post(t, accountPortalPath, url.Values{fieldToken: {s.formToken}}, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("a form of another site: status %d", a.status)
	}
}

// TestSecretIsNotSpent: a value that is shown once is shown to a person, not to
// a request that another site makes.
func TestSecretIsNotSpent(t *testing.T) {
	s := practise(t, Options{})
	s.registerOn(t)
	added := s.submit(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	value, _ := s.SecretValue(s.Setup().App.Secrets[0].KeyID)
	page := added.header.Get("Location")
	if a := s.get(t, page, "Sec-Fetch-Site", "cross-site"); strings.Contains(a.body, value.Reveal()) {
		t.Error("another site's request gets the secret")
	}
	if a := s.get(t, page, "Sec-Fetch-Site", "same-origin"); !strings.Contains(a.body, value.Reveal()) {
		t.Error("the secret was spent")
	}
	if a := s.get(t, page, "Sec-Fetch-Site", "same-origin"); strings.Contains(a.body, value.Reveal()) {
		t.Error("the secret is shown twice")
	}
	if _, ok := s.SecretValue(flow.NewSecret("").Reveal()); ok {
		t.Error("there is a secret without an ID")
	}
}
