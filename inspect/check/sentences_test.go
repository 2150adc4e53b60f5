package check

import (
	"strings"
	"testing"

	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// TestIfPersonalIsGenuine: what a token that was not verified says of a personal account's email is one sentence.
func TestIfPersonalIsGenuine(t *testing.T) {
	const issuer = "https://login.microsoftonline.com/" + entra.ConsumersTenant + "/v2.0"
	seen := 0
	for _, edov := range []any{nil, true, false, "1", 0} {
		s := decodedSession(t, "tid", entra.ConsumersTenant, "iss", issuer, "xms_edov", edov)
		body := judge(s).Card().Body
		_, said, ok := strings.Cut(body, "If the token is genuine, ")
		if !ok {
			continue
		}
		seen++
		if lacks := strings.Contains(said, "which may lack xms_edov"); lacks != (edov == nil) ||
			lacks && !strings.Contains(said, proof.Personal+", and which") {
			t.Errorf("xms_edov %v: %q", edov, body)
		}
	}
	if seen < 3 {
		t.Errorf("only %d of them say it", seen)
	}
}

// TestKindsHaveArticles: the kind of a value of xms_edov is named as a sentence needs it.
func TestKindsHaveArticles(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{[]any{true}, "xms_edov is an array with no clear meaning"},
		{map[string]any{"a": 1}, "xms_edov is an object with no clear meaning"},
		{"maybe", "xms_edov is a string with no clear meaning"},
		{"1", "xms_edov is a string that means true"},
		{7, "xms_edov is a number with no clear meaning"},
	} {
		if f := expect(t, judge(session(t, "xms_edov", c.value)), "edov-type", report.Fail); f.Summary != c.want {
			t.Errorf("%q, want %q", f.Summary, c.want)
		}
	}
}
