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

// TestUndatedSettings: a check that a date would decide does not pass without it.
func TestUndatedSettings(t *testing.T) {
	a := manifest(t, "healthy")[0]
	for i := range a.Registration.Credentials {
		a.Registration.Credentials[i].End = time.Time{}
	}
	r := judge(a)
	expect(t, r, "secret-valid", report.Unknown)
	expect(t, r, "secret-ending", report.Unknown)
}

// TestSettingsAgreeWithSecrets: the list of secrets and the checks of the
// registration end alike on what is unknown or fails.
func TestSettingsAgreeWithSecrets(t *testing.T) {
	healthy := func() *flow.Session { return manifest(t, "healthy")[0] }
	second := func(a *appreg.App, c appreg.Credential) { a.Credentials = append(a.Credentials, c) }
	for name, test := range map[string]struct {
		change  func(*appreg.App)
		verdict string
		says    string // in the headline on the registration
	}{
		"fine": {func(*appreg.App) {}, report.VerdictPass, "no problem found"},
		"undated beside": {
			func(a *appreg.App) { second(a, appreg.Credential{Kind: appreg.CredentialSecret}) },
			report.VerdictUnknown, "no expiry date",
		},
		"certificate undated": {
			func(a *appreg.App) {
				second(a, appreg.Credential{Kind: appreg.CredentialCertificate})
			},
			report.VerdictUnknown, "no expiry date",
		},
		"left out": {
			func(a *appreg.App) { a.Credentials, a.CredentialsKnown, a.Partial = nil, false, true },
			report.VerdictUnknown, "client secrets are not in the document",
		},
		"null": {
			func(a *appreg.App) { a.Credentials, a.CredentialsKnown = nil, false },
			report.VerdictUnknown, "client secrets are not in the document",
		},
		"goes on": {
			func(a *appreg.App) { a.CredentialsCut, a.CredentialsKnown = true, false },
			report.VerdictUnknown, "some client secrets or certificates",
		},
		"goes on, empty": {
			func(a *appreg.App) { a.Credentials, a.CredentialsCut, a.CredentialsKnown = nil, true, false },
			report.VerdictUnknown, "not in the document",
		},
		"not valid yet": {
			func(a *appreg.App) {
				a.Credentials[0].Start, a.Credentials[0].End = noon.AddDate(0, 1, 0), noon.AddDate(1, 0, 0)
			},
			report.VerdictFail, "no client secret is valid yet",
		},
	} {
		s := healthy()
		test.change(s.Registration)
		r := judge(s)
		if c := r.Conclude(report.Error); c.Verdict != test.verdict || !strings.Contains(c.Headline, test.says) {
			t.Errorf("%s: the registration: %s, %q", name, c.Verdict, c.Headline)
		}
		c := secret.NewCollector(noon, 30, 0)
		c.Add(s.Registration)
		if v := c.Report().Judge(); v.Verdict != test.verdict {
			t.Errorf("%s: its secrets: %+v", name, v)
		}
	}
}

// TestNoCertificateYet: a certificate that is not valid yet is not called valid,
// nor are those that a document leaves out.
func TestNoCertificateYet(t *testing.T) {
	s := manifest(t, "healthy")[0]
	a := s.Registration
	a.Credentials = append(a.Credentials, appreg.Credential{
		Kind: appreg.CredentialCertificate, Start: noon.AddDate(0, 1, 0), End: noon.AddDate(1, 0, 0),
	})
	expect(t, judge(s), "certificate-valid", report.Fail)
	a.Credentials, a.CertificatesUnknown = a.Credentials[:1], true
	if f := judge(s).Find("certificate-valid"); f.Outcome != report.Skip ||
		!strings.Contains(f.Summary, "does not contain") {
		t.Errorf("left out: %+v", f)
	}
}
