package cmd

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"edov/flow"
)

const testSecret = "value~of-a-secret-0123456789"

func secretProgram(stdin string) (Program, *bytes.Buffer) {
	stderr := new(bytes.Buffer)
	return Program{Stdin: strings.NewReader(stdin), Stdout: new(bytes.Buffer), Stderr: stderr}, stderr
}

func secretFile(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSecretFromFile: only a small file of the user's own is read, and a line end is left out (security 158).
func TestSecretFromFile(t *testing.T) {
	for _, test := range []struct {
		name, content string
		mode          os.FileMode
		want, refused string
		unix          bool
	}{
		{name: "plain", content: testSecret, mode: 0o600, want: testSecret},
		{name: "line end", content: testSecret + "\n", mode: 0o400, want: testSecret},
		{name: "Windows line end", content: testSecret + "\r\n", mode: 0o600, want: testSecret},
		{name: "only one line end goes", content: testSecret + "\n\n", mode: 0o600, want: testSecret + "\n"},
		{name: "group may read", content: testSecret, mode: 0o640, refused: "other users", unix: true},
		{name: "others may read", content: testSecret, mode: 0o604, refused: "other users", unix: true},
		{name: "too large", content: strings.Repeat("x", maxSecret+1), mode: 0o600, refused: "4 KiB"},
		{name: "binary", content: testSecret + "\x00", mode: 0o600, refused: "binary"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.unix && runtime.GOOS == "windows" {
				t.Skip("Windows has no such modes")
			}
			p, stderr := secretProgram("")
			got, err := p.readSecret(context.Background(), &secretFlags{file: secretFile(t, test.content, test.mode)})
			checkSecret(t, got, err, test.want, test.refused)
			if strings.HasSuffix(test.content, "\n") != strings.Contains(stderr.String(), "line end") {
				t.Errorf("the note on the line end: %q", stderr)
			}
		})
	}
	p, _ := secretProgram("")
	got, err := p.readSecret(context.Background(), &secretFlags{file: t.TempDir()})
	checkSecret(t, got, err, "", "not a regular file")
}

func checkSecret(t *testing.T, got flow.Secret, err error, want, refused string) {
	t.Helper()
	if refused == "" {
		if err != nil || got.Reveal() != want {
			t.Errorf("got %d characters and %v, want %d", len(got.Reveal()), err, len(want))
		}
		return
	}
	var own *exitError
	if !errors.As(err, &own) || own.code != ExitUsage || !strings.Contains(own.what, refused) {
		t.Errorf("got %v, want an error about %q", err, refused)
	}
	if err != nil && strings.Contains(err.Error(), testSecret) {
		t.Error("the error repeats the secret")
	}
}

// The variable is gone afterwards, so that no browser inherits it (security 159, 160).
func TestSecretFromEnv(t *testing.T) {
	t.Setenv("EDOV_TEST_VALUE", testSecret)
	p, _ := secretProgram("")
	got, err := p.readSecret(context.Background(), &secretFlags{env: "EDOV_TEST_VALUE"})
	checkSecret(t, got, err, testSecret, "")
	if _, there := os.LookupEnv("EDOV_TEST_VALUE"); there {
		t.Error("the variable is still set")
	}
	got, err = p.readSecret(context.Background(), &secretFlags{env: "EDOV_TEST_VALUE"})
	checkSecret(t, got, err, "", "EDOV_TEST_VALUE")
	got, err = p.readSecret(context.Background(), &secretFlags{env: testSecret})
	checkSecret(t, got, err, "", "not the name of a variable")
}

func TestSecretFromStdin(t *testing.T) {
	for stdin, refused := range map[string]string{
		testSecret + "\n": "", strings.Repeat("x", maxSecret+1): "4 KiB",
		"a\x00b": "binary",
	} {
		p, _ := secretProgram(stdin)
		got, err := p.readSecret(context.Background(), &secretFlags{stdin: true})
		checkSecret(t, got, err, testSecret, refused)
	}
	p, _ := secretProgram(testSecret)
	got, err := p.readSecret(context.Background(), &secretFlags{stdin: true, env: "NAME"})
	checkSecret(t, got, err, "", "only one place")
}

// blocked is an input on which nothing arrives.
type blocked struct{ ctx context.Context }

func (b blocked) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

// Ctrl+C ends edov also while it waits for standard input.
func TestStdinEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := Program{Stdin: blocked{t.Context()}, Stderr: new(bytes.Buffer)}
	_, err := p.readSecret(ctx, &secretFlags{stdin: true})
	var own *exitError
	if !errors.As(err, &own) || own.code != ExitUnfinished {
		t.Errorf("got %v, want exit code %d", err, ExitUnfinished)
	}
}

func TestSaysYes(t *testing.T) {
	for line, want := range map[string]bool{
		"\n": true, "y\n": true, "YES\r\n": true, " y \n": true,
		"n\n": false, "no\n": false, "n o\n": false, "": false, "y": false, strings.Repeat("y", 300) + "\n": false,
	} {
		in := strings.NewReader(line + "next")
		if line == "" || line == "y" {
			in = strings.NewReader(line)
		}
		if got := saysYes(in); got != want {
			t.Errorf("%q: %t, want %t", line, got, want)
		}
		if len(line) < 256 && strings.HasSuffix(line, "\n") && in.Len() != len("next") {
			t.Errorf("%q: %d characters are left of the next line, want 4", line, in.Len())
		}
	}
}
