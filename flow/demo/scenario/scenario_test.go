package scenario_test

import (
	"regexp"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/tenant"
)

func TestScenarioTable(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range demo.Scenarios() {
		if s.ID == "" || ids[s.ID] {
			t.Errorf("the ID %q is empty or listed twice", s.ID)
		}
		ids[s.ID] = true
		if s.Title == "" || strings.HasSuffix(s.Title, ".") {
			t.Errorf("%s: title %q", s.ID, s.Title)
		}
		if n := len(regexp.MustCompile(`[.:!?] [A-Z]`).FindAllString(s.Doc, -1)); n < 1 || n > 5 ||
			!strings.HasSuffix(s.Doc, ".") {
			t.Errorf("%s: the doc has %d sentences", s.ID, n+1)
		}
		if _, ok := tenant.FindAuthority(s.Tenant); s.Tenant != "" && !ok {
			t.Errorf("%s: there is no tenant %q", s.ID, s.Tenant)
		}
		if _, ok := tenant.Lookup(s.Account); s.Account != "" && !ok {
			t.Errorf("%s: there is no account %q", s.ID, s.Account)
		}
	}
	for _, id := range []string{
		"healthy", "healthy-personal", "guest", "no-email", "no-edov", "edov-false", "edov-string-one", "edov-number-one",
		"v1-token", "secret-expired", "secret-expiring", "secret-id", "secret-missing", "redirect-mismatch",
		"consent-declined",
		"single-tenant", "account-not-in-tenant", "wrong-nonce", "wrong-audience", "bad-signature", "key-flicker",
		"foreign-key",
		"clock-skew", "slow-network",
	} {
		if !ids[id] {
			t.Errorf("there is no scenario %q", id)
		}
	}
	if _, ok := demo.Lookup("nothing"); ok {
		t.Error("an unknown scenario was found")
	}
}
