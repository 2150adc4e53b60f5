//go:build unix

package cmd_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"
	"go.yaml.in/yaml/v3"
)

// action is what the tests need of action.yml.
type action struct {
	Inputs map[string]struct {
		Default string `yaml:"default"`
	} `yaml:"inputs"`
	Runs struct {
		Steps []struct {
			ID  string            `yaml:"id"`
			Run string            `yaml:"run"`
			Env map[string]string `yaml:"env"`
		} `yaml:"steps"`
	} `yaml:"runs"`
}

func decodeYAML(t *testing.T, name string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readPage(t, name)), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// inputOf finds the input that a variable of a step is set from.
var inputOf = regexp.MustCompile(`^\$\{\{ inputs\.([a-z-]+)`)

// runAction runs the step check of action.yml as GitHub's runner does, with nothing in
// the environment that the file does not set. It returns the exit code, what the step
// printed, and what it wrote to the summary and the outputs.
func runAction(t *testing.T, dir string, inputs map[string]string) (code int, printed, summary, outputs string) {
	t.Helper()
	var a action
	decodeYAML(t, "action.yml", &a)
	at := filepath.Join(dir, "runner")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + at, "GITHUB_ACTIONS=true",
		"GITHUB_STEP_SUMMARY=" + filepath.Join(at, "summary"), "GITHUB_OUTPUT=" + filepath.Join(at, "output"),
	}
	script := ""
	for _, step := range a.Runs.Steps {
		if step.ID != "check" {
			continue
		}
		script = step.Run
		for name, value := range step.Env {
			input := inputOf.FindStringSubmatch(value)
			if input == nil {
				t.Fatalf("action.yml: %s is not an input: %s", name, value)
			}
			text, given := inputs[input[1]]
			if !given {
				text = a.Inputs[input[1]].Default
			}
			env = append(env, name+"="+text)
		}
	}
	c := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script)
	c.Dir, c.Env = dir, append(env, clockBegan+"="+os.Getenv(clockBegan))
	out, err := c.CombinedOutput()
	return exitCode(t, err), string(out), readIfThere(at, "summary"), readIfThere(at, "output")
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

func readIfThere(dir, name string) string {
	text, _ := os.ReadFile(filepath.Join(dir, name))
	return string(text)
}

func manifestFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "testdata", "manifest"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAction(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it runs the program from a shell
		t.Skip("a program of its own")
	}
	edov, err := exec.LookPath("edov")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		inputs  map[string]string
		code    int
		prints  string
		summary string
		sarif   int
	}{
		{
			"clean",
			map[string]string{"files": "healthy.json", "product": "Clerk"},
			0, "", "no problem found", 0,
		},
		{
			"problems, at their lines, and SARIF of each file",
			map[string]string{"files": "healthy.json\ndisabled*.json\n", "sarif-folder": "out"},
			1, "::error file=disabled", "disabled", 3,
		},
		{
			"a file that two patterns match",
			map[string]string{"files": "healthy.json\n./healthy*.json\nhealthy.json", "sarif-folder": "out", "product": "Clerk"},
			0, "", "no problem found", 4,
		},
		{"a file that is missing", map[string]string{"files": "healthy.json\nmissing.json"}, 2, "missing.json", "", 0},
		{"a glob without a match", map[string]string{"files": "*.toml"}, 2, "no file matches *.toml", "", 0},
		{"no file", map[string]string{"files": "\n"}, 2, "the input files is empty", "", 0},
		{"another command", map[string]string{"files": "healthy.json", "command": "signin"}, 2, "app or secrets", "", 0},
		{
			"secrets",
			map[string]string{"files": "healthy.json", "command": "secrets", "within": "9999d"},
			1, "::error file=healthy.json,title=edov::a secret", "expire", 0,
		},
		{
			"a file that can't be read",
			map[string]string{"files": "a,b%.json", "sarif-folder": "out"},
			2, "::error file=a%2Cb%25.json,title=edov::\"a%2Cb%25.json\"%3A", "`a?b?.json`\n\nIt was not checked", 0,
		},
		{
			"a file that can't be read, for secrets",
			map[string]string{"files": "a,b%.json", "command": "secrets"},
			2, "::error file=a%2Cb%25.json,title=edov::\"a%2Cb%25.json\"%3A", "`a?b?.json`", 0,
		},
		{
			"not checked",
			map[string]string{"files": "part.json"},
			3, "::error file=part.json,title=edov::not everything could be checked", "`part.json`", 0,
		},
		{
			"inputs that are shell",
			map[string]string{
				"files": "$(touch pwned)\n`touch pwned`; touch pwned", "product": "$(touch pwned)",
			},
			2, "", "", 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := manifestFolder(t)
			for name, text := range map[string]string{
				"a,b%.json": "{", "part.json": `{"appId": "6731de76-14a6-49ae-97bc-6eba6914391e", "displayName": "Part"}`,
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c.inputs["edov"] = edov
			code, printed, summary, outputs := runAction(t, dir, c.inputs)
			if code != c.code || !strings.Contains(printed, c.prints) || !strings.Contains(summary, c.summary) {
				t.Errorf("exit code %d, want %d\n%s\nsummary:\n%s", code, c.code, printed, summary)
			}
			if code < 2 && outputs != "exit-code="+string(rune('0'+c.code))+"\n" {
				t.Errorf("outputs: %q", outputs)
			}
			written, _ := filepath.Glob(filepath.Join(dir, "out", "*.sarif"))
			if n := len(categories(t, written)); len(written) != c.sarif || n != c.sarif {
				t.Errorf("%d SARIF files of %d categories, want %d", len(written), n, c.sarif)
			}
			if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
				t.Error("an input was run as a command")
			}
		})
	}
}

// categories are those under which GitHub holds the runs of SARIF files, of which no two may be the same.
func categories(t *testing.T, paths []string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, path := range paths {
		var log struct {
			Runs []struct{ AutomationDetails struct{ ID string } }
		}
		if data, err := os.ReadFile(path); err != nil || json.Unmarshal(data, &log) != nil {
			t.Fatal(path, err)
		}
		for _, r := range log.Runs {
			all[r.AutomationDetails.ID] = true
		}
	}
	return all
}

// TestPreCommitHook runs the hook as pre-commit does: the entry's words, the arguments
// of the user's configuration, the files.
func TestPreCommitHook(t *testing.T) {
	var hooks []struct {
		ID, Entry, Files string
	}
	decodeYAML(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 {
		t.Fatalf("%d hooks", len(hooks))
	}
	entry, err := shellquote.Split(hooks[0].Entry)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
	}{
		{"clean", []string{"--product", "Clerk", "healthy.json"}, 0},
		{"one of two has problems", []string{"disabled.json", "healthy.json"}, 1},
		{"a wrong flag", []string{"--produkt", "Clerk", "healthy.json"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := exec.Command(entry[0], append(entry[1:len(entry):len(entry)], c.args...)...)
			run.Dir = manifestFolder(t)
			out, err := run.CombinedOutput()
			if code := exitCode(t, err); code != c.code {
				t.Errorf("exit code %d, want %d\n%s", code, c.code, out)
			}
		})
	}
	pattern, err := regexp.Compile(hooks[0].Files)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"infra/entra.json": true, "shop-app-registration.json": true, "entra/readme.json": false,
		"public/manifest.json": false,
	} {
		if pattern.MatchString(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}

// TestPackagesHoldTheSame: CI builds and installs the deb of .nfpm.yaml, so it stands for
// those that goreleaser makes for a release only as long as the contents are the same.
func TestPackagesHoldTheSame(t *testing.T) {
	type content struct{ Src, Dst, Packager string }
	var built struct{ Contents []content }
	var released struct {
		NFPMs []struct{ Contents []content } `yaml:"nfpms"`
	}
	decodeYAML(t, ".nfpm.yaml", &built)
	decodeYAML(t, ".goreleaser.yaml", &released)
	if len(released.NFPMs) != 1 || len(built.Contents) < 5 {
		t.Fatalf("%d packages, %d contents", len(released.NFPMs), len(built.Contents))
	}
	program := content{Src: "bin/edov", Dst: "/usr/bin/edov"} // goreleaser adds it itself
	if want := append([]content{program}, released.NFPMs[0].Contents...); !slices.Equal(built.Contents, want) {
		t.Errorf(".nfpm.yaml has\n%v\n.goreleaser.yaml has\n%v", built.Contents, want)
	}
}

// TestCaskFindsItsFiles: the Homebrew cask names files of the archive by their paths in it, and quotes the description
// with double quotes, so neither a folder around the files nor a quote in the description may stand in its way.
func TestCaskFindsItsFiles(t *testing.T) {
	type file struct{ Src, Dst string }
	var config struct {
		Archives []struct {
			Wrapped bool `yaml:"wrap_in_directory"`
			Files   []file
		}
		Casks []struct {
			Description string
			Manpages    []string
			Completions map[string]string
		} `yaml:"homebrew_casks"`
	}
	decodeYAML(t, ".goreleaser.yaml", &config)
	if len(config.Archives) != 1 || len(config.Casks) != 1 {
		t.Fatalf("%d archives, %d casks", len(config.Archives), len(config.Casks))
	}
	archive, cask := config.Archives[0], config.Casks[0]
	if archive.Wrapped || cask.Description == "" || strings.ContainsAny(cask.Description, "\"\\#") {
		t.Errorf("in a folder: %v; described as %q", archive.Wrapped, cask.Description)
	}
	named := slices.Clone(cask.Manpages)
	for _, path := range cask.Completions {
		named = append(named, path)
	}
	if len(named) < 4 {
		t.Errorf("only %q", named)
	}
	for _, path := range named {
		if !slices.ContainsFunc(archive.Files, func(f file) bool { return f.Dst == filepath.Dir(path) }) {
			t.Errorf("%s is not in the archive", path)
		}
	}
}
