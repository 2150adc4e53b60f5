package scenario

import (
	"strings"
	"testing"
)

// Each file of words belongs to a scenario, and its title can be read when cut at
// 60 columns.
func TestWords(t *testing.T) {
	known := map[string]bool{}
	for _, s := range append(All(), Practice()) {
		known[s.ID+".md"] = true
		if len(s.Title) > 60 || s.Title == "" || s.Doc == "" {
			t.Errorf("%s: title %q, doc %q", s.ID, s.Title, s.Doc)
		}
		if strings.Contains(s.Doc, "\n") {
			t.Errorf("%s: the doc is not one paragraph", s.ID)
		}
	}
	files, err := words.ReadDir("words")
	if err != nil || len(files) != len(known) {
		t.Errorf("%d files for %d scenarios, %v", len(files), len(known), err)
	}
	for _, f := range files {
		if !known[f.Name()] {
			t.Errorf("%s belongs to no scenario", f.Name())
		}
	}
}

// A scenario without words stops the program at once.
func TestWordsAreRequired(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a scenario without words was accepted")
		}
	}()
	worded([]Scenario{{ID: "nothing"}})
}
