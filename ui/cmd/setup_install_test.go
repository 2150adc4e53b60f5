package cmd

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow"
)

// TestShowSecret: a secret that is shown on request is shown whole, and the screen that shows it is left in any case.
func TestShowSecret(t *testing.T) {
	const value = "Abc8Q~a.secret_of-the.right-shape_012345"
	var out bytes.Buffer
	p := Program{Stderr: &out}
	given := errors.New("cancelled")
	err := p.showSecret(flow.NewSecret(value), func() error {
		if shown := out.String(); !strings.HasPrefix(shown, alternateScreen) || !strings.Contains(shown, value) {
			t.Errorf("shown is %q", shown)
		}
		return given
	})
	if !errors.Is(err, given) || !strings.HasSuffix(out.String(), normalScreen) {
		t.Errorf("%v; %q", err, out.String())
	}
}

// TestPlaceRefused: a place that doesn't fit the product, or isn't one, is invalid input; one that could not be checked
// is not.
func TestPlaceRefused(t *testing.T) {
	dir := t.TempDir()
	place := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := place(".env", "A=1\n")
	for _, name := range []string{"supabase", ".git"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", "") // no git
	for _, c := range []struct {
		code int
		told string
		args []string
	}{
		{ExitUsage, "no .env variables of Hanko are known", []string{"--product", "hanko", "--env-file", good}},
		{ExitUsage, "--env-file needs --product", []string{"--env-file", good}},
		{ExitUsage, "no .env variables of Clerk are known", []string{"--product", "clerk", "--env-file", good}},
		{ExitUsage, "name it .env", []string{"--product", "authjs", "--env-file", place("a.txt", "")}},
		{ExitUsage, "not NAME=value", []string{"--product", "authjs", "--env-file", place(".env.bad", "A B\n")}},
		{ExitUsage, "not UTF-8", []string{"--product", "authjs", "--env-file", place(".env.bin", "A=\xff\n")}},
		{ExitUsage, "its folder", []string{"--product", "authjs", "--env-file", filepath.Join(dir, "none", ".env")}},
		{ExitUsage, "not Supabase's file", []string{"--product", "supabase", "--supabase-toml", good}},
		{ExitUsage, "no supabase/config.toml", []string{
			"--product", "supabase", "--supabase-toml", filepath.Join(dir, "supabase", "config.toml"),
		}},
		{ExitUnfinished, "not checked whether git tracks it", []string{"--product", "authjs", "--env-file", good}},
	} {
		if c.code == ExitUsage {
			c.args = append(c.args, "--git-unchecked")
		}
		code, told := inFolder(t.TempDir(), io.Discard, append([]string{"setup", "--demo"}, c.args...)...)
		if code != c.code || !strings.Contains(told, c.told) {
			t.Errorf("%v: exit code %d: %s", c.args, code, told)
		}
	}
	// Without the demo too, and before credentials are looked for, of which there are none here.
	code, told := inFolder(t.TempDir(), io.Discard, "setup", "--product", "hanko", "--env-file", good)
	if code != ExitUsage || !strings.Contains(told, "no .env variables of Hanko are known") {
		t.Errorf("exit code %d: %s", code, told)
	}
}
