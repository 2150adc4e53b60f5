package mask

import (
	"slices"
	"strings"
	"testing"
)

// TestNeeds: a text with what a form needs is looked at, wherever it stands, and one without is not.
func TestNeeds(t *testing.T) {
	for _, f := range forms {
		for _, need := range f.needs {
			for _, text := range []string{need, "x" + need, "xx" + need + "x", need[:1] + need} {
				if !hasNeed(text) {
					t.Errorf("%q is not found in %q", need, text)
				}
			}
			if cut := need[:len(need)-1]; hasNeed(cut) && !slices.ContainsFunc(allNeeds().texts, func(other string) bool {
				return strings.Contains(cut, other)
			}) {
				t.Errorf("%q is found in %q", need, cut)
			}
		}
	}
	if n := len(allNeeds().texts); n > 64 {
		t.Errorf("%d needs have no room in 64 bits", n)
	}
}
