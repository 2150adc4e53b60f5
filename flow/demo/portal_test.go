package demo

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
)

// From nothing to a healthy connection: every step shows in the next sign-in.
func TestPracticeFromNothingToHealthy(t *testing.T) {
	var told []Setup
	s := practise(t, Options{Changed: func(u Setup) { told = append(told, u) }})
	c := s.Connection()
	if c.ClientID != "" || !c.Secret.IsZero() || c.Tenant != "common" || c.Product != "Clerk" || c.ProductRedirectURI != ProductRedirectURI || len(c.FallbackPorts) == 0 {
		t.Errorf("the connection to begin with: %+v", c)
	}
	s.want(t, "nothing registered", "AADSTS700016", func(c *flow.Connection) { c.ClientID = ClientID; claimed(c) })
	s.registerOn(t, "platform", flow.PlatformWeb, "redirect_uri", ProductRedirectURI)
	app := s.Setup().App
	if app.ClientID == ClientID || !guidShape.MatchString(app.ClientID) || app.ObjectID == app.ClientID {
		t.Errorf("IDs %s and %s", app.ClientID, app.ObjectID)
	}
	s.want(t, "no redirect URI", "AADSTS50011", claimed)
	s.done(t, s.PortalURL("Authentication"), "add-redirect", "platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.want(t, "no secret", "AADSTS7000215", claimed)
	s.done(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	s.want(t, "no xms_edov", proof.EmailNotVerified, nil)
	for _, token := range []string{"ID", "Access"} {
		s.done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", token, "claim", "email", "claim", "xms_pdl")
	}
	s.want(t, "xms_pdl not renamed", proof.EmailNotVerified, nil)
	s.done(t, s.PortalURL("Manifest"), "save", "manifest", s.edited(t, "xms_pdl", "xms_edov"))
	s.want(t, "all done", proof.EmailVerified, nil)
	if last := told[len(told)-1]; len(told) != 6 || !reflect.DeepEqual(last, s.Setup()) {
		t.Errorf("told %d times, last %+v", len(told), last)
	}
	if r := s.signIn(t, nil).Registration; r == nil || r.AppID.Value != app.ClientID {
		t.Errorf("the registration as Graph shows it: %+v", r)
	}
}

// Mending a scenario's fault on the pages mends its next sign-in.
func TestScenariosCanBeMended(t *testing.T) {
	redirect := []string{"platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI}
	for id, c := range map[string]struct {
		broken string
		blade  string
		do     string
		fields []string
		edit   []string // of the manifest
	}{
		"no-edov":           {broken: proof.EmailNotVerified, blade: "Manifest", do: "save", edit: []string{"\"name\": \"email\",\n        \"source\": null\n      }\n    ],\n    \"saml2Token\"", "\"name\": \"email\"},{\"name\": \"xms_edov\"\n      }\n    ],\n    \"saml2Token\""}},
		"half-done":         {broken: proof.EmailNotVerified, blade: "Manifest", do: "save", edit: []string{"xms_pdl", "xms_edov"}},
		"single-tenant":     {broken: "AADSTS50194", blade: "Authentication", do: "save", fields: []string{"audience", flow.AudienceAll}},
		"redirect-mismatch": {broken: "AADSTS50011", blade: "Authentication", do: "add-redirect", fields: redirect},
		"secret-expired":    {broken: "AADSTS7000222", blade: "Credentials", do: "add", fields: []string{"expires", "90"}},
	} {
		t.Run(id, func(t *testing.T) {
			s := start(t, id, Options{})
			s.want(t, "before", c.broken, nil)
			if c.edit != nil {
				c.fields = []string{"manifest", s.edited(t, c.edit...)}
			}
			s.done(t, s.PortalURL(c.blade), c.do, c.fields...)
			s.want(t, "after", proof.EmailVerified, nil)
		})
	}
}

// Each switch of the portal that can break a sign-in breaks the next one.
func TestChangesShowAtOnce(t *testing.T) {
	move := func(platform string) func(*testing.T, *Server) {
		return func(t *testing.T, s *Server) {
			s.done(t, s.PortalURL("Authentication"), "remove-redirect", "platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
			s.done(t, s.PortalURL("Authentication"), "add-redirect", "platform", platform, "redirect_uri", flow.DefaultRedirectURI)
		}
	}
	audience := func(value string) func(*testing.T, *Server) {
		return func(t *testing.T, s *Server) {
			s.done(t, s.PortalURL("Authentication"), "save", "audience", value)
		}
	}
	at := func(tenant string) func(*flow.Connection) { return func(c *flow.Connection) { c.Tenant = tenant } }
	const verified = proof.EmailVerified
	for name, c := range map[string]struct {
		scenario string
		edit     func(*testing.T, *Server)
		change   func(*flow.Connection)
		want     string
	}{
		"SPA":                     {edit: move(flow.PlatformSPA), want: "AADSTS9002327"},
		"mobile with a secret":    {edit: move(flow.PlatformPublic), want: "AADSTS700025"},
		"mobile without":          {edit: move(flow.PlatformPublic), change: func(c *flow.Connection) { c.Public, c.Secret = true, flow.Secret{} }, want: verified},
		"single tenant":           {edit: audience(flow.AudienceMyOrg), want: "AADSTS50194"},
		"single tenant, asked so": {edit: audience(flow.AudienceMyOrg), change: at(contoso.id), want: verified},
		"organizations":           {edit: audience(flow.AudienceOrgs), want: verified},
		"organizations, personal": {scenario: "healthy-personal", edit: audience(flow.AudienceOrgs), want: "AADSTS500200"},
		"organizations, asked at consumers": {
			scenario: "healthy-personal", edit: audience(flow.AudienceOrgs), change: at("consumers"), want: "AADSTS9002332",
		},
		"personal only": {scenario: "healthy-personal", edit: audience(flow.AudiencePersonal), want: "AADSTS9002331"},
		"personal only, asked so": {
			scenario: "healthy-personal", edit: audience(flow.AudiencePersonal), change: at("consumers"), want: verified,
		},
		"secret deleted": {
			edit: func(t *testing.T, s *Server) {
				s.done(t, s.PortalURL("Credentials"), "delete", "key_id", s.Setup().App.Secrets[0].KeyID)
			},
			want: "AADSTS7000215",
		},
		"claim removed": {
			edit: func(t *testing.T, s *Server) {
				s.done(t, s.PortalURL("TokenConfiguration"), "remove", "token_type", "ID", "claim", "xms_edov")
			},
			want: proof.EmailNotVerified,
		},
		"app deleted": {
			edit:   func(t *testing.T, s *Server) { s.done(t, s.PortalURL("Overview"), "delete") },
			change: func(c *flow.Connection) { c.ClientID = ClientID }, want: "AADSTS700016",
		},
		"unverified email removed": {
			scenario: "edov-false",
			edit: func(t *testing.T, s *Server) {
				s.done(t, s.PortalURL("Manifest"), "save", "manifest", s.edited(t, `"removeUnverifiedEmailClaim": false`, `"removeUnverifiedEmailClaim": true`))
			},
			want: proof.EmailCannotTell,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.scenario == "" {
				c.scenario = "healthy"
			}
			s := start(t, c.scenario, Options{})
			c.edit(t, s)
			s.want(t, name, c.want, c.change)
		})
	}
}

// What the portal adds to a token besides.
func TestNamesAsOptionalClaims(t *testing.T) {
	s := start(t, "healthy", Options{})
	s.done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", "upn", "claim", "given_name")
	_, claims, _ := decode(t, s.tokens(t, AccountWork).IDToken, s.keys.work)
	if claims["upn"] != "ada.berg@contoso.example" || claims["given_name"] != "Ada" || claims["family_name"] != nil {
		t.Errorf("claims %v", claims)
	}
}

// The auth product's side follows its dashboard.
func TestDashboard(t *testing.T) {
	s := practise(t, Options{})
	read := func() (bool, bool, string) {
		t.Helper()
		in, failure := s.Clerk().Read(context.Background(), s.Env(), true)
		if failure != nil && in == nil {
			t.Fatalf("%+v", failure)
		}
		if in.SignIn == nil {
			return in.Enabled, in.Authenticatable, failure.OAuthError
		}
		return in.Enabled, in.Authenticatable, in.SignIn.ClientID
	}
	check := func(what string, enabled, usable bool, client string) {
		t.Helper()
		if e, u, c := read(); e != enabled || u != usable || c != client {
			t.Errorf("%s: enabled %v, usable %v, %q, want %v, %v, %q", what, e, u, c, enabled, usable, client)
		}
	}
	check("nothing", false, false, "form_param_value_invalid")
	if a := s.done(t, s.DashboardURL(), "add"); !strings.Contains(a.body, ProductRedirectURI) {
		t.Error("the page has no redirect URI to copy")
	}
	check("added", true, true, otherClientID)
	s.done(t, s.DashboardURL(), "save", "custom", "true")
	check("not usable, no client ID", true, false, "oauth_config_missing")
	s.done(t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", " "+ClientID+" ", "client_secret", "a.secret.of~another.app")
	check("custom", true, true, ClientID)
	if d := s.Setup().Dashboard; d.SecretKeyID != SecretOther || !slices.Contains(s.Secrets(), "a.secret.of~another.app") {
		t.Errorf("%+v", d)
	}
	s.done(t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", ClientID)
	if d := s.Setup().Dashboard; d.SecretKeyID != SecretOther {
		t.Error("an empty field took the secret away")
	}
	s.refused(t, s.DashboardURL(), "save", "client_id", "\x1b[31m")
	s.done(t, s.DashboardURL(), "remove")
	check("removed", false, false, "form_param_value_invalid")
}

// The value of a secret is shown right after it was added, and never again.
func TestSecretIsShownOnce(t *testing.T) {
	s := start(t, "healthy", Options{})
	shown := s.done(t, s.PortalURL("Credentials"), "add", "description", "second", "expires", "90")
	added := s.Setup().App.Secrets[1]
	value, _ := s.SecretValue(added.KeyID)
	if !strings.Contains(shown.body, value.Reveal()) || strings.Contains(shown.body, s.firstSecret()) || !slices.Contains(s.Secrets(), value.Reveal()) {
		t.Error("the page shows another value than the new one, or Secrets does not know it")
	}
	if again := s.get(t, portalPath+"Credentials"); strings.Contains(again.body, value.Reveal()) || !strings.Contains(again.body, added.Hint+"***") {
		t.Error("the value is shown again, or its hint is not")
	}
	if days := added.End.Sub(added.Start).Hours() / 24; days != 90 || added.Hint != value.Reveal()[:3] {
		t.Errorf("%v days, hint %q", days, added.Hint)
	}
	if text := textOf(s.refused(t, s.PortalURL("Credentials"), "add", "expires", "90").body); !strings.Contains(text, "two client secrets") {
		t.Errorf("a third secret: %q", text)
	}
}

// No other page can press a button.
func TestForeignFormsAreRefused(t *testing.T) {
	s := start(t, "healthy", Options{})
	before := s.Setup()
	for name, c := range map[string]struct{ token, origin, site string }{
		"another origin":    {s.formToken, "https://evil.example", ""},
		"another port":      {s.formToken, "http://127.0.0.1:1", ""},
		"no origin at all":  {s.formToken, "null", ""},
		"another site":      {s.formToken, s.url, "cross-site"},
		"a neighbour":       {s.formToken, s.url, "same-site"},
		"without the token": {"", s.url, "same-origin"},
		"with another":      {"x" + s.formToken[1:] + "x", s.url, "same-origin"},
	} {
		headers := []string{"Origin", c.origin}
		if c.site != "" {
			headers = append(headers, "Sec-Fetch-Site", c.site)
		}
		for _, path := range []string{portalPath + bladeOverview, dashboardPath} {
			form := url.Values{fieldToken: {c.token}, fieldDo: {"delete", "remove"}}
			if a := s.post(t, path, form, headers...); a.status != http.StatusForbidden {
				t.Errorf("%s: status %d", name, a.status)
			}
		}
	}
	if !reflect.DeepEqual(before, s.Setup()) {
		t.Error("a foreign form changed something")
	}
	if a := s.submit(t, s.PortalURL("Overview"), "explode"); a.status != http.StatusNotFound {
		t.Errorf("an unknown button: status %d", a.status)
	}
}
