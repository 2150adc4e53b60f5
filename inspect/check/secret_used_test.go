package check

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// usedCase is a registration whose secrets each start in some days, expire in some days, and have a hint; the secret in
// use starts with Ab3.
type usedCase struct {
	name     string
	secrets  [][2]int
	hints    string // one for each secret, apart by blanks
	change   func(*appreg.App)
	settings string // verdict of the registration
	list     string // verdict of the list of secrets
	says     string // in the headlines of both
	outlook  string // in what guide rotate says
}

func usedCases() []usedCase {
	cut := func(a *appreg.App) { a.CredentialsKnown, a.CredentialsCut = false, true }
	expired, valid, future := [2]int{-200, -30}, [2]int{-60, 180}, [2]int{150, 300}
	undated := [2]int{-60, 0}
	return []usedCase{
		{"valid", [][2]int{valid}, "Ab3", nil, "pass", "pass", "no ", "only secret"},
		{"valid beside an expired one", [][2]int{expired, valid}, "Xy8 Ab3", nil, "pass", "pass", "", "has the valid secret"},
		{
			"expired",
			[][2]int{expired, valid},
			"Ab3 Xy8", nil, "fail", "fail", "secret in use, s0 (Ab3…), expired",
			"has expired",
		},
		{
			"not valid yet",
			[][2]int{future, valid},
			"Ab3 Xy8", nil, "fail", "fail",
			"secret in use, s0 (Ab3…), is not valid before", "secret in use is not valid",
		},
		{"the only one, not valid yet", [][2]int{future}, "Ab3", nil, "fail", "fail", "valid yet", "No secret is valid"},
		{"none of them", [][2]int{valid}, "Xy8", nil, "fail", "fail", "", "none of this app"},
		{"there is none", nil, "", nil, "fail", "fail", "", "There is no client secret"},
		{"two alike, both valid", [][2]int{valid, valid}, "Ab3 Ab3", nil, "pass", "pass", "", "no downtime"},
		{
			"two alike, one expired",
			[][2]int{expired, valid},
			"Ab3 Ab3", nil, "unknown", "unknown", "which of 2",
			"Which of 2",
		},
		{
			"two alike, one not valid yet",
			[][2]int{future, valid},
			"Ab3 Ab3", nil, "unknown", "unknown", "which of 2",
			"Which of 2",
		},
		{
			"two alike, neither valid",
			[][2]int{expired, future, valid},
			"Ab3 Ab3 Xy8", nil, "fail", "fail",
			"no client secret that starts like the one in use is valid", "not valid",
		},
		{
			"two alike, both expired",
			[][2]int{expired, expired, valid},
			"Ab3 Ab3 Xy8", nil, "fail", "fail",
			"no client secret that starts like the one in use is valid", "not valid",
		},
		{"without a date", [][2]int{undated, valid}, "Ab3 Xy8", nil, "unknown", "unknown", "whether", "Whether"},
		{"a further page", [][2]int{valid}, "Xy8", cut, "unknown", "unknown", "", "none of those that could be compared"},
		{"expired, and a further page", [][2]int{expired}, "Ab3", cut, "unknown", "fail", "expired", "has expired"},
	}
}

// TestSecretInUse: the checks, the list of secrets and the steps of a rotation say the same of the secret in use: it
// has to be listed and valid, whatever the others are.
func TestSecretInUse(t *testing.T) {
	for _, test := range usedCases() {
		s := manifest(t, "healthy")[0]
		a := s.Registration
		a.Credentials = nil
		for i, days := range test.secrets {
			c := appreg.Credential{
				Kind: appreg.CredentialSecret, Name: "s" + string(rune('0'+i)), KeyID: string(rune('a' + i)),
				Hint: strings.Fields(test.hints)[i], Start: noon.AddDate(0, 0, days[0]), End: noon.AddDate(0, 0, days[1]),
			}
			if days[1] == 0 {
				c.End = time.Time{}
			}
			a.Credentials = append(a.Credentials, c)
		}
		if test.change != nil {
			test.change(a)
		}
		a.MatchSecret(flow.NewSecret("Ab3~canary-of-a-secret"))
		r := judge(s)
		if c := r.Conclude(report.Error); c.Verdict != test.settings || !strings.Contains(c.Headline, test.says) {
			t.Errorf("%s: the registration: %s, %s", test.name, c.Verdict, c.Headline)
		}
		c := secret.NewCollector(noon, 30, 0)
		c.Add(a)
		if v := c.Report().Judge(); v.Verdict != test.list || !strings.Contains(v.Headline, test.says) {
			t.Errorf("%s: its secrets: %+v", test.name, v)
		}
		if o := secret.JudgeRotation(a, noon); !strings.Contains(o.Words, test.outlook) {
			t.Errorf("%s: the rotation: %s", test.name, o.Words)
		}
		noCanary(t, r)
	}
}

// TestSecretInUseAccepted: a sign-in that worked proves more than the dates of the registration.
func TestSecretInUseAccepted(t *testing.T) {
	in := &Input{Session: manifest(t, "healthy")[0], Now: noon}
	in.Session.Origin = flow.OriginSignIn
	a := in.reg()
	a.Credentials[0].Start = noon.AddDate(0, 1, 0)
	a.MatchSecret(flow.NewSecret("Xy8~canary-of-a-secret"))
	if r := checkSecretValid(in); r.Outcome != report.Fail {
		t.Errorf("not valid yet: %+v", r)
	}
	in.findings = []*report.Finding{{ID: "secret-accepted", Outcome: report.Pass}}
	if r := checkSecretValid(in); r.Outcome != report.Skip {
		t.Errorf("accepted: %+v", r)
	}
}

// TestSecretInUseOfMany: in a list of registrations, the secret in use belongs to one of them.
func TestSecretInUseOfMany(t *testing.T) {
	of := func(hint string) *appreg.App {
		a := manifest(t, "healthy")[0].Registration
		a.Credentials[0].Hint = hint
		a.MatchSecret(flow.NewSecret("Ab3~canary-of-a-secret"))
		return a
	}
	old := of("Ab3")
	old.Credentials[0].End = noon.AddDate(0, 0, -1)
	for _, test := range []struct {
		name string
		all  []*appreg.App
		want secret.Standing
	}{
		{"in one", []*appreg.App{of("Xy8"), of("Ab3"), of("Qq1")}, secret.StandingValid},
		{"in none", []*appreg.App{of("Xy8"), of("Qq1")}, secret.StandingForeign},
		{"one without hints", []*appreg.App{of("Xy8"), of("")}, secret.StandingUnknown},
		{"in two", []*appreg.App{of("Ab3"), of("Ab3")}, secret.StandingValid},
		{"in two, one expired", []*appreg.App{old, of("Ab3")}, secret.StandingUnknown},
		{"without hints", []*appreg.App{of("")}, secret.StandingNotGiven},
	} {
		c := secret.NewCollector(noon, 30, 0)
		for _, a := range test.all {
			c.Add(a)
		}
		got := secret.StandingNotGiven
		if used := c.Report().InUse; used != nil {
			got = used.Standing
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
