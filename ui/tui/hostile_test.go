package tui

import (
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// TestHostileText puts every hostile string into every place that shows text
// from outside (security 20, 117, 126, 131-135, 142).
func TestHostileText(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	all := hostileStrings(t)
	for i, s := range append(all, strings.Join(all, "")) {
		steps := 2
		if i == len(all) { // all of them at once
			steps = 8
		}
		for name, screens := range hostileScreens(s) {
			a := still(t, 80, 24, screens)
			for range steps {
				frame := a.View()
				checkFrame(t, frame, 80, 24)
				if i := strings.IndexFunc(frame, func(r rune) bool { return r != '\n' && !visible.Safe(r) }); i >= 0 {
					t.Fatalf("%s shows %q for %q", name, frame[i:min(i+12, len(frame))], s)
				}
				a.Update(widget.KeyFor(widget.Keys.NextPane))
				a.Update(widget.KeyFor(widget.Keys.Down))
			}
			if t.Failed() {
				t.Fatalf("%s with %q", name, s)
			}
		}
	}
}

func hostileScreens(s string) map[string]func(c *common) []screen {
	setting := func(v string) appreg.Setting[string] {
		return appreg.Setting[string]{Value: v, Known: true, Place: appreg.Place{Path: v, Line: 1}}
	}
	app := &appreg.App{
		Source: s, AppID: setting(s), DisplayName: setting(s), Audience: setting(s), LogoutURL: setting(s),
		RedirectURIs: []appreg.RedirectURI{
			{URI: s, Platform: appreg.PlatformWeb},
			{URI: "https://*" + s, Platform: appreg.PlatformWeb},
		},
		OptionalClaims: appreg.OptionalClaims{
			Known:   true,
			IDToken: []appreg.OptionalClaim{{Name: s, Source: s}, {Name: "xms_pdl"}},
		},
		Permissions: []appreg.Permission{{Resource: s, ID: s, Type: "Role"}},
		Credentials: []appreg.Credential{{
			Kind: appreg.CredentialSecret, Name: s, KeyID: s, Hint: "abc",
			End: noon.AddDate(0, 0, 3),
		}},
		PrivateNames: []string{s},
	}
	text := func(v string) strictjson.Value { return strictjson.Value{Kind: strictjson.String, Text: v} }
	object := strictjson.ObjectOf([]strictjson.Member{
		{Name: s, Value: text(s)},
		{Name: "email", Value: text(s)},
		{Name: "name", Value: text("next")},
	})
	registration := func(c *common) *reportScreen {
		return c.registrationReport(nil)(c.RegistrationSession(flow.Connection{Product: s, ProductRedirectURI: s},
			app)).(*reportScreen)
	}
	r := &report.Report{
		Headline: s, Detail: s, JudgedAt: noon, Verdict: report.VerdictFail,
		Tokens: []report.TokenReport{{
			Kind: "id", Describe: s, Verification: proof.Verification{Reason: s}, Header: object,
			Claims: object,
		}},
		Findings: []*report.Finding{
			{
				ID: s, Title: s, Severity: report.Error, Outcome: report.Fail, Step: report.StepSignIn, Summary: s, Why: s, Fix: s,
				Refs: []string{s}, Evidence: []report.Evidence{{Label: s, Got: s, Want: s}},
			},
			{ID: "passed", Title: s, Outcome: report.Pass, Step: report.Step(s)},
		},
		Failure: &flow.Failure{OAuthError: s, Description: s, CorrelationID: s, TraceID: s, Timestamp: s},
		Exchanges: []flow.Exchange{{
			Name: s, Method: s, URL: s, Error: s, ContentType: s, Proto: s, TLSVersion: s,
			RequestID: s, Remote: s, DurationMS: 1, Status: 200,
		}},
		Ignored: []flow.Ignored{{Reason: s, Method: s, Path: s}},
	}
	news := []flow.Event{
		{Kind: flow.EventListening, URL: s, Addrs: []string{s}},
		{Kind: flow.EventBrowserFailed, Text: s},
		{Kind: flow.EventCallback, Text: s},
		{Kind: flow.EventKeysAgain, Text: s},
	}
	of := &workspace.Run{Subject: &workspace.Subject{Connection: flow.Connection{
		Name: s, ClientID: s, Tenant: s,
		RedirectURI: s, Product: s, ProductRedirectURI: s,
	}}, Report: r, News: news, At: noon}
	other := *r
	other.Findings = []*report.Finding{{ID: s, Title: s, Outcome: report.Pass}}
	return map[string]func(c *common) []screen{
		"registration": func(c *common) []screen { return []screen{registration(c)} },
		"patch":        func(c *common) []screen { return []screen{newPatch(c, registration(c).run)} },
		"rollout": func(c *common) []screen {
			page := newRollout(c, &workspace.Subject{})
			user := flow.TenantUser{ID: s, PrincipalName: s, Mail: s + "@" + s}
			refused := &flow.Failure{Summary: s, Hint: s}
			page.took(rolloutRead{report: rolloutReport("Logto, social", refused, user, user,
				flow.TenantUser{ID: s, PrincipalName: s})})
			return []screen{page}
		},
		"secrets":  func(c *common) []screen { return []screen{newSecrets(c, c.SecretsOf(app))} },
		"rotation": func(c *common) []screen { return []screen{newRotation(c, app)} },
		"reading": func(c *common) []screen {
			page := newReading(c, &workspace.Subject{}, nil)
			page.read(&flow.Session{Problems: []flow.Failure{{Summary: s, Hint: s}}})
			return []screen{page}
		},
		"home":   func(c *common) []screen { c.Subject, c.Last = of.Subject, of; return nil },
		"report": func(c *common) []screen { return []screen{newReport(c, of)} },
		"compare": func(c *common) []screen {
			return []screen{newCompare(c, &workspace.Run{Report: &other, Subject: of.Subject}, of)}
		},
		"watch": func(c *common) []screen { return []screen{newWatch(c, of)} },
		"signin": func(c *common) []screen {
			n := waiting(c)
			for _, e := range append(slices.Clone(news), flow.Event{Kind: flow.EventIgnored, Text: s, Count: 3},
				flow.Event{Kind: flow.EventPasteRefused, Text: s}, flow.Event{Kind: flow.EventURL, URL: s}) {
				n.timeline.observe(e)
				n.event(e)
			}
			return []screen{n}
		},
		"chooser": func(c *common) []screen { return []screen{newChooser(c, "links", []choice{{label: s}})} },
		"toast":   func(c *common) []screen { return []screen{newPaste(c, "")} },
	}
}
