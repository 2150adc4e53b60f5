//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() {
	helpers["saver"] = saver
	helpers["umask"] = func() int {
		syscall.Umask(0)
		if at(os.Getenv("DIR"), nil).Save(connection("shop")) != nil {
			return 1
		}
		return 0
	}
	helpers["full"] = full
}

// saver saves endlessly, and says so before each time.
func saver() int {
	s := at(os.Getenv("DIR"), nil)
	for n := 0; ; n++ {
		fmt.Println(n)
		saved, _, err := s.Load("shop")
		if err != nil {
			return 1
		}
		saved.Connection.Scopes = []string{strings.Repeat("x", n%5000)}
		if s.Save(saved) != nil || setAt(s, strings.Repeat("y", n%5000)) != nil {
			return 1
		}
		if _, err := s.AddReport("shop", report2()); err != nil && !strings.Contains(err.Error(), "of this second") {
			return 1
		}
	}
}

// full saves where no file may grow beyond a few bytes, as on a full disk.
func full() int {
	limit := syscall.Rlimit{Cur: 16, Max: 16}
	if syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) != nil {
		return 2
	}
	s := at(os.Getenv("DIR"), nil)
	saved, _, err := s.Load("shop")
	if err != nil {
		return 3
	}
	saved.Connection.Tenant = "organizations"
	if s.Save(saved) == nil {
		return 4
	}
	return 0
}

// TestKilledWhileSaving (security 146): kill -9 at any moment leaves the
// old content or the new, the next start leaves no temporary file, and the lock
// is free.
func TestKilledWhileSaving(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	for i := range 40 {
		argv, environ := self(t, "saver")
		cmd := exec.Command(argv[0])
		cmd.Env = append(environ, "DIR="+dir)
		out, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for range 1 + i%7 {
			lines.Scan()
		}
		check(t, cmd.Process.Kill())
		_ = cmd.Wait() // killed
		list, err := s.List()
		if err != nil || len(list) != 1 || list[0].Err != nil {
			t.Fatalf("after kill %d: %+v, %v", i, list, err)
		}
		if _, err := s.Progress("shop"); err != nil {
			t.Fatalf("after kill %d: %v", i, err)
		}
		runs, err := s.History("shop")
		check(t, err)
		for _, r := range runs {
			if r.Err != nil {
				t.Fatalf("after kill %d: %v", i, r.Err)
			}
		}
		check(t, s.Save(list[0].Saved)) // the lock is free
		check(t, setAt(s, "here"))
		if left := temps(t, dir); len(left) > 0 {
			t.Fatalf("after kill %d: left behind %v", i, left)
		}
	}
}

// TestFullDisk (security 146): the old file stays whole.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	argv, environ := self(t, "full")
	cmd := exec.Command(argv[0])
	cmd.Env = append(environ, "DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, _, err := s.Load("shop")
	if err != nil || saved.Connection.Tenant != "common" {
		t.Errorf("%+v, %v", saved, err)
	}
	if left := temps(t, dir); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}

// TestUmask (security 147): the modes do not depend on it.
func TestUmask(t *testing.T) {
	dir := t.TempDir()
	argv, environ := self(t, "umask")
	cmd := exec.Command(argv[0])
	cmd.Env = append(environ, "DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	check(t, filepath.WalkDir(filepath.Join(dir, "config"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	}))
}

// TestModes (security 144): what others can read is narrowed, what they
// can write is refused.
func TestModes(t *testing.T) {
	for _, c := range []struct {
		name         string
		file, folder fs.FileMode
		refused      bool
	}{
		{"readable", 0o644, 0o700, false},
		{"writable by the group", 0o620, 0o700, true},
		{"writable by others", 0o602, 0o700, true},
		{"open folder", 0o600, 0o777, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := at(dir, nil)
			check(t, s.Save(connection("shop")))
			folder := filepath.Join(dir, "config", "connections")
			file := filepath.Join(folder, "shop.json")
			check(t, os.Chmod(file, c.file))
			check(t, os.Chmod(folder, c.folder))
			_, note, err := s.Load("shop")
			if (err != nil) != c.refused {
				t.Fatalf("%v", err)
			}
			if c.refused {
				return
			}
			if (note != "") != (c.file != 0o600) {
				t.Errorf("the note is %q", note)
			}
			if notes := s.Notes(); (len(notes) == 1 && strings.Contains(notes[0], folder)) != (c.folder != 0o700) {
				t.Errorf("the notes are %q", notes)
			}
			for path, want := range map[string]fs.FileMode{file: 0o600, folder: 0o700} {
				if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
					t.Errorf("%s has mode %o, %v", path, info.Mode().Perm(), err)
				}
			}
		})
	}
}

// TestForeignOwner (security 144).
func TestForeignOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("skipped: only root can give a file away")
	}
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	file := filepath.Join(dir, "config", "connections", "shop.json")
	check(t, os.Chown(file, 65534, 65534))
	if _, _, err := s.Load("shop"); err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("%v", err)
	}
	check(t, os.Chown(filepath.Dir(file), 65534, 65534))
	if _, err := s.List(); err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("%v", err)
	}
}

// TestLinks (security 145): none is followed, and what it leads to stays
// as it was.
func TestLinks(t *testing.T) {
	for _, where := range []string{
		"config", "config/connections", "config/connections/shop.json",
		"config/connections/.lock",
	} {
		for _, to := range []string{"file", "folder", "nothing"} {
			t.Run(where+" to "+to, func(t *testing.T) {
				dir, other := t.TempDir(), t.TempDir()
				s := at(dir, nil)
				check(t, s.Save(connection("shop")))
				saved, _, err := s.Load("shop")
				check(t, err)
				target := filepath.Join(other, to)
				switch to {
				case "file":
					check(t, os.WriteFile(target, []byte("precious"), 0o600))
				case "folder":
					check(t, os.Mkdir(target, 0o700))
				}
				path := filepath.Join(dir, where)
				check(t, os.RemoveAll(path))
				check(t, os.Symlink(target, path))
				if err := s.Save(saved); err == nil {
					t.Error("saved through a link")
				}
				if !strings.HasSuffix(where, lockName) {
					if _, _, err := s.Load("shop"); err == nil {
						t.Error("read through a link")
					}
				}
				untouched(t, other, to)
			})
		}
	}
}

func untouched(t *testing.T, other, to string) {
	t.Helper()
	var found []string
	check(t, filepath.WalkDir(other, func(path string, d fs.DirEntry, err error) error {
		if path != other {
			found = append(found, d.Name())
		}
		return err
	}))
	want := to
	if to == "nothing" {
		want = ""
	}
	if strings.Join(found, " ") != want {
		t.Errorf("the target's folder holds %q", found)
	}
	if data, err := os.ReadFile(filepath.Join(other, "file")); to == "file" && (err != nil || string(data) != "precious") {
		t.Errorf("the target is %q, %v", data, err)
	}
}

// TestStateLinks: the same for progress and history (security 145).
func TestStateLinks(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	s := at(dir, nil)
	check(t, os.Mkdir(filepath.Join(dir, "state"), 0o700))
	for _, kind := range []string{"progress", "history"} {
		check(t, os.Symlink(other, filepath.Join(dir, "state", kind)))
	}
	if setAt(s, "here") == nil {
		t.Error("the progress went through a link")
	}
	if _, err := s.AddReport("shop", reportOf(t, noon)); err == nil {
		t.Error("the report went through a link")
	}
	if left, err := os.ReadDir(other); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestReadOnly (security 146, 170): a folder that cannot be written is a clear
// error.
func TestReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("skipped: root may write anywhere")
	}
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("shop")))
	folder := filepath.Join(dir, "config", "connections")
	check(t, os.Chmod(folder, 0o500))
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	if err := s.Save(connection("blog")); err == nil || errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v", err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 {
		t.Errorf("%d, %v", len(list), err)
	}
}
