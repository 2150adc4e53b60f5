package text

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect"
)

// TestHostileSecrets puts each hostile string into every text of the lists
// (security 117).
func TestHostileSecrets(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for name, s := range hostileStrings(t) {
		t.Run(name, func(t *testing.T) {
			a := &flow.AppRegistration{
				AppID: flow.Setting[string]{Value: s}, DisplayName: flow.Setting[string]{Value: s},
				Credentials: []flow.Credential{{Kind: flow.CredentialSecret, Name: s, KeyID: s, Hint: s, End: now.AddDate(0, 0, 9)}, {Kind: s, Name: s}},
			}
			a.Credentials = a.Credentials[:1]
			c := inspect.NewSecretCollector(now, 30, 0)
			c.Add(a)
			c.Fault(s)
			c.Stop(s)
			for _, style := range []Style{{}, {ASCII: true}} {
				var b bytes.Buffer
				if err := Secrets(&b, c.Report(), style); err != nil {
					t.Fatal(err)
				}
				if err := Rotation(&b, s, inspect.Rotation(a, flow.CloudGlobal, now, inspect.Thresholds{}), style); err != nil {
					t.Fatal(err)
				}
				harmless(t, b.String())
				if !strings.HasPrefix(b.String(), "WARN") {
					t.Errorf("the verdict is not first: %q", b.String()[:min(40, b.Len())])
				}
			}
		})
	}
}

func TestBar(t *testing.T) {
	for days, want := range map[int]string{-5: "..........", 0: "..........", 1: "#.........", 365: "#####.....", 730: "##########", 9999: "##########"} {
		if got := (Style{ASCII: true}).Bar(days, 10); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}
