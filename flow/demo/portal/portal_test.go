package portal_test

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/credential"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/inspect/proof"
)

// From nothing to a healthy connection: every step shows in the next sign-in.
func TestPracticeFromNothingToHealthy(t *testing.T) {
	var told []demo.Setup
	s := demotest.Practice(t, demo.Options{Changed: func(u demo.Setup) { told = append(told, u) }})
	c := s.Connection()
	if c.ClientID != "" || !c.Secret.IsZero() || c.Tenant != "common" || c.Product != "Clerk" ||
		c.ProductRedirectURI != demo.ProductRedirectURI || len(c.FallbackPorts) == 0 {
		t.Errorf("the first connection: %+v", c)
	}
	want(t, s, "nothing registered", "AADSTS700016", func(c *flow.Connection) { c.ClientID = demo.ClientID; claimed(c) })
	s.Register(t, "platform", appreg.PlatformWeb, "redirect_uri", demo.ProductRedirectURI)
	app := s.Setup().App
	if app.ClientID == demo.ClientID || !credential.IsGUID(app.ClientID) || app.ObjectID == app.ClientID {
		t.Errorf("IDs %s and %s", app.ClientID, app.ObjectID)
	}
	want(t, s, "no redirect URI", "AADSTS50011", claimed)
	s.Done(
		t, s.PortalURL("Authentication"), "add-redirect", "platform", appreg.PlatformWeb, "redirect_uri",
		flow.DefaultRedirectURI,
	)
	want(t, s, "no secret", "AADSTS7000215", claimed)
	s.Done(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	want(t, s, "no xms_edov", proof.EmailNotVerified, nil)
	for _, token := range []string{"ID", "Access"} {
		s.Done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", token, "claim", "email", "claim", "xms_pdl")
	}
	want(t, s, "xms_pdl not renamed", proof.EmailNotVerified, nil)
	s.Done(t, s.PortalURL("Manifest"), "save", "manifest", s.Edited(t, "xms_pdl", "xms_edov"))
	want(t, s, "all done", proof.EmailVerified, nil)
	if last := told[len(told)-1]; len(told) != 6 || !reflect.DeepEqual(last, s.Setup()) {
		t.Errorf("reported %d times, last %+v", len(told), last)
	}
	if r := signIn(t, s, nil).Registration; r == nil || r.AppID.Value != app.ClientID {
		t.Errorf("the registration as Graph shows it: %+v", r)
	}
}

// Fixing what is wrong in a scenario on the pages fixes its next sign-in.
func TestScenariosCanBeFixed(t *testing.T) {
	redirect := []string{"platform", appreg.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI}
	for id, c := range map[string]struct {
		broken string
		blade  string
		do     string
		fields []string
		edit   []string // of the manifest
	}{
		"no-edov": {
			broken: proof.EmailNotVerified, blade: "Manifest", do: "save",
			edit: []string{
				"\"name\": \"email\",\n        \"source\": null\n      }\n    ],\n    \"saml2Token\"",
				"\"name\": \"email\"},{\"name\": \"xms_edov\"\n      }\n    ],\n    \"saml2Token\"",
			},
		},
		"half-done": {
			broken: proof.EmailNotVerified, blade: "Manifest", do: "save", edit: []string{"xms_pdl", "xms_edov"},
		},
		"single-tenant": {
			broken: "AADSTS50194", blade: "Authentication", do: "save", fields: []string{"audience", appreg.AudienceAll},
		},
		"redirect-mismatch": {broken: "AADSTS50011", blade: "Authentication", do: "add-redirect", fields: redirect},
		"secret-expired":    {broken: "AADSTS7000222", blade: "Credentials", do: "add", fields: []string{"expires", "90"}},
	} {
		t.Run(id, func(t *testing.T) {
			s := demotest.Start(t, id, demo.Options{})
			want(t, s, "before", c.broken, nil)
			if c.edit != nil {
				c.fields = []string{"manifest", s.Edited(t, c.edit...)}
			}
			s.Done(t, s.PortalURL(c.blade), c.do, c.fields...)
			want(t, s, "after", proof.EmailVerified, nil)
		})
	}
}

// Each switch of the portal that can break a sign-in breaks the next one.
func TestChangesShowAtOnce(t *testing.T) {
	move := func(platform string) func(*testing.T, demotest.Visitor) {
		return func(t *testing.T, s demotest.Visitor) {
			s.Done(
				t, s.PortalURL("Authentication"), "remove-redirect", "platform", appreg.PlatformWeb, "redirect_uri",
				flow.DefaultRedirectURI,
			)
			s.Done(
				t, s.PortalURL("Authentication"), "add-redirect", "platform", platform, "redirect_uri", flow.DefaultRedirectURI,
			)
		}
	}
	audience := func(value string) func(*testing.T, demotest.Visitor) {
		return func(t *testing.T, s demotest.Visitor) {
			s.Done(t, s.PortalURL("Authentication"), "save", "audience", value)
		}
	}
	at := func(tenant string) func(*flow.Connection) { return func(c *flow.Connection) { c.Tenant = tenant } }
	const verified = proof.EmailVerified
	for name, c := range map[string]struct {
		scenario string
		edit     func(*testing.T, demotest.Visitor)
		change   func(*flow.Connection)
		want     string
	}{
		"SPA":                  {edit: move(appreg.PlatformSPA), want: "AADSTS9002327"},
		"mobile with a secret": {edit: move(appreg.PlatformPublic), want: "AADSTS700025"},
		"mobile without": {
			edit: move(appreg.PlatformPublic), change: func(c *flow.Connection) { c.Public, c.Secret = true, flow.Secret{} },
			want: verified,
		},
		"single tenant":           {edit: audience(appreg.AudienceMyOrg), want: "AADSTS50194"},
		"single tenant, asked so": {edit: audience(appreg.AudienceMyOrg), change: at(tenant.Contoso.ID), want: verified},
		"organizations":           {edit: audience(appreg.AudienceOrgs), want: verified},
		"organizations, personal": {scenario: "healthy-personal", edit: audience(appreg.AudienceOrgs), want: "AADSTS500200"},
		"organizations, asked at consumers": {
			scenario: "healthy-personal", edit: audience(appreg.AudienceOrgs), change: at("consumers"), want: "AADSTS9002332",
		},
		"personal only": {scenario: "healthy-personal", edit: audience(appreg.AudiencePersonal), want: "AADSTS9002331"},
		"personal only, asked so": {
			scenario: "healthy-personal", edit: audience(appreg.AudiencePersonal), change: at("consumers"), want: verified,
		},
		"secret deleted": {
			edit: func(t *testing.T, s demotest.Visitor) {
				s.Done(t, s.PortalURL("Credentials"), "delete", "key_id", s.Setup().App.Secrets[0].KeyID)
			},
			want: "AADSTS7000215",
		},
		"claim removed": {
			edit: func(t *testing.T, s demotest.Visitor) {
				s.Done(t, s.PortalURL("TokenConfiguration"), "remove", "token_type", "ID", "claim", "xms_edov")
			},
			want: proof.EmailNotVerified,
		},
		"app deleted": {
			edit:   func(t *testing.T, s demotest.Visitor) { s.Done(t, s.PortalURL("Overview"), "delete") },
			change: func(c *flow.Connection) { c.ClientID = demo.ClientID }, want: "AADSTS700016",
		},
		"unverified email removed": {
			scenario: "edov-false",
			edit: func(t *testing.T, s demotest.Visitor) {
				s.Done(t, s.PortalURL("Manifest"), "save", "manifest", s.Edited(
					t, `"removeUnverifiedEmailClaim": false`, `"removeUnverifiedEmailClaim": true`,
				))
			},
			want: proof.EmailCannotTell,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.scenario == "" {
				c.scenario = "healthy"
			}
			s := demotest.Start(t, c.scenario, demo.Options{})
			c.edit(t, s)
			want(t, s, name, c.want, c.change)
		})
	}
}

// What the portal adds to a token besides.
func TestNamesAsOptionalClaims(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", "upn", "claim", "given_name")
	_, claims, _ := demotest.Decode(t, s.Redeem(t, tenant.AccountWork).IDToken, s.WorkKey(t))
	if claims["upn"] != "ada.berg@contoso.example" || claims["given_name"] != "Ada" || claims["family_name"] != nil {
		t.Errorf("claims %v", claims)
	}
}

// The value of a secret is shown right after it was added, and never again.
func TestSecretIsShownOnce(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	shown := s.Done(t, s.PortalURL("Credentials"), "add", "description", "second", "expires", "90")
	added := s.Setup().App.Secrets[1]
	value, _ := s.SecretValue(added.KeyID)
	if !strings.Contains(shown.Body, value.Reveal()) || strings.Contains(shown.Body, s.FirstSecret()) ||
		!slices.Contains(s.Secrets(), value.Reveal()) {
		t.Error("the page shows another value than the new one, or Secrets does not know it")
	}
	if again := s.Get(t, "/portal/"+"Credentials"); strings.Contains(again.Body, value.Reveal()) ||
		!strings.Contains(again.Body, added.Hint+"***") {
		t.Error("the value is shown again, or its hint is not")
	}
	if days := added.End.Sub(added.Start).Hours() / 24; days != 90 || added.Hint != value.Reveal()[:3] {
		t.Errorf("%v days, hint %q", days, added.Hint)
	}
	if text := s.Refused(
		t, s.PortalURL("Credentials"), "add", "expires", "90",
	).Alert(); !strings.Contains(text, "two client secrets") {
		t.Errorf("a third secret: %q", text)
	}
}

// No other page can press a button.
func TestForeignFormsAreRefused(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	before := s.Setup()
	for name, c := range map[string]struct{ token, origin, site string }{
		"another origin":    {s.FormToken(t), "https://evil.example", ""},
		"another port":      {s.FormToken(t), "http://127.0.0.1:1", ""},
		"no origin at all":  {s.FormToken(t), "null", ""},
		"another site":      {s.FormToken(t), s.URL(), "cross-site"},
		"a neighbour":       {s.FormToken(t), s.URL(), "same-site"},
		"without the token": {"", s.URL(), "same-origin"},
		"with another":      {"x" + s.FormToken(t)[1:] + "x", s.URL(), "same-origin"},
	} {
		headers := []string{"Origin", c.origin}
		if c.site != "" {
			headers = append(headers, "Sec-Fetch-Site", c.site)
		}
		for _, path := range []string{"/portal/Overview", "/dashboard"} {
			form := url.Values{web.FieldToken: {c.token}, web.FieldDo: {"delete", "remove"}}
			if a := s.Post(t, path, form, headers...); a.Status != http.StatusForbidden {
				t.Errorf("%s: status %d", name, a.Status)
			}
		}
	}
	if !reflect.DeepEqual(before, s.Setup()) {
		t.Error("a foreign form changed something")
	}
	if a := s.Submit(t, s.PortalURL("Overview"), "explode"); a.Status != http.StatusNotFound {
		t.Errorf("an unknown button: status %d", a.Status)
	}
}
