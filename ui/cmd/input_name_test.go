package cmd

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestErrorsNameTheFile: what is wrong with a file is said with its name, so that a loop over many says which one it
// is. Standard input has none.
func TestErrorsNameTheFile(t *testing.T) {
	empty, object := written(t, "empty.json", ""), written(t, "object.json", `{"a": 1}`)
	broken := written(t, "broken.json", `{"a": `)
	two := filepath.Join("..", "..", "testdata", "manifest", "two-az-list.json")
	const id = "11111111-1111-1111-1111-111111111111"
	for _, args := range [][]string{
		{"app", empty},
		{"app", broken},
		{"app", object},
		{"app", broken, "--format", "json"},
		{"app", broken, "--all"},
		{"app", two},
		{"app", two, "--client-id", id},
		{"secrets", empty},
		{"secrets", broken},
		{"secrets", object},
		{"secrets", two, "--client-id", id},
		{"guide", broken},
		{"inspect", empty},
		{"inspect", broken},
		{"inspect", object},
		{"report", empty},
		{"report", broken},
		{"report", object},
		{"tenant", broken},
		{"tenant", object},
		{"connections", "import", empty},
		{"connections", "import", object},
		{"app", "--plan", broken},
		{"explain", "50011", "--session", object},
		{"explain", "50011", "--app", broken},
	} {
		name := ""
		for _, arg := range args {
			if strings.HasSuffix(arg, ".json") {
				name = filepath.Base(arg)
			}
		}
		got := runProgram(t, "", args...)
		if got.code < 2 || strings.Count(got.stderr, name) != 1 {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
		if slices.Contains(args, "json") && !strings.Contains(got.stdout, name) {
			t.Errorf("%v: %s", args, got.stdout)
		}
		text, _ := os.ReadFile(args[1])
		if got := runProgram(t, string(text), args[0], "-"); len(args) == 2 && strings.Contains(got.stderr, `"-"`) {
			t.Errorf("%v of standard input: %s", args[0], got.stderr)
		}
	}
}
