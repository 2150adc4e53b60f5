package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/ui/store"
)

// inFolder runs one command line with folders of its own.
func inFolder(dir string, stdout io.Writer, args ...string) (code int, told string) {
	var stderr bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(""), Stdout: stdout, Stderr: &stderr, Version: "test",
		Dirs: store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
	}
	return p.Main(context.Background(), args), stderr.String()
}

// TestNothingToFix: where no problem was found, the reader is not sent to look for one.
func TestNothingToFix(t *testing.T) {
	t.Parallel()
	part := filepath.Join(t.TempDir(), "part.json")
	if err := os.WriteFile(part, []byte(`{"appId":"5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35","displayName":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]struct {
		code int
		told string
	}{
		"app --demo healthy --fix":   {ExitClean, "nothing to fix: no problem found"},
		"app --demo healthy --patch": {ExitClean, "nothing to patch: no problem found"},
		"app ../../testdata/manifest/secret-expired.json --fix": {
			ExitProblems, "nothing to fix; edov app shows what you have to fix by hand",
		},
		"app " + part + " --fix":   {ExitUnfinished, "nothing to fix; not everything was checked"},
		"app " + part + " --patch": {ExitUnfinished, "nothing to patch; not everything was checked"},
	} {
		code, told := inFolder(t.TempDir(), io.Discard, strings.Fields(args)...)
		if code != want.code || !strings.Contains(told, want.told) {
			t.Errorf("edov %s: exit code %d: %s", args, code, told)
		}
	}
}

// TestNoCommandsForTheDemo: commands of az and PowerShell go to Microsoft, where the demo tenant's app is not.
func TestNoCommandsForTheDemo(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"az", "powershell"} {
		for _, args := range []string{"app --demo half-done --fix", "setup --demo", "setup --demo --yes"} {
			var out bytes.Buffer
			code, told := inFolder(t.TempDir(), &out, append(strings.Fields(args), "--format", format)...)
			if code != ExitUsage || out.Len() > 0 || !strings.Contains(told, "the plan is for the demo tenant's app") {
				t.Errorf("edov %s as %s: exit code %d: %s%s", args, format, code, told, out.String())
			}
		}
	}
}

// TestSetupOfTheDemoIsTrue: a plan for the practice says what is so there, and a product without a guide is told.
func TestSetupOfTheDemoIsTrue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var out bytes.Buffer
	code, told := inFolder(dir, &out, "setup", "--demo", "--product", "foo")
	if code != ExitClean || strings.Contains(out.String(), "connections remove") || !strings.Contains(told, `"foo"`) {
		t.Errorf("exit code %d: %s%s", code, told, out.String())
	}
	if code, told := inFolder(dir, io.Discard, "setup", "--demo", "--yes"); code != ExitClean {
		t.Fatalf("exit code %d: %s", code, told)
	}
	if _, told := inFolder(dir, io.Discard, "setup", "--demo"); strings.Contains(told, "at Microsoft") ||
		!strings.Contains(told, "try the client secret at the demo tenant") {
		t.Errorf("it says %s", told)
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("canary of the system") }

// TestNotWritten: whatever a command prints, it says that it could not, in the same words.
func TestNotWritten(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"--help", "-h", "help", "help signin", "signin --help", "completion --help", "completion bash", "completion zsh",
		"completion fish", "completion powershell", "version", "--version", "checks", "demo --list",
	} {
		code, told := inFolder(t.TempDir(), full{}, strings.Fields(args)...)
		if code != ExitUnfinished || told != "edov: the result couldn't be written to standard output\n" {
			t.Errorf("edov %s: exit code %d: %s", args, code, told)
		}
	}
}

// TestNothingDone: a command that has nothing to do says so in JSON too, and flags without effect are refused.
func TestNothingDone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(line string) (int, string) {
		var out bytes.Buffer
		code, told := inFolder(dir, &out, strings.Fields(line)...)
		return code, out.String() + told
	}
	for _, line := range []string{"setup --demo --yes", "secrets rotate --demo --yes"} {
		if code, told := run(line); code != ExitClean {
			t.Fatalf("%s: exit code %d: %s", line, code, told)
		}
	}
	for line, want := range map[string]struct {
		code int
		kind string
	}{
		"secrets rotate --demo --yes --format json":    {ExitClean, "applied"},
		"secrets rotate --demo --finish --format json": {ExitUnfinished, "plan"}, // the old secret still works
	} {
		if code, told := run(line); code != want.code || !strings.Contains(told, `"kind": "edov-`+want.kind+`"`) {
			t.Errorf("%s: exit code %d: %s", line, code, told)
		}
	}
	// What can't be undone has a plan without steps, which is a list.
	code, told := run("secrets rotate --demo --yes --finish --now --format json")
	if code != ExitClean || !strings.Contains(told, `"undoes": true`) || strings.Contains(told, `"steps": null`) {
		t.Errorf("exit code %d: %s", code, told)
	}
	for line, want := range map[string]string{
		"demo --list --share":     "--share has no effect with --list",
		"demo --list --port 8400": "--port has no effect with --list",
		"guide --demo --step 0":   "there is no step 0",
	} {
		if code, told := run(line); code != ExitUsage || !strings.Contains(told, want) {
			t.Errorf("%s: exit code %d: %s", line, code, told)
		}
	}
}
