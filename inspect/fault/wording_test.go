package fault

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// mostTitle is how many characters of a title fit on one line beside its mark.
const mostTitle = 60

// TestWords holds what users read in the tables to the rules of writing.
func TestWords(t *testing.T) {
	for id, l := range likelies() {
		if n := utf8.RuneCountInString(l.Title); n == 0 || n > mostTitle {
			t.Errorf("%s: the title has %d characters, not 1 to %d: %s", id, n, mostTitle, l.Title)
		}
		if strings.HasSuffix(l.Title, ".") || strings.Contains(l.Title, ". ") || strings.Contains(l.Title, ": ") {
			t.Errorf("%s: the title is not one plain phrase: %s", id, l.Title)
		}
		if !strings.HasSuffix(l.Why, ".") || !strings.HasSuffix(l.Fix, ".") {
			t.Errorf("%s: no full stop at the end of why or fix:\n%s\n%s", id, l.Why, l.Fix)
		}
		if strings.Contains(l.Fix, " - ") || strings.Contains(l.Confirm, " - ") {
			t.Errorf("%s: places in the portal are written with > :\n%s\n%s", id, l.Fix, l.Confirm)
		}
	}
}
