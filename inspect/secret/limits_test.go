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
)

// TestSecretEnd: the instant and the day at which a secret counts as expired and as about to expire.
func TestSecretEnd(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		left    time.Duration
		warning int
		want    secret.CredentialState
	}{
		{-time.Nanosecond, 0, secret.StateExpired},
		{0, 0, secret.StateExpired},
		{time.Nanosecond, 0, secret.StateEnding},
		{30*day + day/2, 0, secret.StateEnding}, // from noon to the end of the 30th day
		{30*day + day/2 + time.Second, 0, secret.StateValid},
		{7*day + day/2, 7, secret.StateEnding},
		{7*day + day/2 + time.Second, 7, secret.StateValid},
	} {
		th := secret.Thresholds{SecretWarning: test.warning}
		if got := secret.SecretEnd(mint.Noon().Add(test.left), mint.Noon(), th); got != test.want {
			t.Errorf("%s left: %s, want %s", test.left, got, test.want)
		}
	}
	if got := secret.SecretEnd(time.Time{}, mint.Noon(), secret.Thresholds{}); got != secret.StateUndated {
		t.Errorf("without a date: %s", got)
	}
}

// TestDaysOfOneDate: the state, the words and the number of days tell the same of one date, at every hour of the day.
func TestDaysOfOneDate(t *testing.T) {
	now := mint.Noon()
	for hours := range 80 * 24 {
		end := now.Add(time.Duration(hours-40*24) * time.Hour).Add(time.Nanosecond)
		left := secret.DaysLeft(now, end)
		var inWords int
		switch n, _ := fmt.Sscanf(secret.When(now, end), "in %d days", &inWords); {
		case end.Before(now) != (left < 0):
			t.Fatalf("%s: %d days left", end, left)
		case n == 1 && inWords != left:
			t.Fatalf("%s: %d days left, %d in words", end, left, inWords)
		}
		state := secret.SecretEnd(end, now, secret.Thresholds{})
		all := []appreg.Credential{{Kind: appreg.CredentialSecret, End: end}}
		if state != secret.StateOf(all, 0, now, 30) || (state == secret.StateEnding) != (0 <= left && left <= 30) {
			t.Fatalf("%s: %s and %s, %d days left", end, state, secret.StateOf(all, 0, now, 30), left)
		}
	}
}

// TestStateOfEdges: a secret is valid from its start until just before its end, and only one of its kind that is valid
// has replaced it.
func TestStateOfEdges(t *testing.T) {
	const (
		days   = 30
		within = days*24*time.Hour + 12*time.Hour // from noon to the end of the last day
	)
	noon := mint.Noon()
	other := func(kind string, start, end time.Duration) *appreg.Credential {
		return &appreg.Credential{Kind: kind, Start: noon.Add(start), End: noon.Add(end)}
	}
	const own = appreg.CredentialSecret
	for name, test := range map[string]struct {
		start, end time.Duration
		other      *appreg.Credential
		inUse      bool
		want       secret.CredentialState
	}{
		"ends now":          {-1, 0, nil, false, secret.StateExpired},
		"ends in a moment":  {-1, 1, nil, false, secret.StateEnding},
		"ends within":       {-1, within, nil, false, secret.StateEnding},
		"ends after":        {-1, within + time.Second, nil, false, secret.StateValid},
		"starts now":        {0, 2 * within, nil, false, secret.StateValid},
		"starts later":      {1, 2 * within, nil, false, secret.StateFuture},
		"replaced":          {-9, -1, other(own, -1, 1), false, secret.StateReplaced},
		"replaced from now": {-9, -1, other(own, 0, 1), false, secret.StateReplaced},
		"to be replaced":    {-9, -1, other(own, 1, 2), false, secret.StateExpired},
		"both expired":      {-9, -1, other(own, -1, 0), false, secret.StateExpired},
		"an older one":      {-9, -1, other(own, -10, 1), false, secret.StateExpired},
		"begun together":    {-9, -1, other(own, -9, 1), false, secret.StateExpired},
		"another kind":      {-9, -1, other(appreg.CredentialCertificate, -1, 1), false, secret.StateExpired},
		"replaced, in use":  {-9, -1, other(own, -1, 1), true, secret.StateExpired},
	} {
		list := []appreg.Credential{{Kind: own, Start: noon.Add(test.start), End: noon.Add(test.end), InUse: test.inUse}}
		if test.other != nil {
			list = append(list, *test.other)
		}
		if got := secret.StateOf(list, 0, noon, days); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestNotYet: of secrets that are not valid yet the first is named, and certificates only where there is no secret.
func TestNotYet(t *testing.T) {
	later := func(a *appreg.App, starts ...int) *appreg.App {
		for i, days := range starts {
			a.Credentials[i].Start = mint.Noon().AddDate(0, 0, days)
		}
		return a
	}
	certificates := func(a *appreg.App, from int) *appreg.App {
		for i := from; i < len(a.Credentials); i++ {
			a.Credentials[i].Kind = appreg.CredentialCertificate
		}
		return a
	}
	for name, test := range map[string]struct {
		a    *appreg.App
		want string // the one that is named; empty: none
	}{
		"the second":             {later(registrationWith("a", 90, 90, 90), 3, 1, 2), "s1"},
		"one is valid":           {later(registrationWith("a", 90, 90), 3, -1), ""},
		"one was valid":          {later(registrationWith("a", 90, -1), 3, -9), ""},
		"a certificate":          {certificates(later(registrationWith("a", 90), 2), 0), "s0"},
		"a valid certificate":    {certificates(later(registrationWith("a", 90, 90), 2, -1), 1), "s0"},
		"a certificate to start": {certificates(later(registrationWith("a", 90, 90), -1, 2), 1), ""},
		"nothing":                {registrationWith("a"), ""},
	} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(test.a)
		r := c.Report()
		got := strings.Join(r.NotYet, "")
		if r.NotYetCount != len(r.NotYet) || (got == "") != (test.want == "") || !strings.Contains(got, test.want+" (") &&
			test.want != "" {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	nameless := later(registrationWith("", 90), 1)
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(nameless)
	if got := c.Report().NotYet[0]; !strings.HasPrefix(got, "s0") {
		t.Errorf("without a name: %q", got)
	}
}

// TestProbeAnswers: only two numbers refuse a secret; each other one has a reason of its own and a way on.
func TestProbeAnswers(t *testing.T) {
	const signIn = "edov signin"
	for code, want := range map[int]struct{ verdict, says, fix string }{
		7000222: {secret.ProbeRefused, "has expired", "secret"},
		7000215: {secret.ProbeRefused, "wrong client secret", "secret"},
		700016:  {secret.ProbeUnclear, "app unknown in this tenant", "tenant"},
		53000:   {secret.ProbeUnclear, "Conditional Access", signIn},
		53001:   {secret.ProbeUnclear, "Conditional Access", signIn},
		53002:   {secret.ProbeUnclear, "Conditional Access", signIn},
		53003:   {secret.ProbeUnclear, "Conditional Access", signIn},
		53004:   {secret.ProbeUnclear, "says nothing about the secret: ", signIn},
		7000216: {secret.ProbeUnclear, "says nothing about the secret: ", signIn},
	} {
		f := &flow.Failure{Kind: flow.FailureOAuth, Codes: []int{code}, Description: "words"}
		v := secret.JudgeProbe(flow.Connection{}, f)
		if v.Verdict != want.verdict || !strings.Contains(v.Summary, want.says) || !strings.Contains(v.Fix, want.fix) ||
			v.Fix == "" || v.Failure != f {
			t.Errorf("%d: %+v", code, v)
		}
	}
	lost := secret.JudgeProbe(flow.Connection{}, &flow.Failure{Kind: flow.FailureNetwork, Summary: "lost", Hint: "again"})
	if lost.Verdict != secret.ProbeUnclear || lost.Summary != "lost" || lost.Fix != "again" {
		t.Errorf("no answer: %+v", lost)
	}
	odd := secret.JudgeProbe(flow.Connection{}, &flow.Failure{})
	if odd.Verdict != secret.ProbeUnclear || !strings.HasSuffix(odd.Summary, "says nothing about the secret") {
		t.Errorf("an answer without words: %+v", odd)
	}
}

// TestOrder: the soonest end is first; what ends at the same time is in the order of its names.
func TestOrder(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	for _, name := range []string{"b", "c", "a"} {
		a := registrationWith(name, 90, 90, 60)
		c.Add(a)
	}
	second := registrationWith("a", 90)
	second.AppID.Value = "a-id-2"
	c.Add(second)
	var got []string
	for _, l := range c.Report().Secrets {
		got = append(got, l.AppID+" "+l.KeyID)
	}
	want := "a-id a2, b-id b2, c-id c2, a-id a0, a-id a1, a-id-2 a0, b-id b0, b-id b1, c-id c0, c-id c1"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}

// TestCalendarEdges: at its end a secret is overdue and no reminder any more; five of those without a date are named.
func TestCalendarEdges(t *testing.T) {
	for days, want := range map[int][2]int{1: {1, 0}, 0: {0, 1}, -1: {0, 1}} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(registrationWith("a", days))
		c.Add(withoutDates())
		r := c.Report()
		if got := [2]int{len(r.Reminders()), len(r.Overdue())}; got != want {
			t.Errorf("%d days: %v, want %v", days, got, want)
		}
	}
	for n, more := range map[int]string{5: "", 6: "1 other", 8: "3 others"} {
		a := registrationWith("a", slices.Repeat([]int{1}, n)...)
		for i := range a.Credentials {
			a.Credentials[i].End = time.Time{}
		}
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(a)
		notes := strings.Join(c.Report().CalendarNotes(), "; ")
		if strings.Count(notes, "has no known expiry date") != 5 || strings.Contains(notes, "other") != (more != "") ||
			!strings.HasSuffix(notes, more) {
			t.Errorf("%d without a date: %q", n, notes)
		}
	}
	replaced := &secret.Report{JudgedAt: mint.Noon(), Registrations: 1, Counts: secret.Counts{Replaced: 1}}
	if notes := replaced.CalendarNotes(); len(notes) != 1 || !strings.Contains(notes[0], "were replaced") {
		t.Errorf("only replaced ones: %q", notes)
	}
}

// TestFineLines: what is fine is counted without what was replaced, and of the only one the date is said.
func TestFineLines(t *testing.T) {
	valid := secret.Line{State: secret.StateValid, Ends: mint.Noon().AddDate(0, 0, 90)}
	certificate := valid
	certificate.Kind = appreg.CredentialCertificate
	for _, test := range []struct {
		counts secret.Counts
		lines  []secret.Line
		want   string
	}{
		{secret.Counts{Valid: 1, Replaced: 1}, []secret.Line{valid}, "1 secret: expires in 90 days"},
		{secret.Counts{Valid: 1, Replaced: 2}, []secret.Line{certificate}, "1 certificate: expires in 90 days"},
		{secret.Counts{Valid: 1, Replaced: 2}, nil, "no secret expires within 30 days; 2 expired, replaced"},
		{secret.Counts{Future: 1, Replaced: 1}, []secret.Line{{State: secret.StateFuture}}, "no secret expires within"},
		{secret.Counts{Valid: 2, Replaced: 1}, []secret.Line{valid}, "2 secrets: none expires within 30 days; 1 exp"},
		{secret.Counts{Replaced: 1}, nil, "no secret expires within 30 days; 1 expired, replaced"},
	} {
		r := &secret.Report{
			JudgedAt: mint.Noon(), WithinDays: 30, Registrations: 1, Counts: test.counts, Secrets: test.lines,
		}
		if got := r.Headline(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.counts, got, test.want)
		}
	}
}

// TestCertificatesAreNoSecrets: the headline counts what is in the list, by what it is.
func TestCertificatesAreNoSecrets(t *testing.T) {
	for _, test := range []struct {
		certificates int
		want         string
	}{
		{0, "3 secrets: none expires within 30 days"},
		{3, "3 certificates: none expires within 30 days"},
		{1, "3 secrets and certificates: none expires within 30 days"},
	} {
		a := registrationWith("a", 90, 120, 150)
		for i := range test.certificates {
			a.Credentials[i].Kind = appreg.CredentialCertificate
		}
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(a)
		if got := c.Report().Headline(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestGaps: each way in which a document leaves secrets out is told once, with the registration's name.
func TestGaps(t *testing.T) {
	a := registrationWith("a", 90)
	a.Alone, a.CredentialsKnown, a.CertificatesUnknown = true, false, true
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(a)
	if r := c.Report(); !r.Partial || r.FaultCount+r.CertificatesUnknown > 0 || r.ReadErrors() != 1 {
		t.Errorf("a secret alone: %+v", r)
	}
	for name, want := range map[[2]string]string{
		{"", ""}: "an app registration without a name: ", {"", "id"}: "id: ", {"n", ""}: "n: ", {"n", "id"}: "n (id): ",
	} {
		a := registrationWith("")
		a.DisplayName.Value, a.AppID.Value, a.CredentialsKnown = name[0], name[1], false
		c := secret.NewCollector(mint.Noon(), 30, 0)
		c.Add(a)
		if r := c.Report(); len(r.Faults) != 1 || r.Faults[0] != want+"passwordCredentials is missing, so its secrets are "+
			"unknown" {
			t.Errorf("%q: %q", name, r.Faults)
		}
	}
}

// TestRotationRemoves: an older secret is one that was added earlier, whatever its end.
func TestRotationRemoves(t *testing.T) {
	undated := registrationWith("a", 200, 1)
	undated.Credentials[1].End = time.Time{}
	for name, test := range map[string]struct {
		a    *appreg.App
		want string
	}{
		"one":            {registrationWith("a", 200), "there is only one secret"},
		"two":            {registrationWith("a", 5, 200), "1 older secret not removed yet"},
		"three":          {registrationWith("a", -5, 5, 200), "2 older secrets not removed yet"},
		"the same end":   {registrationWith("a", 200, 200), "1 older secret not removed yet"},
		"one of no date": {undated, ""},
		"ending soon":    {registrationWith("a", -5, 5), ""},
	} {
		step := secret.Rotation(test.a, secret.Use{}, mint.Noon(), secret.Thresholds{})[3]
		if step.Proof != test.want || (step.State == secret.StepUnknown) != (test.want == "") {
			t.Errorf("%s: %s, %q", name, step.State, step.Proof)
		}
	}
}

// TestRotationGap: sign-ins fail in between where the old secret ends before the new one starts, be it by a moment; and
// the one that starts first is the next.
func TestRotationGap(t *testing.T) {
	for _, gap := range []time.Duration{0, 1} {
		a := registrationWith("a", 20, 300, 400)
		a.Credentials[1].Start, a.Credentials[2].Start = a.Credentials[0].End.AddDate(0, 1, 0), a.Credentials[0].End.Add(gap)
		step := secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{})[0]
		outlook := secret.JudgeRotation(a, mint.Noon())
		starts := "not valid before " + secret.Day(a.Credentials[2].Start)
		if (step.State == secret.StepOpen) != (gap > 0) || !strings.Contains(step.Proof, "s2 (abc…) is "+starts) ||
			strings.Contains(outlook.Words, "fail in between") != (gap > 0) || !strings.Contains(outlook.Words, starts) {
			t.Errorf("a gap of %s: %s, %q, %q", gap, step.State, step.Proof, outlook.Words)
		}
	}
}

// TestRotationPlaced: the product has the new secret only if the connection uses the one that lasts longest.
func TestRotationPlaced(t *testing.T) {
	for used, want := range map[int]string{
		0: "open still uses s0", 1: "open still uses s1", 2: "done uses s2", 3: "unknown",
	} {
		a := registrationWith("a", 5, 100, 200)
		if used < 3 {
			a.Credentials[used].InUse = true
		}
		step := secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{})[1]
		got := strings.TrimSuffix(step.State+" "+strings.TrimPrefix(step.Proof, "the connection "), " (abc…)")
		if strings.TrimSpace(got) != want {
			t.Errorf("%d: %q, want %q", used, got, want)
		}
	}
	a := registrationWith("a", 5)
	a.Credentials[0].InUse = true
	if step := secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{})[1]; step.State != secret.StepOpen {
		t.Errorf("the only one, ending: %s, %q", step.State, step.Proof)
	}
}

// TestRotationTitle: where no secret works, the one to add is not a second one.
func TestRotationTitle(t *testing.T) {
	undated := withoutDates()
	for name, test := range map[string]struct {
		a    *appreg.App
		want string
	}{
		"valid":   {registrationWith("a", 5), "Add a second secret"},
		"expired": {registrationWith("a", -5), "Add a new secret"},
		"none":    {registrationWith("a"), "Add a new secret"},
		"undated": {undated, "Add a second secret"},
		"unknown": {&appreg.App{}, "Add a second secret"},
	} {
		if got := secret.Rotation(test.a, secret.Use{}, mint.Noon(), secret.Thresholds{})[0].Title; got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	two := registrationWith("a", -9, -2, -30)
	got := secret.Rotation(two, secret.Use{}, mint.Noon(), secret.Thresholds{})[0].Proof
	if !strings.Contains(got, "s1 (abc…) expired 2 days ago") {
		t.Errorf("the one that expired last: %s", fmt.Sprint(got))
	}
}
