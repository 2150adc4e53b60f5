package text

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLabelled(t *testing.T) {
	got := Style{}.labelled("  fix  ", "open the page and press the button", 27)
	want := []string{"  fix  open the page and", "       press the button"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStyle(t *testing.T) {
	if got := (Style{}).paint(red, "FAIL"); got != "FAIL" {
		t.Errorf("colour without leave: %q", got)
	}
	if got := (Style{Color: true}).paint(red, "FAIL"); got != "\x1b[31mFAIL\x1b[0m" {
		t.Errorf("%q", got)
	}
	if got := (Style{ASCII: true}).plain("a · b … ⟦U+202E⟧"); got != "a - b ... [U+202E]" {
		t.Errorf("%q", got)
	}
	if got := (Style{}).plain("a · b"); got != "a · b" {
		t.Errorf("%q", got)
	}
}

func TestRelative(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "in 0 seconds", time.Second: "in 1 second", -90 * time.Second: "90 seconds ago", 2 * time.Minute: "in 2 minutes",
		-3 * time.Hour: "3 hours ago", 49 * time.Hour: "in 2 days",
	} {
		if got := Relative(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// TestColumns: text is measured as a terminal shows it, not by its runes.
func TestColumns(t *testing.T) {
	for text, want := range map[string]int{
		"":                  0,
		"client secret":     13,
		"日本語":               6,  // wide characters
		"ﾃﾅﾝﾄ":              4,  // halfwidth ones
		"e\u0301te\u0301":   3,  // combining marks
		"Müller":            6,  // precomposed letters
		"🔑":                 2,  // an emoji
		"👩\u200d👩\u200d👧":   2,  // an emoji of several runes
		"한국어 tenant":        13, // wide and narrow
		"⟦U+202E⟧ reversed": 17, // what visible makes of hostile text
	} {
		if got := columns(text); got != want {
			t.Errorf("%q: %d columns, want %d", text, got, want)
		}
		if got := columns(pad(text, 20)); got != 20 {
			t.Errorf("%q: padded to %d columns", text, got)
		}
	}
}

// TestWrapByColumns: no line is wider than asked for, nothing is lost, and a word that
// has to be copied stays in one piece.
func TestWrapByColumns(t *testing.T) {
	for text, want := range map[string][]string{
		"cafe\u0301 au lait":      {"cafe\u0301 au", "lait"},
		"日本語のテナントで確認":             {"日本語の", "テナント", "で確認"},
		"app 日本語, web":            {"app 日本", "語, web"},
		"確認した。問題なし":               {"確認し", "た。問題", "なし"}, // a full stop does not begin a line
		"🔑🔑🔑🔑🔑 key":               {"🔑🔑🔑🔑", "🔑 key"},
		"see https://example.com": {"see", "https://example.com"},
	} {
		got := Style{}.wrap(text, 8)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestTableByColumns: the second column begins at the same place, whatever the width
// of the characters before it.
func TestTableByColumns(t *testing.T) {
	var b strings.Builder
	rows := [][]string{{"shop", "x"}, {"日本語", "x"}, {"🔑", "x"}, {"e\u0301", "x"}}
	if err := Table(&b, []int{8}, rows, Style{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if before, _, _ := strings.Cut(line, "x"); columns(before) != 9 {
			t.Errorf("the second column begins after %d columns: %q", columns(before), line)
		}
	}
}
