package ui_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden lists, for folders of the product, the imports that would break
// the direction main -> ui -> inspect -> flow <- flow/demo.
var forbidden = []struct {
	folder  string
	imports []string
	why     string
}{
	{"inspect", []string{"net/http", "os", "os/exec", "crypto/rand", "math/rand", "log", "edov/ui", "edov/flow/demo"}, "inspect judges; it must not touch the world"},
	{"flow", []string{"edov/inspect", "edov/ui"}, "flow gathers; it must not judge or show"},
	{"flow/demo", []string{"edov/inspect", "edov/ui"}, "the demo tenant is evidence, not judgement"},
	{"ui/text", []string{"net/http", "os"}, "ui/text renders only"},
}

// TestDirections reads the imports of all product files.
func TestDirections(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(filepath.ToSlash(path), "../")))
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if why := refusedImport(folder, name); why != "" {
				t.Errorf("%s imports %s: %s", path, name, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 40 {
		t.Errorf("only %d files were read", seen)
	}
}

func refusedImport(folder, name string) string {
	if name == "testing" {
		return "the product must not carry the test framework"
	}
	if strings.HasPrefix(name, "github.com/charmbracelet/") && folder != "ui/tui" && !strings.HasPrefix(folder, "ui/tui/") {
		return "only ui/tui draws screens"
	}
	for _, rule := range forbidden {
		if folder == rule.folder && slices.Contains(rule.imports, name) {
			return rule.why
		}
	}
	return ""
}
