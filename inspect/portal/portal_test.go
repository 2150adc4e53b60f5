package portal

import (
	"strings"
	"testing"
	"time"
)

// TestPortal fills in places by the table, for all users and for a test server.
func TestPortal(t *testing.T) {
	const web = "Authentication > Redirect URI configuration > Add Redirect URI > Web" +
		" (older portal: Platform configurations > Add a platform > Web)"
	for text, want := range map[string]string{
		"":                                       "",
		"no place":                               "no place",
		"{portal:redirect-web}: x":               web + ": x",
		"a {portal:manifest} > api":              "a Manifest > api",
		"{portal:new-secret}; {portal:manifest}": "Certificates & secrets > Client secrets > New client secret; Manifest",
		"{portal:no-such-place} and {portal:secrets": "{portal:no-such-place} and {portal:secrets",
		"{portal:clerk-sso}":                         "Clerk Dashboard > SSO connections (" + ClerkSSOLink + ") > Microsoft",
	} {
		if got := Fill(text); got != want {
			t.Errorf("Fill(%q) = %q, want %q", text, got, want)
		}
	}
	if got := (Places{Test: true}).Fill("{portal:clerk-sso}"); strings.Contains(got, "://") {
		t.Errorf("a test server's app has no page at Clerk's: %q", got)
	}
}

// TestPortalTable holds the table of places to its own rules.
func TestPortalTable(t *testing.T) {
	if _, err := time.Parse("2006-01", Date); err != nil {
		t.Errorf("Date: %v", err)
	}
	for name, s := range settings {
		switch {
		case s.page == "":
			t.Errorf("%s: no page", name)
		case s.older == s.path && s.older != "":
			t.Errorf("%s: the older path is the same as today's", name)
		}
	}
	for _, p := range Pages() {
		if p.Blade() == "" {
			t.Errorf("%s has no name in addresses", p)
		}
	}
	if Page("Expose an API").Blade() != "" {
		t.Error("a page that edov does not link to has a name in addresses")
	}
}

// TestPortalWordsInJSON: data files name places inside JSON strings, so no
// place may have a character that JSON escapes.
func TestPortalWordsInJSON(t *testing.T) {
	for name, s := range settings {
		if text := s.words(Places{}); strings.ContainsAny(text, "\"\\\n\t") {
			t.Errorf("%s: %q", name, text)
		}
	}
}
