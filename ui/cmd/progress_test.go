package cmd

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/browser"
	"edov/flow/files"
)

// TestProgressOfARemoteSignIn: the ssh line is for the port that was
// really bound.
func TestProgressOfARemoteSignIn(t *testing.T) {
	var stderr bytes.Buffer
	g := &progress{
		p: &Program{Stderr: &stderr}, paste: true, verbose: true,
		around: browser.Surroundings{SSH: true, User: "you", Host: "host"},
	}
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	g.observe(flow.Event{
		Kind: flow.EventListening, At: at, URL: "http://localhost:8401/callback",
		Addrs: []string{"127.0.0.1:8401"},
	})
	g.observe(flow.Event{Kind: flow.EventURL, At: at, URL: "https://login.microsoftonline.com/common"})
	g.observe(flow.Event{Kind: flow.EventIgnored, At: at.Add(1500 * time.Millisecond), Text: "wrong state", Count: 2})
	g.observe(flow.Event{Kind: flow.EventBrowserFailed, At: at, Text: "\x1b[2Jno display"})
	got := stderr.String()
	for _, want := range []string{
		"  ssh -L 8401:localhost:8401 you@host\n",
		"paste the full redirect URI",
		"1.5s  ignored a request: wrong state (2 so far)\n",
		"␛[2Jno display",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("does not say %q:\n%s", want, got)
		}
	}
}

// TestStillWaiting: the list of what the browser may show is complete.
func TestStillWaiting(t *testing.T) {
	var stderr bytes.Buffer
	g := &progress{p: &Program{Stderr: &stderr}, paste: true}
	g.observe(flow.Event{Kind: flow.EventWaiting, Duration: 45 * time.Second})
	for _, want := range []string{
		"for 45s", "Need admin approval: admin approval needed", "AADSTS50011",
		"paste its text or the final URL here",
	} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("does not say %q:\n%s", want, stderr.String())
		}
	}
}

// TestPlayedSignInIsBrief: if the demo user signs in, there is no need to say where, and what it opened is not told
// after the response.
func TestPlayedSignInIsBrief(t *testing.T) {
	var stderr bytes.Buffer
	g := &progress{p: &Program{Stderr: &stderr, played: true}}
	g.observe(flow.Event{Kind: flow.EventListening, URL: "http://localhost:8401/callback"})
	g.observe(flow.Event{Kind: flow.EventURL, URL: "https://login.microsoftonline.com/common"})
	g.observe(flow.Event{Kind: flow.EventCallback, Text: "form_post"})
	g.observe(flow.Event{Kind: flow.EventBrowserOpened, Text: "the built-in demo user"})
	const want = "listening on localhost:8401 ()\nthe built-in demo user signs in\nresponse received (form_post)\n"
	if got := stderr.String(); got != want {
		t.Errorf("says\n%s", got)
	}
}

// TestNoOverwriteInARace: a file that came up after the last look stays (security 148).
func TestNoOverwriteInARace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report")
	if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := files.Replace(path, []byte("ours"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want that it exists", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if data, _ := os.ReadFile(path); string(data) != "theirs" || err != nil || len(left) != 1 {
		t.Errorf("the file holds %q, and %d files are left", data, len(left))
	}
	if err := files.Replace(path, []byte("ours"), true); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestLocale(t *testing.T) {
	for _, test := range []struct {
		env   map[string]string
		ascii bool
	}{
		{nil, false},
		{map[string]string{"LANG": "en_US.UTF-8"}, false},
		{map[string]string{"LANG": "de_DE.utf8"}, false},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LC_ALL": "C", "LANG": "en_US.UTF-8"}, true},
		{map[string]string{"LC_ALL": "C.UTF-8", "LANG": "C"}, false},
		{map[string]string{"LC_CTYPE": "POSIX", "LANG": "en_US.UTF-8"}, true},
	} {
		p := Program{Env: flow.Env{Getenv: func(name string) string { return test.env[name] }}}
		style := p.style(new(bytes.Buffer), false)
		if style.ASCII != test.ascii || style.Color {
			t.Errorf("%v: %+v, want ASCII %t and no colour in a pipe", test.env, style, test.ascii)
		}
	}
}

func TestNearest(t *testing.T) {
	all := []string{"healthy", "healthy-personal", "no-edov", "no-email"}
	for word, want := range map[string]string{
		"": "", "noedov": "did you mean no-edov?", "helthy": "did you mean healthy?", "zzzzzzzz": "",
		strings.Repeat("x", 1<<20): "",
	} {
		if got := nearest(word, all); got != want {
			t.Errorf("%.20s: %q, want %q", word, got, want)
		}
	}
}

// What surrounds a token is left out; a JSON document stays as it is.
func TestTidy(t *testing.T) {
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA"
	for given, want := range map[string]string{
		token + "\n":                                  token,
		"Bearer " + token:                             token,
		"  \"" + token + "\"\r\n":                     token,
		"Authorization: bearer " + token:              token,
		"\ufeff" + token:                              token,
		"{\"id_token\": \"Bearer-x\"}\n":              "Bearer-x",
		"\ufeff{\"id_token\": \"" + token + "\"}\r\n": token,
	} {
		p := Program{Stderr: new(bytes.Buffer)}
		report, session, err := p.readEvidence([]byte(given), "")
		if report != nil || err != nil || session.Tokens.IDToken.Compact() != want {
			t.Errorf("%q: %+v, %v", given, session, err)
		}
	}
}
