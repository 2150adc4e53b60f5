package check_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/pasted"
	"edov/inspect/check"
	"edov/inspect/secret"
)

// TestKeysOutOfReach: who is to check a token again is told how, and not to switch on what was on already.
func TestKeysOutOfReach(t *testing.T) {
	const tenant = "3c1fa2b4-6c67-4c5b-b112-36a304b66dad"
	part := base64.RawURLEncoding.EncodeToString
	claims := `{"iss":"https://login.microsoftonline.com/` + tenant + `/v2.0","aud":"x","sub":"x","tid":"` + tenant +
		`","ver":"2.0","iat":1790000000,"exp":1790003900}`
	token := part([]byte(`{"alg":"RS256","kid":"k1","typ":"JWT"}`)) + "." + part([]byte(claims)) + ".AAAA"
	for _, test := range []struct {
		problems []flow.Failure
		want     string
	}{
		{nil, "--keys auto (online)"},
		{[]flow.Failure{{Stage: flow.StageKeys, Summary: "can't reach a DNS server"}}, "when its issuer can be reached"},
	} {
		s, _, err := pasted.Read([]byte(token), "")
		if err != nil {
			t.Fatal(err)
		}
		s.Problems = test.problems
		f := check.Judge(s, time.Now(), secret.Thresholds{}).Find("idtoken-key")
		if !strings.Contains(f.Fix, test.want) {
			t.Errorf("%v: %q", test.problems, f.Fix)
		}
	}
}
