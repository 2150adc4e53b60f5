package text

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/inspect/secret"
)

// TestHostileSecrets puts each hostile string into every text of the lists
// (security 117).
func TestHostileSecrets(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for name, s := range hostileStrings(t) {
		t.Run(name, func(t *testing.T) {
			a := &appreg.App{
				AppID: appreg.Setting[string]{Value: s}, DisplayName: appreg.Setting[string]{Value: s},
				Credentials: []appreg.Credential{
					{Kind: appreg.CredentialSecret, Name: s, KeyID: s, Hint: s, End: now.AddDate(0, 0, 9)},
					{Kind: s, Name: s},
				},
			}
			a.Credentials = a.Credentials[:1]
			c := secret.NewCollector(now, 30, 0)
			c.Add(a)
			c.Fault(s)
			c.Stop(s)
			for _, style := range []Style{{}, {ASCII: true}} {
				var b bytes.Buffer
				if err := Secrets(&b, c.Report(), style); err != nil {
					t.Fatal(err)
				}
				steps, outlook := secret.Rotation(a, secret.Use{}, now, secret.Thresholds{}), secret.JudgeRotation(a, now)
				if err := Rotation(&b, s, steps, outlook, style); err != nil {
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
	for days, want := range map[int]string{
		-5: "..........", 0: "..........", 1: "#.........", 365: "#####.....",
		730: "##########", 9999: "##########",
	} {
		if got := (Style{ASCII: true}).Bar(days, 730, 10); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}

// TestSecretsMark: the mark is that of the verdict, and is never ok where
// something was not read.
func TestSecretsMark(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	value := func(end time.Time) *appreg.App {
		c := appreg.Credential{Kind: appreg.CredentialSecret, Name: "web", End: end}
		return &appreg.App{CredentialsKnown: true, Credentials: []appreg.Credential{c}}
	}
	later := now.AddDate(1, 0, 0)
	type collector = secret.Collector
	for name, test := range map[string]struct {
		fill func(*collector)
		want string // the beginning, in colour
		says string
	}{
		"fine":    {func(c *collector) { c.Add(value(later)) }, "\x1b[32mok", "no secret expires"},
		"stopped": {func(c *collector) { c.Add(value(later)); c.Stop("busy") }, "\x1b[33m?", "busy"},
		"fault":   {func(c *collector) { c.Add(value(later)); c.Fault("odd") }, "\x1b[33m?", "not read: odd"},
		"undated": {func(c *collector) { c.Add(value(time.Time{})) }, "\x1b[33m?", "no expiry date"},
		"left out": {
			func(c *collector) { c.Add(&appreg.App{}) }, "\x1b[33m?", "passwordCredentials is missing",
		},
		"ending": {
			func(c *collector) { c.Add(value(now.AddDate(0, 0, 3))); c.Stop("busy") }, "\x1b[33mWARN", "busy",
		},
		"expired": {
			func(c *collector) { c.Add(value(now.AddDate(0, 0, -3))); c.Fault("odd") }, "\x1b[31mFAIL",
			"not read: odd",
		},
		"no list":   {func(*collector) {}, "\x1b[33m?", "no app registration"},
		"all fault": {func(c *collector) { c.Fault("odd") }, "\x1b[33m?", "no app registration could be read"},
	} {
		c := secret.NewCollector(now, 30, 0)
		test.fill(c)
		var b bytes.Buffer
		if err := Secrets(&b, c.Report(), Style{Color: true}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(b.String(), test.want) || !strings.Contains(b.String(), test.says) {
			t.Errorf("%s: %q", name, b.String())
		}
	}
}
