package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// canary may not be in the environment of an opener.
const canary = "canary~secret-Value_of.the-app-0123456789ab"

const testURL = `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?a=1&b=%20%22%27^'()&c=x`

// fakeOpeners fills a directory with programs that write down how they were
// started, and makes it the whole PATH.
func fakeOpeners(t *testing.T, names ...string) (dir string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the fake openers are shell scripts")
	}
	dir = t.TempDir()
	for _, name := range names {
		writeScript(t, filepath.Join(dir, name), `printf '%s\n' "$@" > "$0.args"; /usr/bin/env > "$0.environ"`)
	}
	t.Setenv("PATH", dir)
	return dir
}

func writeScript(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

func newOpener(env map[string]string, around Surroundings) opener {
	return opener{
		getenv: func(name string) string { return env[name] }, around: around, limit: 10 * time.Second, goos: "linux",
		windows: "/nowhere",
		library: func(context.Context, string) error { return errors.New("the library was asked") },
	}
}

func args(t *testing.T, dir, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name+".args"))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// TestBrowserOrder: which opener is started, with the address as its one argument
// (security rows) (security 160).
func TestBrowserOrder(t *testing.T) {
	display := map[string]string{"DISPLAY": ":0"}
	for _, tc := range []struct {
		name    string
		have    []string
		env     map[string]string
		around  Surroundings
		command string
		how     string
		args    []string
	}{
		{
			"explicit",
			[]string{"firefox", "xdg-open"},
			map[string]string{"DISPLAY": ":0", "BROWSER": "xdg-open"},
			Surroundings{},
			"firefox --new-tab", "firefox",
			[]string{"--new-tab", testURL},
		},
		{
			"explicit with a place",
			[]string{"firefox"},
			display,
			Surroundings{SSH: true},
			"firefox --url=%s -x", "firefox",
			[]string{"--url=" + testURL, "-x"},
		},
		{"auto", []string{"xdg-open"}, display, Surroundings{}, "auto", "xdg-open", []string{testURL}},
		{
			"variable",
			[]string{"b", "xdg-open"},
			map[string]string{"DISPLAY": ":0", "BROWSER": "a:b %s:xdg-open"},
			Surroundings{},
			"", "b",
			[]string{testURL},
		},
		{
			"166 wslview",
			[]string{"wslview", "rundll32.exe", "xdg-open"},
			display,
			Surroundings{WSL: true},
			"", "wslview",
			[]string{testURL},
		},
		{
			"166 rundll32",
			[]string{"rundll32.exe"},
			nil,
			Surroundings{WSL: true},
			"", "rundll32",
			[]string{"url.dll,FileProtocolHandler", testURL},
		},
		{"166 xdg-open", []string{"xdg-open", "x-www-browser"}, display, Surroundings{}, "", "xdg-open", []string{testURL}},
		{"x-www-browser", []string{"x-www-browser"}, display, Surroundings{}, "", "x-www-browser", []string{testURL}},
		{
			"variable without a display",
			[]string{"b"},
			map[string]string{"BROWSER": "b"},
			Surroundings{Headless: true},
			"",
			"b",
			[]string{testURL},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := fakeOpeners(t, tc.have...)
			how, err := newOpener(tc.env, tc.around).open(context.Background(), tc.command, testURL)
			if err != nil || how != tc.how {
				t.Fatalf("opened with %q, error %v", how, err)
			}
			name := tc.how
			if name == "rundll32" {
				name += ".exe"
			}
			if got := args(t, dir, name); strings.Join(got, "\n") != strings.Join(tc.args, "\n") {
				t.Errorf("arguments %q, want %q", got, tc.args)
			}
		})
	}
}

func TestBrowserUnderWindowsDirectory(t *testing.T) {
	dir := fakeOpeners(t, "rundll32.exe")
	t.Setenv("PATH", t.TempDir())
	o := newOpener(nil, Surroundings{WSL: true})
	o.windows = dir
	if how, err := o.open(context.Background(), "", testURL); err != nil || how != "rundll32" {
		t.Errorf("opened with %q, error %v", how, err)
	}
}

// TestBrowserNotTried: no shell, no text browser, no display (security rows).
func TestBrowserNotTried(t *testing.T) {
	display := map[string]string{"DISPLAY": ":0"}
	for _, tc := range []struct {
		name    string
		have    []string
		env     map[string]string
		around  Surroundings
		command string
		want    string
	}{
		{"remote", []string{"xdg-open"}, display, Surroundings{SSH: true}, "", "remote shell"},
		{"headless", []string{"xdg-open"}, nil, Surroundings{Headless: true}, "", "no display"},
		{"nothing there", nil, display, Surroundings{}, "", "xdg-open was not found"},
		{"text browser", []string{"w3m"}, nil, Surroundings{Headless: true}, "w3m", "w3m is a text browser"},
		{
			"164 a shell",
			[]string{"sh"},
			map[string]string{"BROWSER": `sh -c "touch pwned" %s`},
			Surroundings{Headless: true},
			"", "shell syntax",
		},
		{
			"164 a shell without quotes",
			[]string{"sh"},
			map[string]string{"BROWSER": `sh -c pwned %s`},
			Surroundings{Headless: true},
			"", "the command is a shell",
		},
		{"164 a dash", nil, map[string]string{"BROWSER": "-x"}, Surroundings{Headless: true}, "", "begins with a dash"},
		{"164 empty", nil, map[string]string{"BROWSER": ""}, Surroundings{Headless: true}, "", "no display"},
		{"165 missing", nil, nil, Surroundings{}, "no-such-browser", "no-such-browser was not found"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := fakeOpeners(t, tc.have...)
			how, err := newOpener(tc.env, tc.around).open(context.Background(), tc.command, testURL)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("opened with %q, error %v, want %q", how, err, tc.want)
			}
			started, _ := filepath.Glob(filepath.Join(dir, "*.args"))
			if len(started) != 0 {
				t.Errorf("started: %v", started)
			}
		})
	}
}

// TestBrowserFallsBack: an entry that is refused leaves the next one its turn (security 164).
func TestBrowserFallsBack(t *testing.T) {
	dir := fakeOpeners(t, "xdg-open", "w3m")
	if err := os.Symlink(filepath.Join(dir, "w3m"), filepath.Join(dir, "alias")); err != nil {
		t.Fatal(err)
	}
	o := newOpener(map[string]string{"DISPLAY": ":0", "BROWSER": `sh -c "touch pwned" %s:-x:alias:lynx`}, Surroundings{})
	if how, err := o.open(context.Background(), "", testURL); err != nil || how != "xdg-open" {
		t.Errorf("164: opened with %q, error %v", how, err)
	}
	if args(t, dir, "w3m") != nil || args(t, dir, "alias") != nil {
		t.Error("a text browser was started through a link")
	}
}

// TestBrowserLibrary: the system is given the address as it is (security 166).
func TestBrowserLibrary(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	asked := ""
	o := newOpener(nil, Surroundings{})
	o.goos = "windows"
	o.library = func(_ context.Context, url string) error { asked = url; return nil }
	if how, err := o.open(context.Background(), "", testURL); err != nil || how != "the system's browser" ||
		asked != testURL {
		t.Errorf("166: opened with %q, error %v, url %q", how, err, asked)
	}
}

// TestOpenerBehaviour: an opener can be loud, fail, hang or read (security rows).
func TestOpenerBehaviour(t *testing.T) {
	for _, tc := range []struct {
		name, script string
		fails        bool
	}{
		{"165 chatty", `i=0; while [ $i -lt 20000 ]; do echo "this line is noise, and there are very many of it"; echo noise >&2; i=$((i+1)); done`, false},
		{"165 fails", "exit 1", true},
		{"165 hangs", "exec sleep 60", false},
		{"165 reads the terminal", "read line && exit 3; exit 0", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sleep, _ := exec.LookPath("sleep")
			dir := fakeOpeners(t)
			writeScript(t, filepath.Join(dir, "xdg-open"), strings.ReplaceAll(tc.script, "exec sleep", "exec "+sleep))
			o := newOpener(map[string]string{"DISPLAY": ":0"}, Surroundings{})
			if strings.Contains(tc.name, "hangs") {
				o.limit = 50 * time.Millisecond
			}
			begin := time.Now()
			_, err := o.open(context.Background(), "", testURL)
			if (err != nil) != tc.fails || time.Since(begin) > 30*time.Second {
				t.Errorf("error %v after %v", err, time.Since(begin))
			}
		})
	}
}

// TestOpenerEnvironment: the opener is given no variable that may hold a secret (security 160).
func TestOpenerEnvironment(t *testing.T) {
	dir := fakeOpeners(t, "xdg-open")
	for _, name := range []string{"EDOV_X", "MY_CLIENT_SECRET", "api_token", "Db_Password", "SOME_KEY"} {
		t.Setenv(name, canary)
	}
	t.Setenv("HARMLESS", "stays")
	if _, err := newOpener(map[string]string{"DISPLAY": ":0"}, Surroundings{}).open(context.Background(), "",
		testURL); err != nil {
		t.Fatal(err)
	}
	environ, err := os.ReadFile(filepath.Join(dir, "xdg-open.environ"))
	if err != nil || !strings.Contains(string(environ), "HARMLESS=stays") {
		t.Fatalf("environment not recorded: %v", err)
	}
	if strings.Contains(string(environ), canary) {
		t.Error("160: a secret is in the opener's environment")
	}
}

func TestBrowserURL(t *testing.T) {
	for _, bad := range []string{
		"file:///etc/passwd", "javascript:alert(1)", "-x", "", "/tmp/x", "https://", "https://a@b.example/",
		"https://a.example/ b",
		"https://a.example/\n", "https://a.example/\x1b", "https://a.example/\u009b",
		"https://a.example/" + strings.Repeat("x", maxBrowserURL),
	} {
		if _, err := browserURL(bad); err == nil {
			t.Errorf("%.40q was accepted", bad)
		}
	}
	if got, err := browserURL(testURL); err != nil || got != testURL {
		t.Errorf("%q, error %v", got, err)
	}
}

func TestSurroundings(t *testing.T) {
	for _, tc := range []struct {
		name  string
		env   map[string]string
		files []string
		goos  string
		want  Surroundings
	}{
		{"desktop", map[string]string{"DISPLAY": ":0", "USER": "ada"}, nil, "linux", Surroundings{User: "ada"}},
		{"wayland", map[string]string{"WAYLAND_DISPLAY": "w"}, nil, "linux", Surroundings{}},
		{"console", nil, nil, "linux", Surroundings{Headless: true}},
		{"mac", nil, nil, "darwin", Surroundings{}},
		{
			"ssh",
			map[string]string{"SSH_CONNECTION": "10.0.0.1 5000 10.0.0.2 22", "USER": "ada"},
			nil, "linux",
			Surroundings{SSH: true, Headless: true, User: "ada", Host: "10.0.0.2"},
		},
		{"ssh tty", map[string]string{"SSH_TTY": "/dev/pts/1"}, nil, "darwin", Surroundings{SSH: true}},
		{"odd user", map[string]string{"DISPLAY": ":0", "USER": "a; rm -rf"}, nil, "linux", Surroundings{}},
		{"wsl", map[string]string{"WSL_DISTRO_NAME": "Ubuntu"}, nil, "linux", Surroundings{WSL: true}},
		{"wsl by kernel", nil, []string{"proc/version"}, "linux", Surroundings{WSL: true}},
		{"docker", nil, []string{".dockerenv"}, "linux", Surroundings{Container: true, Headless: true}},
		{"podman", nil, []string{"run/.containerenv"}, "linux", Surroundings{Container: true, Headless: true}},
		{
			"dev container",
			map[string]string{"REMOTE_CONTAINERS": "true"},
			nil, "linux",
			Surroundings{Container: true, Headless: true},
		},
		{
			"codespace",
			map[string]string{"CODESPACES": "true", "CODESPACE_NAME": "fuzzy-1"},
			nil, "linux",
			Surroundings{Codespaces: true, Headless: true, codespace: "fuzzy-1"},
		},
	} {
		root := fstest.MapFS{}
		for _, name := range tc.files {
			root[name] = &fstest.MapFile{Data: []byte("Linux version 5.15.90.1-microsoft-standard-WSL2")}
		}
		if got := aroundIn(func(name string) string { return tc.env[name] }, root, tc.goos); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

func TestForwardCommand(t *testing.T) {
	for _, tc := range []struct {
		s    Surroundings
		uri  string
		want string
	}{
		{
			Surroundings{SSH: true, User: "ada", Host: "10.0.0.2"},
			"http://localhost:8400/callback",
			"ssh -L 8400:localhost:8400 ada@10.0.0.2",
		},
		{Surroundings{SSH: true, User: "ada", Host: "fd00::2"}, "http://127.0.0.1:9/x", "ssh -L 9:127.0.0.1:9 ada@fd00::2"},
		{Surroundings{SSH: true}, "http://localhost:8400/callback", "ssh -L 8400:localhost:8400 you@this-machine"},
		{
			Surroundings{Codespaces: true, codespace: "fuzzy-1"},
			"http://localhost:8400/callback",
			"gh codespace ports forward 8400:8400 -c fuzzy-1",
		},
		{
			Surroundings{SSH: true, User: "ada", Host: "h"},
			"http://localhost:8400/callback http://127.0.0.1:40027/common/oauth2/v2.0/authorize",
			"ssh -L 8400:localhost:8400 -L 40027:127.0.0.1:40027 ada@h",
		},
		{
			Surroundings{Codespaces: true},
			"http://localhost:8400/callback http://127.0.0.1:40027/x",
			"gh codespace ports forward 8400:8400 40027:40027",
		},
		{
			Surroundings{SSH: true, User: "ada", Host: "h"},
			"http://localhost:8400/callback https://login.example:8443/authorize http://[::1]:8400/",
			"ssh -L 8400:localhost:8400 ada@h",
		},
		{Surroundings{SSH: true}, "https://entra.microsoft.com/ ::", ""},
		{Surroundings{User: "ada", Host: "h"}, "http://localhost:8400/callback", ""},
		{Surroundings{SSH: true}, "http://localhost/x", ""},
	} {
		if got := tc.s.ForwardCommand(strings.Fields(tc.uri)...); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	if Around(nil).Host == "" {
		t.Log("this machine has no name that a shell would take")
	}
}
