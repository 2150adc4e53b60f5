package diff

import (
	"testing"

	"edov/flow/appreg"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// TestDirection: only a problem that passes now was fixed; one that is skipped was not checked.
func TestDirection(t *testing.T) {
	of := func(o report.Outcome, s report.Severity) *report.Finding {
		return &report.Finding{Outcome: o, Severity: s}
	}
	for _, test := range []struct {
		was, is *report.Finding
		want    Direction
	}{
		{of(report.Fail, report.Error), of(report.Pass, report.Error), Better},
		{of(report.Fail, report.Error), of(report.Skip, report.Error), Other},
		{of(report.Pass, report.Error), of(report.Fail, report.Error), Worse},
		{of(report.Pass, report.Warning), of(report.Broken, report.Warning), Worse},
		{of(report.Pass, report.Note), of(report.Fail, report.Note), Other},
		{of(report.Unknown, report.Error), of(report.Pass, report.Error), Other},
	} {
		if got := direction(test.was, test.is); got != test.want {
			t.Errorf("%v to %v: %s, want %s", test.was, test.is, got, test.want)
		}
	}
}

// TestRemovedOnPurpose: that an address is missing is not worse where it was unverified, and the app was set to remove
// such.
func TestRemovedOnPurpose(t *testing.T) {
	of := func(id string, o report.Outcome) *report.Finding {
		return &report.Finding{ID: id, Outcome: o, Severity: report.Error}
	}
	was := func(verified report.Outcome) *report.Report {
		r := &report.Report{Findings: []*report.Finding{
			of("email-present", report.Pass), of("email-verified", verified), of("unverified-email-removed", report.Fail),
		}}
		if r.Email.Verdict = proof.EmailVerified; verified == report.Fail {
			r.Email.Verdict = proof.EmailNotVerified
		}
		return r
	}
	is := func(removed report.Outcome) *report.Report {
		r := &report.Report{Registration: new(appreg.App), Findings: []*report.Finding{
			of("email-present", report.Fail), of("email-verified", report.Skip), of("unverified-email-removed", removed),
		}}
		if removed == report.Pass {
			r.Registration.RemoveUnverifiedEmail.Value = "true"
		}
		return r
	}
	for _, c := range []struct {
		verified, removed report.Outcome
		want              string
	}{
		{report.Fail, report.Pass, "fixed: unverified-email-removed"},
		{report.Fail, report.Fail, "worse: email-present"},
		{report.Pass, report.Pass, "worse: email-present; fixed: unverified-email-removed"},
	} {
		if got := Between(was(c.verified), is(c.removed)).Summary(); got != c.want {
			t.Errorf("%v, %v: %q, want %q", c.verified, c.removed, got, c.want)
		}
	}
}

// TestSays: the title of a check is true only of one that passed.
func TestSays(t *testing.T) {
	f := &report.Finding{Title: "it is off", Summary: "it is on", Severity: report.Warning, Outcome: report.Fail}
	c := FindingChange{Title: f.Title, Now: f}
	if c.Says() != "it is on" || c.Other() != "Check: it is off" {
		t.Errorf("%q, %q", c.Says(), c.Other())
	}
	f.Outcome = report.Pass
	if c.Says() != "it is off" || c.Other() != "it is on" {
		t.Errorf("%q, %q", c.Says(), c.Other())
	}
}
