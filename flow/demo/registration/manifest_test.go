package registration_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/scenario"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// Saving the manifest unchanged changes nothing.
func TestManifestAsItIs(t *testing.T) {
	for _, s := range scenario.All() {
		a := s.InitialApp(today)
		before := a.Clone()
		if err := a.ApplyManifest(strings.ReplaceAll(a.Manifest(), "\n", "\r\n")); err != nil ||
			!reflect.DeepEqual(a.Graph(), before.Graph()) {
			t.Errorf("%s: %v", s.ID, err)
		}
	}
}

func TestManifestIsApplied(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	s.Done(t, s.PortalURL("Manifest"), "save", "manifest", s.Edited(t,
		`"displayName": "edov demo app"`, `"displayName": "Renamed"`,
		`"signInAudience": "AzureADandPersonalMicrosoftAccount"`, `"signInAudience": "AzureADMyOrg"`,
		`"requestedAccessTokenVersion": 2`, `"requestedAccessTokenVersion": null`,
		`"acceptMappedClaims": null`, `"acceptMappedClaims": true`,
		`"isFallbackPublicClient": null`, `"isFallbackPublicClient": true`,
		`"enableIdTokenIssuance": false`, `"enableIdTokenIssuance": true`,
		`"enableAccessTokenIssuance": false`, `"enableAccessTokenIssuance": true`,
		`"logoutUrl": null`, `"logoutUrl": "https://shop.example/out"`,
		"\"spa\": {\n    \"redirectUris\": []", `"spa": {"redirectUris": ["https://shop.example/spa"]`,
		"\"publicClient\": {\n    \"redirectUris\": []", `"publicClient": {"redirectUris": ["shop://auth"]`,
		"\"https://clerk.contoso.example/v1/oauth_callback\",", "",
	))
	a := s.Setup().App
	want := []demo.Redirect{
		{flow.DefaultRedirectURI, appreg.PlatformWeb},
		{"https://shop.example/spa", appreg.PlatformSPA},
		{"shop://auth", appreg.PlatformPublic},
	}
	for _, w := range want {
		if a.PlatformOf(w.URI) != w.Platform {
			t.Errorf("%s has platform %q", w.URI, a.PlatformOf(w.URI))
		}
	}
	if a.Name != "Renamed" || a.Audience != appreg.AudienceMyOrg || a.TokenVersion != nil || !*a.AcceptMapped ||
		!*a.PublicClient ||
		!a.ImplicitIDToken || !a.ImplicitAccessToken || a.LogoutURL != "https://shop.example/out" || len(
		a.Redirects,
	) != len(want) {
		t.Errorf("%+v", a)
	}
}

// An error names its line, and what was entered stays.
func TestManifestErrors(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for name, c := range map[string]struct{ from, to, want string }{
		"no JSON": {`"signInAudience":`, `"signInAudience"`, "not valid JSON at line "},
		"twice": {
			`"signInAudience":`, `"displayName": "x", "signInAudience":`, `duplicate member &#34;displayName&#34; at line `,
		},
		"another type": {
			`"displayName": "edov demo app"`, `"displayName": 7`, "displayName must be of type string, not number",
		},
		"unknown":   {`"displayName":`, `"DisplayName": "x", "displayName":`, "there is no property DisplayName"},
		"missing":   {`"displayName": "edov demo app",`, ``, "Line 1: the property displayName is missing"},
		"client ID": {demo.ClientID, tenant.Contoso.ID, "appId cannot be changed here"},
		"object ID": {s.Setup().App.ObjectID, tenant.Contoso.ID, "id cannot be changed here"},
		"secrets": {
			`"hint": "Dm7"`, `"hint": "abc"`, "passwordCredentials cannot be changed here; use Certificates &amp; secrets",
		},
		"permissions": {
			`"type": "Scope"`, `"type": "Role"`, "requiredResourceAccess cannot be changed here; use API permissions",
		},
		"audience": {
			`"AzureADandPersonalMicrosoftAccount"`, `"Everybody"`, "select one of the supported account types",
		},
		"version": {`"requestedAccessTokenVersion": 2`, `"requestedAccessTokenVersion": 3`, "must be null, 1 or 2"},
		"version missing": {
			`"requestedAccessTokenVersion": 2`, `"requestedAccessTokenVersion": null`,
			"property api.requestedAccessTokenVersion is invalid",
		},
		"mapped": {
			`"acceptMappedClaims": null`, `"acceptMappedClaims": "true"`,
			"api.acceptMappedClaims must be of type boolean, not string",
		},
		"redirect": {flow.DefaultRedirectURI, "http://shop.example/", "must start with HTTPS"},
		"redirect type": {
			`"` + flow.DefaultRedirectURI + `"`, "{}", "web.redirectUris[1] must be of type string, not object",
		},
		"claim without name": {`"name": "xms_edov"`, `"name": ""`, "has no name"},
		"claim twice":        {`"name": "xms_edov"`, `"name": "email"`, "listed twice"},
		"claim misspelt": {
			`"essential": false`, `"esential": false`, "there is no property optionalClaims.accessToken[0].esential",
		},
		"SAML": {`"saml2Token": []`, `"saml2Token": [{}]`, "no SAML tokens"},
		"markup": {
			`"signInAudience":`, `"<script>alert(1)</script>": 1, "signInAudience":`, "there is no property &lt;script&gt;",
		},
		"escapes": {`"signInAudience":`, `"\u001b[31m": 1, "signInAudience":`, "there is no property "},
	} {
		typed := s.Edited(t, c.from, c.to)
		a := s.Refused(t, s.PortalURL("Manifest"), "save", "manifest", typed)
		text := a.Alert()
		if !strings.Contains(text, c.want) || !strings.Contains(strings.ToLower(text), "line ") {
			t.Errorf("%s: %q, want %q with a line", name, text, c.want)
		}
		if strings.ContainsAny(a.Body, "\x1b") || strings.Contains(a.Body, "<script>") {
			t.Errorf("%s: shown as it is", name)
		}
		if _, again, _ := strings.Cut(a.Body, "<textarea"); !strings.Contains(again, "&#34;publisherDomain&#34;") {
			t.Errorf("%s: what was entered is lost", name)
		}
	}
	for name, typed := range map[string]string{"empty": " ", "a list": "[]", "a word": "null"} {
		if text := s.Refused(t, s.PortalURL("Manifest"), "save", "manifest", typed).Alert(); text == "" {
			t.Errorf("%s: nothing is said", name)
		}
	}
}

// The line is that of the error, as an editor counts.
func TestManifestLine(t *testing.T) {
	a := scenario.Scenario{}.InitialApp(today)
	text := strings.ReplaceAll(a.Manifest(), `"name": "xms_edov"`, `"name": 1`)
	line := 1 + strings.Count(text[:strings.Index(text, `"name": 1`)], "\n")
	err := a.ApplyManifest(strings.ReplaceAll(text, "\n", "\r\n"))
	if want := "line " + string(web.JSON(line)) + ": "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}
