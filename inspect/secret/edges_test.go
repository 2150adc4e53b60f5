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
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/secret"
)

func TestThresholds(t *testing.T) {
	for given, want := range map[secret.Thresholds]secret.Thresholds{
		{}:                                  {SecretWarning: 30, SecretNote: 90},
		{SecretWarning: -1, SecretNote: -1}: {SecretWarning: 30, SecretNote: 90},
		{SecretWarning: 1, SecretNote: 2}:   {SecretWarning: 1, SecretNote: 2},
		{SecretWarning: 60}:                 {SecretWarning: 60, SecretNote: 90},
	} {
		if got := given.WithDefaults(); got != want {
			t.Errorf("%+v: %+v, want %+v", given, got, want)
		}
	}
}

// TestProbeNamesTheServer: the demo tenant's answer is not Microsoft's.
func TestProbeNamesTheServer(t *testing.T) {
	for want, c := range map[string]flow.Connection{
		"Microsoft accepts":       {},
		"the demo tenant accepts": {Demo: true, Authority: "http://127.0.0.1:1", TrustAuthority: true},
		"the server accepts":      {Authority: "https://id.test.example", TrustAuthority: true},
	} {
		if v := secret.JudgeProbe(c, nil); v.Verdict != secret.ProbeTaken || !strings.HasPrefix(v.Summary, want) {
			t.Errorf("%+v, want %q", v, want)
		}
	}
}

// TestTypedDateDecidesAlone: of a date that was entered, only an expiry that is near says that a secret has to be
// added.
func TestTypedDateDecidesAlone(t *testing.T) {
	for days, want := range map[int]string{
		-1: secret.StepOpen, 5: secret.StepOpen, 30: secret.StepOpen,
		31: secret.StepUnknown, 200: secret.StepUnknown,
	} {
		a := appreg.Typed("", "", "shop", mint.Noon().AddDate(0, 0, days))
		steps := secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{})
		if steps[0].State != want || steps[0].Proof == "" {
			t.Errorf("in %d days: %s, %q, want %s", days, steps[0].State, steps[0].Proof, want)
		}
	}
}

// TestHeadlineOfOne: a list whose one line was not kept still says what is the matter.
func TestHeadlineOfOne(t *testing.T) {
	at := mint.Noon()
	for _, test := range []struct {
		counts secret.Counts
		lines  []secret.Line
		want   string
	}{
		{secret.Counts{Expired: 1}, nil, "client secret expired"},
		{secret.Counts{Ending: 1}, nil, "client secret expires within 30 days"},
		{secret.Counts{Expired: 1}, []secret.Line{{Ends: at.Add(-48 * time.Hour)}}, "client secret expired 2 days ago"},
		{
			secret.Counts{Ending: 1},
			[]secret.Line{{Kind: appreg.CredentialCertificate, Ends: at.Add(72 * time.Hour)}},
			"certificate expires in 3 days",
		},
	} {
		r := &secret.Report{JudgedAt: at, WithinDays: 30, Registrations: 1, Counts: test.counts, Secrets: test.lines}
		if got := r.Headline(); !strings.Contains(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.counts, got, test.want)
		}
	}
}

// TestRemarks: what the table leaves out is said line by line, the registrations without a valid secret by name.
// TestValuesInTheDocument: a document that has the value of a secret is not passed over in silence.
func TestValuesInTheDocument(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	a := registrationWith("a", 90)
	a.PrivateNames = []string{"passwordCredentials[0].secretText"}
	c.Add(a)
	said := strings.Join(c.Report().Remarks(), "\n")
	if !strings.Contains(said, "1 value of a secret or private key is in") {
		t.Error(said)
	}
}

func TestRemarks(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 2)
	c.Add(registrationWith("replaced", -3, 90, 200, 300))
	for i := range 13 {
		future := registrationWith(fmt.Sprint("f", i), 90)
		future.Credentials[0].Start = mint.Noon().AddDate(0, 0, 1)
		c.Add(future)
	}
	c.Add(withoutDates())
	got := strings.Join(c.Report().Remarks(), "\n")
	starts := secret.Day(mint.Noon().AddDate(0, 0, 1))
	for _, want := range []string{
		"16 more are not listed; --limit 0 shows all\n",
		"\n1 has expired, with a newer one valid: remove those no longer in use from the app registration\n",
		"\nnot valid yet: f0: s0 (abc…) starts " + starts + "; sign-ins fail until then\n",
		"\n3 more app registrations have no valid secret yet\n",
	} {
		if !strings.Contains(got+"\n", want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "not valid yet: "); n != 10 {
		t.Errorf("%d are named:\n%s", n, got)
	}
}

// TestEndsBeforeItIsNeeded: a secret that is not valid yet, and soon won't be any more, is not said to last.
func TestEndsBeforeItIsNeeded(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	a := registrationWith("a", 200, 20)
	a.Credentials[1].Start = mint.Noon().AddDate(0, 0, 1)
	c.Add(a)
	r := c.Report()
	if v := r.Judge(); v.Verdict != report.VerdictFail || v.Headline != "1 of 2 secrets expires within 30 days" {
		t.Errorf("%+v", v)
	}
}

// TestLife: what is left of a secret is told of its own lifetime, or of the longest that the portal gives.
func TestLife(t *testing.T) {
	at := mint.Noon()
	for _, test := range []struct {
		line     secret.Line
		left, of int
	}{
		{secret.Line{Created: at.AddDate(0, 0, -70), Ends: at.AddDate(0, 0, 30), DaysLeft: 30}, 30, 100},
		{secret.Line{Created: at.AddDate(0, 0, -70), Ends: at.AddDate(0, 0, -3), DaysLeft: -3}, 0, 67},
		{secret.Line{Ends: at.AddDate(0, 0, 30), DaysLeft: 30}, 30, 730},
		{secret.Line{Created: at.AddDate(0, 0, 40), Ends: at.AddDate(0, 0, 30), DaysLeft: 30}, 30, 730},
		{secret.Line{Created: at, Ends: at, DaysLeft: 0}, 0, 730},
		{secret.Line{Created: at, Ends: at.Add(time.Hour)}, 0, 1},
	} {
		if left, of := test.line.Life(); left != test.left || of != test.of {
			t.Errorf("%+v: %d of %d, want %d of %d", test.line, left, of, test.left, test.of)
		}
	}
}

// TestUndatedOfMany: of several registrations, a note names the one that a secret is of.
func TestUndatedOfMany(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(registrationWith("shop", 90))
	undated := registrationWith("billing", 1)
	undated.Credentials[0].End = time.Time{}
	c.Add(undated)
	got := strings.Join(c.Report().CalendarNotes(), "\n")
	if got != "not in the calendar: billing, s0 has no known expiry date" {
		t.Error(got)
	}
}

// TestRotationPlaces: each step of a rotation says where it is done.
func TestRotationPlaces(t *testing.T) {
	app := registrationWith("a", 5)
	app.AppID.Value = mint.Client
	for name, steps := range map[string][]secret.RotationStep{
		"nothing known": secret.Rotation(nil, secret.Use{}, mint.Noon(), secret.Thresholds{}),
		"of an app":     secret.Rotation(app, secret.Use{}, mint.Noon(), secret.Thresholds{}),
	} {
		var at []string
		for _, s := range steps {
			at = append(at, s.At)
			if linked := s.Link != ""; linked != (name == "of an app" && s.At == string(portal.PageSecrets)) {
				t.Errorf("%s: %s has the link %q", name, s.ID, s.Link)
			}
		}
		want := []string{string(portal.PageSecrets), portal.AtProduct, "", string(portal.PageSecrets)}
		if !slices.Equal(at, want) {
			t.Errorf("%s: at %q, want %q", name, at, want)
		}
	}
}
