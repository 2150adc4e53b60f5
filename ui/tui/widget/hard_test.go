package widget

import (
	"slices"
	"strings"
	"testing"
)

// TestHard: addresses and JSON break at their joints, other lines where they are full, and nothing is lost.
func TestHard(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"https://login.example/tenant/oauth2?a=1&scope=openid", []string{
			"https://login.example/", "tenant/oauth2?a=1", "&scope=openid",
		}},
		{`{"aud": "6731de76", "iss": "https://x"}`, []string{`{"aud": "6731de76", `, `"iss": "https://x"}`}},
		{strings.Repeat("x", 50), []string{strings.Repeat("x", 22), strings.Repeat("x", 22), "xxxxxx"}},
		{"日本語日本語日本語日本語", []string{"日本語日本語日本語日本", "語"}},
		{"", []string{""}},
	} {
		got := Hard(test.line, 22)
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q", test.line, got)
		}
		if strings.Join(got, "") != test.line {
			t.Errorf("%q changed: %q", test.line, got)
		}
	}
}
