package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"edov/flow/files"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "result")
	write := func(content string, force bool, wantCode int) {
		t.Helper()
		err := writeFile(path, []byte(content), force)
		var own *exitError
		switch {
		case wantCode == ExitClean && err != nil:
			t.Errorf("got %v", err)
		case wantCode != ExitClean && (!errors.As(err, &own) || own.code != wantCode):
			t.Errorf("got %v, want exit code %d", err, wantCode)
		}
	}
	holds := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("the file holds %q (%v), want %q", got, err, want)
		}
	}
	write("one", false, ExitClean)
	holds("one")
	write("two", false, ExitUsage)
	holds("one")
	write("three", true, ExitClean)
	holds("three")
	if info, err := os.Stat(path); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, want the result only (%v)", len(left), err)
	}
}

// A file that appears between the look and the write is not overwritten.
func TestReplaceFileLosesTheRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result")
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := files.Replace(path, []byte("ours"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want %v", err, fs.ErrExist)
	}
	if got, _ := os.ReadFile(path); string(got) != "theirs" {
		t.Errorf("the file holds %q", got)
	}
}

func TestCheckTarget(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip("links cannot be made here")
	}
	for _, test := range []struct {
		path      string
		force, ok bool
	}{
		{filepath.Join(dir, "new"), false, true},
		{file, false, false},
		{file, true, true},
		{link, false, false},
		{link, true, false},
		{dir, true, false},
		{filepath.Join(dir, "no", "folder"), true, false},
		{filepath.Join(file, "below-a-file"), true, false},
	} {
		if err := checkTarget(test.path, test.force); (err == nil) != test.ok {
			t.Errorf("%s, force %t: %v", test.path, test.force, err)
		}
	}
}

// What keeps a file from being written is said in words, for each kind.
func TestWriteFileSaysWhy(t *testing.T) {
	dir := t.TempDir()
	path := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, name := range []string{"file", "read-only"} {
		if err := os.WriteFile(path(name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(path("read-only"), 0o400), os.Mkdir(path("folder"), 0o700),
		os.Symlink(path("file"), path("link"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		path("no", "folder"):              "does not exist",
		path("file", "x"):                 "is a file",
		path("folder"):                    "it is a folder",
		path("link"):                      "it is a link",
		path("read-only"):                 "is read-only",
		path(strings.Repeat("long", 200)): "the name is too long",
	} {
		err := writeFile(name, []byte("x"), true)
		var own *exitError
		if !errors.As(err, &own) || !strings.Contains(own.what, want) || len(own.hints) == 0 {
			t.Errorf("%.80s: %v, want %q", name, err, want)
		}
	}
	if err := writeFile(path("file"), nil, false); !errors.Is(err, errFileExists) ||
		!strings.Contains(err.Error(), "already exists") {
		t.Errorf("an existing file: %v", err)
	}
	for cause, want := range map[error]string{
		fs.ErrPermission: "permission denied", syscall.ENOSPC: "the disk is full", syscall.EROFS: "the disk is read-only",
		errors.New("odd"): "the system refused access",
	} {
		err := notWritten("x", &fs.PathError{Op: "open", Path: "y", Err: cause})
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "open") {
			t.Errorf("%v: %v, want %q", cause, err, want)
		}
	}
}
