package text

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/report"
	"edov/ui/render/markdown"
)

var update = flag.Bool("update", false, "update testdata/report/*.txt and *.md")

// TestStoredReports renders each report in testdata/report and compares with
// the text and the Markdown beside it.
func TestStoredReports(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/report/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no stored reports", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := report.Read(data)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(file, ".json")
			golden(t, name+".txt", render(t, r, Options{}))
			golden(t, name+".verbose.txt", render(t, r, Options{Verbose: true}))
			golden(t, name+".md", markdown.Report(r))
		})
	}
}

// TestWhoSaid: the words of a test server are not Microsoft's.
func TestWhoSaid(t *testing.T) {
	data, err := os.ReadFile("../../../testdata/report/secret-expired.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if text := render(t, r, Options{}); !strings.Contains(text, "\nMicrosoft said\n") {
		t.Error("the demo tenant plays Microsoft")
	}
	r.Request.Demo = false
	text := render(t, r, Options{})
	if !strings.Contains(text, "\nThe server said\n") || strings.Contains(text, "Microsoft said") {
		t.Errorf("a test server:\n%s", text)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./ui/render/text -update renews it); got:\n%s", name, got)
	}
}

// TestHostileReport puts each hostile string into every place of a report that
// can hold text. Nothing but visible characters may come out.
func TestHostileReport(t *testing.T) {
	for name, hostile := range hostileStrings(t) {
		t.Run(name, func(t *testing.T) {
			r := &report.Report{JudgedAt: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
			fill(reflect.ValueOf(r).Elem(), hostile)
			for _, outcome := range []report.Outcome{report.Pass, report.Fail, report.Skip, report.Unknown, report.Broken} {
				for _, severity := range []report.Severity{report.Error, report.Warning, report.Note} {
					f := *r.Findings[0]
					f.Outcome, f.Severity = outcome, severity
					r.Findings = append(r.Findings, &f)
				}
			}
			harmless(t, render(t, r, Options{Verbose: true, Claims: true}))
			plain := render(t, r, Options{})
			harmless(t, plain)
			if hostile != "" && !strings.Contains(plain, "FAIL") {
				t.Error("the findings are not shown")
			}
		})
	}
}

func harmless(t *testing.T, shown string) {
	t.Helper()
	if !utf8.ValidString(shown) {
		t.Error("not valid UTF-8")
	}
	for i, r := range shown {
		if r != '\n' && !visible.Safe(r) {
			t.Fatalf("%U came out: %q", r, shown[max(0, i-40):min(len(shown), i+40)])
		}
	}
}

// hostileStrings are the vectors of testdata/vectors: terminal control, bidi,
// invisible and broken text.
func hostileStrings(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../../testdata/vectors/terminal_strings.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Strings []struct{ Name, Input string }
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"bytes": "a\xff\xfe\x80b", "lines": "ok\n\nFAIL forged\r\n", "percent": "%s%n%!d(x)"}
	for _, v := range vectors.Strings {
		all[v.Name] = v.Input
	}
	if len(all) < 50 {
		t.Fatalf("only %d vectors", len(all))
	}
	return all
}

// fill puts text into every string below v, one element into every list and
// a value of each kind of struct behind every pointer.
func fill(v reflect.Value, hostile string) {
	switch v.Interface().(type) {
	case time.Time:
		return
	case strictjson.Value:
		value := strictjson.Value{Kind: strictjson.String, Text: hostile}
		members := []strictjson.Member{{Name: hostile, Value: value}, {Name: "exp", Value: value}}
		v.Set(reflect.ValueOf(strictjson.ObjectOf(members)))
		return
	case flow.Secret, flow.Token:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), hostile)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), hostile)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), hostile)
			}
		}
	}
}

// TestStoredReportsFit80Columns: only words that must be copied whole stick out.
func TestStoredReportsFit80Columns(t *testing.T) {
	files, _ := filepath.Glob("../../../testdata/report/*.txt")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			words := strings.Fields(line)
			if utf8.RuneCountInString(line) > 80 && len(words) > 0 && utf8.RuneCountInString(words[len(words)-1]) < 50 {
				t.Errorf("%s: %s", filepath.Base(file), line)
			}
		}
	}
}
