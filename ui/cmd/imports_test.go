package cmd_test

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

// forbidden lists, for folders of the product and all below them, the imports that would break the direction
// main -> ui -> inspect -> flow <- flow/demo.
var forbidden = []struct {
	folder  string
	imports []string
	why     string
	but     []string // parts of those imports that are allowed
}{
	{
		"inspect",
		[]string{"net/http", "os", "os/exec", "crypto/rand", "math/rand", "log", "edov/ui", "edov/flow/demo"},
		"inspect judges; it must not touch the world",
		nil,
	},
	{"flow", []string{"edov/inspect", "edov/ui"}, "flow gathers; it must not judge or show", nil},
	{"flow/files", []string{"edov/flow"}, "files are written safely whatever is in them", nil},
	{
		"flow/plan",
		[]string{"edov/flow/install", "edov/flow/demo"},
		"a plan knows of no place where it is carried out",
		nil,
	},
	{"flow/install", []string{"edov/flow/demo"}, "what is installed is installed at the products' side", nil},
	{"ui/render", []string{"net/http", "os", "edov/flow/demo"}, "a rendering is given what it shows", nil},
	{"ui/render/markdown", []string{"edov/inspect/check"}, "a rendering shows what a report says", nil},
	{
		"ui/workspace",
		[]string{"edov/ui/render/text", "github.com/spf13/cobra"},
		"the workspace neither draws nor asks",
		nil,
	},
	{"ui/tui", []string{"github.com/spf13/cobra", "edov/ui/lines"}, "a screen knows of no command and no other face", nil},
	{
		"ui/tui/widget",
		[]string{"edov/flow", "edov/inspect", "edov/ui/store", "edov/ui/workspace"},
		"a widget draws and knows nothing of what edov shows",
		[]string{"edov/flow/visible", "edov/flow/mask"},
	},
	{
		"ui/tui/terminal",
		[]string{"edov/inspect", "edov/ui/store", "edov/ui/workspace"},
		"the terminal knows nothing of what edov shows",
		nil,
	},
	{"ui/lines", []string{"github.com/spf13/cobra"}, "a menu knows of no command", nil},
}

// rooms are the packages of a house, lowest first: none imports one that comes after it. "." is the door of a house
// that has code at its door.
var rooms = map[string][]string{
	"flow/demo": {
		"credential", "web", "tenant", "registration", "scenario", "openid", "graph", "portal", "product", ".", "demotest",
	},
	"inspect": {
		"words", "portal", "proof", "change", "report", "doctor", "report/diff", "uri", "token", "fault", "product",
		"rollout", "secret", "remedy",
		"check", "guide",
	},
	"ui": {
		"envfile", "store", "render/markdown", "render/calendar", "render/shell", "render/text", "render/csv",
		"render/github", "render/html", "render/junit", "render/openmetrics", "render/sarif", "workspace/action",
		"workspace/passage",
		"workspace/sentence", "provision", "workspace", "lines/prompt", "lines",
		"tui/quiet", "tui/terminal", "tui/widget", "tui", "journey", "agent", "cmd", "manual",
	},
}

// TestDirections reads the imports of all product files: what judges a token has no network, no files and no clock
// (security 78, 79, 105).
func TestDirections(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(filepath.ToSlash(path), "../../")))
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
	if name == "github.com/charmbracelet/x/ansi" {
		return "" // it measures text, which every rendering has to
	}
	if strings.HasPrefix(name, "github.com/charmbracelet/") && folder != "ui/tui" &&
		!strings.HasPrefix(folder, "ui/tui/") {
		return "only ui/tui draws screens"
	}
	for _, rule := range forbidden {
		if folder != rule.folder && !strings.HasPrefix(folder, rule.folder+"/") {
			continue
		}
		if slices.Contains(rule.but, name) {
			continue
		}
		for _, no := range rule.imports {
			if name == no || strings.HasPrefix(no, "edov/") && strings.HasPrefix(name, no+"/") {
				return rule.why
			}
		}
	}
	return refusedRoom(folder, name)
}

// refusedRoom says why a room must not open the door of another of its house.
func refusedRoom(folder, name string) string {
	for house, order := range rooms {
		from, inside := roomIn(folder, house)
		to, other := roomIn(name, "edov/"+house)
		switch {
		case inside && from == "." && !slices.Contains(order, "."):
			return house + " is a house: its code is in its rooms"
		case !inside && other && to != "." && slices.Contains(order, "."):
			return house + " has one door, and others use no room behind it"
		case !inside || !other:
		case !slices.Contains(order, from):
			return "the room has no place in the order of rooms"
		case slices.Index(order, to) > slices.Index(order, from):
			return from + " stands below " + to
		}
	}
	return ""
}

// roomIn is the room of a folder inside a house: "." at its door.
func roomIn(folder, house string) (room string, inside bool) {
	if folder == house {
		return ".", true
	}
	return strings.CutPrefix(folder, house+"/")
}

// TestRooms: the test of directions fails where an arrow is turned.
func TestRooms(t *testing.T) {
	for _, test := range []struct {
		folder, name string
		refused      bool
	}{
		{"inspect/check", "edov/inspect/report", false},
		{"inspect/report", "edov/inspect/check", true},
		{"inspect/proof", "edov/inspect/report", true},
		{"inspect/report", "edov/inspect/report/diff", true},
		{"inspect/report/diff", "edov/inspect/report", false},
		{"inspect/token", "edov/inspect/fault", true},
		{"inspect/guide", "edov/inspect/check", false},
		{"inspect/new", "edov/inspect/report", true},
		{"inspect/secret", "os", true},
		{"inspect/secret", "edov/ui/store", true},
		{"flow/demo", "edov/inspect/report", true},
		{"flow/demo", "edov/flow/demo/openid", false},
		{"flow/demo/openid", "edov/flow/demo/scenario", false},
		{"flow/demo/product", "edov/flow/demo/openid", false},
		{"flow/demo/openid", "edov/flow/demo/product", true},
		{"flow/demo/registration", "edov/flow/demo/scenario", true},
		{"flow/demo/portal", "edov/flow/demo", true},
		{"flow/demo/portal", "edov/flow", false},
		{"flow/demo", "edov/flow/demo/demotest", true},
		{"flow/demo/demotest", "edov/flow/demo", false},
		{"flow/demo/new", "edov/flow/demo/web", true},
		{"flow", "edov/flow/demo/web", true},
		{"flow/install", "edov/flow/plan", false},
		{"flow/install", "edov/flow/files", false},
		{"flow/install", "edov/flow/demo", true},
		{"flow/install", "edov/inspect/guide", true},
		{"flow/plan", "edov/flow/install", true},
		{"flow/files", "edov/flow", true},
		{"ui/envfile", "edov/flow/install", false},
		{"ui/tui", "edov/flow/demo/scenario", true},
		{"ui/tui", "edov/flow/demo", false},
		{"inspect/report", "edov/flow/demo/tenant", true},
		{"ui/render/markdown", "edov/inspect/check", true},
		{"ui/render/markdown", "edov/inspect/guide", false},
		{"ui/store", "edov/inspect/report", false},
		{"ui/cmd", "edov/ui/tui", false},
		{"ui/tui", "edov/ui/cmd", true},
		{"ui/tui", "edov/ui/lines", true},
		{"ui/lines", "edov/ui/tui", true},
		{"ui/workspace", "edov/ui/tui/widget", true},
		{"ui/workspace", "edov/ui/render/text", true},
		{"ui/tui/widget", "edov/flow/visible", false},
		{"ui/tui/widget", "edov/flow/mask", false},
		{"ui/tui/widget", "edov/flow", true},
		{"ui/tui/widget", "edov/flow/demo", true},
		{"ui/tui/widget", "edov/inspect/report", true},
		{"ui/tui/widget", "edov/ui/store", true},
		{"ui/tui/widget", "edov/ui/workspace", true},
		{"ui/tui/widget", "edov/ui/tui", true},
		{"ui/tui", "edov/ui/tui/widget", false},
		{"ui/tui/terminal", "edov/inspect/secret", true},
		{"ui/lines", "github.com/charmbracelet/lipgloss", true},
		{"ui/render/text", "github.com/charmbracelet/x/ansi", false},
		{"ui/render/text", "github.com/charmbracelet/lipgloss", true},
	} {
		if why := refusedImport(test.folder, test.name); (why != "") != test.refused {
			t.Errorf("%s imports %s: %q", test.folder, test.name, why)
		}
	}
}
