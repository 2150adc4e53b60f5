package demo

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
)

var blades = []string{"", "register", "Overview", "Authentication", "Credentials", "TokenConfiguration", "CallAnAPI", "Manifest"}

// Every page says what it is, loads nothing, and ties each input to a label.
func TestPortalPages(t *testing.T) {
	s := start(t, "healthy", Options{})
	outside := regexp.MustCompile(`(?i)src\s*=|href\s*=\s*"(?:[^d/]|d[^a]|//)|@import|url\(|<script`)
	addresses := []string{s.DashboardURL()}
	for _, blade := range blades {
		addresses = append(addresses, s.PortalURL(blade))
	}
	for _, address := range addresses {
		a := s.get(t, strings.TrimPrefix(address, s.url))
		if _, _, err := readPage(a.body); err != nil || a.status != http.StatusOK {
			t.Errorf("%s: status %d, %v", address, a.status, err)
		}
		if m := outside.FindString(a.body); m != "" {
			t.Errorf("%s: something from outside: %q", address, m)
		}
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(a.body, "edov demo tenant, not Microsoft") || !strings.Contains(policy, "default-src 'none'") || !strings.HasSuffix(policy, "form-action 'self'") {
			t.Errorf("%s: it does not say what it is, or has the policy %q", address, policy)
		}
		if posts, tokens := strings.Count(a.body, "<form"), strings.Count(a.body, `name="edov_token"`); posts != tokens {
			t.Errorf("%s: %d forms, %d tokens", address, posts, tokens)
		}
		for _, m := range regexp.MustCompile(`<(?:input type="(?:text|checkbox|radio|password)"|select|textarea) id="([^"]+)"`).FindAllStringSubmatch(a.body, -1) {
			if strings.Count(a.body, `for="`+m[1]+`"`) != 1 || strings.Count(a.body, `id="`+m[1]+`"`) != 1 {
				t.Errorf("%s: the input %s has not one label", address, m[1])
			}
		}
		for _, secret := range s.Secrets() {
			if secret != s.formToken && strings.Contains(a.body, secret) {
				t.Errorf("%s shows a secret", address)
			}
		}
	}
}

func TestPagesShowTheRegistration(t *testing.T) {
	s := start(t, "half-done", Options{})
	for blade, wants := range map[string][]string{
		"":                   {AppName, ClientID},
		"register":           {"Accounts in this organizational directory only", "Personal Microsoft accounts only", "Single-page application"},
		"Overview":           {ClientID, objectID, contoso.id, "and personal Microsoft accounts"},
		"Authentication":     {ProductRedirectURI, flow.DefaultRedirectURI, "Front-channel logout URL", "ID tokens (used for implicit and hybrid flows)", "Allow public client flows"},
		"Credentials":        {"Dm7***", nameGUID("web"), "New client secret"},
		"TokenConfiguration": {"<td>xms_pdl</td>", "<td>email</td>", "<td>Access</td>"},
		"CallAnAPI":          {"Microsoft Graph / openid", "Microsoft Graph / email"},
		"Manifest":           {"&#34;acceptMappedClaims&#34;: true", "&#34;name&#34;: &#34;xms_pdl&#34;"},
	} {
		body := s.get(t, strings.TrimPrefix(s.PortalURL(blade), s.url)).body
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%q: nothing of %q", blade, want)
			}
		}
	}
	if strings.Contains(s.get(t, portalPath+"TokenConfiguration").body, "xms_edov") {
		t.Error("the picker lists xms_edov")
	}
	if strings.Contains(s.get(t, portalPath+"register").body, "checked") {
		t.Error("an account type is chosen beforehand")
	}
}

// Without a registration its pages lead to the list.
func TestPagesWithoutARegistration(t *testing.T) {
	s := practise(t, Options{})
	for _, blade := range blades[2:] {
		path := portalPath + blade
		if a := s.get(t, path); a.status != http.StatusSeeOther || a.header.Get("Location") != portalPath {
			t.Errorf("%s: status %d, %q", path, a.status, a.header.Get("Location"))
		}
		if a := s.submit(t, path, "save", "audience", flow.AudienceAll); a.status == http.StatusUnprocessableEntity || s.Setup().App != nil {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
	if a := s.get(t, portalPath); !strings.Contains(a.body, `id="empty"`) {
		t.Error("the list is not empty")
	}
	if a := s.get(t, portalPath+"Owners"); a.status != http.StatusNotFound {
		t.Errorf("a page that is not there: status %d", a.status)
	}
}

// A name is text, whatever is in it.
func TestHostileNamesAreInert(t *testing.T) {
	const hostile = `</textarea><script>alert(1)</script>"&'{{.Token}}`
	s := practise(t, Options{})
	s.registerOn(t, "name", "", "platform", flow.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.done(t, s.PortalURL("Manifest"), "save", "manifest", s.edited(t, `"Shop"`, string(mustJSON(hostile))))
	s.done(t, s.PortalURL("Credentials"), "add", "description", hostile, "expires", "90")
	if got := s.Setup().App; got.Name != hostile || got.Secrets[0].Name != hostile {
		t.Fatalf("%q and %q", got.Name, got.Secrets[0].Name)
	}
	paths := []string{authorizePath + "?" + authParams("client_id", s.Setup().App.ClientID).Encode()}
	for _, blade := range blades {
		paths = append(paths, portalPath+blade)
	}
	for _, path := range paths {
		a := s.get(t, path)
		if _, _, err := readPage(a.body); err != nil || strings.Contains(a.body, "<script>") || a.status != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, a.status, err)
		}
	}
	s.want(t, "a hostile name", proof.EmailNotVerified, nil)
}

// What no page can show is refused where it would come in.
func TestFormsAreChecked(t *testing.T) {
	fresh := practise(t, Options{})
	register := fresh.PortalURL("register")
	for name, fields := range map[string][]string{
		"no name":          {"audience", flow.AudienceAll},
		"escapes":          {"name", "\x1b]0;title\x07", "audience", flow.AudienceAll},
		"too long":         {"name", strings.Repeat("a", 121), "audience", flow.AudienceAll},
		"no account types": {"name", "Shop"},
		"no platform":      {"name", "Shop", "audience", flow.AudienceAll, "redirect_uri", ProductRedirectURI},
		"plain http":       {"name", "Shop", "audience", flow.AudienceAll, "platform", "web", "redirect_uri", "http://shop.example/cb"},
		"a wildcard":       {"name", "Shop", "audience", flow.AudienceAll, "platform", "web", "redirect_uri", "https://*.shop.example/cb"},
		"a script":         {"name", "Shop", "audience", flow.AudienceAll, "platform", "publicClient", "redirect_uri", "javascript:alert(1)"},
	} {
		if a := fresh.refused(t, register, "register", fields...); strings.Contains(a.body, "\x1b") {
			t.Errorf("%s: comes back as it was", name)
		}
	}
	s := start(t, "healthy", Options{})
	s.refused(t, s.PortalURL("register"), "register", "name", "Second", "audience", flow.AudienceAll)
	s.refused(t, s.PortalURL("Authentication"), "add-redirect", "platform", "spa", "redirect_uri", ProductRedirectURI)
	s.refused(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", "xms_edov")
	s.refused(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID")
	s.refused(t, s.PortalURL("TokenConfiguration"), "add", "claim", "upn")
	s.refused(t, s.PortalURL("CallAnAPI"), "add", "permission", "x")
	s.refused(t, s.PortalURL("Credentials"), "add", "expires", "100000")
	a := s.refused(t, s.PortalURL("Authentication"), "save", "audience", flow.AudienceOrgs, "logout_url", "http://evil.example/", "public_client", "true")
	for _, kept := range []string{`value="http://evil.example/"`, `value="AzureADMultipleOrgs" checked`, `name="public_client" value="true" checked`} {
		if !strings.Contains(a.body, kept) {
			t.Errorf("what was typed is lost: %s", kept)
		}
	}
}

func TestSettingsAreSaved(t *testing.T) {
	s := start(t, "healthy", Options{})
	s.done(t, s.PortalURL("Authentication"), "save", "audience", flow.AudienceOrgs, "logout_url", ProductRedirectURI, "implicit_id_token", "true", "implicit_access_token", "true", "public_client", "true")
	a := s.Setup().App
	if a.Audience != flow.AudienceOrgs || a.LogoutURL != ProductRedirectURI || !a.ImplicitIDToken || !a.ImplicitAccessToken || !a.Public() {
		t.Errorf("%+v", a)
	}
	s.done(t, s.PortalURL("Authentication"), "save", "audience", flow.AudienceOrgs)
	if a = s.Setup().App; a.LogoutURL != "" || a.ImplicitIDToken || a.ImplicitAccessToken || a.Public() {
		t.Errorf("%+v", a)
	}
	s.done(t, s.PortalURL("CallAnAPI"), "add", "permission", permissionUserRead)
	s.done(t, s.PortalURL("CallAnAPI"), "remove", "permission", flow.PermissionEmail)
	if shown := s.done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "Access", "claim", "email"); !strings.Contains(shown.body, notices["email-added"]) {
		t.Error("nobody is told of the permission")
	}
	if got := s.Setup().App.Permissions; len(got) != 4 || got[3] != flow.PermissionEmail {
		t.Errorf("permissions %v", got)
	}
}
