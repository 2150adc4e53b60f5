package check

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// judgedDocument judges a document for Clerk, as the command edov app does.
func judgedDocument(t *testing.T, document string) *report.Report {
	t.Helper()
	all, err := appreg.Read([]byte(document), "test")
	if err != nil {
		t.Fatal(err)
	}
	s := &flow.Session{Origin: flow.OriginRegistration, Registration: all[0], Request: flow.Request{
		Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback",
	}}
	return Judge(s, noon, secret.Thresholds{})
}

const selectedMembers = `"appId":"6731de76-14a6-49ae-97bc-6eba6914391e",
	"signInAudience":"AzureADandPersonalMicrosoftAccount",
	"passwordCredentials":[{"keyId":"k1","hint":"Dm7","endDateTime":"2027-06-01T00:00:00Z"}]`

// TestQueriedRegistration: of what a query left out nothing is said, whatever else it has, and nothing is changed.
func TestQueriedRegistration(t *testing.T) {
	web := `,"web":{"redirectUris":["https://clerk.example.com/v1/oauth_callback"]}`
	for name, document := range map[string]string{
		"three members": `{` + selectedMembers + `}`,
		"with web":      `{` + selectedMembers + web + `}`,
		"the older form": `{` + selectedMembers + `,"replyUrlsWithType":[{"type":"Web",
			"url":"https://clerk.example.com/v1/oauth_callback"}],"oauth2AllowIdTokenImplicitFlow":false}`,
		"of az before 2.37": `{` + selectedMembers + `,"replyUrls":["https://clerk.example.com/v1/oauth_callback"]}`,
	} {
		r := judgedDocument(t, document)
		if r.Verdict != report.VerdictUnknown {
			t.Errorf("%s: %s, %s", name, r.Verdict, r.Headline)
		}
		for _, f := range r.Findings {
			switch f.ID {
			case "optional-edov", "app-enabled", "token-version":
				if f.Outcome != report.Unknown {
					t.Errorf("%s: %s is %s: %s", name, f.ID, f.Outcome, f.Summary)
				}
			case "mapped-claims", "public-client", "logout-url", "optional-email", "permission-email",
				"permission-roles", "permission-retired", "optional-names":
				if f.Outcome != report.Skip {
					t.Errorf("%s: %s is %s: %s", name, f.ID, f.Outcome, f.Summary)
				}
			}
			if len(f.Changes) > 0 && f.ID != "redirect-test" { // whose list was read
				t.Errorf("%s: %s changes what was not read: %+v", name, f.ID, f.Changes)
			}
		}
	}
	r := judgedDocument(t, `{`+selectedMembers+`}`)
	if f := r.Find("redirect-product"); f.Outcome != report.Unknown {
		t.Errorf("redirect URIs: %s, %s", f.Outcome, f.Summary)
	}
}

// TestSelectedRegistration: what a query of Microsoft Graph did not ask for is not known, also where it asked for much.
func TestSelectedRegistration(t *testing.T) {
	const graph = "https://graph.microsoft.com/v1.0/$metadata#applications"
	for context, c := range map[string]struct {
		drop []string
		want report.Outcome
	}{
		graph + "/$entity":                                  {nil, report.Pass},
		graph + "(owners())/$entity":                        {nil, report.Pass},
		graph + "(owners(id,appId))/$entity":                {nil, report.Pass},
		graph + "(id,appId,web)/$entity":                    {[]string{"spa", "disabledByMicrosoftStatus"}, report.Unknown},
		graph + "(owners(id),appId,web)/$entity":            {[]string{"spa", "disabledByMicrosoftStatus"}, report.Unknown},
		graph + "(id,appId,spa,disabledByMicrosoftStatus)":  {nil, report.Pass}, // all was selected
		graph + "('6731de76-14a6-49ae-97bc-6eba6914391e')/": {[]string{"spa"}, report.Pass},
		"x": {[]string{"spa", "publicClient", "disabledByMicrosoftStatus"}, report.Unknown},
	} {
		v := change.Parsed(json.RawMessage(document(t, "healthy")))
		v.SetMembers(slices.DeleteFunc(slices.Clone(v.Members()), func(m strictjson.Member) bool {
			return slices.Contains(c.drop, m.Name)
		}))
		v.SetMembers(append(v.Members(), strictjson.Member{Name: "@odata.context", Value: strictjson.Text(context)}))
		r := judgedDocument(t, v.Compact())
		for _, id := range []string{"app-enabled", "redirect-safe"} {
			if f := r.Find(id); f.Outcome != c.want {
				t.Errorf("%s: %s is %s: %s", context, id, f.Outcome, f.Summary)
			}
		}
	}
	v := change.Parsed(json.RawMessage(document(t, "healthy")))
	v.Put("web", change.Parsed(json.RawMessage(`{}`)))
	if f := judgedDocument(t, v.Compact()).Find("redirect-safe"); f.Outcome != report.Unknown {
		t.Errorf("no list of redirect URIs: %s, %s", f.Outcome, f.Summary)
	}
}

// TestDeletedApp: an app in the recycle bin signs nobody in.
func TestDeletedApp(t *testing.T) {
	for _, deleted := range []string{"deletedDateTime", "deletionTimestamp"} {
		older := ""
		if deleted == "deletionTimestamp" {
			older = `,"replyUrls":[],"objectId":"x"`
		}
		r := judgedDocument(t, `{`+selectedMembers+older+`,"`+deleted+`":"2026-11-01T10:00:00Z"}`)
		if f := r.Find("app-enabled"); f.Outcome != report.Fail || !strings.Contains(f.Summary, "2026-11-01") {
			t.Errorf("%s: %s, %s", deleted, f.Outcome, f.Summary)
		}
	}
	r := judgedDocument(t, `{`+selectedMembers+`,"deletedDateTime":null,"disabledByMicrosoftStatus":null}`)
	if f := r.Find("app-enabled"); f.Outcome != report.Pass {
		t.Errorf("not deleted: %s, %s", f.Outcome, f.Summary)
	}
}

// TestPlaceholderURIs: a redirect URI that is still to be filled in, or was hidden, is neither safe nor unsafe.
func TestPlaceholderURIs(t *testing.T) {
	for _, uri := range []string{"${{STATE__ENDPOINT}}/auth-end.html", "https://*********/callback"} {
		r := judgedDocument(t, `{`+selectedMembers+`,"web":{"redirectUris":["`+uri+`","https://b.example/cb"]}}`)
		for _, id := range []string{"redirect-safe", "redirect-twins", "redirect-platform", "redirect-lookalikes"} {
			if f := r.Find(id); f.Outcome == report.Pass || f.Outcome == report.Fail {
				t.Errorf("%s: %s is %s: %s", uri, id, f.Outcome, f.Summary)
			}
		}
		if f := r.Find("redirect-safe"); f.Outcome != report.Unknown {
			t.Errorf("%s: redirect-safe is %s", uri, f.Outcome)
		}
	}
}

// TestSecretsBesideTheApp: a client secret elsewhere in the document is one in the document.
func TestSecretsBesideTheApp(t *testing.T) {
	const value = "abc8Q~not-a-real-secret-of-a-test-0123"
	for name, document := range map[string]string{
		"beside": `{` + selectedMembers + `,"secrets":[{"value":"` + value + `"}]}`,
		"output of Terraform": `{"version":4,"terraform_version":"1.9.0","outputs":{"s":{"value":"` + value + `"}},
			"resources":[{"mode":"managed","type":"azuread_application","name":"a","instances":[{"attributes":
			{"client_id":"6731de76-14a6-49ae-97bc-6eba6914391e","display_name":"Shop"}}]}]}`,
	} {
		r := judgedDocument(t, document)
		f := r.Find("secret-text")
		if f.Outcome != report.Fail || len(f.Evidence) != 1 || strings.Contains(f.Evidence[0].Got, value) {
			t.Errorf("%s: %s, %+v", name, f.Outcome, f.Evidence)
		}
	}
}

// TestOneExpiredSecret: the response to adding a secret is about that one alone.
func TestOneExpiredSecret(t *testing.T) {
	r := judgedDocument(t, `{"keyId":"k1","displayName":"web","endDateTime":"2026-01-31T00:00:00Z"}`)
	if f := r.Find("secret-valid"); !strings.HasPrefix(f.Summary, "the client secret expired") {
		t.Errorf("it says %q", f.Summary)
	}
}

// TestPartsOfARegistration: of a part, the headline claims no more than what was checked.
func TestPartsOfARegistration(t *testing.T) {
	const secret = `{"displayName":"main","endDateTime":"2030-01-31T00:00:00Z","keyId":"k","startDateTime":"2026-01-31T00:00:00Z"}`
	for name, document := range map[string]string{
		"only credentials": `[` + secret + `]`,
		"a plan": `{"format_version":"1.2","planned_values":{"root_module":{"resources":[
			{"type":"azuread_application","values":{"display_name":"Shop",
				"optional_claims":[{"id_token":[{"name":"xms_edov"}]}]}},
			{"type":"azuread_application_password","values":{"end_date":"2030-01-31T00:00:00Z"}}]}}}`,
	} {
		all, err := appreg.Read([]byte(document), "test")
		if err != nil {
			t.Fatal(err)
		}
		r := judge(&flow.Session{Origin: flow.OriginRegistration, Registration: all[0]})
		const part = "in this part of an app registration"
		if strings.Contains(r.Headline, "no setting") || !strings.Contains(r.Headline, part) {
			t.Errorf("%s: %s, %s", name, r.Verdict, r.Headline)
		}
	}
}

// TestTerraformState: a state that says that an app is not disabled, and which platforms are empty, is whole enough.
func TestTerraformState(t *testing.T) {
	for _, name := range []string{"terraform-state", "terraform.tfstate"} {
		r := judgedDocument(t, document(t, "../appform/"+name))
		for _, id := range []string{"app-enabled", "token-version", "redirect-safe"} {
			expect(t, r, id, report.Pass)
		}
	}
}

// TestTrimmedManifest: a manifest that is kept without what is null says nothing of the status that Microsoft sets, and
// is judged by the rest.
func TestTrimmedManifest(t *testing.T) {
	r := judgedDocument(t, `{`+selectedMembers+`,"web":{"redirectUris":["https://clerk.example.com/v1/oauth_callback"]},
		"spa":{"redirectUris":[]},"publicClient":{"redirectUris":[]},"api":{"requestedAccessTokenVersion":2},
		"optionalClaims":{"idToken":[{"name":"email"},{"name":"xms_edov"}]},"requiredResourceAccess":[]}`)
	if f := r.Find("app-enabled"); f.Outcome != report.Skip || r.Verdict != report.VerdictPass {
		t.Errorf("%s: %s; %s", r.Verdict, r.Headline, f.Summary)
	}
}

// TestPortThatWasTaken: a sign-in that came back answers whether Microsoft takes another port than the registered one.
func TestPortThatWasTaken(t *testing.T) {
	s := session(t)
	s.Registration = &appreg.App{
		Form: appreg.FormGraph, RedirectsKnown: true,
		Audience: appreg.Setting[string]{Known: true, Value: appreg.AudienceAll},
		RedirectURIs: []appreg.RedirectURI{
			{URI: "http://localhost/callback", Platform: appreg.PlatformWeb},
		},
	}
	expect(t, judge(s), "redirect-test", report.Pass)
	s.Callback = nil
	expect(t, judge(s), "redirect-test", report.Unknown)
}
