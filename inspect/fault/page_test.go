package fault

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var updatePages = flag.Bool("update", false, "write docs/troubleshooting and wordmodel.dat")

func TestPagesAreFresh(t *testing.T) {
	for name, want := range Pages() {
		path := filepath.Join("../../docs", filepath.FromSlash(name))
		if *updatePages {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s is stale; write it with: go test ./inspect/fault -run Pages -update", path)
		}
	}
}

// TestPagesAreFound: what people search for is there as they read it, nothing that the
// program fills in is left open, and each link to a cause leads to one.
func TestPagesAreFound(t *testing.T) {
	pages := Pages()
	for name, wants := range map[string][]string{
		"troubleshooting/aadsts.md":    {"## AADSTS50011: ", "## AADSTS7000215: ", "## AADSTS90072: "},
		"troubleshooting/libraries.md": {"`IDX10205`", "OAUTH"},
		"troubleshooting/products.md":  {"## Clerk", "## Supabase"},
	} {
		for _, want := range wants {
			if !strings.Contains(pages[name], want) {
				t.Errorf("%s has no %q", name, want)
			}
		}
	}
	open := regexp.MustCompile(`\{(portal:[a-z-]+|server|new-secret|error)\}`)
	link := regexp.MustCompile(`causes\.md#([a-z0-9-]+)`)
	for name, text := range pages {
		if left := open.FindString(text); left != "" {
			t.Errorf("%s: %s is not filled in", name, left)
		}
		for _, to := range link.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(pages["troubleshooting/causes.md"], `<a id="`+to[1]+`"></a>`) {
				t.Errorf("%s: there is no cause %s", name, to[1])
			}
		}
	}
}
