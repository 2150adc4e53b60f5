package workspace

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestScreensAreInSentences: where a text names a command, the name of the screen that takes its place has a verb,
// which says what one sees there.
func TestScreensAreInSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../inspect/fault/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	texts := regexp.MustCompile(`"(?:[^"\\]|\\.)*\bedov app\b(?:[^"\\]|\\.)*"`)
	sentence := regexp.MustCompile(`App registration (compares|shows|reads|lists) |so does App registration|` +
		`patch in App registration|App registrations > `)
	seen := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts.FindAllString(string(data), -1) {
			said := InScreens(fault.Explanation{Check: text}).Check
			seen++
			if rest := sentence.ReplaceAllString(said, ""); strings.Contains(rest, "edov ") ||
				strings.Contains(rest, "App registration") {
				t.Errorf("%s: %s", filepath.Base(name), said)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d texts name a command", seen)
	}
}
