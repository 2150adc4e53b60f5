package lines

import (
	"os"
	"strings"
	"testing"
)

// TestExplainsAWholeText: a text of several lines is read to the empty line, in Explain and at home, and none of its
// lines is taken for a choice.
func TestExplainsAWholeText(t *testing.T) {
	page := []string{
		"Sorry, but we're having trouble signing you in.", "AADSTS50011: The redirect URI does not match.",
		"3", "2", "",
	}
	manifest, err := os.ReadFile("../../testdata/manifest/disabled.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		typed []string
		says  string
	}{
		"explain": {append([]string{"explain"}, page...), "AADSTS50011  "},
		"home":    {page, "AADSTS50011"},
		"home, a token": {[]string{"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0." +
			"eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnLyIsImF1ZCI6IngifQ.AAAA:", ""}, "token"},
		"home, a manifest": {append(strings.Split(string(manifest), "\n"), ""), "registration"},
		"explain, a manifest": {
			append(append([]string{"explain"}, strings.Split(string(manifest), "\n")...), ""),
			"registration",
		},
	} {
		t.Run(name, func(t *testing.T) {
			said := conversation(t, nil, append(c.typed, "back", "q")...)
			_, after, _ := strings.Cut(said, "An empty line ends it.")
			if strings.Contains(said, "no such choice") || !strings.Contains(after, c.says) {
				t.Errorf("does not say %q:\n%s", c.says, said)
			}
		})
	}
	if said := conversation(t, nil, "set up nothing", "q"); !strings.Contains(said, "no such choice") {
		t.Errorf("a wrong choice is taken for a text:\n%s", said)
	}
}

// TestPasteAtAnyMenu: after a report or an answer the next text is taken where the menu asks what is next, and a few
// words are answered at once.
func TestPasteAtAnyMenu(t *testing.T) {
	manifest, err := os.ReadFile("../../testdata/manifest/disabled.json")
	if err != nil {
		t.Fatal(err)
	}
	lines := append(
		[]string{"emails are not verified with Clerk", "AADSTS50011: The redirect URI does not match the others.", ""},
		strings.Split(string(manifest), "\n")...,
	)
	said := conversation(t, nil, append(lines, "", "xms_edov missing", "q")...)
	before := -1
	for _, want := range []string{"email-unverified  ", "AADSTS50011  ", "app registration", "email-unverified  "} {
		at := strings.Index(said[before+1:], want)
		if at < 0 {
			t.Fatalf("does not say %q behind %d:\n%s", want, before, said)
		}
		before += 1 + at
	}
	if strings.Contains(said, "no such choice") {
		t.Errorf("a text was taken for a choice:\n%s", said)
	}
	if said := conversation(t, nil, "zzz", "q"); !strings.Contains(said, "or paste an error, a token or a manifest") {
		t.Errorf("what can be pasted is not said:\n%s", said)
	}
}

// TestWithoutAConnection: the expiry dates of a manifest and the users of a tenant can be looked at before a connection
// is set up.
func TestWithoutAConnection(t *testing.T) {
	manifest, err := os.ReadFile("../../testdata/manifest/secret-expired.json")
	if err != nil {
		t.Fatal(err)
	}
	typed := append([]string{"secrets"}, strings.Split(strings.TrimSpace(string(manifest)), "\n")...)
	said := conversation(t, nil, append(typed, "", "replace by hand", "back", "back", "before rollout", "back", "q")...)
	for _, want := range []string{"the name of its file", "expired", "What next?", "Read the users?"} {
		_, after, ok := strings.Cut(said, want)
		if !ok {
			t.Errorf("does not say %q:\n%s", want, said)
		}
		said = after
	}
}
