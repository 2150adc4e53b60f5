package cmd_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// banned are words that docs/glossary.md replaces by others.
	banned = regexp.MustCompile(`(?i)\b(persons?|nobody|somebody|faults?|anew|wants?|asked for|misspelt|wrapper|admins?|` +
		`directory|multi-tenant|enterprise apps?|reply (address|url)|legs|(the|an|of|dns|cors) answers?|answers (of|from)|` +
		`tenant that was asked|use /(common|organizations|consumers))\b`)
	// theirs are names of Microsoft's and of products that have such a word in them.
	theirs = regexp.MustCompile(`(?i)admin (consent|center|approval)|django admin|in some portals enterprise apps|` +
		`directory \(tenant\) id|(active|organizational|virtual) directory|directory (service|roles)|directory\.read\.all`)
	// notProse are the members of data files that are patterns, names, or words of others.
	notProse = []string{
		"texts", "text", "pattern", "source", "sources", "words", "phrases", "subjects", "topics", "verbs", "told", "beside",
		"label", "speaker", "who", "id", "causes", "not", "of", "nor", "often", "speakers", "link", "kind", "code", "name",
	}
)

// TestWordsOfTheGlossary: what people read in the data files and the help has the words of the glossary.
func TestWordsOfTheGlossary(t *testing.T) {
	files := 0
	for _, dir := range []string{"inspect", "flow", "ui/cmd/help"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !slices.Contains([]string{".json", ".txt"}, filepath.Ext(path)) ||
				filepath.Base(path) == "concepts.json" { // words that people write, as patterns
				return err
			}
			files++
			data, err := os.ReadFile(path)
			if err != nil || filepath.Ext(path) == ".txt" {
				glossaryWords(t, path, string(data))
				return err
			}
			var v any
			if err := json.Unmarshal(data, &v); err != nil {
				return err
			}
			prose(t, path, v)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 40 {
		t.Errorf("only %d files were read", files)
	}
}

// prose looks at the texts of a data file that are written for people.
func prose(t *testing.T, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		glossaryWords(t, path, v)
	case []any:
		for _, e := range v {
			prose(t, path, e)
		}
	case map[string]any:
		for name, e := range v {
			if !slices.Contains(notProse, name) {
				prose(t, path, e)
			}
		}
	}
}

func glossaryWords(t *testing.T, path, text string) {
	t.Helper()
	found := banned.FindString(theirs.ReplaceAllString(text, ""))
	if found != "" && strings.Contains(text, " ") { // without a blank it is a name
		t.Errorf("%s: %q is not a word of the glossary: %s", path, found, text)
	}
}
