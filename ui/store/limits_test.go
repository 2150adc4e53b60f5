package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/plan"
	"edov/inspect/report"
)

// TestFileLimits: a file of the largest size, depth and number is read, and one that is larger by one is not.
func TestFileLimits(t *testing.T) {
	state := func(s *Store) error { _, err := s.readState("used", "shop"); return err }
	load := func(s *Store) error { _, _, err := s.Load("shop"); return err }
	const head, tail = `{"schema":1,"scopes":[`, `],"secret_from":"ask","created_at":"2026-11-24T12:00:00Z"}`
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	digits := func(n int) string { return strings.Repeat("1", n) }
	padded := func(text string, n int) string { return text + strings.Repeat(" ", n-len(text)) }
	for _, test := range []struct {
		name, file  string
		read        func(*Store) error
		most, more  string
		wrongAnyway bool // what is within the limits is no connection either
	}{
		{"size of a state", "state/used", state, padded("1", 1<<20), padded("1", 1<<20+1), false},
		{"depth of a state", "state/used", state, nested(32), nested(33), false},
		{"number in a state", "state/used", state, digits(32), digits(33), false},
		{
			"members of a state", "state/used", state,
			"[" + strings.Repeat("1,", 49999) + "1]", "[" + strings.Repeat("1,", 50000) + "1]", false,
		},
		{"size", "config/connections", load, padded(head+tail, 64<<10), padded(head+tail, 64<<10+1), false},
		{
			"members", "config/connections", load, head + strings.Repeat(`"",`, 495) + `""` + tail,
			head + strings.Repeat(`"",`, 496) + `""` + tail, false,
		},
		{"depth", "config/connections", load, head + nested(2) + tail, head + nested(3) + tail, true},
		{"number", "config/connections", load, head + digits(20) + tail, head + digits(21) + tail, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			check(t, os.MkdirAll(filepath.Join(dir, test.file), 0o700))
			for text, fits := range map[string]bool{test.most: true, test.more: false} {
				check(t, os.WriteFile(filepath.Join(dir, test.file, "shop.json"), []byte(text), 0o600))
				err := test.read(at(dir, nil))
				beyond := err != nil && !strings.Contains(err.Error(), "wrong type")
				if beyond == fits || (err != nil) != (!fits || test.wrongAnyway) {
					t.Errorf("%d bytes: %v", len(text), err)
				}
			}
		})
	}
}

// TestSecretLimits: a secret of the largest size is taken from the keyring and from a command, and a longer one or one
// with control characters is not.
func TestSecretLimits(t *testing.T) {
	most := strings.Repeat("x", maxKeyring)
	for text, taken := range map[string]bool{
		most: true, most + "x": false, "a b~": true, "a\x1fb": false, "a\x7fb": false, "a\u0080b": true, "a\uFFFDb": false,
	} {
		s := New(Dirs{}, Options{Keyring: &fakeRing{answer: text}})
		if secret, err := s.Secret(t.Context(), "shop"); (err == nil) != taken || taken && secret.Reveal() != text {
			t.Errorf("%d characters of the keyring: %v", len(text), err)
		}
	}
	for text, taken := range map[string]bool{most: true, most + "x": true, most + "xx": false} { // and a line end
		argv, environ := self(t, "argument", text)
		secret, err := RunCommand(t.Context(), argv, nil, io.Discard, environ)
		if (err == nil) != taken || taken && secret.Reveal() != text {
			t.Errorf("a line of %d bytes: %v", len(text), err)
		}
	}
}

// TestKeyringWords: each way to fail has words of its own, and a context that ends is no refusal.
func TestKeyringWords(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []KeyringKind{KeyringNone, KeyringSilent, KeyringRefused, KeyringTooBig, KeyringNotFound} {
		text := (&KeyringError{kind}).Error()
		if seen[text] || !strings.Contains(text, "keyring") {
			t.Errorf("%s: %q", kind, text)
		}
		seen[text] = true
	}
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	s := New(Dirs{}, Options{Keyring: &fakeRing{hangs: never}, KeyringLimit: time.Hour})
	var k *KeyringError
	if _, err := s.Secret(ended, "shop"); !errors.As(err, &k) || k.Kind != KeyringSilent {
		t.Errorf("cancelled: %v", err)
	}
	if s := New(Dirs{}, Options{KeyringLimit: -1}); s.limit != 3*time.Second || s.now == nil {
		t.Errorf("the limit is %s", s.limit)
	}
}

// TestHasKeyring: the system's keyring is there if it can be reached, and another one always.
func TestHasKeyring(t *testing.T) {
	if !New(Dirs{}, Options{Keyring: &fakeRing{err: errors.New("x")}}).HasKeyring() {
		t.Error("a keyring of another kind is missing")
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("skipped: the keyring of this system needs no bus")
	}
	for _, dir := range []string{t.TempDir(), "", "relative"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		t.Setenv("XDG_RUNTIME_DIR", dir)
		s := New(Dirs{}, Options{})
		if s.HasKeyring() {
			t.Errorf("%q: a keyring without a bus", dir)
		}
		var k *KeyringError
		for name, err := range map[string]error{
			"set":    s.SetSecret(t.Context(), "shop", flow.NewSecret("x")),
			"delete": s.DeleteSecret(t.Context(), "shop"), "ask": s.AskKeyring(t.Context()),
			"keep": s.KeepPrevious(t.Context(), "shop"),
		} {
			if !errors.As(err, &k) || k.Kind != KeyringNone {
				t.Errorf("%s: %v", name, err)
			}
		}
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/none")
		if !s.HasKeyring() {
			t.Errorf("%q: no keyring with a bus", dir)
		}
	}
}

// TestPrevious: the secret before is kept beside the new one until it is dropped, and goes with the connection's.
func TestPrevious(t *testing.T) {
	ring := &fakeRing{}
	s := at(t.TempDir(), ring)
	if err := s.KeepPrevious(t.Context(), "shop"); err == nil || len(ring.set) > 0 {
		t.Errorf("nothing was kept: %v", err)
	}
	saved := connection("shop")
	saved.SecretFrom = SecretKeyring
	for range 2 {
		_, err := s.Keep(t.Context(), saved, flow.NewSecret(aSecret))
		check(t, err)
		check(t, s.KeepPrevious(t.Context(), "shop"))
		if secret, err := s.Previous(t.Context(), "shop"); err != nil || secret.Reveal() != aSecret || len(ring.set) != 2 {
			t.Errorf("%v, %d secrets", err, len(ring.set))
		}
		check(t, s.DropPrevious(t.Context(), "shop"))
		if len(ring.set) != 1 {
			t.Errorf("dropped: %d secrets", len(ring.set))
		}
	}
	check(t, s.KeepPrevious(t.Context(), "shop"))
	check(t, forget(t, s, "shop"))
	if len(ring.set) != 0 {
		t.Errorf("forgotten: %d secrets", len(ring.set))
	}
	ring.set = map[string]string{"shop": aSecret}
	ring.err = &KeyringError{KeyringRefused}
	if s.KeepPrevious(t.Context(), "shop") == nil {
		t.Error("a keyring that refuses has kept it")
	}
}

// descriptors counts those of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("skipped: this system does not list them")
	}
	return len(list)
}

// TestEverythingIsClosed: whatever is done in the folders, no descriptor stays open.
func TestEverythingIsClosed(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would close what was forgotten
	dir := t.TempDir()
	s := at(dir, &fakeRing{answer: aSecret})
	var id, run string
	for _, do := range []struct {
		name string
		do   func() (err error)
	}{
		{"save", func() error { return s.Save(connection("shop")) }},
		{"save twice", func() error { _ = s.Save(connection("shop")); return nil }},
		{"list", func() error { _, err := s.List(); return err }},
		{"load", func() error { _, _, err := s.Load("shop"); return err }},
		{"load none", func() error { _, _, _ = s.Load("none"); return nil }},
		{"progress", func() error { return setAt(s, "here") }},
		{"kept", func() error { _, _, err := s.Kept("shop"); return err }},
		{"touch", func() error { return s.Touch("shop") }},
		{"report", func() (err error) { run, err = s.AddReport("shop", reportOf(t, noon)); return err }},
		{"read a report", func() error { _, err := s.Report("shop", run); return err }},
		{"history", func() error { _, err := s.History("shop"); return err }},
		{"latest", func() error { _, err := s.Latest("shop"); return err }},
		{"practice", func() error { s.BeginPractice().Release(); return s.SetPractice(Practice{}) }},
		{"plan", func() (err error) { id, err = s.BeginPlan(&plan.Plan{}); return err }},
		{"plans", func() error { _, err := s.AppliedPlans(); return err }},
		{"settle", func() error { return s.SettlePlan(id) }},
		{"rotation", func() error { return s.SetRotation(Rotation{ClientID: clientID, NewKeyID: clientID}) }},
		{"read a rotation", func() error { _, err := s.Rotation(clientID); return err }},
		{"end a rotation", func() error { return s.EndRotation(clientID) }},
		{"look", func() error { s.Look(); return nil }},
		{"forget", func() error { return forget(t, s, "shop") }},
		{"clear", func() error { return s.ClearHistory("shop") }},
	} {
		before := descriptors(t)
		check(t, do.do())
		if after := descriptors(t); after != before {
			t.Errorf("%s: %d descriptors, %d before", do.name, after, before)
		}
	}
}

// TestBusy: while another edov writes, nothing is changed, the error says so, and its temporary files stay.
func TestBusy(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	f, err := s.connections()
	check(t, err)
	unlock, err := f.lock(lockLimit)
	check(t, err)
	temp := filepath.Join(f.path, tempPrefix+"1")
	check(t, os.WriteFile(temp, nil, 0o600))
	if _, err := f.lock(time.Millisecond); !errors.Is(err, errBusy) || !strings.Contains(err.Error(), f.path) {
		t.Errorf("locked twice: %v", err)
	}
	if release, ok := f.hold(); ok {
		t.Error("held twice")
	} else {
		release()
	}
	if list, err := s.List(); err != nil || len(list) != 1 || len(temps(t, dir)) != 1 {
		t.Errorf("%d, %v, temporary files %v", len(list), err, temps(t, dir))
	}
	unlock()
	if list, err := s.List(); err != nil || len(list) != 1 || len(temps(t, dir)) != 0 {
		t.Errorf("%d, %v, temporary files %v", len(list), err, temps(t, dir))
	}
	check(t, os.WriteFile(temp, nil, 0o600))
	check(t, s.Save(connection("blog")))
	if left := temps(t, dir); len(left) != 0 {
		t.Errorf("after a change: %v", left)
	}
}

// TestNotesAreToldOnce: what was fixed is told once, also if it happens again.
func TestNotesAreToldOnce(t *testing.T) {
	s := at(t.TempDir(), nil)
	for _, text := range []string{"a", "b", "a"} {
		s.note(text)
	}
	first := fmt.Sprint(s.Notes())
	s.note("b")
	s.note("c")
	if second := fmt.Sprint(s.Notes()); first != "[a b]" || second != "[c]" || len(s.Notes()) != 0 {
		t.Errorf("%s, then %s", first, second)
	}
}

// TestManyReports: a report's ID is free, there are a hundred for a second, and what is no report stays.
func TestManyReports(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	folder := filepath.Join(dir, "state", "history", "shop")
	check(t, os.MkdirAll(folder, 0o700))
	fill := func(n int) {
		for i := range n {
			check(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("20261124T120000Z-%02d.json", i)), []byte("{}"), 0o600))
		}
	}
	check(t, os.WriteFile(filepath.Join(folder, "notes.json"), []byte("{}"), 0o600))
	fill(99)
	if id, err := s.AddReport("shop", reportOf(t, noon)); err != nil || id != "20261124T120000Z-99" {
		t.Errorf("the hundredth is %q, %v", id, err)
	}
	fill(100)
	if id, err := s.AddReport("shop", reportOf(t, noon)); err == nil {
		t.Errorf("the hundred and first is %q", id)
	}
	check(t, s.ClearHistory("shop"))
	fill(keptReports - 1)
	_, err := s.AddReport("shop", reportOf(t, noon.Add(time.Second)))
	check(t, err)
	if left, _ := filepath.Glob(folder + "/2*.json"); len(left) != keptReports {
		t.Errorf("%d reports", len(left))
	}
	if _, err := os.Stat(filepath.Join(folder, "notes.json")); err != nil {
		t.Error(err)
	}
	large := reportOf(t, noon)
	large.Detail = strings.Repeat("x ", maxReport/2)
	if _, err := s.AddReport("shop", large); err == nil || !strings.Contains(err.Error(), "8 MiB") {
		t.Errorf("a large one: %v", err)
	}
}

// TestLatestSignIn: the newest report of a sign-in counts before any newer one of another kind.
func TestLatestSignIn(t *testing.T) {
	s := at(t.TempDir(), nil)
	for i, test := range []struct {
		origin flow.Origin
		want   flow.Origin
		at     int
	}{
		{flow.OriginPasted, flow.OriginPasted, 0},
		{flow.OriginLoaded, flow.OriginLoaded, 1},
		{flow.OriginSignIn, flow.OriginSignIn, 2},
		{flow.OriginPasted, flow.OriginSignIn, 2},
		{flow.OriginSignIn, flow.OriginSignIn, 4},
	} {
		r := reportOf(t, noon.Add(time.Duration(i)*time.Minute))
		r.Origin = test.origin
		_, err := s.AddReport("shop", r)
		check(t, err)
		last, err := s.Latest("shop")
		if err != nil || last.Origin != test.want || !last.JudgedAt.Equal(noon.Add(time.Duration(test.at)*time.Minute)) {
			t.Errorf("%d: %+v, %v", i, last, err)
		}
	}
	runs, err := s.History("shop")
	check(t, err)
	if !runs[0].At.Equal(noon.Add(4*time.Minute)) || !runs[0].TestServer || runs[0].Origin != flow.OriginSignIn {
		t.Errorf("%+v", runs[0])
	}
	if none, err := s.Latest("blog"); none != nil || err != nil {
		t.Errorf("none: %+v, %v", none, err)
	}
	var run Run
	if run.fill(&report.Report{Counts: report.Counts{Errors: 2, Warnings: 3}}); run.TestServer || run.Failed != 5 {
		t.Errorf("%+v", run)
	}
}
