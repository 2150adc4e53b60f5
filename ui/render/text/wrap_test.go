package text

import (
	"slices"
	"testing"
	"time"
)

func TestLabelled(t *testing.T) {
	got := labelled("  fix  ", "open the page and press the button", 27)
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
