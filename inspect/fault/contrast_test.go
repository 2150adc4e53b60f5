package fault_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
)

// seenReport is a report of a sign-in in which some checks passed and some failed.
func seenReport(passed, failed []string) *report.Report {
	r := &report.Report{
		JudgedAt: time.Date(2026, 11, 28, 8, 45, 0, 0, time.UTC),
		Request: flow.Request{
			ClientID: "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35", Tenant: "common", ClientAuth: "secret",
			RedirectURI: "http://localhost:8765/callback",
		},
	}
	for _, id := range passed {
		r.Findings = append(r.Findings, &report.Finding{ID: id, Outcome: report.Pass})
	}
	for _, id := range failed {
		r.Findings = append(r.Findings, &report.Finding{ID: id, Outcome: report.Fail, Summary: id + " failed"})
	}
	return r
}

// TestContrast: what edov saw of the same app stands beside what a product says, and nothing that it did not see.
func TestContrast(t *testing.T) {
	const bad = `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`
	signedIn := []string{"secret-accepted", "redirect-accepted", "client-known", "idtoken-received", "metadata-loaded"}
	public := seenReport(signedIn, nil)
	public.Request.ClientAuth = "none"
	same := seenReport(nil, []string{"secret-accepted"})
	same.Failure = &flow.Failure{Codes: []int{7000215}}
	for name, c := range map[string]struct {
		text   string
		report *report.Report
		want   string // empty: nothing is said
	}{
		"no report":       {bad, nil, ""},
		"secret works":    {bad, seenReport(signedIn, nil), "the product changes it (+ / = %, a line end, quotes)"},
		"nothing seen":    {bad, seenReport(nil, nil), ""},
		"no secret sent":  {bad, public, ""},
		"edov fails, too": {bad, same, "failed with the same error"},
		"another app": {
			bad + " for a secret added to app '00000000-0000-4000-8000-000000000001'", seenReport(signedIn, nil),
			"compare them first",
		},
		"redirect": {"AADSTS50011", seenReport(signedIn, nil), "http://localhost:8765/callback"},
		"product's redirect": {
			"AADSTS50011", seenReport(signedIn, []string{"redirect-product"}), "redirect-product failed",
		},
		"Clerk's redirect": {
			"AADSTS50011", seenReport(nil, []string{"clerk-redirect-uri"}), "clerk-redirect-uri failed",
		},
		"no email":       {"the token has no email", seenReport([]string{"email-present"}, nil), "had an email"},
		"email not seen": {"the token has no email", seenReport(signedIn, nil), ""},
		"network": {
			"getaddrinfo ENOTFOUND login.microsoftonline.com", seenReport(signedIn, nil),
			"metadata from the machine",
		},
		"product": {"Failed to finish OAuth", seenReport(signedIn, nil), "the product's own settings"},
	} {
		e, _ := fault.ExplainText(c.text, fault.About{Report: c.report})
		said := strings.Join(e.Contrast, "\n")
		if c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
		if said != "" && !slices.ContainsFunc(e.Parts(), func(p fault.Part) bool { return p.Label == "edov saw" }) {
			t.Errorf("%s: it is not shown", name)
		}
	}
	e, _ := fault.ExplainText(bad, fault.About{Report: seenReport(signedIn, nil)})
	if e.Causes[0].ID != "secret-changed-on-way" {
		t.Errorf("the first cause is %s", e.Causes[0].ID)
	}
}

// TestDemoSaysNothingOfOthers: what edov saw at the demo tenant is no lead for a text from elsewhere.
func TestDemoSaysNothingOfOthers(t *testing.T) {
	app := registration(t, "healthy")
	about := fault.About{Report: seenReport(nil, nil), Registration: app, Demo: true}
	for text, says := range map[string]bool{
		"Failed to finish OAuth, email not verified":                      false,
		"email not verified for the app " + app.AppID.Value + " in Clerk": true,
	} {
		if e, _ := fault.ExplainText(text, about); len(e.Contrast) > 0 != says {
			t.Errorf("%q: %q", text, e.Contrast)
		}
	}
}
