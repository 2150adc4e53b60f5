package workspace

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestInFolder: a file that was named without its folder is found by what was said of it.
func TestInFolder(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if got := inFolder("guide.md"); !strings.Contains(got, filepath.Base(dir)) {
		t.Errorf("%q does not name %s", got, dir)
	}
	if got := inFolder(filepath.Join("sub", "guide.md")); !strings.Contains(got,
		filepath.Join(filepath.Base(dir), "sub")) {
		t.Errorf("%q does not name the folder below %s", got, dir)
	}
	if got := inFolder(filepath.Join(dir, "guide.md")); got != "" {
		t.Errorf("%q repeats the folder", got)
	}
}
