package check

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// TestTooEarly: --now is blamed only where the user chose a time.
func TestTooEarly(t *testing.T) {
	for _, changes := range [][]any{{"iat", noon.Add(24 * time.Hour).Unix()}, {"nbf", noon.Add(30 * time.Minute).Unix()}} {
		for _, chosen := range []bool{true, false} {
			s := &flow.Session{Origin: flow.OriginPasted, Tokens: &flow.Tokens{
				IDToken: flow.NewToken(sign(t, goodHeader, claimsText(t, changes...))),
			}}
			in := NewInput(s, noon, secret.Thresholds{})
			in.Chosen = chosen
			r := Run(in)
			f := r.Find("idtoken-issued-at")
			if changes[0] == "nbf" {
				f = r.Find("idtoken-lifetime")
			}
			if f.Outcome != report.Fail || strings.Contains(f.Why+f.Fix, "--now") != chosen ||
				strings.Contains(f.Why+f.Fix, "clock") == chosen {
				t.Errorf("%v, chosen %t: %s; %s", changes, chosen, f.Why, f.Fix)
			}
		}
	}
}
