package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/report"
	"edov/inspect/token"
)

func TestWhyNoEmail(t *testing.T) {
	first := func(t *testing.T, s *flow.Session) string {
		t.Helper()
		f := expect(t, judge(s), "email-present", report.Fail)
		line, _, _ := strings.Cut(f.Why, "\n")
		return line
	}
	for name, c := range map[string]struct {
		claims []any
		scopes []string
		want   string
	}{
		"scope":    {nil, []string{"openid", "profile"}, "scope email was not requested"},
		"v1":       {[]any{"ver", "1.0"}, nil, "v1.0 token"},
		"personal": {[]any{"tid", entra.ConsumersTenant}, nil, "personal account"},
		"guest":    {[]any{"acct", 1}, nil, "guest"},
		"work":     {nil, nil, "no mail attribute"},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t, append([]any{"email", nil, "xms_edov", nil}, c.claims...)...)
			if c.scopes != nil {
				s.Request.Scopes = c.scopes
			}
			if got := first(t, s); !strings.Contains(got, c.want) {
				t.Errorf("first cause %q, want %q", got, c.want)
			}
		})
	}
	s := session(t, "email", nil)
	s.Tokens.Scope = "openid profile"
	if got := first(t, s); !strings.Contains(got, "not granted") {
		t.Errorf("first cause %q", got)
	}
}

// TestAdviceForPersonalAccounts: they have no administrator and no domain that anybody could verify.
func TestAdviceForPersonalAccounts(t *testing.T) {
	for tid, advice := range map[string]string{
		entra.ConsumersTenant: "the user must confirm", testTenant: "Domain names",
	} {
		s := session(t, "tid", tid, "iss", "https://login.microsoftonline.com/"+tid+"/v2.0", "xms_edov", false,
			"preferred_username", "someone@else.example")
		in := &Input{Session: s, ID: token.Decode("id", s.Tokens.IDToken), Now: noon}
		personal := tid == entra.ConsumersTenant
		if r := notVerified(in); !strings.Contains(r.Fix, advice) ||
			strings.Contains(r.Why+r.Fix, "administrator") != !personal {
			t.Errorf("%s: %q, %q", tid, r.Why, r.Fix)
		}
		f := expect(t, judge(s), "email-not-identity", report.Fail)
		if strings.Contains(f.Why, "administrator") != !personal {
			t.Errorf("%s: %q", tid, f.Why)
		}
	}
}
