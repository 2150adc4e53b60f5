package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"edov/flow"
)

// TestKeep: the file says where the secret is, whatever the keyring does (security 150).
func TestKeep(t *testing.T) {
	const other = "Xyz8Q~a.secret_of-the.right-shape_543210"
	fails := errors.New("org.freedesktop.DBus.Error.ServiceUnknown")
	for _, c := range []struct {
		name   string
		before string // the secret that is in the keyring already; empty: a new connection
		from   SecretSource
		public bool
		secret string
		err    error // of the keyring
		want   SecretSource
		kept   string // what the keyring has then
		note   string // part of it
	}{
		{name: "into the keyring", from: SecretKeyring, secret: aSecret, want: SecretKeyring, kept: aSecret},
		{
			name: "no keyring", from: SecretKeyring, secret: aSecret, err: fails, want: SecretAsk,
			note: "ask for the secret each time",
		},
		{name: "nothing to keep yet", from: SecretKeyring, want: SecretAsk},
		{name: "asked", from: SecretAsk, secret: aSecret, want: SecretAsk},
		{name: "no source was said", from: SecretNone, want: SecretAsk},
		{name: "public", from: SecretKeyring, public: true, want: SecretNone},
		{name: "command", from: SecretCommand, want: SecretCommand},
		{name: "another one", before: other, from: SecretKeyring, secret: aSecret, want: SecretKeyring, kept: aSecret},
		{name: "as it is", before: other, from: SecretKeyring, want: SecretKeyring, kept: other},
		{name: "asked from now on", before: other, from: SecretAsk, want: SecretAsk},
		{name: "public from now on", before: other, from: SecretKeyring, public: true, want: SecretNone},
		{name: "from a command from now on", before: other, from: SecretCommand, want: SecretCommand},
		{
			name: "the old one cannot be removed", before: other, from: SecretAsk, err: fails, want: SecretAsk, kept: other,
			note: "delete it yourself: service edov, user shop",
		},
		{
			name: "the old one cannot be replaced", before: other, from: SecretKeyring, secret: aSecret, err: fails,
			want: SecretAsk, kept: other, note: "delete it yourself",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			ring := &fakeRing{}
			s := at(t.TempDir(), ring)
			saved := connection("shop")
			if c.before != "" {
				saved.SecretFrom = SecretKeyring
				if note, err := s.Keep(t.Context(), saved, flow.NewSecret(c.before)); err != nil || note != "" ||
					ring.set["shop"] != c.before {
					t.Fatalf("%q, %v", note, err)
				}
			}
			ring.err = c.err
			saved.SecretFrom, saved.Connection.Public, saved.Command = c.from, c.public, []string{"pass", "shop"}
			note, err := s.Keep(t.Context(), saved, flow.NewSecret(c.secret))
			if err != nil || !strings.Contains(note, c.note) || c.note == "" && note != "" {
				t.Errorf("note %q, %v", note, err)
			}
			got, _, err := s.Load("shop")
			check(t, err)
			if got.SecretFrom != c.want || saved.SecretFrom != c.want || ring.set["shop"] != c.kept {
				t.Errorf("the file says %s, the value says %s, %d characters are in the keyring", got.SecretFrom, saved.SecretFrom,
					len(ring.set["shop"]))
			}
			if (len(got.Command) > 0) != (c.want == SecretCommand) {
				t.Errorf("the command is %q", got.Command)
			}
			check(t, s.Save(saved)) // it is what the file says: no other edov changed it
		})
	}
}

// watchedRing notes what the file of a connection says when its secret is about to be saved.
type watchedRing struct {
	fakeRing
	look func() SecretSource
	saw  SecretSource
}

func (r *watchedRing) Set(service, user, secret string) error {
	r.saw = r.look()
	return r.fakeRing.Set(service, user, secret)
}

// TestFileComesFirst: until the keyring has the first secret, the file says that it is asked for: a program that is
// killed in between leaves no file that promises a secret.
func TestFileComesFirst(t *testing.T) {
	ring := &watchedRing{}
	s := at(t.TempDir(), ring)
	ring.look = func() SecretSource {
		got, _, err := s.Load("shop")
		check(t, err)
		return got.SecretFrom
	}
	saved := connection("shop")
	saved.SecretFrom = SecretKeyring
	for _, want := range []SecretSource{SecretAsk, SecretKeyring} { // the second time, one is there that is replaced
		if note, err := s.Keep(t.Context(), saved, flow.NewSecret(aSecret)); note != "" || err != nil || ring.saw != want {
			t.Errorf("the file said %s, want %s; %q, %v", ring.saw, want, note, err)
		}
	}
}

// TestKeepBeside: a connection that is saved under another name takes over the secret in the keyring, unless it has its
// own, and what fails is told.
func TestKeepBeside(t *testing.T) {
	const own = "Xyz8Q~a.secret_of-the.right-shape_543210"
	fails := errors.New("org.freedesktop.DBus.Error.ServiceUnknown")
	for name, c := range map[string]struct {
		from   SecretSource
		secret string
		err    error
		kept   string
		notes  int
		runs   bool // it has the command of the first one
	}{
		"taken over":   {from: SecretKeyring, kept: aSecret},
		"its own":      {from: SecretKeyring, secret: own, kept: own},
		"asked for":    {from: SecretAsk},
		"no keyring":   {from: SecretKeyring, err: fails, notes: 1},
		"its own, too": {from: SecretKeyring, secret: own, err: fails, notes: 1},
		"by a command": {from: SecretCommand, runs: true},
	} {
		ring := &fakeRing{}
		s := at(t.TempDir(), ring)
		before := connection("shop")
		before.SecretFrom, before.Command = SecretKeyring, []string{"pass", "shop"}
		_, err := s.Keep(t.Context(), before, flow.NewSecret(aSecret))
		check(t, err)
		before.SecretFrom, before.Command = c.from, []string{"pass", "shop"}
		ring.err = c.err
		beside := connection("second")
		beside.SecretFrom = c.from
		note, err := s.KeepBeside(t.Context(), before, beside, flow.NewSecret(c.secret))
		if err != nil || (note != "") != (c.notes > 0) || strings.HasPrefix(note, "; ") || strings.HasSuffix(note, "; ") {
			t.Errorf("%s: %q, %v", name, note, err)
		}
		if ring.set["second"] != c.kept || ring.set["shop"] != aSecret || (len(beside.Command) > 0) != c.runs {
			t.Errorf("%s: %d characters are in the keyring, the command is %q", name, len(ring.set["second"]), beside.Command)
		}
	}
}

// TestJoined: two notes are told one after the other.
func TestJoined(t *testing.T) {
	for _, c := range [][3]string{{"", "", ""}, {"a", "", "a"}, {"", "b", "b"}, {"a", "b", "a; b"}} {
		if got := joined(c[0], c[1]); got != c[2] {
			t.Errorf("%q", got)
		}
	}
}

// TestKeepTouchesNoOther: a connection that cannot be kept takes no secret along,
// and leaves the one of its namesake.
func TestKeepTouchesNoOther(t *testing.T) {
	ring := &fakeRing{}
	s := at(t.TempDir(), ring)
	mine := connection("shop")
	mine.SecretFrom = SecretKeyring
	_, err := s.Keep(t.Context(), mine, flow.NewSecret(aSecret))
	check(t, err)
	second := connection("shop")
	second.SecretFrom = SecretKeyring
	if _, err := s.Keep(t.Context(), second, flow.NewSecret("another")); !errors.Is(err, ErrExists) ||
		second.SecretFrom != SecretKeyring {
		t.Errorf("%v", err)
	}
	if ring.set["shop"] != aSecret {
		t.Error("the secret of the other connection was replaced")
	}
}

// TestKeepLate: a secret that the keyring saves after edov gave up is deleted again, but not one
// that was saved in the meantime.
func TestKeepLate(t *testing.T) {
	for _, again := range []bool{false, true} {
		ring := &slowRing{fakeRing: fakeRing{}, let: make(chan struct{}), done: make(chan string, 8)}
		dir := t.TempDir()
		s := New(Dirs{Config: dir + "/config", State: dir + "/state"}, Options{Keyring: ring, KeyringLimit: time.Millisecond})
		saved := connection("shop")
		saved.SecretFrom = SecretKeyring
		note, err := s.Keep(t.Context(), saved, flow.NewSecret(aSecret))
		if err != nil || !strings.Contains(note, "timed out") || saved.SecretFrom != SecretAsk {
			t.Fatalf("note %q, %v, from %s", note, err, saved.SecretFrom)
		}
		want := []string{"set", "delete"}
		if again {
			s.turns.Take("shop") // as a second Keep would
			want = want[:1]
		}
		if !again {
			_ = s.DeleteSecret(t.Context(), "shop") // as Forget would; there is nothing yet
			<-ring.done
		}
		close(ring.let)
		for _, w := range want {
			if got := <-ring.done; got != w {
				t.Errorf("again %t: the keyring is asked to %s, want %s", again, got, w)
			}
		}
	}
}

// slowRing saves a secret when it is allowed to, and reports what it did.
type slowRing struct {
	fakeRing
	let  chan struct{}
	done chan string
}

func (r *slowRing) Set(_, user, secret string) error {
	<-r.let
	defer func() { r.done <- "set" }()
	return r.fakeRing.Set("", user, secret)
}

func (r *slowRing) Delete(_, user string) error {
	defer func() { r.done <- "delete" }()
	return r.fakeRing.Delete("", user)
}

// TestForget: the secret goes too, or the note says that it may not have gone.
func TestForget(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		note string
		file string // in place of the connection's
	}{
		{name: "all of it"},
		{name: "it was gone already", err: keyring.ErrNotFound},
		{name: "the keyring is out of reach", err: &KeyringError{KeyringNone}, note: "service edov, user shop"},
		{name: "a file that cannot be read", file: "{"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, ring := t.TempDir(), &fakeRing{}
			s := at(dir, ring)
			saved := connection("shop")
			saved.SecretFrom = SecretKeyring
			_, err := s.Keep(t.Context(), saved, flow.NewSecret(aSecret))
			check(t, err)
			if c.file != "" {
				check(t, os.WriteFile(filepath.Join(dir, "config", "connections", "shop.json"), []byte(c.file), 0o600))
			}
			ring.err = c.err
			note, err := s.Forget(t.Context(), "shop")
			if err != nil || !strings.Contains(note, c.note) || c.note == "" && note != "" {
				t.Errorf("note %q, %v", note, err)
			}
			if list, err := s.List(); err != nil || len(list) != 0 {
				t.Errorf("%d are left, %v", len(list), err)
			}
			if c.err == nil && len(ring.set) != 0 {
				t.Error("the secret is still there")
			}
		})
	}
}

// TestChangedMeanwhile: where another edov changes the connection while the keyring is asked, no secret stays to which
// nothing points, and none is dropped to which the file still points.
func TestChangedMeanwhile(t *testing.T) {
	for _, before := range []SecretSource{SecretAsk, SecretKeyring} {
		dir, ring := t.TempDir(), &watchedRing{}
		s := at(dir, ring)
		ring.look = func() SecretSource { return "" }
		saved := connection("shop")
		saved.SecretFrom = before
		_, err := s.Keep(t.Context(), saved, flow.NewSecret(aSecret))
		check(t, err)
		ring.look = func() SecretSource {
			other, _, err := s.Load("shop")
			check(t, err)
			other.Connection.Tenant = "organizations"
			check(t, s.Save(other))
			if before == SecretKeyring {
				ring.err = &KeyringError{KeyringRefused}
			}
			return ""
		}
		saved.SecretFrom = SecretKeyring
		note, err := s.Keep(t.Context(), saved, flow.NewSecret("Xyz8Q~a.secret_of-the.right-shape_543210"))
		if err != nil || !strings.Contains(note, "another edov changed it") || saved.SecretFrom != before {
			t.Errorf("%s: %q, %v, the value says %s", before, note, err, saved.SecretFrom)
		}
		if kept := ring.set["shop"]; (kept == aSecret) != (before == SecretKeyring) || before == SecretAsk && kept != "" {
			t.Errorf("%s: %d characters are in the keyring", before, len(kept))
		}
	}
}
