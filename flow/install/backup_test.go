package install

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/plan"
)

// TestBackupsAndGit: git offers no backup to be added, whatever rule the file itself has, and an undo finds it.
func TestBackupsAndGit(t *testing.T) {
	for name, c := range map[string]struct{ file, text, rules string }{
		"the file alone": {".env.local", authFile, ".env.local\n"},
		"a pattern":      {".env", authFile, ".env*\n"},
		"no rule":        {".env", authFile, ""},
		"its opposite":   {".env", authFile, ".env\n!.edov-backups\n!*backup*\n"},
		"config.toml": {
			"supabase/config.toml",
			strings.Replace(supabaseFile, "env(SUPABASE_AUTH_EXTERNAL_AZURE_SECRET)", before, 1), ".env\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git := func(argv ...string) string {
				out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, argv...)...).CombinedOutput()
				if err != nil {
					t.Skipf("git: %s", out)
				}
				return string(out)
			}
			git("init", "-q")
			path := filepath.Join(dir, filepath.FromSlash(c.file))
			for to, text := range map[string]string{path: c.text, filepath.Join(dir, ".gitignore"): c.rules} {
				if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, []byte(text), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			shown := git("status", "--porcelain", "--untracked-files=all")
			f := testFile()
			step := envOrTOML(t, f, path)
			r := carryOut(t, planOf(step), f)
			if list := Backups(path); r.Failure() != nil || len(list) != 1 {
				t.Fatalf("%v: %v", r.Failure(), list)
			}
			if now := git("status", "--porcelain", "--untracked-files=all"); now != shown {
				t.Errorf("git shows\n%s", now)
			}
			if carryOut(t, r.Undo, f); read(t, path) != c.text {
				t.Errorf("undone, it is %q", read(t, path))
			}
			if err := RemoveBackup(Backups(path)[0]); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(backupFolderOf(path)); !errors.Is(err, fs.ErrNotExist) {
				t.Error("the empty folder stays")
			}
		})
	}
}

func envOrTOML(t *testing.T, f *File, path string) *plan.Step {
	t.Helper()
	if !isTOML(path) {
		return envStep(t, f, path)
	}
	step, failed := f.TOML(t.Context(), path, Settings{Tenant: tenant})
	if failed != nil {
		t.Fatal(failed.Summary)
	}
	return step
}

// TestBackupBesideTheFile: one that an earlier edov left beside the file is found by the history and by the undo.
func TestBackupBesideTheFile(t *testing.T) {
	f := testFile()
	path := envFile(t, authFile)
	p := planOf(envStep(t, f, path))
	r := carryOut(t, p, f)
	was := Backups(path)[0]
	beside := filepath.Join(filepath.Dir(path), filepath.Base(was))
	if err := os.Rename(was, beside); err != nil {
		t.Fatal(err)
	}
	if list := BackupsOf(p); len(list) != 1 || list[0] != beside {
		t.Errorf("found: %v", list)
	}
	if carryOut(t, r.Undo, f); read(t, path) != authFile {
		t.Errorf("undone, it is %q", read(t, path))
	}
	if err := RemoveBackup(beside); err != nil || len(Backups(path)) > 0 {
		t.Error(err, Backups(path))
	}
}

// TestIgnoresAll: an editor may change the form of the rule, and not what it leaves out.
func TestIgnoresAll(t *testing.T) {
	for rules, want := range map[string]bool{
		"*\n": true, "*\r\n": true, "# edov\n *\n": true, "": false, "*.env\n": false, "*\n!keep\n": false,
	} {
		if ignoresAll(rules) != want {
			t.Errorf("%q: %v", rules, !want)
		}
	}
}

// TestBackupFolderRefused: where a backup could not be kept from git, that is said before a secret is added.
func TestBackupFolderRefused(t *testing.T) {
	for name, prepare := range map[string]func(dir string) error{
		"a file": func(dir string) error { return os.WriteFile(dir, nil, 0o600) },
		"a link": func(dir string) error { return os.Symlink(filepath.Dir(dir), dir) },
		"with another rule": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, ignoreName), []byte("!*\n"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := envFile(t, authFile)
			if err := prepare(backupFolderOf(path)); err != nil {
				t.Skip(err)
			}
			_, failed := testFile().Env(t.Context(), path, "Auth.js", Settings{Tenant: tenant, NewSecret: true})
			if failed == nil || !strings.Contains(failed.Summary, backupFolder) || failed.Hint == "" {
				t.Errorf("it is not refused: %+v", failed)
			}
		})
	}
}
