package demo

import (
	"reflect"
	"strings"
	"testing"

	"edov/flow"
)

// What is saved as it is shown changes nothing.
func TestManifestAsItIs(t *testing.T) {
	for _, scenario := range Scenarios() {
		a := scenario.initialApp(start(t, "healthy", Options{}).today())
		before := a.clone()
		if err := a.applyManifest(strings.ReplaceAll(a.manifest(), "\n", "\r\n")); err != nil || !reflect.DeepEqual(a.registration(), before.registration()) {
			t.Errorf("%s: %v", scenario.ID, err)
		}
	}
}

func TestManifestIsApplied(t *testing.T) {
	s := start(t, "healthy", Options{})
	s.done(t, s.PortalURL("Manifest"), "save", "manifest", s.edited(t,
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
	want := []Redirect{{flow.DefaultRedirectURI, flow.PlatformWeb}, {"https://shop.example/spa", flow.PlatformSPA}, {"shop://auth", flow.PlatformPublic}}
	for _, w := range want {
		if a.platform(w.URI) != w.Platform {
			t.Errorf("%s has platform %q", w.URI, a.platform(w.URI))
		}
	}
	if a.Name != "Renamed" || a.Audience != flow.AudienceMyOrg || a.TokenVersion != nil || !*a.AcceptMapped || !a.Public() ||
		!a.ImplicitIDToken || !a.ImplicitAccessToken || a.LogoutURL != "https://shop.example/out" || len(a.Redirects) != len(want) {
		t.Errorf("%+v", a)
	}
}

// A fault names its line, and what was typed stays.
func TestManifestFaults(t *testing.T) {
	s := start(t, "healthy", Options{})
	for name, c := range map[string]struct{ from, to, want string }{
		"no JSON":            {`"signInAudience":`, `"signInAudience"`, "not valid JSON at line "},
		"twice":              {`"signInAudience":`, `"displayName": "x", "signInAudience":`, `duplicate member &#34;displayName&#34; at line `},
		"another type":       {`"displayName": "edov demo app"`, `"displayName": 7`, "displayName is of type number, not string"},
		"unknown":            {`"displayName":`, `"DisplayName": "x", "displayName":`, "there is no property DisplayName"},
		"missing":            {`"displayName": "edov demo app",`, ``, "Line 1: the property displayName is missing"},
		"client ID":          {ClientID, contoso.id, "appId cannot be changed here"},
		"object ID":          {objectID, contoso.id, "id cannot be changed here"},
		"secrets":            {`"hint": "Dm7"`, `"hint": "abc"`, "passwordCredentials cannot be changed here; use Certificates &amp; secrets"},
		"permissions":        {`"type": "Scope"`, `"type": "Role"`, "requiredResourceAccess cannot be changed here; use API permissions"},
		"audience":           {`"AzureADandPersonalMicrosoftAccount"`, `"Everybody"`, "choose one of the supported account types"},
		"version":            {`"requestedAccessTokenVersion": 2`, `"requestedAccessTokenVersion": 3`, "is not null, 1 or 2"},
		"version missing":    {`"requestedAccessTokenVersion": 2`, `"requestedAccessTokenVersion": null`, "property api.requestedAccessTokenVersion is invalid"},
		"mapped":             {`"acceptMappedClaims": null`, `"acceptMappedClaims": "true"`, "api.acceptMappedClaims is of type string, not boolean"},
		"redirect":           {flow.DefaultRedirectURI, "http://shop.example/", "must start with HTTPS"},
		"redirect type":      {`"` + flow.DefaultRedirectURI + `"`, "{}", "web.redirectUris[1] is of type object, not string"},
		"claim without name": {`"name": "xms_edov"`, `"name": ""`, "has no name"},
		"claim twice":        {`"name": "xms_edov"`, `"name": "email"`, "there twice"},
		"claim misspelt":     {`"essential": false`, `"esential": false`, "there is no property optionalClaims.accessToken[0].esential"},
		"SAML":               {`"saml2Token": []`, `"saml2Token": [{}]`, "no SAML tokens"},
		"markup":             {`"signInAudience":`, `"<script>alert(1)</script>": 1, "signInAudience":`, "there is no property &lt;script&gt;"},
		"escapes":            {`"signInAudience":`, `"\u001b[31m": 1, "signInAudience":`, "there is no property "},
	} {
		typed := s.edited(t, c.from, c.to)
		a := s.refused(t, s.PortalURL("Manifest"), "save", "manifest", typed)
		text := textOf(a.body)
		if !strings.Contains(text, c.want) || !strings.Contains(strings.ToLower(text), "line ") {
			t.Errorf("%s: %q, want %q with a line", name, text, c.want)
		}
		if strings.ContainsAny(a.body, "\x1b") || strings.Contains(a.body, "<script>") {
			t.Errorf("%s: shown as it is", name)
		}
		if _, again, _ := strings.Cut(a.body, "<textarea"); !strings.Contains(again, "&#34;publisherDomain&#34;") {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	for name, typed := range map[string]string{"empty": " ", "a list": "[]", "a word": "null"} {
		if text := textOf(s.refused(t, s.PortalURL("Manifest"), "save", "manifest", typed).body); text == "" {
			t.Errorf("%s: nothing is said", name)
		}
	}
}

// The line is that of the fault, as an editor counts.
func TestManifestLine(t *testing.T) {
	a := Scenario{}.initialApp(start(t, "healthy", Options{}).today())
	text := strings.ReplaceAll(a.manifest(), `"name": "xms_edov"`, `"name": 1`)
	line := 1 + strings.Count(text[:strings.Index(text, `"name": 1`)], "\n")
	err := a.applyManifest(strings.ReplaceAll(text, "\n", "\r\n"))
	if want := "line " + string(mustJSON(line)) + ": "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}
