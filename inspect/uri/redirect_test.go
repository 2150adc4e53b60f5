package uri_test

import (
	"slices"
	"strings"
	"testing"

	"edov/flow/appreg"
	"edov/inspect/uri"
)

// TestRedirectFaults names each fault and leaves alone what is right (security 113).
func TestRedirectFaults(t *testing.T) {
	tests := []struct {
		uri, platform string
		unsafe        bool
		want          string // part of the problem; empty: none
	}{
		{"https://clerk.example.com/v1/oauth_callback", "web", false, ""},
		{"http://localhost:8400/callback", "web", false, ""},
		{"http://127.0.0.1/callback", "web", false, ""},
		{"https://localhost:7082/signin-oidc", "web", false, ""},
		{"msal6731de76-14a6-49ae-97bc-6eba6914391e://auth", "publicClient", false, ""},
		{"urn:ietf:wg:oauth:2.0:oob", "publicClient", false, ""},
		{"brk-multihub://localhost:3000", "spa", false, ""},
		{"brk-multihub://localhost:3000/cb", "spa", true, "only native apps"},
		{"brk-multihub://localhost:3000", "web", true, "only native apps"},
		{"https://example.com/cb?product=1", "web", false, "has a query"},
		{"javascript:alert(1)", "web", true, "javascript:"},
		{"JavaScript:alert(1)", "publicClient", true, "javascript:"},
		{"data:text/html,x", "spa", true, "data:"},
		{"file:///etc/passwd", "publicClient", true, "file:"},
		{"https://*.example.com/cb", "web", true, "wildcard"},
		{"http://example.com/cb", "web", true, "unencrypted"},
		{"http://localhost.evil.example/cb", "web", true, "localhost.evil.example"},
		{"http://127.0.0.1@evil.example/cb", "web", true, "user name"},
		{"myapp://auth", "web", true, "only native apps"},
		{"https://example.com/" + strings.Repeat("a", 240), "web", false, "256"},
		{"https://example.com/" + strings.Repeat("a", 236), "web", false, ""},
		{"https://example.com/c!", "web", false, "refuses"},
		{"https://example.com/a;b", "web", false, "refuses"},
		{"https://example.com/cb#x", "web", false, "fragment"},
		{"http://[::1]:8400/callback", "web", false, "[::1]"},
		{"https://example.com/ä", "web", false, "ASCII"},
		{"https://example.com/a b", "web", false, "spaces"},
		{"...", "web", false, "not an address"},
		{"", "web", false, "not an address"},
	}
	for _, test := range tests {
		faults := uri.Faults(appreg.RedirectURI{URI: test.uri, Platform: test.platform}, true)
		found := slices.ContainsFunc(faults,
			func(f uri.Fault) bool { return f.Unsafe == test.unsafe && strings.Contains(f.Problem, test.want) })
		if test.want == "" && len(faults) > 0 || test.want != "" && !found {
			t.Errorf("%s under %s: %+v, want %q", test.uri, test.platform, faults, test.want)
		}
	}
}

// TestUnclearFaults: of what cannot be read as an address, no one knows where a browser goes with it.
func TestUnclearFaults(t *testing.T) {
	for address, unclear := range map[string]bool{
		"http:/evil.example/cb": true, "http:///evil.example/cb": true, " javascript:alert(1)": true,
		"http://evil.example:x/cb": true, " http://evil.example/cb": true, `http://evil.example\\localhost/cb`: true,
		`https:\\evil.example`: true, "localhost:3000/cb": true, "//a.example/cb": true, "a.example/cb": true, "": true,
		"urn:ietf:wg:oauth:2.0:oob": true, "myapp:/cb": false, "https://a.example/cb": false, "https://a.example/a b": false,
		"https://*.a.example:x/cb": true,
	} {
		faults := uri.Faults(appreg.RedirectURI{URI: address, Platform: "web"}, true)
		if got := slices.ContainsFunc(faults, func(f uri.Fault) bool { return f.Unclear }); got != unclear {
			t.Errorf("%q: %+v", address, faults)
		}
	}
	faults := uri.Faults(appreg.RedirectURI{URI: "myapp:/cb", Platform: "web"}, false)
	if len(faults) != 1 || !faults[0].Unsafe {
		t.Errorf("an app's own scheme under Web: %+v", faults)
	}
}

// TestMatchesURI: edov's address matches whatever the port, not the path, and nothing else is left out of it.
func TestMatchesURI(t *testing.T) {
	for _, test := range []struct {
		sent, registered string
		want, may        bool
	}{
		{"http://localhost:8400/callback", "http://localhost/callback", true, true},
		{"http://localhost:8400/callback", "http://localhost:3000/callback", true, true},
		{"http://127.0.0.1:8400/callback", "http://127.0.0.1:3000/callback", true, true},
		{"http://localhost:8400/callback", "http://localhost:8400/Callback", false, false},
		{"http://localhost:8400/callback", "http://127.0.0.1:8400/callback", false, false},
		{"http://localhost:8400/callback", "https://localhost:8400/callback", false, false},
		{"https://a.example:8443/cb", "https://a.example/cb", false, false},
		{"https://localhost:8443/cb", "https://localhost:8443/cb", true, true},
		{"https://localhost:3000/cb", "https://localhost:8443/cb", false, true},
		{"http://127.0.0.10:3000/cb", "http://127.0.0.10:8443/cb", false, true},
		{"http://localhost:3000/cb", "http://localhost:8443/cb#x", false, false},
		{"http://localhost:3000/cb", "http://u@localhost:8443/cb", false, false},
		{"http://[::1]:3000/cb", "http://[::1]:8443/cb", false, false},
	} {
		if got, may := uri.Matches(test.sent, test.registered), uri.MayMatch(test.sent, test.registered); got != test.want ||
			may != test.may {
			t.Errorf("%s against %s: %t, may %t", test.sent, test.registered, got, may)
		}
	}
}

// TestManifestOnly: the portal's text box takes https, and http with localhost.
func TestManifestOnly(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:54321/auth/v1/callback": true, "http://127.0.0.1/": true, "http://127.0.0.2/cb": true,
		"http://localhost:8400/callback": false, "https://127.0.0.1/cb": false, "http://[::1]:8400/": false,
		"https://a.example/cb": false, "": false, "http://10.0.0.1/cb": false,
	} {
		if got := uri.ManifestOnly(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}

// TestNearMissOfThisMachine: two names of this machine are two hosts to Microsoft.
func TestNearMissOfThisMachine(t *testing.T) {
	const want = "http://127.0.0.1:54321/auth/v1/callback"
	for registered, miss := range map[string]string{
		"http://localhost:54321/auth/v1/callback":  "has localhost instead of 127.0.0.1",
		"http://localhost/auth/v1/callback":        "has localhost instead of 127.0.0.1",
		"http://localhost:54321/callback":          "",
		"https://localhost:54321/auth/v1/callback": "",
		"http://a.example:54321/auth/v1/callback":  "",
	} {
		if got := uri.NearMiss(want, registered); got != miss {
			t.Errorf("%s: %q, want %q", registered, got, miss)
		}
	}
}

// TestRegisterAt: the place fits what the portal's text box takes.
func TestRegisterAt(t *testing.T) {
	for _, c := range []struct {
		address string
		public  bool
		want    string
	}{
		{"http://localhost:8400/callback", false, "> Web"},
		{"http://localhost:8400/callback", true, "> Mobile and desktop applications"},
		{"http://127.0.0.1:8400/callback", false, "Manifest: the text box of Authentication refuses"},
		{"http://127.0.0.1:8400/callback", true, "Manifest: the text box of Authentication refuses"},
	} {
		if got := uri.RegisterAt(c.address, c.public); !strings.Contains(got, c.want) {
			t.Errorf("%s, public %t: %s", c.address, c.public, got)
		}
	}
}
