package check

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"edov/flow/appreg"
	"edov/inspect/report"
)

// document is the text of a stored registration.
func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(manifests + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// registration checks a document for a user of Clerk.
func registration(t *testing.T, document string) *report.Report {
	t.Helper()
	all, err := appreg.Read([]byte(document), "test")
	if err != nil {
		t.Fatal(err)
	}
	s := manifest(t, "healthy")[0]
	s.Registration = all[0]
	return judge(s)
}

// edited is a stored document with some text in place of another.
func edited(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	text := document(t, name)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s has no %s", name, pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// TestUnknownPlatform: a redirect URI of an unknown platform is not registered
// under Web, and not under another platform either.
func TestUnknownPlatform(t *testing.T) {
	for _, kind := range []string{`"spa"`, `"SPA"`, `"Spa"`} {
		r := registration(t, edited(t, "redirect-spa-legacy", `"Spa"`, kind))
		if f := expect(t, r, "redirect-product", report.Fail); !strings.Contains(f.Why, "Single-page application") {
			t.Errorf("%s: %s", kind, f.Why)
		}
	}
	for _, kind := range []string{`"Browser"`, `"single-page"`, `""`, `null`} {
		r := registration(t, edited(t, "redirect-spa-legacy", `"type": "Spa"`, `"type": `+kind))
		f := expect(t, r, "redirect-product", report.Unknown)
		if len(f.Changes) > 0 || !strings.HasPrefix(f.Evidence[0].Label, "line ") {
			t.Errorf("%s: %+v", kind, f)
		}
		f = expect(t, r, "registration-values", report.Fail)
		e := f.Evidence[0]
		if f.Severity != report.Warning || !strings.Contains(e.Label, "replyUrlsWithType[1].type") || e.Got != kind {
			t.Errorf("%s: %+v", kind, f)
		}
		if !strings.Contains(e.Want, "InstalledClient") {
			t.Errorf("%s: %+v", kind, e)
		}
		if strings.HasPrefix(r.Headline, "no setting breaks sign-in") {
			t.Errorf("%s: %s", kind, r.Headline)
		}
	}
	none := registration(t, strings.ReplaceAll(document(t, "healthy-legacy"), `"type": "Web"`, `"type": "Server"`))
	for _, id := range []string{"redirect-product", "redirect-test", "redirect-web"} {
		expect(t, none, id, report.Unknown)
	}
	const product, test = `"https://clerk.example.com/v1/oauth_callback"`, `"http://localhost:8400/callback"`
	twice := registration(t, edited(t, "redirect-spa-legacy", test, product, `"Spa"`, `"Browser"`))
	expect(t, twice, "redirect-product", report.Pass) // the same address is under Web, too
	expect(t, twice, "redirect-platform", report.Unknown)
	native := registration(t, edited(t, "redirect-spa-legacy", product, `"shop://callback"`, `"Spa"`, `"Native"`))
	expect(t, native, "redirect-safe", report.Unknown)
	clerk := clerkSessions(t)[0]
	clerk.Registration = manifest(t, "healthy")[0].Registration
	clerk.Registration.RedirectURIs[0].Platform = appreg.PlatformUnknown
	expect(t, judge(clerk), "clerk-redirect-web", report.Unknown)
}

// TestUnknownValues: what rests on an unknown value is unknown, in both forms.
func TestUnknownValues(t *testing.T) {
	const (
		audience            = `"AzureADandPersonalMicrosoftAccount"`
		version, oldVersion = `"requestedAccessTokenVersion": 2`, `"accessTokenAcceptedVersion": 2`
		status              = `"disabledByMicrosoftStatus": null`
		public, oldPublic   = `"isFallbackPublicClient": null`, `"allowPublicClient": null`
	)
	for _, c := range []struct {
		graph, legacy string // of the healthy document, in place of ...
		with          string
		want          map[string]report.Outcome
	}{
		{audience, audience, `"Everyone"`, map[string]report.Outcome{
			"account-types-allowed": report.Fail,
			"limits":                report.Unknown,
		}},
		{audience, audience, strings.ToUpper(audience), map[string]report.Outcome{
			"account-types-allowed": report.Pass,
			"limits":                report.Pass,
		}},
		{version, oldVersion, `: 3`, map[string]report.Outcome{"token-version": report.Fail}},
		{version, oldVersion, `: "2"`, map[string]report.Outcome{"token-version": report.Pass}},
		{status, status, `: "Perhaps"`, map[string]report.Outcome{"app-enabled": report.Unknown}},
		{status, status, `: "notDISABLED"`, map[string]report.Outcome{"app-enabled": report.Pass}},
		{
			status, status, `: "disabledduetoviolationofservicesagreement"`,
			map[string]report.Outcome{"app-enabled": report.Fail},
		},
		{public, oldPublic, `: "true"`, map[string]report.Outcome{"public-client": report.Fail}},
	} {
		for name, old := range map[string]string{"healthy": c.graph, "healthy-legacy": c.legacy} {
			with := c.with
			if member, _, ok := strings.Cut(old, ":"); ok {
				with = member + with
			}
			r := registration(t, edited(t, name, old, with))
			for id, want := range c.want {
				expect(t, r, id, want)
			}
			expect(t, r, "registration-values", report.Fail)
		}
	}
	const unset = `"requestedAccessTokenVersion": null`
	work := registration(t, edited(t, "work-only", unset, `"requestedAccessTokenVersion": 3`))
	expect(t, work, "token-version", report.Unknown)
	mapped := registration(t, edited(t, "mapped-claims", audience, `"Everyone"`))
	expect(t, mapped, "mapped-claims", report.Unknown)
}

// TestPermissionTypes: "role" means Role, and Microsoft Graph refuses it.
func TestPermissionTypes(t *testing.T) {
	for _, name := range []string{"application-permission", "application-permission-legacy"} {
		for kind, want := range map[string]report.Outcome{
			"Role": report.Fail, "role": report.Fail, "ROLE": report.Fail,
			"Application": report.Unknown,
		} {
			r := registration(t, edited(t, name, `"type": "Role"`, `"type": "`+kind+`"`))
			expect(t, r, "permission-roles", want)
			expect(t, r, "permission-email", report.Pass)
			f := r.Find("registration-values")
			if (f.Outcome == report.Fail) != (kind != "Role") || f.Severity != report.Warning {
				t.Errorf("%s: %+v", kind, f)
			}
		}
	}
}

// TestManyOddValues: the finding counts them all, names the worst, and is
// bounded.
func TestManyOddValues(t *testing.T) {
	var list []string
	for i := range 50 {
		list = append(list, fmt.Sprintf(`{"id":"%d","type":"scope"}`, i))
	}
	r := registration(t, edited(t, "healthy", `"isFallbackPublicClient": null`, `"isFallbackPublicClient": "false"`,
		`"resourceAccess": [`, `"resourceAccess": [`+strings.Join(list, ",")+`,`))
	f := expect(t, r, "registration-values", report.Fail)
	if !strings.HasPrefix(f.Summary, "51 values ") || !strings.Contains(f.Summary, `"scope"`) ||
		f.Severity != report.Warning {
		t.Errorf("%+v", f)
	}
	if len(f.Evidence) != 10 {
		t.Errorf("%d pieces of evidence", len(f.Evidence))
	}
}

// TestGroups: a user in too many groups is noted, however the token says so; a complete list and none at all are not.
func TestGroups(t *testing.T) {
	for _, c := range []struct {
		claim string
		value any
		want  report.Outcome
	}{
		{"hasgroups", true, report.Fail},
		{"hasgroups", "true", report.Fail},
		{"hasgroups", false, report.Skip},
		{"_claim_names", map[string]any{"groups": "src1"}, report.Fail},
		{"_claim_names", map[string]any{"other": "src1"}, report.Skip},
		{"groups", []any{"a", "b"}, report.Pass},
		{"groups", "a", report.Unknown},
		{"name", "x", report.Skip},
	} {
		expect(t, judge(session(t, c.claim, c.value)), "groups-complete", c.want)
	}
}

// TestUnverifiedHeadline: an app registration that breaks no sign-in and lets every email stay unverified is not
// called sound where no product is named.
func TestUnverifiedHeadline(t *testing.T) {
	for name, says := range map[string]bool{
		"no-edov": true, "no-edov-legacy": true, "no-optional-claims": true, "healthy": false,
	} {
		s := manifest(t, name)[0]
		s.Request.Product = ""
		if line := judge(s).Headline; strings.Contains(line, "emails stay unverified") != says {
			t.Errorf("%s: %s", name, line)
		}
	}
}

// TestClaimOfTheOtherToken: who added xms_edov to the wrong token's list is told that it does not help there.
func TestClaimOfTheOtherToken(t *testing.T) {
	for name, says := range map[string]bool{"no-edov": true, "no-optional-claims": false} {
		f := expect(t, registration(t, document(t, name)), "optional-edov", report.Fail)
		if strings.Contains(f.Why, "access token does not help") != says {
			t.Errorf("%s: %s", name, f.Why)
		}
	}
}

// TestNoEmailToCompare: without an email, sign-in names differ from nothing.
func TestNoEmailToCompare(t *testing.T) {
	r := judge(session(t, "email", nil, "preferred_username", "other@contoso.example"))
	f := expect(t, r, "email-not-identity", report.Skip)
	if !strings.Contains(f.Summary, "no email") {
		t.Errorf("%q", f.Summary)
	}
}

// TestRemovedAfterJune2023: what is said of an app holds on the day it was created, also within that month.
func TestRemovedAfterJune2023(t *testing.T) {
	for created, want := range map[string]string{
		"2023-05-31": "until June 2023", "2023-06-15": "until June 2023", "2023-07-01": "after June 2023",
	} {
		f := registration(t, `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","signInAudience":"AzureADMultipleOrgs",`+
			`"createdDateTime":"`+created+`T12:00:00Z","authenticationBehaviors":{}}`).Find("unverified-email-removed")
		if f == nil || !strings.Contains(f.Summary+" "+f.Why, want) {
			t.Errorf("created %s: %+v, want %s", created, f, want)
		}
	}
}
