package remedy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/inspect/check"
	"edov/inspect/remedy"
	"edov/inspect/report"
	"edov/inspect/secret"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// judged reads all stored registrations, as those of a user of Clerk.
func judged(t *testing.T) map[string]*report.Report {
	t.Helper()
	files, err := filepath.Glob("../../testdata/manifest/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no registrations", err)
	}
	out := map[string]*report.Report{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, err := appreg.Read(data, filepath.Base(file))
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(file)] = check.Judge(&flow.Session{
			Schema: flow.SessionSchema, Origin: flow.OriginRegistration, StartedAt: noon, EndedAt: noon, Registration: all[0],
			Request: flow.Request{Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"},
		}, noon, secret.Thresholds{})
	}
	return out
}

// TestFix: the steps of a plan send together what the report's patch sends at once, each step keeps the rules of a
// plan, and says which findings it fixes.
func TestFix(t *testing.T) {
	plans := 0
	for name, r := range judged(t) {
		patch, fixed := r.Patch(report.Note)
		p := remedy.Fix(r, r.Fixable(report.Note), noon)
		if len(fixed) == 0 {
			if len(p.Steps) > 0 {
				t.Errorf("%s: a plan with nothing to fix: %+v", name, p.Steps)
			}
			continue
		}
		plans++
		if p.Target.ObjectID == "" { // a document that leaves it out
			p.Target.ObjectID = "11111111-2222-3333-4444-555555555555"
		}
		if p.Target.AppID == "" {
			p.Target.AppID = "11111111-2222-3333-4444-555555555556"
		}
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		sum, why := any(map[string]any{}), map[string]bool{}
		for _, s := range p.Steps {
			sum = merged(sum, decoded(t, s.Request(p.Target).Body))
			for _, id := range s.Why {
				why[id] = true
			}
		}
		if want := merged(map[string]any{}, decoded(t, patch)); !reflect.DeepEqual(sum, want) {
			t.Errorf("%s: sends %v, not %v", name, sum, want)
		}
		if len(why) != len(fixed) {
			t.Errorf("%s: fixes %v, not %v", name, why, fixed)
		}
	}
	if plans < 47 {
		t.Errorf("only %d registrations have a plan", plans)
	}
}

func decoded(t *testing.T, data []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// merged is the object with the members of another one, which replace its own.
func merged(to, from any) any {
	a, okA := to.(map[string]any)
	b, okB := from.(map[string]any)
	if !okA || !okB {
		return from
	}
	for name, v := range b {
		if old, ok := a[name]; ok {
			v = merged(old, v)
		}
		a[name] = v
	}
	return a
}

const otherPermission = "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9" // Application.ReadWrite.All, without a user

// graphAccess is a list with one permission of Microsoft Graph.
func graphAccess(id, kind string) string {
	return `[{"resourceAppId":"` + appreg.GraphAppID + `","resourceAccess":[{"id":"` + id + `","type":"` + kind + `"}]}]`
}

const hadURIs = `["https://shop.example/a"]`

// TestReview: what lets more people in is said from the changes, whatever a file says.
func TestReview(t *testing.T) {
	for _, c := range []struct {
		path, before, after, says string
	}{
		{"signInAudience", `"AzureADMyOrg"`, `"AzureADandPersonalMicrosoftAccount"`, "personal Microsoft accounts"},
		{"signInAudience", `"AzureADMultipleOrgs"`, `"PersonalMicrosoftAccount"`, "personal Microsoft accounts"},
		{"signInAudience", `"AzureADandPersonalMicrosoftAccount"`, `"AzureADMultipleOrgs"`, ""},
		{"signInAudience", `"Unknown"`, `"AzureADMyOrg"`, "its own tenant"},
		{"web.implicitGrantSettings", `{"enableIdTokenIssuance":false}`, `{"enableIdTokenIssuance":true}`, "implicit grant"},
		{"web.implicitGrantSettings", `{"enableIdTokenIssuance":true}`, `{"enableIdTokenIssuance":false}`, ""},
		{"authenticationBehaviors.removeUnverifiedEmailClaim", `true`, `null`, "not verified"},
		{"authenticationBehaviors.removeUnverifiedEmailClaim", `null`, `true`, ""},
		{"authenticationBehaviors.removeUnverifiedEmailClaim", `null`, `false`, "not verified"},
		{"authenticationBehaviors.removeUnverifiedEmailClaim", `false`, `null`, ""},
		{"api.acceptMappedClaims", `null`, `true`, "mapping policy"},
		{"isFallbackPublicClient", `null`, `true`, "without the secret"},
		{"isFallbackPublicClient", `true`, `false`, ""},
		{"requiredResourceAccess", `[]`, graphAccess(appreg.PermissionEmail, "Scope"), ""},
		{"requiredResourceAccess", `[]`, graphAccess(appreg.PermissionEmail, "Role"), "permissions"},
		{"requiredResourceAccess", `[]`, graphAccess(otherPermission, "Scope"), "permissions"},
		{"requiredResourceAccess", graphAccess(otherPermission, "Role"), graphAccess(otherPermission, "Role"), ""},
		{
			"requiredResourceAccess", graphAccess(otherPermission, "Scope"), graphAccess(otherPermission, "Role"),
			"permissions",
		},
		{"displayName", `"a"`, `"b"`, ""},
		{"web.redirectUris", hadURIs, `["https://shop.example/a","https://evil.example/a"]`, "evil.example"},
		{"spa.redirectUris", `[]`, `["https://evil.example"]`, "evil.example"},
		{"publicClient.redirectUris", `["shop://auth"]`, `["evil://auth","shop://auth/x"]`, "evil:auth"},
		{"web.redirectUris", hadURIs, `["https://shop.example.evil.example/a"]`, "shop.example.evil.example"},
		{"web.redirectUris", `[]`, `["https://localhost.evil.example/a"]`, "localhost.evil.example"},
		{"web.redirectUris", hadURIs, `["https://SHOP.example/b","http://localhost:1/x","http://127.0.0.1/"]`, ""},
		{"web.redirectUris", `[]`, `["https://clerk.shop.example/v1/oauth_callback"]`, ""}, // the product's
		{"web.redirectUris", hadURIs, `[]`, ""},
	} {
		p := &plan.Plan{Steps: []plan.Step{{
			Service: plan.ServiceGraph, Action: plan.Patch, Widens: "as the file says",
			Changes: []plan.Change{{Path: c.path, Before: []byte(c.before), After: []byte(c.after)}},
		}}}
		remedy.Review(p, "https://clerk.shop.example/v1/oauth_callback")
		got := p.Steps[0].Widens
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s from %s to %s: %q", c.path, c.before, c.after, got)
		}
	}
}
