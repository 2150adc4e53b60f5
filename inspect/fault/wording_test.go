package fault

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// mostTitle is how many characters of a title fit on one line beside its mark.
const mostTitle = 60

// banned are words that docs/glossary.md replaces by others.
var banned = regexp.MustCompile(`(?i)\b(persons?|nobody|somebody|faults?|anew|wants?|asked for|misspelt|wrapper)\b`)

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
		for _, text := range []string{l.Title, l.Why, l.Fix, l.Confirm} {
			plainWords(t, id, text)
		}
	}
	for _, s := range signs() {
		plainWords(t, s.Speaker+" "+s.Code, s.Means)
	}
}

func plainWords(t *testing.T, name, text string) {
	t.Helper()
	if word := banned.FindString(text); word != "" {
		t.Errorf("%s: %q is not a word of the glossary: %s", name, word, text)
	}
}
