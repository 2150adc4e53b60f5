package check

import (
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// rewritten is the healthy registration with one text of its document replaced by another.
func rewritten(t *testing.T, from, to string) *flow.Session {
	t.Helper()
	data, err := os.ReadFile(manifests + "healthy.json")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s is not in the document", from)
	}
	all, err := appreg.Read([]byte(strings.Replace(text, from, to, 1)), "healthy.json")
	if err != nil {
		t.Fatal(err)
	}
	s := manifest(t, "healthy")[0]
	s.Registration = all[0]
	return s
}

// TestUnreadDates: a date that is there and can't be read is not a missing one: whether the secret is valid yet, or
// the app deleted, is then not known. What decides without it is still said.
func TestUnreadDates(t *testing.T) {
	const start, end, deleted = `"startDateTime": "2026-10-01T08:00:00Z"`, `"endDateTime": "2027-06-01T08:00:00Z"`,
		`"deletedDateTime": null`
	for _, test := range []struct{ from, to, settings, secrets string }{
		{start, start, "pass", "pass"},
		{start, `"startDateTime": null`, "pass", "pass"},
		{start, `"startDateTime": ""`, "pass", "pass"},
		{start, `"startDateTime": "0001-01-01T00:00:00Z"`, "pass", "pass"},
		{start, `"startDateTime": "01/02/2026"`, "pass", "pass"}, // both days that it can mean have passed
		{start, `"startDateTime": "2028-01-01T00:00:00Z"`, "fail", "fail"},
		{start, `"startDateTime": "01/02/2028"`, "unknown", "unknown"},
		{start, `"startDateTime": "2028-01-01T00:00:00+0000"`, "unknown", "unknown"},
		{start, `"startDateTime": "/Date(1830297600000+0100)/"`, "unknown", "unknown"},
		{start, `"startDateTime": "garbage"`, "unknown", "unknown"},
		{start, `"startDateTime": 1830297600`, "unknown", "unknown"},
		{start, `"startDateTime": "10000-01-01T00:00:00Z"`, "unknown", "unknown"},
		{start, `"startDateTime": "0000-01-01T00:00:00Z"`, "unknown", "unknown"},
		{end, `"endDateTime": "9999-12-31T23:59:59.9999999Z"`, "pass", "pass"},
		{end, `"endDateTime": "9999-12-31T23:59:59-01:00"`, "unknown", "unknown"},
		{end, `"endDateTime": "/Date(99999999999999999)/"`, "unknown", "unknown"},
		{end, `"endDateTime": "/Date(-99999999999999999)/"`, "unknown", "unknown"},
		{deleted, `"deletedDateTime": "2026-02-01T10:00:00Z"`, "fail", "pass"},
		{deleted, `"deletedDateTime": "01/02/2026 10:00:00"`, "unknown", "pass"},
		{deleted, `"deletedDateTime": true`, "unknown", "pass"},
	} {
		s := rewritten(t, test.from, test.to)
		r := judge(s)
		if c := r.Conclude(report.Error); c.Verdict != test.settings {
			t.Errorf("%s: the registration: %s, %s", test.to, c.Verdict, c.Headline)
		}
		if _, err := r.JSON(); err != nil {
			t.Errorf("%s: %v", test.to, err)
		}
		c := secret.NewCollector(noon, 30, 0)
		c.Add(s.Registration)
		list := c.Report()
		if v := list.Judge(); v.Verdict != test.secrets {
			t.Errorf("%s: its secrets: %+v", test.to, v)
		}
		if _, err := list.JSON(); err != nil {
			t.Errorf("%s: %v", test.to, err)
		}
		if o := secret.JudgeRotation(s.Registration, noon); test.secrets == "unknown" &&
			strings.Contains(o.Words, "no downtime") {
			t.Errorf("%s: %s", test.to, o.Words)
		}
	}
}
