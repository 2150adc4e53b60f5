package secret_test

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/mint"
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
		a := flow.TypedRegistration(flow.Connection{SecretExpires: mint.Noon().AddDate(0, 0, days)}, "shop")
		steps := secret.Rotation(a, flow.CloudGlobal, mint.Noon(), secret.Thresholds{})
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
			[]secret.Line{{Kind: flow.CredentialCertificate, Ends: at.Add(72 * time.Hour)}},
			"certificate expires in 3 days",
		},
	} {
		r := &secret.Report{JudgedAt: at, WithinDays: 30, Registrations: 1, Counts: test.counts, Secrets: test.lines}
		if got := r.Headline(); !strings.Contains(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.counts, got, test.want)
		}
	}
}
