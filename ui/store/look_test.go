package store

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"edov/inspect/proof"
	"edov/inspect/report"
)

// TestReadingMakesNothing: who only looks finds no folders, and leaves none.
func TestReadingMakesNothing(t *testing.T) {
	dir := t.TempDir()
	s := New(Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}, Options{})
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Errorf("connections %v, %v", list, err)
	}
	if runs, err := s.History("shop"); err != nil || len(runs) != 0 {
		t.Errorf("history %v, %v", runs, err)
	}
	looks := s.Look()
	if len(looks) != 2 || looks[0].Name != "config" || looks[1].Name != "state" || !looks[0].Missing || !looks[1].Missing {
		t.Errorf("looks %+v", looks)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestLook: what is wrong with a folder, and who can look into it.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, mode := range map[string]os.FileMode{"own": 0o700, "open": 0o755, "read-only": 0o500} {
		if err := os.Mkdir(path(name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path("file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path("own"), path("link")); err != nil {
		t.Skip("no links here")
	}
	for name, want := range map[string]Look{
		"own": {}, "open": {Open: true}, "read-only": {Trouble: "read-only"}, "file": {Trouble: "not a folder"},
		"link": {Trouble: "links are not followed"}, "none": {Missing: true},
	} {
		got := New(Dirs{Config: path(name), State: path("own")}, Options{}).Look()[0]
		if got.Missing != want.Missing || got.Open != want.Open || (got.Trouble == "") != (want.Trouble == "") ||
			!strings.Contains(got.Trouble, want.Trouble) || got.Path != path(name) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// TestLookAtMissing: a folder that can't be made is said to be trouble. Nobody keeps root from writing but a disk.
func TestLookAtMissing(t *testing.T) {
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(locked, "a", "b", "edov")
	if got := nearest(deep); got != locked {
		t.Errorf("it would be made in %s", got)
	}
	got := New(Dirs{Config: deep, State: dir}, Options{}).Look()[0]
	if wants := os.Geteuid() != 0 && runtime.GOOS != "windows"; !got.Missing || (got.Trouble != "") != wants {
		t.Errorf("%+v, trouble %t", got, wants)
	}
}

// TestRunWithoutTokens: a report without tokens says nothing of an account, whatever stands in it.
func TestRunWithoutTokens(t *testing.T) {
	r := &report.Report{
		Account: proof.Account{Kind: proof.AccountGuest},
		Email:   proof.EmailVerdict{Verdict: proof.EmailVerified},
	}
	var without, with Run
	without.fill(r)
	r.Tokens = []report.TokenReport{{Kind: "id"}}
	with.fill(r)
	if without.Account != "" || without.Email != "" || with.Account != proof.AccountGuest ||
		with.Email != proof.EmailVerified {
		t.Errorf("without %+v, with %+v", without, with)
	}
}
