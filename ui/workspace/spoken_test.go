package workspace

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/fault"
	"edov/inspect/report"
)

// TestScreensAreInSentences: where a text names a command, the name of the screen that takes its place has a verb,
// which says what one sees there.
func TestScreensAreInSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../inspect/fault/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	texts := regexp.MustCompile(`"(?:[^"\\]|\\.)*\bedov app\b(?:[^"\\]|\\.)*"`)
	sentence := regexp.MustCompile(`App registration (compares|shows|reads|lists) |so does App registration|` +
		`patch in App registration|App registrations > `)
	seen := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts.FindAllString(string(data), -1) {
			said := InScreens(fault.Explanation{Check: text}).Check
			seen++
			if rest := sentence.ReplaceAllString(said, ""); strings.Contains(rest, "edov ") ||
				strings.Contains(rest, "App registration") {
				t.Errorf("%s: %s", filepath.Base(name), said)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d texts name a command", seen)
	}
}

// TestReportsNameNoOptions: what is shown of a report names no option of a command, also where a sentence begins.
func TestReportsNameNoOptions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/report/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	option := regexp.MustCompile(` \(?--[a-z]`)
	others := regexp.MustCompile(`\baz [^;,.]*|--from-literal with kubectl`) // of other programs
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := report.Read(data)
		if err != nil {
			continue // kept to be refused
		}
		for _, f := range (&Run{Report: r}).InScreens().Findings {
			for _, text := range []string{f.Summary, f.Why, f.Fix} {
				if option.MatchString(" " + others.ReplaceAllString(text, "")) {
					t.Errorf("%s: %s: %s", filepath.Base(name), f.ID, text)
				}
			}
		}
	}
	const passed = "Pass it with --product-redirect-uri, as the dashboard shows"
	given := &report.Report{Findings: []*report.Finding{{Fix: passed}}}
	if fix := (&Run{Report: given}).InScreens().Findings[0].Fix; fix != "Enter it in Connection, as the dashboard shows" {
		t.Errorf("%q", fix)
	}
}

// TestNoSecretEntered: where a secret is asked for, an empty line says where it can be entered.
func TestNoSecretEntered(t *testing.T) {
	s := &Subject{Connection: flow.Connection{ClientID: demo.ClientID}}
	if _, err := s.TakeSecret(flow.Secret{}); err == nil || strings.Contains(err.Error(), "--") {
		t.Errorf("%v", err)
	}
}

// TestRefsOfTheProduct: the documentation of Clerk is cited where the product is Clerk, or where nothing else is.
func TestRefsOfTheProduct(t *testing.T) {
	const clerks, microsofts = "https://clerk.com/docs/x", "https://learn.microsoft.com/x"
	for product, want := range map[string]int{"": 1, "Hanko": 1, "Clerk": 2} {
		r := &report.Report{Findings: []*report.Finding{{Refs: []string{clerks, microsofts}}, {Refs: []string{clerks}}}}
		r.Request.Product = product
		told := (&Run{Report: r}).InScreens().Findings
		if len(told[0].Refs) != want || len(told[1].Refs) != 1 || len(r.Findings[0].Refs) != 2 {
			t.Errorf("%q: %v, %v", product, told[0].Refs, told[1].Refs)
		}
	}
}
