package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
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
		"personal": {[]any{"tid", flow.ConsumersTenant}, nil, "personal account"},
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
