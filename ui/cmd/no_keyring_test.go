//go:build unix

package cmd_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"edov/flow"
	"edov/ui/cmd"
	"edov/ui/store"
)

// noneRing stands for a machine without a keyring.
type noneRing struct{}

func (noneRing) Get(_, _ string) (string, error) {
	return "", &store.KeyringError{Kind: store.KeyringNone}
}
func (noneRing) Set(_, _, _ string) error { return &store.KeyringError{Kind: store.KeyringNone} }
func (noneRing) Delete(_, _ string) error { return &store.KeyringError{Kind: store.KeyringNone} }

// TestNoKeyringAsksNoSecret: a secret that can't be kept is not asked for, also on a terminal.
func TestNoKeyringAsksNoSecret(t *testing.T) {
	outer, terminal, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	defer outer.Close()
	defer terminal.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a question would wait for an answer
	defer cancel()
	dir := t.TempDir()
	var told bytes.Buffer
	p := cmd.Program{
		Stdin: terminal, Stdout: &told, Stderr: &told, Version: "test", Keyring: noneRing{},
		Dirs: store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
		Env:  flow.Env{HTTP: offline{}, Browser: noBrowser},
	}
	p.Env.Getenv = func(string) string { return "" }
	code := p.Main(ctx, []string{"connections", "add", "zed", "--client-id", "6731de76-14a6-49ae-97bc-6eba6914391e"})
	for _, want := range []string{
		"there is no keyring on this machine, so the secret is not asked for now", "--secret-command CMD",
		"saved zed; secret: asked for each time",
	} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("no %q in\n%s", want, &told)
		}
	}
	if code != 0 || strings.Contains(told.String(), "hidden while you type") {
		t.Errorf("exit code %d\n%s", code, &told)
	}
}
