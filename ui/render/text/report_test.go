package text

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// reportOf fills every text place of a report with s.
func reportOf(s string) *report.Report {
	claims := strictjson.ObjectOf([]strictjson.Member{
		{Name: s, Value: strictjson.Value{Kind: strictjson.String, Text: s}},
		{Name: "exp", Value: strictjson.Value{Kind: strictjson.Number, Text: "1790000000"}},
	})
	finding := func(outcome report.Outcome, severity report.Severity) *report.Finding {
		return &report.Finding{
			ID: "edov-present", Title: s, Severity: severity, Outcome: outcome, Summary: s, Why: s, Fix: s,
			Evidence: []report.Evidence{{Label: s, Got: s, Want: s}, {Label: s, Got: s}}, Refs: []string{s},
		}
	}
	return &report.Report{
		JudgedAt: time.Unix(1790000000, 0), Verdict: report.VerdictFail, Headline: s, Detail: s,
		Tokens: []report.TokenReport{{
			Kind: "id", Describe: s,
			Verification: proof.Verification{State: proof.VerifyFailed, Reason: s}, Header: claims, Claims: claims,
		}},
		Findings: []*report.Finding{
			finding(report.Fail, report.Error), finding(report.Fail, report.Warning), finding(report.Fail, report.Note),
			finding(report.Unknown, report.Error), finding(report.Broken, report.Error), finding(report.Skip, report.Error),
			finding(report.Pass, report.Error),
		},
		Counts:    report.Counts{Passed: 1, Errors: 1, Warnings: 1, Notes: 1, Skipped: 1, Unknown: 1, Broken: 1},
		Failure:   &flow.Failure{OAuthError: s, Description: s, CorrelationID: s, TraceID: s, Timestamp: s},
		Exchanges: []flow.Exchange{{Name: "token", Method: "POST", URL: s, Error: s, DurationMS: 3}},
		Ignored:   []flow.Ignored{{Reason: s, Method: s, Path: s}},
	}
}

func render(t *testing.T, r *report.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Report(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whatever stands in a claim, an error or a header must not reach the terminal
// as anything but visible characters (security 20, 131, 140).
func TestHostileTextIsHarmless(t *testing.T) {
	data, err := os.ReadFile("../../../testdata/vectors/terminal_strings.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Strings []struct{ Name, Input string }
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors.Strings) < 50 {
		t.Fatalf("%d strings, %v", len(vectors.Strings), err)
	}
	for _, v := range vectors.Strings {
		text := render(t, reportOf(v.Input), Options{Verbose: true})
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s: %q comes out", v.Name, text[i:min(i+8, len(text))])
		}
	}
}

// A forged row must not look like one of ours: rows begin in the first column (security 132).
func TestForgedRow(t *testing.T) {
	text := render(t, reportOf("x\nok    email-verified\r\x1b[1Aok"), Options{})
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "ok ") {
			t.Errorf("a forged row: %q", line)
		}
	}
}

func TestLinesFit(t *testing.T) {
	text := render(t, reportOf(strings.Repeat("several words of a long sentence ", 20)), Options{Verbose: true})
	for _, line := range strings.Split(text, "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestWordsBesideColours(t *testing.T) {
	r := reportOf("x")
	plain := render(t, r, Options{})
	if strings.Contains(plain, "\x1b") {
		t.Error("there is an escape sequence without colour")
	}
	coloured := render(t, r, Options{Style: Style{Color: true}})
	var bare strings.Builder
	for _, part := range strings.Split(coloured, "\x1b[") {
		if _, rest, ok := strings.Cut(part, "m"); ok && bare.Len() > 0 || strings.HasPrefix(part, "3") {
			part = rest
		}
		bare.WriteString(part)
	}
	if bare.String() != plain {
		t.Errorf("colour changes the words:\n%s\n%s", bare.String(), plain)
	}
}

func TestASCII(t *testing.T) {
	r := reportOf("x")
	r.Detail = "ID token signature verified · tenant 4a43…de8f"
	text := render(t, r, Options{Style: Style{ASCII: true}})
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		t.Errorf("not ASCII: %s", text)
	}
}

func TestMicrosoftsWordsComeFirst(t *testing.T) {
	r := reportOf("x")
	r.Failure = &flow.Failure{
		OAuthError:  "invalid_client",
		Description: "AADSTS7000222: expired. Trace ID: aaaa Correlation ID: bbbb", CorrelationID: "bbbb", TraceID: "aaaa",
	}
	text := render(t, r, Options{})
	said, finding := strings.Index(text, "AADSTS7000222"), strings.Index(text, "edov-present")
	if said < 0 || finding < said || strings.Count(text, "bbbb") != 1 {
		t.Errorf("Microsoft's words are not first, or an ID is repeated:\n%s", text)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"one two three", 7, "one two|three"},
		{"https://long.example/address and more", 10, "https://long.example/address|and more"},
		{"", 10, ""},
		{"a\nb", 10, "a|b"},
	} {
		if got := strings.Join(Style{}.wrap(test.text, test.width), "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// TestSeveralCauses: each cause has lines of its own, which begin under each
// other; one alone has no mark.
func TestSeveralCauses(t *testing.T) {
	first, second := "a cause that is so long that it needs a second line of the terminal to be told", "another"
	for why, want := range map[string]string{
		first + "\n" + second: "      why    - a cause that is so long that it needs a second line of the\n" +
			"               terminal to be told\n             - another\n",
		second: "      why    another\n",
	} {
		finding := &report.Finding{ID: "x", Severity: report.Error, Outcome: report.Fail, Summary: "s", Why: why}
		var b strings.Builder
		if err := Report(&b, &report.Report{Findings: []*report.Finding{finding}}, Options{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) || strings.Contains(b.String(), "␊") {
			t.Errorf("got\n%s\nwant\n%s", b.String(), want)
		}
	}
}
