package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestBound: what hides becomes visible, what a terminal may measure wider is cut, and the side of a frame stays.
func TestBound(t *testing.T) {
	for in, want := range map[string]string{
		"plain":              "plain",
		"\x1b[1mbold\x1b[0m": "\x1b[1mbold\x1b[0m",
		"a\u202eb":           "a⟦U+202E⟧b",
		"a\xffb":             "a<FF>b",
		"🇩🇪🇩🇪🇩🇪🇩🇪🇩🇪🇩🇪":        "🇩🇪🇩🇪🇩🇪🇩🇪🇩🇪🇩🇪",
		"👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽":        "👋🏽👋🏽…",
		"│👋🏽👋🏽      │":        "│👋🏽👋🏽 …│",
		"│漢字漢字  │":            "│漢字漢字  │",
		"much longer than it": "much longe…",
	} {
		width := 12
		if strings.HasPrefix(in, "much") {
			width = 11
		}
		got := Bound(in, width)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if ansi.StringWidth(got) > width || byRunes(got) > width {
			t.Errorf("%q has %d and %d cells", got, ansi.StringWidth(got), byRunes(got))
		}
	}
}
