package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"edov/flow"
	"edov/flow/plan"
	"edov/ui/cmd"
	"edov/ui/store"
)

// schemaOf compiles the schema of a kind of document. They refer to one another, and to nothing else. The library is
// the one that the program has anyway: whatever else is linked into the tests makes each start of a command slower.
func schemaOf(t *testing.T, kind string) *jsonschema.Resolved {
	t.Helper()
	path := filepath.Join(root, "docs", "schema", strings.TrimPrefix(kind, "edov-")+".schema.json")
	if kind == "edov-report" {
		path = filepath.Join(root, "docs", "report.schema.json")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := loadSchema(path)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	resolved, err := schema.Resolve(&jsonschema.ResolveOptions{
		BaseURI: (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String(),
		Loader:  func(u *url.URL) (*jsonschema.Schema, error) { return loadSchema(filepath.FromSlash(u.Path)) },
	})
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return resolved
}

func loadSchema(path string) (*jsonschema.Schema, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := new(jsonschema.Schema)
	return s, json.Unmarshal(data, s)
}

// holdsDocument checks that a text is one document of a kind, by its schema.
func holdsDocument(t *testing.T, text, kind string) {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Errorf("not one JSON document: %v\n%.400s", err, text)
		return
	}
	if m, _ := value.(map[string]any); m["kind"] != kind {
		t.Errorf("kind %v, want %s", m["kind"], kind)
		return
	}
	if err := schemaOf(t, kind).Validate(value); err != nil {
		t.Errorf("%s: %v", kind, err)
	}
}

// TestEveryDocumentHasItsSchema runs every command that writes JSON. Each writes one document, which says what it is.
func TestEveryDocumentHasItsSchema(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	s := newShell(t)
	s.write("list.json", readPage(t, "testdata/manifest/two-az-list.json"))
	s.write("users.json", `[{"id":"1","mail":"a@contoso.example"},7]`)
	s.write("none.json", `{"value":[],"@odata.nextLink":"x"}`)
	begun(t, s)
	seen := map[string]bool{}
	for _, test := range []struct{ kind, line string }{
		{"connection", ""}, // what the others are about
		{"report", "demo no-edov --headless --save session.json"},
		{"report", "demo healthy --headless --me --share"},
		{"report", "app manifest.json --connection shop"},
		{"report", "app --demo half-done"},
		{"reports", "app list.json --all"},
		{"report", "inspect session.json --app manifest.json"},
		{"report", "inspect token.txt --keys none"},
		{"report", "report session.json"},
		{"reports", "report reports.json"},
		{"report", "clerk --demo"},
		{"report", "history show 1"},
		{"secrets", "secrets list.json"},
		{"secrets", "secrets --demo secret-expired --all"},
		{"secrets", "secrets --expires 2027-01-31"},
		{"probe", "secrets --probe --demo healthy"},
		{"probe", "secrets --probe --demo secret-id"},
		{"checks", "checks"},
		{"check", "explain email-verified"},
		{"explanation", "explain 50011"},
		{"explanation", "explain - --app manifest.json"},
		{"explanation", "explain - --session session.json"},
		{"scenarios", "demo --list"},
		{"guide", "guide"},
		{"guide", "guide --demo half-done --done test-product"},
		{"guide", "guide manifest.json --product supabase --step 3"},
		{"tenant", "tenant --demo --product Clerk --list"},
		{"tenant", "tenant --demo"},
		{"tenant", "tenant users.json"},
		{"tenant", "tenant none.json --domains contoso.example"},
		{"version", "version"},
		{"rotation", "guide rotate"},
		{"rotation", "guide rotate --demo secret-expiring"},
		{"connections", "connections"},
		{"connections", "connections list"},
		{"connection", "connections show shop"},
		{"history", "history"},
		{"history", "history list"},
		{"diff", "history diff 1 1"},
		{"changes", "history changes"},
		{"change", "history changes " + appliedID(t, s)},
		{"plan", "app --demo half-done --fix --dry-run"},
		{"applied", "app --demo half-done --fix --yes"},
		{"applied", "setup --demo --yes --no-sign-in"},
		{"doctor", "doctor --port 18439"},
		{"error", "app no-such-file.json"},
		{"error", "demo no-such-scenario"},
	} {
		seen["edov-"+test.kind] = true
		if test.line == "" {
			continue
		}
		t.Run(test.line, func(t *testing.T) {
			s.t = t
			stdout, stderr, _ := s.run(errorPage, append(strings.Fields(test.line), "--format", "json")...)
			holdsDocument(t, stdout, "edov-"+test.kind)
			if t.Failed() {
				t.Log(stderr)
			}
			if test.line == "app list.json --all" {
				s.write("reports.json", stdout)
			}
		})
	}
	s.t = t
	holdsDocument(t, s.read("session.json"), "edov-session")
	holdsDocument(t, servedFacts(t), "edov-demo")
	seen["edov-session"], seen["edov-demo"] = true, true
	files, err := os.ReadDir(filepath.Join(root, "docs", "schema"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if kind := "edov-" + strings.TrimSuffix(f.Name(), ".schema.json"); !seen[kind] {
			t.Errorf("no command was run for %s", kind)
		}
	}
}

// begun saves a connection, and a plan that was carried out.
func begun(t *testing.T, s *shell) {
	t.Helper()
	_, stderr, code := s.run("", "connections", "add", "shop", "--client-id", "6731de76-14a6-49ae-97bc-6eba6914391e",
		"--ask-secret", "--product", "Clerk", "--secret-expires", "2031-01-31")
	if code != cmd.ExitClean {
		t.Fatal(stderr)
	}
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: plan.Target{Name: "App"}, Steps: []plan.Step{{
		ID: "name", Service: plan.ServiceGraph, Action: plan.Patch, Title: "Rename", Changes: []plan.Change{},
	}}}
	if _, err := storeOf(s).BeginPlan(p); err != nil {
		t.Fatal(err)
	}
}

func storeOf(s *shell) *store.Store {
	dirs := store.Dirs{Config: filepath.Join(s.dir, "config"), State: filepath.Join(s.dir, "state")}
	return store.New(dirs, store.Options{Keyring: s.keyring})
}

func appliedID(t *testing.T, s *shell) string {
	t.Helper()
	list, err := storeOf(s).AppliedPlans()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d plans, %v", len(list), err)
	}
	return list[0].ID
}

// stopper cancels a command that has said what there is to say.
type stopper struct {
	bytes.Buffer
	stop func()
}

func (w *stopper) Write(data []byte) (int, error) {
	defer w.stop()
	return w.Buffer.Write(data)
}

// servedFacts is what edov demo --serve prints.
func servedFacts(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out := &stopper{stop: stop}
	p := cmd.Program{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: new(bytes.Buffer), Version: "test",
		Env: flow.Env{},
	}
	if code := p.Main(ctx, []string{"demo", "--serve", "--port", "0", "--format", "json"}); code != cmd.ExitClean {
		t.Fatalf("exit code %d", code)
	}
	return out.String()
}

// TestErrorsAreJSONToo: with --format json there is JSON on stdout, whatever is wrong with the command line.
func TestErrorsAreJSONToo(t *testing.T) {
	s := newShell(t)
	for line, want := range map[string]struct {
		code          string
		exit          int
		message, hint string
	}{
		"app --no-such-flag --format json": {"usage", 2, "unknown flag", "--help"},
		"--format json nothing":            {"usage", 2, "unknown flag", ""},
		"mcp --format=json":                {"usage", 2, "unknown flag", ""},
		"signin --secret hunter22hunter --format json": {
			"usage", 2, "there is no flag --secret",
			"--secret-file",
		},
		"app no-such.json --format json":                            {"usage", 2, "no such file", "standard input"},
		"app manifest.json --format json -o token.txt":              {"usage", 2, "already exists", "--force"},
		"inspect token.txt --client-id x --tenant y! --format json": {"usage", 2, "client ID", ""},
		"inspect - --format json":                                   {"usage", 2, "empty", ""},
		"app no-such.json --format JSON":                            {"usage", 2, "no such file", "standard input"},
	} {
		stdout, stderr, code := s.run("", strings.Fields(line)...)
		holdsDocument(t, stdout, "edov-error")
		var doc struct {
			Error struct {
				Code, Message string
				Hints         []string
			}
		}
		if err := json.Unmarshal([]byte(stdout), &doc); err != nil || code != want.exit || doc.Error.Code != want.code {
			t.Errorf("%s: exit code %d, %+v, %v", line, code, doc.Error, err)
		}
		if !strings.Contains(doc.Error.Message, want.message) ||
			!strings.Contains(strings.Join(doc.Error.Hints, "; "), want.hint) {
			t.Errorf("%s: %+v, want %q and %q", line, doc.Error, want.message, want.hint)
		}
		if !strings.Contains(stderr, doc.Error.Message) {
			t.Errorf("%s: stderr does not say so: %s", line, stderr)
		}
		if strings.Contains(stdout+stderr, "hunter22") {
			t.Errorf("%s repeats a secret", line)
		}
	}
	// Without --format json, and where there is a result, stdout has no error.
	for _, line := range []string{
		"app no-such.json", "demo no-edov --headless --format json",
		"explain -- --format json",
	} {
		if stdout, _, _ := s.run("", strings.Fields(line)...); strings.Contains(stdout, "edov-error") {
			t.Errorf("%s: %s", line, stdout)
		}
	}
}
