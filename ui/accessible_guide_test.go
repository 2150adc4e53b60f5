package ui

import (
	"strings"
	"testing"
)

// TestAccessibleGuide walks through the guide line by line: the product, a part,
// a mark.
func TestAccessibleGuide(t *testing.T) {
	code, out, _ := converse(t, nil, "setup", "supabase", "2", "1", "2", "1", "before", "back", "q")
	if code != ExitClean {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{
		"Setup guide for Supabase: 0 of 7 steps done", "step 1: Enable the provider Azure: not yet", "- Authentication > Providers > Azure: switch it on.",
		"step 1: Enable the provider Azure: done, as you say", "Why xms_edov matters here",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "step 1: Enable the provider Azure: not yet"); n != 3 {
		t.Errorf("the mark was taken back and the part is shown as open %d times, want 3", n)
	}
}
