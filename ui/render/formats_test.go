// Package render_test holds what the formats write to their schemas, or to a parser that others wrote.
package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/joshdk/go-junit"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/flow/visible"
	"edov/inspect/change"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/github"
	htmlformat "edov/ui/render/html"
	junitformat "edov/ui/render/junit"
	"edov/ui/render/sarif"
)

// hostile has what one format or another gives a meaning.
const hostile = "=cmd|' /C calc'!A1 \"'><script>alert(1)</script><img src=x onerror=alert(1)> [x](https://evil.example) " +
	"{0} ##[set-env name=PATH]x ::error::x %0A::warning::x ]]> &lt; \\\" }\x1b[2J\x00\u202e\u2028\ufffe\r\n::stop-commands::x\n# EOF\n"

// hostileReport has hostile text wherever text from outside can be.
func hostileReport() *report.Report {
	finding := func(id string, s report.Severity, o report.Outcome) *report.Finding {
		return &report.Finding{
			ID: id, Title: hostile, Severity: s, Outcome: o, Step: hostile, Summary: hostile, Why: hostile, Fix: hostile,
			Evidence: []report.Evidence{{Label: "line 7, " + hostile, Got: hostile, Want: hostile}},
			Refs:     []string{"javascript:alert(1)", "https://evil.example"},
			Page:     "Manifest", Link: "https://evil.example",
			Changes: []change.Edit{{
				Path: hostile, Before: []byte("null"), After: []byte(`"x"`),
				Place: appreg.Place{Path: hostile, Line: 3},
			}},
		}
	}
	r := &report.Report{
		Kind: report.Kind, Schema: report.Schema, Program: "edov " + hostile, JudgedAt: mint.Noon(),
		Origin: flow.OriginRegistration, Detail: hostile,
		Request:      flow.Request{ClientID: hostile, Product: hostile},
		Registration: &appreg.App{Source: "folder/a b%" + hostile},
		Email:        proof.EmailVerdict{Verdict: proof.EmailNotVerified, Address: hostile, Reason: hostile},
		Findings: []*report.Finding{
			finding("idtoken-signature", report.Error, report.Fail), finding(hostile, report.Error, report.Broken),
			finding("w", report.Warning, report.Fail), finding("n", report.Note, report.Fail),
			finding("u", report.Error, report.Unknown), finding("v", report.Note, report.Unknown),
			finding("p", report.Error, report.Pass), finding("s", report.Error, report.Skip),
		},
		Products: []proof.ProductVerdict{{
			Product: &proof.Product{ID: "x", Name: hostile, Links: hostile},
			Verdict: proof.SeenVerified, Reason: hostile,
		}},
		Exchanges: []flow.Exchange{{Name: hostile, Method: hostile, URL: hostile, Error: hostile}},
	}
	r.Registration.DisplayName.Value, r.Registration.AppID.Value = hostile, hostile
	r.Tally()
	r.Decide()
	return r
}

// manifestReport is a report of a manifest of testdata.
func manifestReport(t *testing.T, name string) *report.Report {
	t.Helper()
	path := filepath.Join("../../testdata/manifest", name+".json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list, err := appreg.ReadList(data, "manifests/"+name+".json")
	if err != nil {
		t.Fatal(err)
	}
	s := &flow.Session{
		Schema: flow.SessionSchema, Program: "edov 1.2.3", Origin: flow.OriginRegistration, StartedAt: mint.Noon(),
		EndedAt: mint.Noon(), Registration: list.All[0],
	}
	return check.Judge(s, mint.Noon(), secret.Thresholds{})
}

// stored is a saved report of a sign-in.
func stored(t *testing.T, name string) *report.Report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata/report", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// allReports are those that each format has to write.
func allReports(t *testing.T) map[string][]*report.Report {
	t.Helper()
	return map[string][]*report.Report{
		"hostile":  {hostileReport()},
		"manifest": {manifestReport(t, "no-edov")},
		"disabled": {manifestReport(t, "disabled")},
		"sign-in":  {stored(t, "no-edov")},
		"healthy":  {stored(t, "healthy")},
		"several": {
			manifestReport(t, "no-edov"), manifestReport(t, "healthy"), manifestReport(t, "no-edov"),
			hostileReport(),
		},
		"none read": {},
	}
}

// inert fails for characters that steer a terminal or hide.
func inert(t *testing.T, name string, text []byte) {
	t.Helper()
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r != '\n' && r != '\r' && !visible.Safe(r) {
			t.Errorf("%s: %U at byte %d", name, r, i)
			return
		}
		i += size
	}
}

func TestSARIF(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../testdata/sarif/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range allReports(t) {
		text, err := sarif.Reports(list, []string{hostile})
		if err != nil {
			t.Fatal(err)
		}
		inert(t, name, text)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSARIFPlaces: a finding is at its file and line, its rule has help, and what was not checked is no result
// (security 152).
func TestSARIFPlaces(t *testing.T) {
	r := manifestReport(t, "no-edov")
	text, err := sarif.Reports([]*report.Report{r}, nil)
	if err != nil {
		t.Fatal(err)
	}
	line := r.Find("optional-edov").Place().Line
	for _, want := range []string{
		`"uri": "manifests/no-edov.json"`, `"ruleId": "optional-edov"`, `"level": "warning"`, `"version": "1.2.3"`,
		`"help": {`, `"helpUri": "https://learn.microsoft.com/`, `"executionSuccessful": true`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if line == 0 || !strings.Contains(string(text), fmt.Sprintf(`"startLine": %d`+"\n", line)) {
		t.Errorf("line %d is not in\n%s", line, text)
	}
	again, _ := sarif.Reports([]*report.Report{r}, nil)
	if !bytes.Equal(text, again) {
		t.Error("the same report gave two files")
	}
	text, _ = sarif.Reports([]*report.Report{hostileReport()}, nil)
	if n := strings.Count(string(text), `"ruleId"`); n != 4 {
		t.Errorf("%d results for 4 problems", n)
	}
	if n := strings.Count(string(text), `"associatedRule"`); n != 2 {
		t.Errorf("%d notifications for 2 checks that were not made", n)
	}
	for _, m := range regexp.MustCompile(`"text": "(.*)"`).FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(m[1], "[x](") || strings.Contains(m[1], " {0}") { // a link, a placeholder
			t.Errorf("not escaped: %s", m[1])
		}
	}
	unknown, _ := sarif.Reports([]*report.Report{{Findings: []*report.Finding{{
		ID: "u", Severity: report.Error,
		Outcome: report.Unknown,
	}}}}, nil)
	if !strings.Contains(string(unknown), `"executionSuccessful": false`) {
		t.Errorf("a run without a verdict was successful:\n%s", unknown)
	}
}

// TestSARIFCategory: runs about several files differ by their category, and a run about no single file has none.
func TestSARIFCategory(t *testing.T) {
	one, other := manifestReport(t, "no-edov"), manifestReport(t, "healthy")
	for want, list := range map[string][]*report.Report{
		"edov/manifests/no-edov.json/": {one, one},
		"edov/manifests/healthy.json/": {other},
		"":                             {one, other},
	} {
		text, err := sarif.Reports(list, nil)
		if err != nil {
			t.Fatal(err)
		}
		var log struct {
			Runs []struct{ AutomationDetails struct{ ID string } }
		}
		if err := json.Unmarshal(text, &log); err != nil || len(log.Runs) != 1 || log.Runs[0].AutomationDetails.ID != want {
			t.Errorf("%+v, want %q: %v", log, want, err)
		}
	}
	for _, none := range [][]*report.Report{nil, {{}}, {one, {}}} {
		if text, _ := sarif.Reports(none, nil); strings.Contains(string(text), "automationDetails") {
			t.Errorf("a run about no file has a category:\n%s", text)
		}
	}
}

// TestJUnit (security 152).
func TestJUnit(t *testing.T) {
	for name, list := range allReports(t) {
		for _, failOn := range []report.Severity{report.Error, report.Warning, report.Note, report.Never} {
			text, err := junitformat.Reports(list, []string{hostile}, failOn)
			if err != nil {
				t.Fatal(err)
			}
			inert(t, name, text)
			suites, err := junit.Ingest(text)
			if err != nil || len(suites) != len(list)+1 {
				t.Fatalf("%s: %d suites, %v\n%s", name, len(suites), err, text)
			}
			for i, r := range list {
				holdsJUnit(t, name, r, suites[i], failOn)
			}
			if n := suites[len(list)].Totals; n.Tests != 1 || n.Error != 1 {
				t.Errorf("%s: what was not read: %+v", name, n)
			}
		}
	}
}

// holdsJUnit compares what a parser read with the report: nothing that was not checked has passed.
func holdsJUnit(t *testing.T, name string, r *report.Report, s junit.Suite, failOn report.Severity) {
	t.Helper()
	want := map[junit.Status]int{}
	for _, f := range r.Findings {
		switch {
		case f.Outcome == report.Unknown && f.Severity == report.Error:
			want[junit.StatusError]++
		case f.Outcome == report.Unknown, f.Outcome == report.Skip:
			want[junit.StatusSkipped]++
		case f.Outcome == report.Pass:
			want[junit.StatusPassed]++
		case f.Severity == report.Error, f.Severity == report.Warning && failOn == report.Warning, failOn == report.Note:
			want[junit.StatusFailed]++
		default:
			want[junit.StatusPassed]++
		}
	}
	got := map[junit.Status]int{}
	for i, c := range s.Tests {
		got[c.Status]++
		if id := visible.Line(r.Findings[i].ID); c.Name != id {
			t.Errorf("%s: test %q, want %q", name, c.Name, id)
		}
	}
	for _, status := range []junit.Status{junit.StatusPassed, junit.StatusSkipped, junit.StatusFailed, junit.StatusError} {
		if got[status] != want[status] {
			t.Errorf("%s, from %s on: %d %s, want %d", name, failOn, got[status], status, want[status])
		}
	}
}

// TestHTML reads the pages as a browser does: no script, nothing loaded, no link that a report could name
// (security 152).
func TestHTML(t *testing.T) {
	for name, list := range allReports(t) {
		text, err := htmlformat.Reports(list, []string{hostile}, true)
		if err != nil {
			t.Fatal(err)
		}
		inert(t, name, text)
		doc, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		policy := ""
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if slices.Contains([]string{"script", "img", "iframe", "object", "embed", "link", "form", "base", "svg", "input"},
				n.Data) {
				t.Errorf("%s: <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				case a.Key == "href" && (!strings.HasPrefix(a.Val, "https://") || strings.Contains(a.Val, "evil")):
					t.Errorf("%s: a link to %q", name, a.Val)
				case a.Key == "content" && strings.Contains(a.Val, "default-src"):
					policy = a.Val
				}
			}
		}
		for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy is %q", name, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", name, policy)
		}
	}
}

// TestHTMLShows: the verdict, the fix, and each claim of a token in a table.
func TestHTMLShows(t *testing.T) {
	text, err := htmlformat.Reports([]*report.Report{stored(t, "no-edov")}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Email not verified", "Fix:", "<code>preferred_username</code>", "prefers-color-scheme:dark", "@media print",
		"this page may name people",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q", want)
		}
	}
}

// command is a line as the runner of GitHub Actions reads it.
var command = regexp.MustCompile(`^::(error|warning|notice) ((?:[a-z]+=[^:,]*,)*title=[^:,]*)::(.*)$`)

// TestGitHub: no text from outside is a command (security 152).
func TestGitHub(t *testing.T) {
	for name, list := range allReports(t) {
		text := github.Reports(list, []string{hostile})
		inert(t, name, text)
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		want := 1 + len(list)
		for _, r := range list {
			want += len(r.ByCause())
		}
		if len(lines) != want {
			t.Errorf("%s: %d lines, want %d", name, len(lines), want)
		}
		for _, line := range lines {
			m := command.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("%s: not a command: %s", name, line)
				continue
			}
			if rest := regexp.MustCompile(`%(25|0A|3A|2C|0D)`).ReplaceAllString(m[2]+m[3], ""); strings.Contains(rest, "%") {
				t.Errorf("%s: %% is not escaped: %s", name, line)
			}
		}
	}
	text := string(github.Reports([]*report.Report{manifestReport(t, "no-edov")}, nil))
	if !strings.HasPrefix(text, "::warning file=manifests/no-edov.json,line=") || !strings.Contains(text, "%0AFix: ") {
		t.Errorf("got %s", text)
	}
}
