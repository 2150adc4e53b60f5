package store

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"edov/flow"
)

// TestKeyring (security 150): whatever the keyring does, there is one
// clear message, and none of the library's text.
func TestKeyring(t *testing.T) {
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	const libraryText = "org.freedesktop.secrets was not provided by any .service files"
	for _, c := range []struct {
		name string
		ring *fakeRing
		want KeyringKind // empty: the secret comes
	}{
		{"right", &fakeRing{answer: aSecret}, ""},
		{"missing", &fakeRing{err: errors.New(libraryText)}, KeyringRefused},
		{"none", &fakeRing{err: &KeyringError{KeyringNone}}, KeyringNone},
		{"unsupported", &fakeRing{err: keyring.ErrUnsupportedPlatform}, KeyringNone},
		{"unknown", &fakeRing{err: keyring.ErrNotFound}, KeyringNotFound},
		{"hanging", &fakeRing{hangs: never}, KeyringSilent},
		{"empty", &fakeRing{answer: ""}, KeyringNotFound},
		{"control characters", &fakeRing{answer: "a\x1b[2Jb"}, KeyringNotFound},
		{"no UTF-8", &fakeRing{answer: "a\xffb"}, KeyringNotFound},
		{"large", &fakeRing{answer: strings.Repeat("x", 5<<10)}, KeyringNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := New(Dirs{}, Options{Keyring: c.ring, KeyringLimit: time.Millisecond})
			if c.ring.hangs == nil {
				s.limit = time.Minute // a slow machine must not look like a keyring that hangs
			}
			secret, err := s.Secret(t.Context(), "shop")
			var k *KeyringError
			switch {
			case c.want == "" && (err != nil || secret.Reveal() != aSecret):
				t.Errorf("%v", err)
			case c.want != "" && (!errors.As(err, &k) || k.Kind != c.want):
				t.Errorf("%v", err)
			case err != nil && (strings.Contains(err.Error(), "freedesktop") || strings.Contains(err.Error(), c.ring.answer) &&
				c.ring.answer != ""):
				t.Errorf("it repeats what the keyring said: %v", err)
			}
		})
	}
}

// TestKeyringLimit: no call waits longer than three seconds (security 150).
func TestKeyringLimit(t *testing.T) {
	if limit := New(Dirs{}, Options{}).limit; limit != 3*time.Second {
		t.Errorf("the limit is %s", limit)
	}
}

// TestKeyringSet: what is too big for the keyring is named (security 150).
func TestKeyringSet(t *testing.T) {
	ring := &fakeRing{}
	s := New(Dirs{}, Options{Keyring: ring})
	check(t, s.SetSecret(t.Context(), "shop", flow.NewSecret(aSecret)))
	if secret, err := s.Secret(t.Context(), "shop"); err != nil || secret.Reveal() != aSecret {
		t.Errorf("%v", err)
	}
	check(t, s.DeleteSecret(t.Context(), "shop"))
	if len(ring.set) != 0 {
		t.Error("it is still there")
	}
	ring.err = keyring.ErrNotFound
	check(t, s.DeleteSecret(t.Context(), "shop")) // that there is none is no error
	ring.err = keyring.ErrSetDataTooBig
	var k *KeyringError
	if err := s.SetSecret(t.Context(), "shop", flow.NewSecret(aSecret)); !errors.As(err, &k) || k.Kind != KeyringTooBig {
		t.Errorf("%v", err)
	}
	if s.SetSecret(t.Context(), "../x", flow.NewSecret(aSecret)) == nil {
		t.Error("a bad name is taken")
	}
}

// TestReachable: without a session bus nothing is asked, so that no bus is
// started.
func TestReachable(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("skipped: the keyring of this system needs no bus")
	}
	dir, err := os.MkdirTemp("", "bus") //nolint:usetesting // a socket's path has to be short
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", dir)
	var k *KeyringError
	if _, err := New(Dirs{}, Options{}).Secret(t.Context(), "shop"); !errors.As(err, &k) || k.Kind != KeyringNone {
		t.Errorf("%v", err)
	}
	check(t, os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600))
	if reachable() == nil {
		t.Error("a file is taken for the bus")
	}
	check(t, os.Remove(filepath.Join(dir, "bus")))
	l, err := net.Listen("unix", filepath.Join(dir, "bus"))
	check(t, err)
	defer l.Close()
	if err := reachable(); err != nil {
		t.Errorf("with a socket: %v", err)
	}
}

func TestRunCommand(t *testing.T) {
	for _, c := range []struct {
		name, helper string
		want         string // part of the error; empty: the secret comes
	}{
		{"first line", "line", ""},
		{"CRLF", "crlf", ""},
		{"nothing", "empty", "printed no secret"},
		{"binary", "nul", "printed no secret"},
		{"too much", "much", "printed more than 4 KiB"},
		{"failure", "fail", "failed with exit code 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			argv, environ := self(t, c.helper)
			secret, err := RunCommand(t.Context(), argv, nil, io.Discard, environ)
			switch {
			case c.want == "" && (err != nil || secret.Reveal() != aSecret):
				t.Errorf("%v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) ||
				strings.Contains(err.Error(), aSecret)):
				t.Errorf("%v", err)
			}
		})
	}
	argv, environ := self(t, "argument", "$(echo x) `y` *")
	if secret, err := RunCommand(t.Context(), argv, nil, io.Discard, environ); err != nil ||
		secret.Reveal() != "$(echo x) `y` *" {
		t.Errorf("an argument was changed: %v", err)
	}
	if _, err := RunCommand(t.Context(), []string{"edov-no-such-program"}, nil, io.Discard, nil); err == nil ||
		!strings.Contains(err.Error(), "not found") {
		t.Errorf("%v", err)
	}
	if _, err := RunCommand(t.Context(), nil, nil, io.Discard, nil); err == nil {
		t.Error("no command is taken")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	argv, environ = self(t, "line")
	if _, err := RunCommand(ended, argv, nil, io.Discard, environ); err == nil {
		t.Error("it ran after its end")
	}
}

func TestSplitCommand(t *testing.T) {
	for line, want := range map[string]string{
		`op read op://vault/x`: "op|read|op://vault/x", `pass "my secret"`: "pass|my secret", `a 'b c' d\ e`: "a|b c|d e",
		`x $HOME *`: "x|$HOME|*",
	} {
		got, err := SplitCommand(line)
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s gives %q, %v", line, got, err)
		}
	}
	for _, bad := range []string{"", "  ", `a "b`, `a 'b`} {
		if _, err := SplitCommand(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
