package secret_test

import (
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/inspect/secret"
)

// TestRotationOutlook: that there is no downtime is said only where the dates
// show it, and that sign-ins fail wherever they do.
func TestRotationOutlook(t *testing.T) {
	from := func(a *appreg.App, i, days int) *appreg.App {
		a.Credentials[i].Start = mint.Noon().AddDate(0, 0, days)
		return a
	}
	used := func(a *appreg.App, i int) *appreg.App {
		a.Credentials[i].InUse = true
		return a
	}
	typed := func(days int) *appreg.App {
		return appreg.Typed("", "", "shop", mint.Noon().AddDate(0, 0, days))
	}
	undated := withoutDates()
	undated.Credentials = append(undated.Credentials, registrationWith("a", 200).Credentials[0])
	withheld := &appreg.App{AppID: appreg.Setting[string]{Value: "a"}, Partial: true}
	certificate := registrationWith("a", -2)
	more := appreg.Credential{Kind: appreg.CredentialCertificate, End: mint.Noon().AddDate(1, 0, 0)}
	certificate.Credentials = append(certificate.Credentials, more)
	const (
		ifValid = "Both secrets work until you remove the old one, unless it has expired."
		expired = "The old secret has expired: sign-ins fail until the product has the new one"
		urgent0 = "no valid secret. s0 (abc…) expired 2 days ago (2026-11-22)"
		lasts   = "s1 (abc…) expires in 200 days (2027-06-12)"
	)
	for name, test := range map[string]struct {
		a      *appreg.App
		words  string
		outage bool
		first  string // in the proof of the first step
	}{
		"nothing known":    {nil, ifValid, false, ""},
		"secrets left out": {withheld, ifValid, false, ""},
		"undated":          {undated, ifValid, false, ""},
		"both valid": {
			registrationWith("a", 5, 200),
			"Both secrets work until you remove the old one, so there is no", false, lasts,
		},
		"three valid": {registrationWith("a", 5, 200, 300), "All valid secrets work", false, "s2 (abc…) expires in 300 days"},
		"one": {
			registrationWith("a", 5), "Your only secret", false, "no secret is valid for more than 30 days",
		},
		"expired":            {registrationWith("a", -2), expired + ".", true, urgent0},
		"only a certificate": {certificate, expired, true, urgent0},
		"expired, new there": {registrationWith("a", -2, 200), expired + ", s1", true, lasts},
		"expired, in use":    {used(registrationWith("a", -2, 200), 0), "The secret in use has expired", true, lasts},
		"expired, not in use": {
			used(registrationWith("a", -2, 200), 1), "The connection has the valid secret", false, lasts,
		},
		"none": {registrationWith("a"), "There is no client secret", true, "no valid secret"},
		"new not valid yet": {
			from(registrationWith("a", 20, 200), 1, 10), "before 2026-12-04. Keep the old", false,
			"not valid before 2026-12-04",
		},
		"new too late": {
			from(registrationWith("a", 5, 200), 1, 10), "sign-ins fail in between", false,
			"add one that is valid immediately",
		},
		"only one to come": {
			from(registrationWith("a", -2, 200), 1, 10),
			"No secret is valid before 2026-12-04", true, urgent0 + ". s1 (abc…)",
		},
		"typed":                {typed(90), "The old secret expires in 90 days", false, "shop expires in 90 days"},
		"typed, ending":        {typed(9), "The old secret expires in 9 days", false, "shop expires"},
		"typed, expired":       {typed(-2), expired, true, "shop expired"},
		"typed without a date": {appreg.Typed("", "", "", time.Time{}), ifValid, false, ""},
	} {
		got := secret.JudgeRotation(test.a, mint.Noon())
		if !strings.Contains(got.Words, test.words) || got.Outage != test.outage {
			t.Errorf("%s: %+v", name, got)
		}
		steps := secret.Rotation(test.a, secret.Use{}, mint.Noon(), secret.Thresholds{})
		proof, silent := steps[0].Proof, test.words == ifValid && name != "undated"
		if !strings.Contains(proof, test.first) || silent && proof != "" {
			t.Errorf("%s: the first step says %q", name, proof)
		}
		if steps[0].Urgent && steps[0].State != secret.StepOpen {
			t.Errorf("%s: urgent, but %s", name, steps[0].State)
		}
		if known := test.a != nil && test.a.CredentialsKnown; !known && steps[3].State != secret.StepUnknown {
			t.Errorf("%s: what to remove is not known, but %s", name, steps[3].State)
		}
	}
}

// TestRotationInUse: an expired secret that the connection still uses is urgent.
func TestRotationInUse(t *testing.T) {
	a := registrationWith("a", -2, 200)
	a.Credentials[0].InUse = true
	step := secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{})[1]
	label, words := step.Seen()
	const want = "the connection still uses s0 (abc…), which expired 2 days ago (2026-11-22)"
	if step.State != secret.StepOpen || label != "Now" || words != want {
		t.Errorf("%s: %s: %s", step.State, label, words)
	}
	if label, words := (secret.RotationStep{Proof: "x"}).Seen(); label != "seen" || words != "x" {
		t.Errorf("%s: %s", label, words)
	}
	if label, words := (secret.RotationStep{}).Seen(); label != "" || words != "" {
		t.Errorf("%s: %s", label, words)
	}
}

// earlier, later and foreign change a registration: when a secret began, and that the connection's is none of them.
func earlier(a *appreg.App, i int) *appreg.App {
	a.Credentials[i].Start = mint.Noon().AddDate(-2, 0, 0)
	return a
}

func later(a *appreg.App, i int) *appreg.App {
	a.Credentials[i].Start = mint.Noon().AddDate(0, 0, 10)
	return a
}

func foreign(a *appreg.App) *appreg.App {
	a.SecretMatch = appreg.MatchNone
	return a
}

// TestRotationOutlookOfOthers: a valid secret that was not added after the expired one is no replacement, and the
// connection's secret may be of another registration.
func TestRotationOutlookOfOthers(t *testing.T) {
	for words, a := range map[string]*appreg.App{
		"if the product has it, sign-ins fail until it": earlier(registrationWith("a", -5, 180), 1),
		"none is known to replace it":                   earlier(earlier(registrationWith("a", -5, 180, 300), 1), 2),
		"secret is none of this app registration's":     foreign(registrationWith("a", 180)),
	} {
		if got := secret.JudgeRotation(a, mint.Noon()); !strings.Contains(got.Words, words) {
			t.Errorf("%q, want %q", got.Words, words)
		}
	}
}

// TestRotationNewest: the newest secret is the one that was added last, whatever the expiry dates; where that is not
// known, no secret is called old.
func TestRotationNewest(t *testing.T) {
	const done, open, unknown = secret.StepDone, secret.StepOpen, secret.StepUnknown
	of := func(used int, unknownStart bool, ends ...int) *appreg.App {
		a := registrationWith("a", ends...)
		if used >= 0 {
			a.Credentials[used].InUse = true
		}
		if unknownStart {
			a.Credentials[0].Start = time.Time{}
		}
		return a
	}
	for name, test := range map[string]struct {
		a      *appreg.App
		states [4]string
		proofs [4]string
	}{
		"the old one lasts longer, the new one in use": {
			of(1, false, 550, 180),
			[4]string{done, done, unknown, open},
			[4]string{"s1 (abc…) expires in 180 days", "the connection uses s1", "", "1 older secret not removed yet"},
		},
		"the old one lasts longer and is in use": {
			of(0, false, 550, 180),
			[4]string{done, open, unknown, open},
			[4]string{"s1 (abc…) expires", "the connection still uses s0", "", "1 older secret"},
		},
		"start not known": {
			of(1, true, 550, 180),
			[4]string{unknown, unknown, unknown, unknown},
			[4]string{"not known which", "the connection uses s1"},
		},
		"start not known, one lasts": {
			of(-1, true, 5, 180), [4]string{done, unknown, unknown, unknown}, [4]string{"s1 (abc…) expires"},
		},
		"the newest expires soon": {
			of(1, false, 550, 5), [4]string{open, open, unknown, unknown}, [4]string{"the newest secret, s1", "still uses s1"},
		},
		"expired ones are old": {
			of(-1, false, -5, 180),
			[4]string{done, unknown, unknown, open},
			[4]string{0: "s1 (abc…) expires", 3: "1 older secret"},
		},
		"expired, its start not known": {
			of(-1, true, -5, 180),
			[4]string{unknown, unknown, unknown, unknown},
			[4]string{0: "not known whether a secret was added after it"},
		},
		"the valid one is older than the expired one": {
			earlier(of(-1, false, -5, 180), 1),
			[4]string{open, unknown, unknown, unknown},
			[4]string{0: "s0 (abc…) expired 5 days ago (2026-11-19), and no valid secret was added after it"},
		},
		"the newest is not valid yet, and not for long": {
			later(of(-1, false, 550, 14), 1),
			[4]string{open, unknown, unknown, unknown},
			[4]string{"the newest secret, s1 (abc…) expires in 14 days"},
		},
		"one ends, and the next is not for long": {
			later(of(-1, false, 12, 14), 1),
			[4]string{open, unknown, unknown, unknown},
			[4]string{"s1 (abc…) is not valid before 2026-12-04 and expires in 14 days"},
		},
		"the valid one is older, and in use": {
			earlier(of(1, false, -5, 180), 1),
			[4]string{done, done, unknown, open},
			[4]string{"s1 (abc…) expires", "the connection uses s1", "", "1 older"},
		},
		"the newest is not valid yet": {
			later(of(0, false, 180, 550), 1),
			[4]string{done, open, unknown, unknown},
			[4]string{"s1 (abc…) is not valid before 2026-12-04", "the connection uses s0 (abc…); s1 (abc…) is not valid before"},
		},
		"the connection's is none of them": {
			foreign(of(-1, false, 180)),
			[4]string{unknown, open, open, open},
			[4]string{"none of this app registration's", "none of this app registration's", "", "only one secret"},
		},
		"one secret, which lasts": {
			of(0, false, 180),
			[4]string{unknown, open, open, open},
			[4]string{0: "no need to replace it yet", 3: "there is only one secret"},
		},
	} {
		for i, step := range secret.Rotation(test.a, secret.Use{}, mint.Noon(), secret.Thresholds{}) {
			want := test.proofs[i]
			if step.State != test.states[i] || !strings.Contains(step.Proof, want) || want == "" && step.Proof != "" {
				t.Errorf("%s: step %d is %s: %q", name, i+1, step.State, step.Proof)
			}
		}
	}
}

// TestCutRotation: the beginning of a list of secrets does not show which is the only or the newest one.
func TestCutRotation(t *testing.T) {
	a := registrationWith("a", 200)
	a.Credentials[0].InUse = true
	a.CredentialsKnown, a.CredentialsCut = false, true
	for i, step := range secret.Rotation(a, secret.Use{}, mint.Noon(), secret.Thresholds{}) {
		if step.State == secret.StepDone || strings.Contains(step.Proof, "only") {
			t.Errorf("step %d is %s: %s", i+1, step.State, step.Proof)
		}
	}
}
