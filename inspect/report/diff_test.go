package report

import (
	"testing"
)

// TestDirection: only a problem that passes now was mended; one that is
// skipped was not looked at.
func TestDirection(t *testing.T) {
	of := func(o Outcome, s Severity) Finding { return Finding{Outcome: o, Severity: s} }
	for _, test := range []struct {
		was, is Finding
		want    Direction
	}{
		{of(Fail, Error), of(Pass, Error), Better},
		{of(Fail, Error), of(Skip, Error), Other},
		{of(Pass, Error), of(Fail, Error), Worse},
		{of(Pass, Warning), of(Broken, Warning), Worse},
		{of(Pass, Note), of(Fail, Note), Other},
		{of(Unknown, Error), of(Pass, Error), Other},
	} {
		if got := direction(test.was, test.is); got != test.want {
			t.Errorf("%v to %v: %s, want %s", test.was, test.is, got, test.want)
		}
	}
}
