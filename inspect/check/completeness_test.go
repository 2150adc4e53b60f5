package check

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"edov/inspect/report"
)

// TestChecksAreComplete checks the tables against the rules of the package comment.
func TestChecksAreComplete(t *testing.T) {
	seen := map[string]bool{}
	idPattern := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	checks := Checks()
	if len(checks) < 40 {
		t.Errorf("only %d checks", len(checks))
	}
	for _, c := range checks {
		switch {
		case !idPattern.MatchString(c.ID) || seen[c.ID]:
			t.Errorf("ID %q is malformed or taken", c.ID)
		case c.Title == "" || strings.HasSuffix(c.Title, "."):
			t.Errorf("%s: title %q", c.ID, c.Title)
		case c.Severity != report.Error && c.Severity != report.Warning && c.Severity != report.Note:
			t.Errorf("%s: severity %q", c.ID, c.Severity)
		case len(c.Title) > 60:
			t.Errorf("%s: title %q is cut at 60 columns", c.ID, c.Title)
		case c.Severity == report.Error && len(c.Doc().Sources) == 0:
			t.Errorf("%s is an error and cites nothing", c.ID)
		case c.Step == "" || c.Func == nil:
			t.Errorf("%s: no step or no function", c.ID)
		}
		for _, part := range []string{"**What.** ", "**Why.** ", "**Fix.** "} {
			if !strings.Contains(c.Doc().Markdown(), part) {
				t.Errorf("%s: the doc has no %s", c.ID, part)
			}
		}
		for _, need := range c.Needs {
			if !seen[need] {
				t.Errorf("%s needs %s, which does not run before it", c.ID, need)
			}
		}
		seen[c.ID] = true
		if got, ok := Lookup(c.ID); !ok || got.Title != c.Title {
			t.Errorf("Lookup(%s) = %+v, %t", c.ID, got, ok)
		}
	}
	if _, ok := Lookup("no-such-check"); ok {
		t.Error("an unknown check was found")
	}
}

func TestChecksPageIsFresh(t *testing.T) {
	const page = "../../docs/checks.md"
	want := Markdown()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale; write it with: go test ./inspect/check -run ChecksPage -update", page)
	}
}

// TestCausesOfHeadline: the headline knows the checks that a refusal can belong to.
func TestCausesOfHeadline(t *testing.T) {
	var ids []string
	for _, c := range causeChecks {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, report.RefusalChecks) {
		t.Errorf("causes are %v, their checks %v", report.RefusalChecks, ids)
	}
}
