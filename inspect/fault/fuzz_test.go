package fault

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"edov/flow"
)

// FuzzExplainText: any text is explained without a panic, and with words of a bounded length.
func FuzzExplainText(f *testing.F) {
	all := samples(f) // TestExamples reads each
	for i, id := range slices.Sorted(maps.Keys(all)) {
		if i%8 == 0 {
			f.Add(all[id].Example)
		}
	}
	for _, text := range []string{
		"AADSTS50011: x", `{"error":"invalid_client","error_codes":[1,2]}`, "error=access_denied&error_subcode=cancel",
		"issuer did not match {tenantid}",
	} {
		f.Add(text)
	}
	f.Add("https://login.microsoftonline.com//v2.0/authorize?client_id=%22&redirect_uri=http://x")
	f.Add("\\u12\\n%2\x1b[31m<p>&#39;issuer 'https://a/' expected \"https://b/\"")
	f.Fuzz(func(t *testing.T, text string) {
		e, ok := ExplainText(text, About{Request: flow.Request{RedirectURI: text}})
		if e.ID == "" || e.Title == "" {
			t.Fatalf("no answer (%v)", ok)
		}
		if n := len(e.Title) + len(e.Cause) + len(strings.Join(e.Notes, "")); n > 16<<10 {
			t.Fatalf("%d bytes of words", n)
		}
	})
}

// BenchmarkExplainText reads the longest texts that are read as a whole, and a log.
func BenchmarkExplainText(b *testing.B) {
	line := "level=error msg=\"issuer 'https://a.example/' did not match expected token signature state cookie\" client_id=6731de76-14a6-49ae-97bc-6eba6914391e\n"
	for name, text := range map[string]string{
		"one line": line, "64 KiB of errors": strings.Repeat(line, 64<<10/len(line)),
		"64 KiB of noise": strings.Repeat("a b c GET /x 200 ", 64<<10/17),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ExplainText(text, About{})
			}
		})
	}
}
