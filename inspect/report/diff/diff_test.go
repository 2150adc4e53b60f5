package diff

import (
	"testing"

	"edov/inspect/report"
)

// TestDirection: only a problem that passes now was fixed; one that is skipped was not checked.
func TestDirection(t *testing.T) {
	of := func(o report.Outcome, s report.Severity) report.Finding {
		return report.Finding{Outcome: o, Severity: s}
	}
	for _, test := range []struct {
		was, is report.Finding
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
