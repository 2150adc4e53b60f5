package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"edov/flow"
	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
)

// hostile is what must never reach a terminal or a Markdown page.
const hostile = "a|b`c`` <img src=x> [x](https://evil.example) ![y](z) *b* _u_ @all #1 [j](javascript:alert(1)) " +
	"</script> ``` =cmd|x\r\n\x1b[31m\u202egnp\u200b\u2028\u009b\U000e0041~~"

func hostileSession(t *testing.T) *flow.Session {
	s := session(t, "name", hostile, "email", hostile, hostile, []any{hostile, 1}, "iss", hostile, "ver", hostile, "tid",
		hostile, "aud", hostile)
	s.Program = hostile
	s.Tokens.Scope, s.Tokens.TokenType = hostile, hostile
	s.Callback.Issuer, s.Callback.Origin = hostile, hostile
	s.Metadata.Issuer, s.Metadata.TokenEndpoint = hostile, hostile
	s.Exchanges = []flow.Exchange{{Name: hostile, URL: hostile, Error: hostile}}
	s.Ignored = []flow.Ignored{{Reason: hostile, Path: hostile}}
	return s
}

func hostileReports(t *testing.T) map[string]*report.Report {
	f := tokenError(hostile, "AADSTS7000222: "+hostile, 7000222)
	f.Suberror, f.TraceID, f.CorrelationID = hostile, hostile, hostile
	page := flow.Failure{
		Stage: flow.StageToken, Kind: flow.FailureNetwork, Summary: hostile, Hint: hostile,
		Description: hostile,
	}
	return map[string]*report.Report{
		"tokens": judge(hostileSession(t)), "failure": judge(refused(t, f)), "page": judge(refused(t, page)),
		"healthy": judge(session(t)),
	}
}

// TestJSONIsHarmlessAndRoundTrips: what steers a terminal is escaped, and means the same (security 140, 141).
func TestJSONIsHarmlessAndRoundTrips(t *testing.T) {
	for name, r := range hostileReports(t) {
		text, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range string(text) {
			if c != '\n' && !visible.Safe(c) {
				t.Fatalf("%s: the JSON holds U+%04X", name, c)
			}
		}
		back, err := report.Read(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := back.JSON()
		if err != nil || !bytes.Equal(text, again) {
			t.Errorf("%s: written, read and written again it differs (%v)", name, err)
		}
		if markdown.Report(back) != markdown.Report(r) {
			t.Errorf("%s: the Markdown differs after a round trip", name)
		}
	}
}

// TestMarkdownIsInert: no link, image, cell or heading comes from outside (security 152).
func TestMarkdownIsInert(t *testing.T) {
	for name, r := range hostileReports(t) {
		for _, line := range strings.Split(markdown.Report(r), "\n") {
			if visible.Line(line) != line {
				t.Errorf("%s: invisible runes in %q", name, line)
			}
			if strings.HasPrefix(line, "|") && strings.Count(line, "|") > 5 {
				t.Errorf("%s: a forged cell in %q", name, line)
			}
			plain := outsideCode(line)
			for _, bad := range []string{"<img", "](", "@all", "*b*", "https://evil", "</script", "```", "=cmd"} {
				if strings.Contains(plain, bad) {
					t.Errorf("%s: %q survives in %q", name, bad, line)
				}
			}
		}
	}
}

// outsideCode takes the code spans out of a line, as Markdown reads them: a
// span ends at a run of as many backticks as began it.
func outsideCode(line string) string {
	var out strings.Builder
	for line != "" {
		at := strings.IndexByte(line, '`')
		if at < 0 {
			return out.String() + line
		}
		out.WriteString(line[:at])
		rest := strings.TrimLeft(line[at:], "`")
		fence := line[at : len(line)-len(rest)]
		end := closing(rest, len(fence))
		if end < 0 {
			return out.String() + line[at:]
		}
		line = rest[end+len(fence):]
	}
	return out.String()
}

func closing(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}

func TestClaimsKeepTheirText(t *testing.T) {
	r := judge(session(t, "xms_edov", json.RawMessage("1"), "big", json.RawMessage("12345678901234567890.10")))
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"xms_edov": 1`, `"big": 12345678901234567890.10`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in the JSON", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	first, _ := judge(hostileSession(t)).JSON()
	for range 5 {
		if again, _ := judge(hostileSession(t)).JSON(); !bytes.Equal(first, again) {
			t.Fatal("the same session and time gave another report")
		}
	}
}

func TestReadReportRefuses(t *testing.T) {
	for _, text := range []string{
		"", "{}", "[]", "x", `{"schema":99,"headline":"","findings":[]}`, `{"schema":"1","headline":"","findings":[]}`,
		`{"schema":1,"schema":1}`,
		`{"schema":1,"headline":"","findings":[],"origin":"registration"}`,
		`{"schema":1,"headline":"","findings":[],"origin":"clerk"}`, `{"schema":1,"headline":"","findings":[null]}`,
	} {
		if _, err := report.Read([]byte(text)); err == nil {
			t.Errorf("%q was taken for a report", text)
		}
	}
}

func TestReportSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	reports := hostileReports(t)
	for name := range manifestFaults {
		reports["manifest "+name] = judge(manifest(t, name)[0])
	}
	for i, s := range clerkSessions(t) {
		reports[fmt.Sprint("Clerk ", i)] = judge(s)
	}
	for i, s := range append(clerkSessions(t), manifest(t, "healthy")[0]) {
		if s.Clerk != nil {
			s.Clerk.TestServer = true
		}
		if s.Registration != nil {
			s.Registration.TestServer = true
		}
		reports[fmt.Sprint("test server ", i)] = judge(s)
	}
	expired := judge(session(t, "exp", noon.Add(-time.Hour).Unix(), "iat", noon.Add(-2*time.Hour).Unix(), "nbf", nil))
	if reports["expired"] = expired; len(expired.Products) == 0 || expired.Products[0].New == "" {
		t.Error("the report of an expired token does not say what of a new one")
	}
	reports["empty"] = judge(&flow.Session{Origin: flow.OriginPasted})
	for name, r := range reports {
		text, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaDescribesEverything keeps the schema readable: each property has a
// description, each object says whether it may have more.
func TestSchemaDescribesEverything(t *testing.T) {
	data, err := os.ReadFile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		if props, ok := m["properties"].(map[string]any); ok {
			for name, p := range props {
				if text, _ := p.(map[string]any)["description"].(string); text == "" {
					t.Errorf("%s.%s has no description", path, name)
				}
			}
			if _, ok := m["additionalProperties"]; !ok {
				t.Errorf("%s does not say whether it may have other properties", path)
			}
		}
		for name, child := range m {
			walk(path+"."+name, child)
		}
	}
	walk("", schema)
}

func TestPanicBecomesBroken(t *testing.T) {
	checks := []Check{
		{ID: "a", Title: "a holds", Severity: report.Error, Func: func(*Input) *Result { panic("nil map " + hostile) }},
		{
			ID: "b", Title: "b holds", Severity: report.Error, Needs: []string{"a"},
			Func: func(in *Input) *Result { return in.pass("fine") },
		},
		{ID: "c", Title: "c holds", Severity: report.Note, Func: func(in *Input) *Result { return in.pass("fine") }},
	}
	r := runChecks(NewInput(session(t), noon, secret.Thresholds{}), checks)
	expect(t, r, "a", report.Broken)
	expect(t, r, "b", report.Skip)
	expect(t, r, "c", report.Pass)
	if r.Verdict != report.VerdictFail || r.Counts.Broken != 1 || r.Problems(report.Error) != 1 {
		t.Errorf("verdict %s, counts %+v", r.Verdict, r.Counts)
	}
}
