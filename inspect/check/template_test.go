package check

import (
	"fmt"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// TestTemplates: no finding of a template fails because of a placeholder, in whichever way it is written and wherever
// it stands; what is filled in is judged.
func TestTemplates(t *testing.T) {
	const whole = `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","signInAudience":"AzureADandPersonalMicrosoftAccount",` +
		`"api":{"requestedAccessTokenVersion":2},"web":{"redirectUris":["https://clerk.example.com/v1/oauth_callback"],` +
		`"logoutUrl":null},"optionalClaims":{"idToken":[{"name":"email"},{"name":"xms_edov"}],"accessToken":[]},` +
		`"passwordCredentials":[{"keyId":"k","endDateTime":"2027-01-31T00:00:00Z","startDateTime":"2026-09-01T00:00:00Z"}],` +
		`"keyCredentials":[]}`
	for _, part := range []string{
		"6731de76-14a6-49ae-97bc-6eba6914391e", "AzureADandPersonalMicrosoftAccount",
		"https://clerk.example.com/v1/oauth_callback", "xms_edov", "2027-01-31T00:00:00Z", "clerk.example.com",
	} {
		for _, blank := range []string{"${{ x }}", "{{x}}", "${X}", "$(X)", "%X_Y%", "<x>", "YOUR_VALUE_X"} {
			all, err := appreg.Read([]byte(strings.ReplaceAll(whole, part, blank)), "test")
			if err != nil {
				t.Errorf("%s for %s: %v", blank, part, err)
				continue
			}
			s := &flow.Session{
				Schema: flow.SessionSchema, Origin: flow.OriginRegistration, StartedAt: noon, EndedAt: noon, Registration: all[0],
				Request: flow.Request{Product: "Supabase", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"},
			}
			for _, f := range Judge(s, noon, secret.Thresholds{SecretWarning: 30}).Findings {
				if f.Outcome == report.Fail && f.Severity != report.Note {
					t.Errorf("%s for %s: %s: %s", blank, part, f.ID, f.Summary)
				}
			}
		}
	}
}

// TestFormOfAPlaceholder: what stands for a redirect URI has no form yet, and one beside it is judged.
func TestFormOfAPlaceholder(t *testing.T) {
	for _, blank := range []string{"[parameters('cb')]", "${var.redirect}", "https://${var.host}/cb", "{{ redirect }}"} {
		for beside, want := range map[string]report.Outcome{"": report.Skip, "https://a.example/cb;": report.Fail} {
			list := fmt.Sprintf("%q", blank)
			if beside != "" {
				list += fmt.Sprintf(",%q", beside)
			}
			r := judgedDocument(t, `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","signInAudience":"AzureADMyOrg",`+
				`"web":{"redirectUris":[`+list+`]}}`)
			f := expect(t, r, "redirect-form", want)
			for _, e := range f.Evidence {
				if strings.Contains(e.Got, blank) {
					t.Errorf("%s is judged: %+v", blank, e)
				}
			}
			if f := r.Find("redirect-safe"); f.Outcome == report.Pass {
				t.Errorf("%s: %s", blank, f.Summary)
			}
		}
	}
}

// TestHiddenValues: a setting whose value was covered before the document was shown is neither right nor wrong.
func TestHiddenValues(t *testing.T) {
	const whole = `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","signInAudience":"AzureADMyOrg","isDisabled":null,` +
		`"api":{"requestedAccessTokenVersion":2,"acceptMappedClaims":null},"isFallbackPublicClient":false,` +
		`"web":{"redirectUris":["https://clerk.example.com/v1/oauth_callback"],"logoutUrl":null,` +
		`"implicitGrantSettings":{"enableIdTokenIssuance":false,"enableAccessTokenIssuance":false}},` +
		`"optionalClaims":{"idToken":[{"name":"email"},{"name":"xms_edov"}],"accessToken":[]},` +
		`"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[` +
		`{"id":"64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0","type":"Scope"}]}],` +
		`"passwordCredentials":[{"keyId":"k","endDateTime":"2027-01-31T00:00:00Z","startDateTime":"2026-09-01T00:00:00Z"}],` +
		`"keyCredentials":[]}`
	for part, with := range map[string]string{
		`"6731de76-14a6-49ae-97bc-6eba6914391e"`: `%q`, `"AzureADMyOrg"`: `%q`, `"isDisabled":null`: `"isDisabled":%q`,
		`"acceptMappedClaims":null`: `"acceptMappedClaims":%q`, `"email"`: `%q`, `"xms_edov"`: `%q`,
		`"logoutUrl":null`:                                `"logoutUrl":%q`,
		`"isFallbackPublicClient":false`:                  `"isFallbackPublicClient":%q`,
		`["https://clerk.example.com/v1/oauth_callback"]`: `%q`,
		`"https://clerk.example.com/v1/oauth_callback"`:   `%q`, `"enableIdTokenIssuance":false`: `"enableIdTokenIssuance":%q`,
		`"00000003-0000-0000-c000-000000000000"`: `%q`, `"2027-01-31T00:00:00Z"`: `%q`,
		`[{"name":"email"},{"name":"xms_edov"}]`: `%q`, `"keyCredentials":[]`: `"keyCredentials":%q`,
	} {
		for _, hidden := range []string{
			"xxxx", "****", "<redacted>", "REDACTED", "[REDACTED]", "00000000-0000-0000-0000-000000000000", "{tenant-id}", "...",
			"11111111-1111-1111-1111-111111111111", "removed",
		} {
			value := fmt.Sprintf(with, hidden)
			all, err := appreg.Read([]byte("["+strings.Replace(whole, part, value, 1)+"]"), "test")
			if err != nil {
				t.Errorf("%s for %s: %v", hidden, part, err)
				continue
			}
			s := &flow.Session{
				Schema: flow.SessionSchema, Origin: flow.OriginRegistration, StartedAt: noon, EndedAt: noon, Registration: all[0],
			}
			r := Judge(s, noon, secret.Thresholds{SecretWarning: 30})
			if r.Verdict != report.VerdictUnknown {
				t.Errorf("%s for %s: %s, %s", hidden, part, r.Verdict, r.Headline)
			}
			for _, f := range r.Findings {
				if f.Outcome == report.Fail && f.Severity != report.Note {
					t.Errorf("%s for %s: %s: %s", hidden, part, f.ID, f.Summary)
				}
			}
		}
	}
}

// TestEDOVAlone: xms_edov without email in the same list is a finding.
func TestEDOVAlone(t *testing.T) {
	for claims, want := range map[string]string{
		`"idToken":[{"name":"xms_edov"}],"accessToken":[{"name":"email"}]`:                                      "of the ID token",
		`"idToken":[{"name":"email"},{"name":"xms_edov"}],"accessToken":[{"name":"xms_edov"}]`:                  "of the access token",
		`"idToken":[{"name":"email"},{"name":"xms_edov"}],"accessToken":[{"name":"xms_edov"},{"name":"email"}]`: "",
		`"idToken":[{"name":"email"}],"accessToken":[]`:                                                         "",
	} {
		all, err := appreg.Read([]byte(`{"appId":"x","web":{},"optionalClaims":{`+claims+`}}`), "test")
		if err != nil {
			t.Fatal(err)
		}
		in := &Input{Session: &flow.Session{Origin: flow.OriginRegistration, Registration: all[0]}}
		r := checkOptionalEmail(in)
		if (r.Outcome == report.Fail) != (want != "") || !strings.Contains(r.Summary, want) {
			t.Errorf("%s: %+v", claims, r)
		}
		severity := report.Warning
		if strings.Contains(want, "access") {
			severity = report.Note
		}
		if want != "" && (r.Severity != severity || len(r.Changes) != 1) {
			t.Errorf("%s: %s, %d changes", claims, r.Severity, len(r.Changes))
		}
	}
}

// TestNoPatchWithNames: Microsoft Graph takes no names of permissions, so that no change is offered that has some.
func TestNoPatchWithNames(t *testing.T) {
	for id, want := range map[string]int{"Mail.Read": 0, "570282fd-fa5c-430d-a7fd-fc8dc98a9dca": 1} {
		all, err := appreg.Read([]byte(`{"appId":"x","web":{},"requiredResourceAccess":[{"resourceAppId":`+
			`"Microsoft Graph","resourceAccess":[{"id":"`+id+`","type":"Scope"}]}]}`), "test")
		if err != nil {
			t.Fatal(err)
		}
		in := &Input{Session: &flow.Session{Origin: flow.OriginRegistration, Registration: all[0]}}
		if r := checkPermissionEmail(in); r.Outcome != report.Fail || len(r.Changes) != want {
			t.Errorf("%s: %s, %d changes", id, r.Outcome, len(r.Changes))
		}
	}
}
