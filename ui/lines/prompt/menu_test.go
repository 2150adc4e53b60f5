package prompt

import "testing"

// TestPickWord: an item is chosen by its number, the beginning of its name, or a word that only it has.
func TestPickWord(t *testing.T) {
	items := []Item{{Name: "Practice"}, {Name: "For Clerk"}, {Name: "For my own app"}, {Name: "Secret 7"}}
	for answer, want := range map[string]int{
		"2": 1, "prac": 0, "clerk": 1, "OWN APP": 2, "for": 1, "cler": -1, "7": -1, "": -1, "app clerk": -1,
	} {
		if got := pickWord(items, answer); got != want {
			t.Errorf("%q: %d, want %d", answer, got, want)
		}
	}
}
