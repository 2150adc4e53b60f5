package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// TestTopClaims: numbers 4 and 14 are sign-ins that Microsoft lets through.
func TestTopClaims(t *testing.T) {
	if f := judge(session(t, "email", nil)).Find("email-present"); f.Outcome != report.Fail ||
		!strings.Contains(f.Fix, "email") {
		t.Errorf("no email: %+v", f)
	}
	if f := judge(session(t, "xms_edov", nil)).Find("edov-present"); f.Outcome != report.Fail ||
		!strings.Contains(f.Fix, "xms_edov") {
		t.Errorf("no xms_edov: %+v", f)
	}
}

// TestNearestInSignIn: a refused redirect URI is shown beside the nearest that
// is registered.
func TestNearestInSignIn(t *testing.T) {
	f := flow.Failure{
		Stage: flow.StageAuthorize, Kind: flow.FailurePage, Codes: []int{50011},
		Description: "AADSTS50011: The redirect URI 'http://localhost:8400/callback/' specified in the request does not " +
			"match",
	}
	s := refused(t, f)
	s.Registration = manifest(t, "healthy")[0].Registration
	shown := ""
	for _, e := range expect(t, judge(s), "redirect-accepted", report.Fail).Evidence {
		shown += e.Label + "=" + e.Got + "\n"
	}
	if !strings.Contains(shown, "nearest registered=http://localhost:8400/callback\n") ||
		!strings.Contains(shown, "slash") {
		t.Errorf("evidence:\n%s", shown)
	}
}
