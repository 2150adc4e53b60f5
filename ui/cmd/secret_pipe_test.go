//go:build unix

package cmd

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"
)

// TestSecretFileIsNoPipe: a pipe is refused by its name, so that edov does not wait for it (security 158).
func TestSecretFileIsNoPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	p, _ := secretProgram("")
	got, err := p.readSecret(context.Background(), &secretFlags{file: pipe})
	checkSecret(t, got, err, "", "not a regular file")
}
