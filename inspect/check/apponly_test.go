package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// TestTokenOfAnApp: a token that an app got for itself has no user, so no advice is about one.
func TestTokenOfAnApp(t *testing.T) {
	const graph = "00000003-0000-0000-c000-000000000000"
	none := []any{"email", nil, "xms_edov", nil, "azpacr", "1"}
	for name, c := range map[string]struct {
		claims []any
		app    bool
	}{
		"for Graph":          {[]any{"idtyp", "app", "aud", graph}, true},
		"for another API":    {[]any{"idtyp", "app", "aud", "https://vault.azure.net"}, true},
		"for its own API":    {[]any{"idtyp", "app", "azp", testClient}, true},
		"without idtyp":      {[]any{"azp", testClient, "oid", "AAAA", "roles", []string{"x"}}, true},
		"of a user":          {[]any{"azp", testClient, "scp", "x"}, false},
		"of a user, roles":   {[]any{"azp", testClient, "scp", "x", "roles", []string{"x"}}, false},
		"of a user of Graph": {[]any{"aud", graph, "scp", "x"}, false},
	} {
		access := flow.NewToken(sign(t, goodHeader, claimsText(t, append(none, c.claims...)...)))
		for _, keys := range [][]flow.KeySet{nil, keySet(jwk("k1", templateIssuer, &signingKey().PublicKey))} {
			s := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: &flow.Tokens{AccessToken: access}}
			s.KeySets = keys
			r := judge(s)
			if says := strings.Contains(r.Headline, "a token of an app, without a user"); says != c.app {
				t.Errorf("%s: %s", name, r.Headline)
			}
			if (r.Account.Kind == proof.AccountApp) != c.app {
				t.Errorf("%s: %+v", name, r.Account)
			}
			for _, f := range r.Findings {
				advice := f.Fix + f.Summary
				if c.app && (strings.Contains(advice, "ID token of the same sign-in") ||
					strings.Contains(advice, "optionalClaims") || strings.Contains(f.Why, "openid profile email")) {
					t.Errorf("%s: %s: %s; %s", name, f.ID, f.Why, advice)
				}
			}
		}
	}
}

// TestTokenOfAnAppAsIDToken: it says what it is, and nothing of an email that it does not have.
func TestTokenOfAnAppAsIDToken(t *testing.T) {
	r := judge(session(t, "idtyp", "app", "azpacr", "1", "email", nil, "xms_edov", nil))
	if f := expect(t, r, "idtoken-not-access", report.Fail); !strings.HasPrefix(f.Summary, noUser) || f.Fix != signUserIn {
		t.Errorf("%s; %s", f.Summary, f.Fix)
	}
	for _, id := range []string{"email-present", "email-format", "edov-present"} {
		expect(t, r, id, report.Skip)
	}
}
