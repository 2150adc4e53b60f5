package report_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// changed is a report of testdata after a change of its JSON.
func changed(t *testing.T, name string, change func(doc map[string]any, findings []map[string]any)) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/report/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	doc := map[string]any{}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var findings []map[string]any
	for _, f := range doc["findings"].([]any) {
		findings = append(findings, f.(map[string]any))
	}
	change(doc, findings)
	if data, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	return data
}

// failing are the findings that fail.
func failing(findings []map[string]any, do func(f map[string]any)) {
	for _, f := range findings {
		if f["outcome"] == "fail" {
			do(f)
		}
	}
}

// TestReadRefuses: what stands for a failure can't be hidden in a saved report by a word that edov does not know, nor
// by leaving it out.
func TestReadRefuses(t *testing.T) {
	set := func(member string, value any) func(map[string]any, []map[string]any) {
		return func(_ map[string]any, findings []map[string]any) {
			failing(findings, func(f map[string]any) { f[member] = value })
		}
	}
	for name, c := range map[string]struct {
		change func(map[string]any, []map[string]any)
		want   string
	}{
		"capital letter":   {set("outcome", "Fail"), "outcome of the check"},
		"no outcome":       {set("outcome", ""), "outcome of the check"},
		"null":             {set("outcome", nil), "outcome of the check"},
		"a later outcome":  {set("outcome", "failed"), "outcome of the check"},
		"a later severity": {set("severity", "fatal"), "severity of the check"},
		"left out": {func(doc map[string]any, findings []map[string]any) {
			var kept []any
			for _, f := range findings {
				if f["outcome"] != "fail" {
					kept = append(kept, f)
				}
			}
			doc["findings"] = kept
		}, "contradicts itself: the check email-verified"},
	} {
		r, err := report.Read(changed(t, "no-edov", c.change))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
}

// TestNoTokenIsNoPass: a report of a sign-in without a token says nothing good of it.
func TestNoTokenIsNoPass(t *testing.T) {
	r := &report.Report{
		Origin:   flow.OriginPasted,
		Findings: []*report.Finding{{ID: "email-verified", Severity: report.Error, Outcome: report.Pass}},
	}
	if c := r.Conclude(report.Error); c.Verdict != report.VerdictUnknown || c.Ending != report.EndUnknown {
		t.Errorf("%+v", c)
	}
}

// TestNeverHidesNothing: --fail-on never makes problems count for nothing, and what was not checked for as much as
// without them.
func TestNeverHidesNothing(t *testing.T) {
	of := func(outcomes ...report.Outcome) *report.Report {
		r := &report.Report{Origin: flow.OriginRegistration}
		for _, o := range outcomes {
			r.Findings = append(r.Findings, &report.Finding{ID: string(o), Severity: report.Error, Outcome: o})
		}
		return r
	}
	for want, r := range map[report.Ending]*report.Report{
		report.EndClean: of(report.Pass, report.Fail), report.EndUnknown: of(report.Pass, report.Fail, report.Unknown),
	} {
		if c := r.Conclude(report.Never); c.Ending != want || c.Verdict != report.VerdictFail {
			t.Errorf("%+v, want ending %d", c, want)
		}
	}
}
