package inspect

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"edov/flow"
)

// familyOf names the files' tables; area tests of the token checks are their own.
func TestChecksAreComplete(t *testing.T) {
	seen := map[string]bool{}
	idPattern := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	checks := Checks()
	if len(checks) < 40 {
		t.Errorf("only %d checks", len(checks))
	}
	for _, c := range checks {
		switch {
		case !idPattern.MatchString(c.ID) || seen[c.ID]:
			t.Errorf("ID %q is malformed or taken", c.ID)
		case c.Title == "" || strings.HasSuffix(c.Title, "."):
			t.Errorf("%s: title %q", c.ID, c.Title)
		case c.Severity != Error && c.Severity != Warning && c.Severity != Note:
			t.Errorf("%s: severity %q", c.ID, c.Severity)
		case c.Severity == Error && len(c.Refs) == 0:
			t.Errorf("%s is an error and cites nothing", c.ID)
		case c.Step == "" || c.Func == nil:
			t.Errorf("%s: no step or no function", c.ID)
		}
		for _, part := range []string{"**What.** ", "**Why.** ", "**Fix.** "} {
			if !strings.Contains(c.Doc, part) {
				t.Errorf("%s: the doc has no %s", c.ID, part)
			}
		}
		for _, need := range c.Needs {
			if !seen[need] {
				t.Errorf("%s needs %s, which does not run before it", c.ID, need)
			}
		}
		seen[c.ID] = true
		if got, ok := Lookup(c.ID); !ok || got.Title != c.Title {
			t.Errorf("Lookup(%s) = %+v, %t", c.ID, got, ok)
		}
	}
	if _, ok := Lookup("no-such-check"); ok {
		t.Error("an unknown check was found")
	}
}

func TestChecksPageIsFresh(t *testing.T) {
	const page = "../docs/checks.md"
	want := ChecksMarkdown()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale; write it with: go test ./inspect -run ChecksPage -update", page)
	}
}

// breakers makes each check of this package's families fail, by the smallest
// change to a healthy session. The token checks have their own tests, and the
// demo's scenarios stand beside both.
func breakers(t *testing.T) map[string]*flow.Session {
	change := func(f func(*flow.Session)) *flow.Session {
		s := session(t)
		f(s)
		return s
	}
	authorize := func(code int) *flow.Session {
		return refused(t, flow.Failure{Stage: flow.StageAuthorize, Kind: flow.FailureOAuth, OAuthError: "invalid_request", Codes: []int{code}})
	}
	problem := func(stage flow.Stage) []flow.Failure {
		return []flow.Failure{{Stage: stage, Kind: flow.FailureNetwork, Summary: "no network"}}
	}
	keys := func(raw string) []flow.KeySet { return []flow.KeySet{{URL: "keys", Raw: []byte(raw)}} }
	return map[string]*flow.Session{
		"secret-shape":         change(func(s *flow.Session) { s.Request.SecretShape = "guid" }),
		"client-auth":          change(func(s *flow.Session) { s.Request.ClientAuth = "none" }),
		"signin-completed":     refused(t, flow.Failure{Stage: flow.StageAuthorize, Kind: flow.FailureTimeout, Summary: "nobody came"}),
		"client-known":         authorize(700016),
		"account-types":        authorize(50194),
		"redirect-accepted":    authorize(50011),
		"platform-web":         refused(t, tokenError("invalid_client", "", 700025)),
		"secret-accepted":      refused(t, tokenError("invalid_client", "", 7000222)),
		"consent-given":        authorize(65004),
		"user-allowed":         authorize(50105),
		"request-accepted":     authorize(70011),
		"callback-issuer":      change(func(s *flow.Session) { s.Callback.Issuer = "https://evil.example/" }),
		"callback-origin":      change(func(s *flow.Session) { s.Callback.Origin = "https://evil.example" }),
		"callback-mode":        change(func(s *flow.Session) { s.Callback.Via = "paste" }),
		"strays":               change(func(s *flow.Session) { s.Ignored = []flow.Ignored{{Reason: "wrong state"}} }),
		"scopes-granted":       change(func(s *flow.Session) { s.Tokens.Scope = "openid" }),
		"token-type":           change(func(s *flow.Session) { s.Tokens.TokenType = "pop" }),
		"token-expires":        change(func(s *flow.Session) { s.Tokens.ExpiresIn = "-1" }),
		"idtoken-received":     change(func(s *flow.Session) { s.Tokens.IDToken = flow.Token{} }),
		"metadata-loaded":      change(func(s *flow.Session) { s.Metadata, s.Problems = nil, problem(flow.StageMetadata) }),
		"metadata-issuer":      change(func(s *flow.Session) { s.Metadata.Issuer = "https://evil.example/{tenantid}/v2.0" }),
		"metadata-endpoints":   change(func(s *flow.Session) { s.Metadata.TokenEndpoint = "https://evil.example/token" }),
		"keys-loaded":          change(func(s *flow.Session) { s.Problems = problem(flow.StageKeys) }),
		"keys-well-formed":     change(func(s *flow.Session) { s.KeySets = keys(`{"keys":[{"kty":"RSA","kid":"k1","n":"AQAB","e":"AQAB"}]}`) }),
		"clock-in-step":        change(func(s *flow.Session) { s.Exchanges = []flow.Exchange{{Start: noon, Date: noon.Add(time.Hour)}} }),
		"email-present":        session(t, "email", nil),
		"email-format":         session(t, "email", "a@b@c"),
		"edov-present":         session(t, "xms_edov", nil),
		"edov-type":            session(t, "xms_edov", "1"),
		"email-verified-claim": session(t, "email_verified", true),
		"object-id":            session(t, "oid", nil),
		"account-guest":        session(t, "acct", 1),
		"account-personal":     session(t, "tid", flow.ConsumersTenant),
		"email-not-identity":   session(t, "preferred_username", "other@contoso.example"),
		"accesstoken-received": change(func(s *flow.Session) { s.Tokens.AccessToken = flow.Token{} }),
		"accesstoken-kind":     session(t),
		"accesstoken-edov":     change(func(s *flow.Session) { s.Tokens.AccessToken = unsigned(t, workHeader, workClaims("xms_edov", nil)) }),
		"secret-expiry":        change(func(s *flow.Session) { s.Request.SecretExpires = noon.Add(-time.Hour) }),
		"secret-expiry-known":  change(func(s *flow.Session) { s.Request.SecretExpires = time.Time{} }),
	}
}

// TestEachCheckFails breaks one thing after another.
func TestEachCheckFails(t *testing.T) {
	cases := breakers(t)
	for id, s := range cases {
		t.Run(id, func(t *testing.T) {
			f := expect(t, judge(s), id, Fail)
			if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
				t.Errorf("summary %q", f.Summary)
			}
			if f.Severity == Error && f.Fix == "" && id != "signin-completed" {
				t.Error("an error without a fix")
			}
		})
	}
}
