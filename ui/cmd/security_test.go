package cmd_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The list of negative tests, and the page that says what proves each.
const (
	securityItems = "testdata/security-items.json"
	securityPage  = "docs/security.md"
	securityBegin = "<!-- security items: begin; written by `go test ./ui/cmd -run SecurityItems -update` -->\n"
	securityEnd   = "<!-- security items: end -->\n"
)

// securityGroup is a part of the list.
type securityGroup struct {
	Group string         `json:"group"`
	Items []securityItem `json:"items"`
}

// securityItem is one thing that must not work.
type securityItem struct {
	Number int    `json:"number"`
	What   string `json:"what"`
	// Reason says why it does not apply to edov, or what edov does instead.
	Reason string `json:"reason,omitempty"`
}

// proofs are the tests of each number.
type proofs map[int][]proving

// proving is a test, or a row of one, in a file of a folder.
type proving struct{ name, file string }

// TestSecurityItems: each number of the list has a test that names it, or the
// reason why it has none, and docs/security.md shows which.
func TestSecurityItems(t *testing.T) {
	var groups []securityGroup
	if err := json.Unmarshal([]byte(readPage(t, securityItems)), &groups); err != nil {
		t.Fatal(err)
	}
	found := findProofs(t)
	table := securityTable(t, groups, found)
	for n, list := range found {
		t.Errorf("%s names security %d, which is not in %s", list[0].name, n, securityItems)
	}
	text := readPage(t, securityPage)
	before, rest, begins := strings.Cut(text, securityBegin)
	_, after, ends := strings.Cut(rest, securityEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the table", securityPage)
	}
	fresh := before + securityBegin + table + securityEnd + after
	switch {
	case fresh == text:
	case *updateDocs && !t.Failed():
		if err := os.WriteFile(filepath.Join(root, securityPage), []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not fresh: go test ./ui/cmd -run SecurityItems -update", securityPage)
	}
}

// securityTable writes the table, and takes what it shows out of found.
func securityTable(t *testing.T, groups []securityGroup, found proofs) string {
	t.Helper()
	var b strings.Builder
	last := 0
	for _, g := range groups {
		fmt.Fprintf(&b, "\n### %s\n\n| no. | case | tests |\n|---|---|---|\n", g.Group)
		for _, item := range g.Items {
			if item.Number != last+1 || item.What == "" {
				t.Errorf("security %d comes after %d, or says nothing", item.Number, last)
			}
			last = item.Number
			var cell []string
			for _, p := range found[item.Number] {
				cell = append(cell, "[`"+p.name+"`](../"+p.file+")")
			}
			if len(cell) == 0 && item.Reason == "" {
				t.Errorf("security %d has neither a test nor a reason: %s", item.Number, item.What)
			}
			delete(found, item.Number)
			tests := strings.Join(cell, ", ")
			if item.Reason != "" {
				tests = strings.TrimPrefix(tests+". "+item.Reason, ". ")
			}
			fmt.Fprintf(&b, "| %d | %s | %s |\n", item.Number, item.What, tests)
		}
	}
	if last != 170 {
		t.Errorf("the list ends at %d", last)
	}
	return b.String() + "\n"
}

var (
	// A test, or a row of its table, names what it proves: (security 7, 9-11). Numbers at the beginning of the
	// rows' names count where a comment says (security rows); "of TestX" is for what is not inside that test.
	names = regexp.MustCompile(`\(security (rows|\d[\d, -]*)(?: of ((?:Test|Fuzz)\w+))?\)`)
	// odd are other ways to write it, which would not be found.
	odd = regexp.MustCompile(`(?i)\bsecurity (acceptance|items? \d|\d)|^items? \d`)
	// numbered is the name of a row that begins with its number.
	numbered = regexp.MustCompile(`^(\d{2,3}) `)
	span     = regexp.MustCompile(`^(\d+)(?:-(\d+))?$`)
)

// findProofs reads the comments of all tests.
func findProofs(t *testing.T) proofs {
	t.Helper()
	found := proofs{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		short, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		return found.read(t, name, filepath.ToSlash(short))
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, list := range found {
		slices.SortFunc(list, func(a,
			b proving,
		) int {
			return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.name, b.name))
		})
		found[n] = slices.Compact(list)
	}
	return found
}

// read finds what the tests of one file prove.
func (found proofs) read(t *testing.T, name, short string) error {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	rows := firstStrings(set, file)
	for _, group := range file.Comments {
		text := strings.Join(strings.Fields(group.Text()), " ")
		if bad := odd.FindString(names.ReplaceAllString(text, "")); bad != "" && short != "ui/cmd/security_test.go" {
			t.Errorf("%s: write %q as (security N)", set.Position(group.Pos()), bad)
		}
		for _, m := range names.FindAllStringSubmatch(text, -1) {
			if short == "ui/cmd/security_test.go" {
				continue
			}
			decl := enclosing(file, group)
			test := m[2]
			if f, ok := decl.(*ast.FuncDecl); ok && test == "" {
				test = f.Name.Name
			}
			if !strings.HasPrefix(test, "Test") && !strings.HasPrefix(test, "Fuzz") || !isTest(t, path.Dir(short), test) {
				t.Errorf("%s: %q is no test of this folder", set.Position(group.Pos()), test)
				continue
			}
			if m[1] == "rows" {
				found.addRows(decl, test, short)
				continue
			}
			if row := rows[set.Position(group.Pos()).Line]; row != "" {
				test += "/" + row
			}
			for _, n := range numbers(t, m[1]) {
				found[n] = append(found[n], proving{test, short})
			}
		}
	}
	return nil
}

// addRows adds the rows of a table whose names begin with numbers.
func (found proofs) addRows(decl ast.Decl, test, short string) {
	ast.Inspect(decl, func(n ast.Node) bool {
		var first ast.Expr
		switch n := n.(type) {
		case *ast.CompositeLit:
			if len(n.Elts) > 0 {
				first = n.Elts[0]
			}
		case *ast.KeyValueExpr:
			if first = n.Key; isName(n.Key) {
				first = n.Value
			}
		}
		if m := numbered.FindStringSubmatch(literal(first)); m != nil {
			n, _ := strconv.Atoi(m[1])
			found[n] = append(found[n], proving{test + "/" + m[1], short})
		}
		return true
	})
}

// isName holds for the field that names a row.
func isName(e ast.Expr) bool {
	field, ok := e.(*ast.Ident)
	return ok && field.Name == "name"
}

// literal is the text of a string; empty for all else.
func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		text, _ := strconv.Unquote(lit.Value)
		return text
	}
	return ""
}

// firstStrings are the first strings of the lines of a file: the names of rows.
func firstStrings(set *token.FileSet, file *ast.File) map[int]string {
	first := map[int]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if e, ok := n.(*ast.BasicLit); ok {
			if line := set.Position(e.Pos()).Line; first[line] == "" {
				first[line] = literal(e)
			}
		}
		return true
	})
	return first
}

// enclosing is the declaration that a comment is in, or belongs to.
func enclosing(file *ast.File, group *ast.CommentGroup) ast.Decl {
	for _, decl := range file.Decls {
		begin := decl.Pos()
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Doc != nil {
				begin = d.Doc.Pos()
			}
		case *ast.GenDecl:
			if d.Doc != nil {
				begin = d.Doc.Pos()
			}
		}
		if group.Pos() >= begin && group.End() <= decl.End() {
			return decl
		}
	}
	return nil
}

// isTest reports whether a folder has a test of this name.
func isTest(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(name string) bool {
		text, err := os.ReadFile(name)
		return err == nil && strings.Contains(string(text), "\nfunc "+test+"(")
	})
}

// numbers reads "7, 9-11".
func numbers(t *testing.T, list string) []int {
	t.Helper()
	var all []int
	for _, part := range strings.Split(list, ",") {
		m := span.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			t.Errorf("(security %s) can't be read", list)
			continue
		}
		from, _ := strconv.Atoi(m[1])
		to := from
		if m[2] != "" {
			to, _ = strconv.Atoi(m[2])
		}
		for n := from; n <= to; n++ {
			all = append(all, n)
		}
	}
	return all
}
