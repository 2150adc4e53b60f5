package cmd_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// writesJSON are the folders and files that may call an encoder of JSON, and
// why. All else goes through flow/jsonout, which masks and escapes.
var writesJSON = map[string]string{
	"flow/jsonout/jsonout.go":            "it is the one writer",
	"flow/strictjson/strictjson.go":      "it quotes a value for the program",
	"flow/demo/web/exchange.go":          "the demo tenant's answers are what edov reads, not what it prints",
	"flow/demo/registration/manifest.go": "a page of the demo tenant has it in its editor",
	"flow/mint/mint.go":                  "it makes tokens for tests",
	"inspect/change/change.go":           "it makes a value of the judgement",
}

// encoders are the functions that make JSON, by package.
var encoders = map[string][]string{
	"encoding/json":                               {"Marshal", "MarshalIndent", "NewEncoder", "Indent", "Compact"},
	"encoding/json/v2":                            {"Marshal", "MarshalWrite", "MarshalEncode"},
	"encoding/json/jsontext":                      {"NewEncoder", "AppendFormat", "AppendQuote"},
	"github.com/go-json-experiment/json":          {"Marshal", "MarshalWrite", "MarshalEncode"},
	"github.com/go-json-experiment/json/jsontext": {"NewEncoder", "AppendFormat", "AppendQuote"},
}

// showsWhole are the calls that show a live token, and the one file that may.
var showsWhole = map[string][]string{
	"visible.Revealed": {"ui/tui/raw.go", "ui/tui/handover.go", "ui/cmd/setup_install.go"},
	"copyWhole":        {"ui/tui/raw.go", "ui/tui/handover.go", "ui/tui/common.go"},
	"clip.Copy":        {"ui/tui/common.go"},
}

// TestOneWayOut reads all calls of the product: there is one writer of JSON, and
// one place that shows a token whole.
func TestOneWayOut(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		name = strings.TrimPrefix(filepath.ToSlash(name), "../../")
		file, err := parser.ParseFile(token.NewFileSet(), "../../"+name, nil, 0)
		if err != nil {
			return err
		}
		names := importNames(file)
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of := ""
			switch x := s.X.(type) {
			case *ast.Ident:
				of = x.Name
			case *ast.SelectorExpr:
				of = x.Sel.Name
			}
			if slices.Contains(encoders[names[of]], s.Sel.Name) {
				found[name] = true
				if writesJSON[name] == "" {
					t.Errorf("%s calls %s.%s: write JSON with flow/jsonout", name, of, s.Sel.Name)
				}
			}
			for _, call := range []string{of + "." + s.Sel.Name, s.Sel.Name} {
				if allowed := showsWhole[call]; allowed != nil {
					found[call] = true
					if !slices.Contains(allowed, name) {
						t.Errorf("%s calls %s: a token is shown whole only in %s", name, call, allowed[0])
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range writesJSON {
		if !found[name] {
			t.Errorf("%s writes no JSON any more: take it from the list", name)
		}
	}
	for call := range showsWhole {
		if !found[call] {
			t.Errorf("nothing calls %s: take it from the list", call)
		}
	}
}

// importNames are the paths of a file's imports by the names they have there.
func importNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range file.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(strings.TrimSuffix(full, "/v2"))
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = full
	}
	return names
}
