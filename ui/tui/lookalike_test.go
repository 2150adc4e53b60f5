package tui

import (
	"strings"
	"testing"
)

// TestLookalikes: letters of two scripts in a word are named, and a domain by its ASCII form (security 141).
func TestLookalikes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"ada@contoso.example", ""},
		{"Jürgen Müller", ""},
		{"Ада Берг", ""},
		{"日本語", ""},
		{"\u0430da@contoso.example", "letters of several scripts in one word: Latin and Cyrillic"},
		{
			"ada@c\u043entoso.example",
			"letters of several scripts in one word: Latin and Cyrillic|the domain is looked up as xn--cntoso-wqf.example",
		},
		{"ada@münchen.example", "the domain is looked up as xn--mnchen-3ya.example"},
	} {
		if got := strings.Join(lookalikes(test.text), "|"); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}
