package cmd

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
)

// notTheDemo are the places of real apps, and links as such.
var notTheDemo = regexp.MustCompile(`entra\.microsoft\.com|portal\.azure\.|dashboard\.clerk\.com|"link":|- Open:`)

// TestNoLinkForTheDemo: no command claims that the demo tenant's app has a page in
// Microsoft's portal or in Clerk's dashboard. The names of the pages stay.
func TestNoLinkForTheDemo(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	var calls [][]string
	for i, s := range demo.Scenarios() {
		calls = append(calls,
			[]string{"demo", s.ID, "--headless", "--format", "json"},
			[]string{"app", "--demo", s.ID, "--format", "json"},
		)
		if i%5 > 0 { // the guide's steps are the same in each
			continue
		}
		calls = append(calls,
			[]string{"guide", "--demo", s.ID},
			[]string{"guide", "--demo", s.ID, "--format", "json"},
			[]string{"guide", "rotate", "--demo", s.ID, "--format", "json"},
		)
	}
	for _, s := range demo.ClerkStates() {
		calls = append(calls, []string{"clerk", "--demo", s.ID, "--format", "json"})
	}
	for _, code := range []string{"50011", "7000215", "50194", "65004"} {
		calls = append(calls, []string{"explain", code, "--client-id", demo.ClientID})
	}
	pages := 0
	for _, args := range calls {
		got := runProgram(t, "", args...)
		if got.code > ExitProblems || got.stdout == "" {
			t.Errorf("%q: exit code %d: %.300s", args, got.code, got.stderr)
		}
		if found := notTheDemo.FindAllString(got.stdout+got.stderr, 3); found != nil {
			t.Errorf("%q: %q", args, found)
		}
		pages += strings.Count(got.stdout, `"page": "`) + strings.Count(got.stdout, "Dashboard >")
	}
	if pages == 0 {
		t.Error("no page is named any more")
	}
}

// TestExplainLineByLine: the same for an explanation in the line by line program.
func TestExplainLineByLine(t *testing.T) {
	for trusted, want := range map[bool]bool{true: false, false: true} {
		var out bytes.Buffer
		c := flow.Connection{ClientID: demo.ClientID, TrustAuthority: trusted}
		talkOf(t, &Program{Version: "test"}, c, &out, "explain", "50011", "q")
		if strings.Contains(out.String(), "entra.microsoft.com") != want {
			t.Errorf("at a test server %t:\n%s", trusted, out.String())
		}
	}
}

// TestLinksOfARealApp stay as they are.
func TestLinksOfARealApp(t *testing.T) {
	for _, args := range [][]string{
		{"app", "../../testdata/manifest/no-edov.json", "--format", "json", "--fail-on", "never"},
		{"guide", "../../testdata/manifest/no-edov.json", "--product", "clerk"},
		{"guide", "rotate", "../../testdata/manifest/no-edov.json"},
		{"explain", "50011", "--client-id", "6731de76-14a6-49ae-97bc-6eba6914391e"},
	} {
		got := runProgram(t, "", args...)
		if got.code != ExitClean || !strings.Contains(got.stdout, "https://entra.microsoft.com/") {
			t.Errorf("%q: exit code %d: %.300s%.300s", args, got.code, got.stdout, got.stderr)
		}
	}
}
