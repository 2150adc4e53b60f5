package lazy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestAllCompile compiles the literals of the whole program, which would otherwise panic
// only where they are used.
func TestAllCompile(t *testing.T) {
	count := 0
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isMustCompile(call.Fun) {
				return true
			}
			count++
			if source, ok := literal(call.Args[0]); ok {
				if _, err := regexp.Compile(source); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 100 {
		t.Errorf("only %d expressions were found", count)
	}
}

func isMustCompile(fun ast.Expr) bool {
	s, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := s.X.(*ast.Ident)
	return ok && of.Name == "lazy" && s.Sel.Name == "MustCompile"
}

// literal is the value of strings that are added up. With a constant among them it is not
// known here; the tests of that package use it.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, aKnown := literal(e.X)
		b, bKnown := literal(e.Y)
		return a + b, aKnown && bKnown
	}
	return "", false
}

func TestRegexp(t *testing.T) {
	r := MustCompile(`(a)(b*)`)
	if r.re != nil {
		t.Error("compiled before it was used")
	}
	if !r.MatchString("xab") || r.String() != `(a)(b*)` || r.FindString("xabb") != "abb" {
		t.Error("not the expression that was given")
	}
	defer func() {
		if recover() == nil {
			t.Error("an invalid expression was used")
		}
	}()
	MustCompile(`(`).MatchString("")
}
