package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestReplaceWithoutLinks: on a file system without links, a file that appeared in the meantime
// stays too.
func TestReplaceWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	from, path := filepath.Join(dir, "new"), filepath.Join(dir, "report")
	for _, name := range []string{from, path} {
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := replaceOwn(from, path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an existing file: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != path {
		t.Errorf("the existing file is now %q, %v", data, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := replaceOwn(from, path); err != nil {
		t.Errorf("a new file: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != from {
		t.Errorf("the new file is %q, %v", data, err)
	}
	if err := replaceOwn(from, path+"2"); err == nil {
		t.Error("nothing became a file")
	}
	if _, err := os.Lstat(path + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty file is left: %v", err)
	}
}

func TestReason(t *testing.T) {
	_, err := os.Open(filepath.Join(t.TempDir(), "none"))
	if got := Reason(err); got != "no such file or folder" {
		t.Errorf("it says %q", got)
	}
}
