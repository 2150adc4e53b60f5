package install

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/files"
)

// TestReadOnly: a file or a folder that can't be written is refused when the plan is made, before a secret is added
// that would have no place to go.
func TestReadOnly(t *testing.T) {
	path := envFile(t, authFile)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Skip(err)
	}
	s := Settings{ClientID: anApp, NewSecret: true}
	_, failed := testFile().Env(t.Context(), path, "", s)
	if failed == nil || !strings.Contains(failed.Summary, "read-only") {
		t.Errorf("a read-only file: %v", failed)
	}
	path = envFile(t, authFile)
	folder := filepath.Dir(path)
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	if files.Writable(folder) == nil {
		t.Skip("this user may write everywhere")
	}
	_, failed = testFile().Env(t.Context(), path, "", s)
	if failed == nil || !strings.Contains(failed.Summary, "folder") {
		t.Errorf("a read-only folder: %v", failed)
	}
}
