//go:build unix

package cmd

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"edov/flow/demo"
)

// TestStopWhileProgramRuns stops edov while az, or the command for the secret, is
// asked and does not answer.
func TestStopWhileProgramRuns(t *testing.T) {
	dir := t.TempDir()
	begun, held := filepath.Join(dir, "begun"), filepath.Join(dir, "held")
	for _, pipe := range []string{begun, held} {
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hold, err := os.OpenFile(held, os.O_RDWR, 0) // until it is closed, the tool waits
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Close()
	tool := filepath.Join(dir, "az")
	if err := os.WriteFile(tool, []byte("#!/bin/sh\necho > "+begun+"\nexec cat "+held+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+"/bin"+string(os.PathListSeparator)+"/usr/bin")
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, "")
	}
	for _, args := range [][]string{
		{"app", "--live", "--client-id", demo.ClientID},
		{"app", "--live", "--all"},
		{"secrets", "--live", "--all"},
		{"guide", "rotate", "--live", "--client-id", demo.ClientID},
		{"secrets", "../../testdata/manifest/healthy.json", "--secret-command", tool},
		{"signin", "--client-id", demo.ClientID, "--secret-command", tool},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel()
			if f, err := os.Open(begun); err == nil { // which waits for the tool
				_, _ = io.ReadAll(f)
				f.Close()
			}
		}()
		p, stdout, stderr := stopProgram(t, strings.NewReader(""))
		if code := p.Main(ctx, args); code != ExitUnfinished || stdout.Len() > 0 {
			t.Errorf("%q: exit code %d, want %d: %s%s", args, code, ExitUnfinished, stdout, stderr)
		}
		<-ctx.Done()
	}
}
