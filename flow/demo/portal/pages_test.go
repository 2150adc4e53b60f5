package portal_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/credential"
	"edov/flow/demo/demotest"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/inspect/proof"
)

var blades = []string{
	"", "register", "Overview", "Authentication", "Credentials", "TokenConfiguration", "CallAnAPI", "Manifest",
}

// Every page says what it is, loads nothing, and ties each input to a label.
func TestPortalPages(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	outside := regexp.MustCompile(`(?i)src\s*=|href\s*=\s*"(?:[^d/]|d[^a]|//)|@import|url\(|<script`)
	addresses := []string{s.DashboardURL()}
	for _, blade := range blades {
		addresses = append(addresses, s.PortalURL(blade))
	}
	for _, address := range addresses {
		a := s.Get(t, strings.TrimPrefix(address, s.URL()))
		if _, _, err := web.ReadPage(a.Body); err != nil || a.Status != http.StatusOK {
			t.Errorf("%s: status %d, %v", address, a.Status, err)
		}
		if m := outside.FindString(a.Body); m != "" {
			t.Errorf("%s: something from outside: %q", address, m)
		}
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.Contains(a.Body, "edov demo tenant, not Microsoft") ||
			!strings.Contains(policy, "default-src 'none'") || !strings.HasSuffix(policy, "form-action 'self'") {
			t.Errorf("%s: it does not say what it is, or has the policy %q", address, policy)
		}
		if posts, tokens := strings.Count(a.Body, "<form"), strings.Count(a.Body, `name="edov_token"`); posts != tokens {
			t.Errorf("%s: %d forms, %d tokens", address, posts, tokens)
		}
		for _, m := range regexp.MustCompile(
			`<(?:input type="(?:text|checkbox|radio|password)"|select|textarea) id="([^"]+)"`,
		).FindAllStringSubmatch(a.Body, -1) {
			if strings.Count(a.Body, `for="`+m[1]+`"`) != 1 || strings.Count(a.Body, `id="`+m[1]+`"`) != 1 {
				t.Errorf("%s: the input %s has not one label", address, m[1])
			}
		}
		for _, secret := range s.Secrets() {
			if secret != s.FormToken(t) && strings.Contains(a.Body, secret) {
				t.Errorf("%s shows a secret", address)
			}
		}
	}
}

func TestPagesShowTheRegistration(t *testing.T) {
	s := demotest.Start(t, "half-done", demo.Options{})
	for blade, wants := range map[string][]string{
		"": {scenario.AppName, demo.ClientID},
		"register": {
			"Single tenant only", "Personal accounts only", "Single-page application",
		},
		"Overview": {demo.ClientID, s.Setup().App.ObjectID, tenant.Contoso.ID, "Personal Microsoft accounts"},
		"Authentication": {
			demo.ProductRedirectURI, flow.DefaultRedirectURI, "Front-channel logout URL",
			"ID tokens (used for implicit and hybrid flows)", "Allow public client flows",
		},
		"Credentials":        {"Dm7***", credential.NameGUID("web"), "New client secret"},
		"TokenConfiguration": {"<td>xms_pdl</td>", "<td>email</td>", "<td>Access</td>"},
		"CallAnAPI":          {"Microsoft Graph / openid", "Microsoft Graph / email"},
		"Manifest":           {"&#34;acceptMappedClaims&#34;: true", "&#34;name&#34;: &#34;xms_pdl&#34;"},
	} {
		body := s.Get(t, strings.TrimPrefix(s.PortalURL(blade), s.URL())).Body
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%q: nothing of %q", blade, want)
			}
		}
	}
	if strings.Contains(s.Get(t, "/portal/"+"TokenConfiguration").Body, "xms_edov") {
		t.Error("the picker lists xms_edov")
	}
	if strings.Contains(s.Get(t, "/portal/"+"register").Body, "checked") {
		t.Error("an account type is chosen beforehand")
	}
}

// Without a registration its pages lead to the list.
func TestPagesWithoutARegistration(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	for _, blade := range blades[2:] {
		path := "/portal/" + blade
		if a := s.Get(t, path); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/portal/" {
			t.Errorf("%s: status %d, %q", path, a.Status, a.Header.Get("Location"))
		}
		if a := s.Submit(t, path, "save", "audience", appreg.AudienceAll); a.Status == http.StatusUnprocessableEntity ||
			s.Setup().App != nil {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
	if a := s.Get(t, "/portal/"); !strings.Contains(a.Body, `id="empty"`) {
		t.Error("the list is not empty")
	}
	if a := s.Get(t, "/portal/"+"Owners"); a.Status != http.StatusNotFound {
		t.Errorf("a page that is not there: status %d", a.Status)
	}
}

// A name is text, whatever is in it.
func TestHostileNamesAreInert(t *testing.T) {
	const hostile = `</textarea><script>alert(1)</script>"&'{{.Token}}`
	s := demotest.Practice(t, demo.Options{})
	s.Register(t, "name", "", "platform", appreg.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.Done(t, s.PortalURL("Manifest"), "save", "manifest", s.Edited(t, `"Shop"`, string(web.JSON(hostile))))
	s.Done(t, s.PortalURL("Credentials"), "add", "description", hostile, "expires", "90")
	if got := s.Setup().App; got.Name != hostile || got.Secrets[0].Name != hostile {
		t.Fatalf("%q and %q", got.Name, got.Secrets[0].Name)
	}
	paths := []string{demotest.AuthorizePath + "?" + demotest.AuthParams("client_id", s.Setup().App.ClientID).Encode()}
	for _, blade := range blades {
		paths = append(paths, "/portal/"+blade)
	}
	for _, path := range paths {
		a := s.Get(t, path)
		if _, _, err := web.ReadPage(a.Body); err != nil || strings.Contains(a.Body, "<script>") ||
			a.Status != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, a.Status, err)
		}
	}
	want(t, s, "a hostile name", proof.EmailNotVerified, nil)
}

// What no page can show is refused where it is entered.
func TestFormsAreChecked(t *testing.T) {
	fresh := demotest.Practice(t, demo.Options{})
	register := fresh.PortalURL("register")
	for name, fields := range map[string][]string{
		"no name":          {"audience", appreg.AudienceAll},
		"escapes":          {"name", "\x1b]0;title\x07", "audience", appreg.AudienceAll},
		"too long":         {"name", strings.Repeat("a", 121), "audience", appreg.AudienceAll},
		"no account types": {"name", "Shop"},
		"no platform":      {"name", "Shop", "audience", appreg.AudienceAll, "redirect_uri", demo.ProductRedirectURI},
		"plain http": {
			"name", "Shop", "audience", appreg.AudienceAll, "platform", "web", "redirect_uri", "http://shop.example/cb",
		},
		"a wildcard": {
			"name", "Shop", "audience", appreg.AudienceAll, "platform", "web", "redirect_uri", "https://*.shop.example/cb",
		},
		"a script": {
			"name", "Shop", "audience", appreg.AudienceAll, "platform", "publicClient", "redirect_uri", "javascript:alert(1)",
		},
	} {
		if a := fresh.Refused(t, register, "register", fields...); strings.Contains(a.Body, "\x1b") {
			t.Errorf("%s: comes back as it was", name)
		}
	}
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Refused(t, s.PortalURL("register"), "register", "name", "Second", "audience", appreg.AudienceAll)
	s.Refused(t, s.PortalURL("Authentication"), "add-redirect", "platform", "spa", "redirect_uri", demo.ProductRedirectURI)
	s.Refused(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", "xms_edov")
	s.Refused(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID")
	s.Refused(t, s.PortalURL("TokenConfiguration"), "add", "claim", "upn")
	s.Refused(t, s.PortalURL("CallAnAPI"), "add", "permission", "x")
	s.Refused(t, s.PortalURL("Credentials"), "add", "expires", "100000")
	a := s.Refused(
		t, s.PortalURL("Authentication"), "save", "audience", appreg.AudienceOrgs, "logout_url", "http://evil.example/",
		"public_client", "true",
	)
	for _, kept := range []string{
		`value="http://evil.example/"`, `value="AzureADMultipleOrgs" checked`, `name="public_client" value="true" checked`,
	} {
		if !strings.Contains(a.Body, kept) {
			t.Errorf("what was entered is lost: %s", kept)
		}
	}
}

func TestSettingsAreSaved(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Done(
		t, s.PortalURL("Authentication"), "save", "audience", appreg.AudienceOrgs, "logout_url", demo.ProductRedirectURI,
		"implicit_id_token", "true", "implicit_access_token", "true", "public_client", "true",
	)
	a := s.Setup().App
	if a.Audience != appreg.AudienceOrgs || a.LogoutURL != demo.ProductRedirectURI || !a.ImplicitIDToken ||
		!a.ImplicitAccessToken || !*a.PublicClient {
		t.Errorf("%+v", a)
	}
	s.Done(t, s.PortalURL("Authentication"), "save", "audience", appreg.AudienceOrgs)
	if a = s.Setup().App; a.LogoutURL != "" || a.ImplicitIDToken || a.ImplicitAccessToken || *a.PublicClient {
		t.Errorf("%+v", a)
	}
	s.Done(t, s.PortalURL("CallAnAPI"), "add", "permission", registration.PermissionUserRead)
	s.Done(t, s.PortalURL("CallAnAPI"), "remove", "permission", appreg.PermissionEmail)
	if shown := s.Done(
		t, s.PortalURL("TokenConfiguration"), "add", "token_type", "Access", "claim", "email",
	); !strings.Contains(shown.Body, "and the Microsoft Graph permission email") {
		t.Error("the page does not mention the permission")
	}
	if got := s.Setup().App.Permissions; len(got) != 4 || got[3] != appreg.PermissionEmail {
		t.Errorf("permissions %v", got)
	}
}
