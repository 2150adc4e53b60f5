package secret_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/inspect/secret"
	"edov/ui/render/openmetrics"
)

func registrationWith(name string, ends ...int) *appreg.App {
	a := &appreg.App{
		DisplayName: appreg.Setting[string]{Value: name},
		AppID:       appreg.Setting[string]{Value: name + "-id"},
	}
	a.CredentialsKnown = true
	for i, days := range ends {
		a.Credentials = append(a.Credentials, appreg.Credential{
			Kind: appreg.CredentialSecret, KeyID: fmt.Sprint(name, i), Name: fmt.Sprint("s", i), Hint: "abc",
			Start: mint.Noon().AddDate(-1, 0, i), End: mint.Noon().AddDate(0, 0, days),
		})
	}
	return a
}

func TestSecretStates(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(registrationWith("ended", -3))
	c.Add(registrationWith("rotated", -3, 200))
	c.Add(registrationWith("ending", 30, 31))
	c.Add(registrationWith("none"))
	undated := registrationWith("undated", 1)
	undated.Credentials[0].End = time.Time{}
	c.Add(undated)
	future := registrationWith("future", 90)
	future.Credentials[0].Start = mint.Noon().AddDate(0, 0, 1)
	c.Add(future)
	r := c.Report()
	if want := (secret.Counts{Expired: 1, Ending: 1, Valid: 2, Future: 1, Undated: 1, Replaced: 1}); r.Counts != want ||
		r.Registrations != 6 || r.Problems() != 2 {
		t.Errorf("counts %+v of %d", r.Counts, r.Registrations)
	}
	var order []string
	for _, l := range r.Secrets {
		order = append(order, l.App+":"+string(l.State))
	}
	want := []string{
		"ended:expired", "ending:ending", "ending:valid", "future:future", "rotated:valid", "undated:undated",
		"rotated:replaced",
	}
	if !slices.Equal(order, want) {
		t.Errorf("order %v", order)
	}
	if got := r.Headline(); got != "2 of 7 secrets expired (1 replaced), 1 expires within 30 days; "+
		"no secret is valid yet: future: s0 (abc…) starts "+secret.Day(mint.Noon().AddDate(0, 0, 1)) {
		t.Errorf("headline %q", got)
	}
}

// TestLimit keeps the soonest ends, whatever the order they come in.
func TestLimit(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 3)
	for _, days := range []int{500, 10, 400, -5, 300, 20, 100} {
		c.Add(registrationWith(fmt.Sprint("app", days), days))
	}
	r := c.Report()
	var left []int
	for _, l := range r.Secrets {
		left = append(left, l.DaysLeft)
	}
	if !slices.Equal(left, []int{-5, 10, 20}) || r.More != 4 || r.Counts.All() != 7 {
		t.Errorf("kept %v, %d more, counts %+v", left, r.More, r.Counts)
	}
}

func TestHeadlines(t *testing.T) {
	for _, test := range []struct {
		ends []int
		want string
	}{
		{nil, "no secrets in 1 app registration"},
		{[]int{90}, "no secret expires within 30 days"},
		{[]int{5}, "client secret expires in 5 days (2026-11-29)"},
		{[]int{-5}, "client secret expired 5 days ago (2026-11-19)"},
		{[]int{5, 6}, "2 of 2 secrets expire within 30 days"},
	} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(registrationWith("a", test.ends...))
		if got := c.Report().Headline(); got != test.want {
			t.Errorf("%v: %q, want %q", test.ends, got, test.want)
		}
	}
}

// TestExpiry: one wording for every distance, and a day that has begun counts as today.
func TestExpiry(t *testing.T) {
	day := time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC)
	end := day.AddDate(0, 0, 1) // as the portal writes 2026-12-03
	for _, test := range []struct {
		now, end time.Time
		want     string
	}{
		{day.AddDate(0, 0, -9).Add(12 * time.Hour), end, "expires in 9 days (2026-12-03)"},
		{day.Add(-12 * time.Hour), end, "expires in 1 day (2026-12-03)"},
		{day, end, "expires today (2026-12-03)"},
		{end.Add(-time.Second), end, "expires today (2026-12-03)"},
		{day.Add(-time.Hour), day.Add(8 * time.Hour), "expires in 1 day (2026-12-03)"},
		{day.Add(9 * time.Hour), day.Add(8 * time.Hour), "expired less than a day ago (2026-12-03)"},
		{end, end, "expired 1 day ago (2026-12-03)"}, // the day beside it was yesterday
		{end.AddDate(0, 0, 1), end, "expired 2 days ago (2026-12-03)"},
		{end.AddDate(0, 0, 2), end, "expired 3 days ago (2026-12-03)"},
		{day, time.Time{}, "has no known expiry date"},
	} {
		if got := secret.Expiry(test.now, test.end); got != test.want {
			t.Errorf("%s at %s: %q, want %q", test.end, test.now, got, test.want)
		}
	}
}

// TestOpenMetrics holds the output to the grammar of OpenMetrics 1.0 as far as
// it is used: one TYPE before its samples, quoted labels, EOF last.
func TestOpenMetrics(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	a := registrationWith("evil\"\\\n\x1b[2J", 10)
	c.Add(a)
	text := string(openmetrics.Secrets(c.Report()))
	if !strings.HasSuffix(text, "# EOF\n") || strings.Count(text, "# EOF") != 1 || strings.ContainsAny(text, "\x1b\r") {
		t.Errorf("%q", text)
	}
	typed := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			typed[strings.Fields(name)[0]] = true
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(line, "{")
		if rest == "" {
			name = strings.Fields(line)[0]
		}
		if !typed[name] {
			t.Errorf("a sample before its type: %s", line)
		}
	}
	if !strings.Contains(text, fmt.Sprintf(" %d\n", mint.Noon().AddDate(0, 0, 10).Unix())) {
		t.Error("the end is not there as Unix seconds")
	}
}

func TestRotation(t *testing.T) {
	states := func(steps []secret.RotationStep) string {
		var s []string
		for _, step := range steps {
			s = append(s, step.State)
		}
		return strings.Join(s, " ")
	}
	used := registrationWith("a", 5, 200)
	used.Credentials[0].InUse = true
	deployed := registrationWith("a", 5, 200)
	deployed.Credentials[1].InUse = true
	for _, test := range []struct {
		name string
		a    *appreg.App
		want string
	}{
		{"nothing known", nil, "unknown unknown unknown unknown"},
		{"ending", registrationWith("a", 5), "open unknown unknown unknown"},
		{"added", registrationWith("a", 5, 200), "done unknown unknown open"},
		{"old in use", used, "done open unknown open"},
		{"new in use", deployed, "done done unknown open"},
		{"only one", registrationWith("a", 200), "unknown open open open"},
	} {
		if got := states(secret.Rotation(test.a, secret.Use{}, mint.Noon(), secret.Thresholds{})); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestJudgeProbe(t *testing.T) {
	for code, want := range map[int]string{
		7000222: secret.ProbeRefused, 7000215: secret.ProbeRefused,
		700016: secret.ProbeUnclear, 53003: secret.ProbeUnclear, 50059: secret.ProbeUnclear,
	} {
		v := secret.JudgeProbe(flow.Connection{},
			&flow.Failure{Kind: flow.FailureOAuth, Codes: []int{code}, Description: "words"})
		if v.Verdict != want || v.Summary == "" {
			t.Errorf("%d: %+v", code, v)
		}
	}
	if v := secret.JudgeProbe(flow.Connection{}, nil); v.Verdict != secret.ProbeTaken {
		t.Errorf("%+v", v)
	}
}

// TestReplacedNeedsStarts: an expired secret was replaced only if the start dates say that a valid one came after it.
func TestReplacedNeedsStarts(t *testing.T) {
	for i := range 2 {
		a := registrationWith("a", -3, 200)
		if got := secret.StateOf(a.Credentials, 0, mint.Noon(), 30); got != secret.StateReplaced {
			t.Errorf("with both dates: %s", got)
		}
		a.Credentials[i].Start = time.Time{}
		if got := secret.StateOf(a.Credentials, 0, mint.Noon(), 30); got != secret.StateExpired {
			t.Errorf("without the start of %d: %s", i, got)
		}
	}
}
