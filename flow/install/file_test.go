package install

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/files"
	"edov/flow/plan"
)

// theGraph is a Doer whose step adds the secret that others install.
type theGraph struct{ secret string }

func (g *theGraph) Look(_ context.Context, p *plan.Progress, _ *plan.Step) (plan.State, *flow.Failure) {
	if p.KeyID != "" || p.Undoing {
		return plan.Done, nil
	}
	return plan.Pending, nil
}

func (g *theGraph) Do(_ context.Context, p *plan.Progress, _ *plan.Step) *flow.Failure {
	p.Secret, p.KeyID = flow.NewSecret(g.secret), tenant
	return nil
}

// planOf is a plan that adds a secret and installs it.
func planOf(steps ...*plan.Step) *plan.Plan {
	p := &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema,
		Target: plan.Target{Name: "App", ObjectID: tenant, AppID: anApp, Tenant: tenant},
		Steps: []plan.Step{{
			ID: "new-secret", Service: plan.ServiceGraph, Action: plan.AddSecret, Title: "Add", Changes: []plan.Change{{
				Path: "passwordCredential", Before: null, After: []byte(`{"displayName":"x","endDateTime":"2027-01-31T00:00:00Z"}`),
			}},
		}},
	}
	for _, s := range steps {
		p.Steps = append(p.Steps, *s)
	}
	return p
}

// carryOut runs a plan with the Doers of this package, and holds what is left of it to be without a secret.
func carryOut(t *testing.T, p *plan.Plan, doers ...plan.Doer) *plan.Result {
	t.Helper()
	o := plan.Options{
		Doers: map[plan.Service]plan.Doer{plan.ServiceGraph: &theGraph{canary}},
		Now:   func() time.Time { return time.Unix(1e9, 0) },
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	for _, d := range doers {
		switch d.(type) {
		case *File:
			o.Doers[plan.ServiceFile] = d
		case *Clerk:
			o.Doers[plan.ServiceClerk] = d
		case *Supabase:
			o.Doers[plan.ServiceSupabase] = d
		case *User:
			o.Doers[plan.ServiceUser] = d
		}
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	r := plan.Run(t.Context(), p, o)
	for _, v := range []any{p, r, r.Undo} {
		data, err := json.Marshal(v)
		if err != nil || bytes.Contains(data, []byte("Canary")) || bytes.Contains(data, []byte("Before_Before")) {
			t.Errorf("a secret is in it: %s %v", data, err)
		}
	}
	return r
}

func outcomes(r *plan.Result) string {
	var list []string
	for _, s := range r.Steps {
		list = append(list, string(s.Outcome))
	}
	return strings.Join(list, " ")
}

const authFile = "# mine\r\nAUTH_SECRET=\"keep\"\r\nAUTH_MICROSOFT_ENTRA_ID_SECRET=\"" + before + "\" # old\r\n"

// envFile writes an .env file and returns its path.
func envFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".env.local")
	if text != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data)
}

func testFile() *File { return &File{Now: func() time.Time { return time.Unix(1e9, 0) }} }

func envStep(t *testing.T, f *File, path string) *plan.Step {
	t.Helper()
	step, failed := f.Env(t.Context(), path, "Auth.js", Settings{Tenant: tenant, NewSecret: true})
	if failed != nil {
		t.Fatal(failed.Summary)
	}
	return step
}

// TestEnvFile: the secret comes into the file and nowhere else; a second run finds it done; the undo brings the file
// back, byte for byte.
func TestEnvFile(t *testing.T) {
	f := testFile()
	path := envFile(t, authFile)
	p := planOf(envStep(t, f, path))
	r := carryOut(t, p, f)
	if got := outcomes(r); got != "done done" {
		t.Fatal(got, r.Failure())
	}
	const written = "# mine\r\nAUTH_SECRET=\"keep\"\r\nAUTH_MICROSOFT_ENTRA_ID_SECRET=\"" + canary + "\" # old\r\n\r\n" +
		"# Sign in with Microsoft\r\nAUTH_MICROSOFT_ENTRA_ID_ID=" + anApp + "\r\n" +
		"AUTH_MICROSOFT_ENTRA_ID_ISSUER=https://login.microsoftonline.com/" + tenant + "/v2.0\r\n"
	if got := read(t, path); got != written {
		t.Errorf("it is\n%s", got)
	}
	for _, name := range append(Backups(path), path) {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	f.Secret = flow.NewSecret(canary)
	if got := outcomes(carryOut(t, planOf(&p.Steps[1]), f)); got != "done already" {
		t.Error("a second run:", got)
	}
	step, failed := f.Env(t.Context(), path, "Auth.js", Settings{ClientID: anApp, Tenant: tenant})
	if step != nil || failed != nil {
		t.Errorf("a second plan: %+v %v", step, failed)
	}
	for range 2 {
		undone := carryOut(t, r.Undo, f)
		if got := read(t, path); got != authFile || undone.Failure() != nil && undone.Steps[0].Failure != nil {
			t.Errorf("undone, it is %q: %v", got, undone.Failure())
		}
	}
}

// TestNewEnvFile: a file that was not there is made, and removed by the undo, unless it was edited meanwhile.
func TestNewEnvFile(t *testing.T) {
	f := testFile()
	path := envFile(t, "")
	p := planOf(envStep(t, f, path))
	r := carryOut(t, p, f)
	wrote := read(t, path)
	if !strings.Contains(wrote, canary) || r.Failure() != nil {
		t.Fatal(wrote, r.Failure())
	}
	if err := os.WriteFile(path, []byte(wrote+"MINE=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := carryOut(t, r.Undo, f); got.Steps[0].Failure == nil || read(t, path) != wrote+"MINE=1\n" {
		t.Errorf("an edited file is removed: %s", outcomes(got))
	}
	if err := os.WriteFile(path, []byte(wrote), 0o600); err != nil {
		t.Fatal(err)
	}
	got := carryOut(t, r.Undo, f)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || got.Steps[0].Outcome != plan.WasDone {
		t.Errorf("it is still there: %s %v", outcomes(got), got.Failure())
	}
}

// TestUnknownProduct: where nothing says which product an .env file is for, the variables that hold the app's client ID
// are set. Others would leave the old secret where the program reads it.
func TestUnknownProduct(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"AUTH_MICROSOFT_ENTRA_ID_ID=" + anApp + "\nAUTH_MICROSOFT_ENTRA_ID_SECRET=old\n", "AUTH_MICROSOFT_ENTRA_ID_SECRET"},
		{"AZURE_AD_CLIENT_ID=\"" + strings.ToUpper(anApp) + "\"\n", "AZURE_AD_CLIENT_SECRET"},
		{"AUTH_MICROSOFT_ENTRA_ID_ID=" + tenant + "\n", "AZURE_CLIENT_SECRET"}, // another app
		{"", "AZURE_CLIENT_SECRET"},
	} {
		step, failed := testFile().Env(t.Context(), envFile(t, c.text), "", Settings{ClientID: anApp, NewSecret: true})
		if failed != nil {
			t.Fatal(failed.Summary)
		}
		var secrets []string
		for _, change := range step.Changes {
			if is(change.After, newSecret) {
				secrets = append(secrets, change.Path)
			}
		}
		if len(secrets) != 1 || secrets[0] != c.want {
			t.Errorf("%q: %v is set, not %s", c.text, secrets, c.want)
		}
	}
}

// TestTwoInstalls: an undo leads back from its own step, not from one before it, however often it runs.
func TestTwoInstalls(t *testing.T) {
	f := testFile()
	path := envFile(t, authFile)
	carryOut(t, planOf(envStep(t, f, path)), f)
	first := read(t, path)
	f.Now = func() time.Time { return time.Unix(2e9, 0) }
	step, failed := f.Env(t.Context(), path, "Auth.js", Settings{ClientID: anApp, Tenant: "common"})
	if failed != nil || len(step.Changes) != 2 {
		t.Fatal(step, failed)
	}
	r := carryOut(t, planOf(step), f)
	for range 2 {
		if carryOut(t, r.Undo, f); read(t, path) != first {
			t.Errorf("it is %q", read(t, path))
		}
	}
}

// TestFailuresAtEachWrite: a write that fails leaves the file as it was, says so, and the next run does it.
func TestFailuresAtEachWrite(t *testing.T) {
	for n := 1; n <= 2; n++ {
		f := testFile()
		path := envFile(t, authFile)
		p := planOf(envStep(t, f, path))
		calls := 0
		f.write = func(to string, data []byte, overwrite bool) error {
			if calls++; calls == n {
				return fs.ErrPermission
			}
			return files.Replace(to, data, overwrite)
		}
		r := carryOut(t, p, f)
		if got := outcomes(r); got != "done failed" || read(t, path) != authFile || len(r.Undo.Steps) != 1 {
			t.Errorf("write %d: %s: %q, %d to undo", n, got, read(t, path), len(r.Undo.Steps))
		}
		f.write = nil
		if again := carryOut(t, p, f); again.Failure() != nil || !strings.Contains(read(t, path), canary) {
			t.Errorf("write %d, again: %v", n, again.Failure())
		}
	}
	f := testFile()
	path := envFile(t, authFile)
	p := planOf(envStep(t, f, path))
	f.write = func(to string, data []byte, overwrite bool) error { // somebody edits it while the backup is written
		if strings.Contains(to, backupPart) {
			_ = os.WriteFile(path, []byte("MINE=1\n"), 0o600)
		}
		return files.Replace(to, data, overwrite)
	}
	if r := carryOut(t, p, f); outcomes(r) != "done failed" || read(t, path) != "MINE=1\n" {
		t.Errorf("%s: %q", outcomes(r), read(t, path))
	}
}

// TestRefusedFiles: what is not the user's own, plain, untracked file is not written.
func TestRefusedFiles(t *testing.T) {
	git := func(t *testing.T, dir string, argv ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, argv...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git: %s", out)
		}
	}
	holds := func(data []byte) func(*testing.T, string, *File) {
		return func(_ *testing.T, path string, _ *File) { _ = os.WriteFile(path, data, 0o600) }
	}
	for name, prepare := range map[string]func(t *testing.T, path string, f *File){
		"a link": func(t *testing.T, path string, _ *File) {
			_ = os.Rename(path, path+".real")
			if err := os.Symlink(path+".real", path); err != nil {
				t.Skip(err)
			}
		},
		"a folder":           func(_ *testing.T, path string, _ *File) { _ = os.Remove(path); _ = os.Mkdir(path, 0o700) },
		"of another user":    func(_ *testing.T, _ string, f *File) { f.owned = func(fs.FileInfo) bool { return false } },
		"UTF-16":             holds([]byte("\xff\xfeA\x00")),
		"with NUL":           holds([]byte("A=\x00")),
		"too large":          holds(make([]byte, maxFile+1)),
		"not NAME=value":     holds([]byte("secret\n")),
		"in no folder":       func(_ *testing.T, path string, _ *File) { _ = os.RemoveAll(filepath.Dir(path)) },
		"changed since then": holds(nil),
		"tracked": func(t *testing.T, path string, _ *File) {
			git(t, filepath.Dir(path), "init", "-q")
			git(t, filepath.Dir(path), "add", "-f", path)
		},
		"perhaps tracked": func(t *testing.T, path string, _ *File) {
			_ = os.Mkdir(filepath.Join(filepath.Dir(path), ".git"), 0o700)
			t.Setenv("PATH", t.TempDir())
		},
		"in a broken repository": func(_ *testing.T, path string, _ *File) {
			_ = os.Mkdir(filepath.Join(filepath.Dir(path), ".git"), 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := testFile()
			path := envFile(t, authFile)
			p := planOf(envStep(t, f, path))
			prepare(t, path, f)
			r := carryOut(t, p, f)
			if got := outcomes(r); got != "done failed" {
				t.Errorf("%s: %v", got, r.Failure())
			}
			if strings.Contains(read2(path), canary) || len(Backups(path)) > 0 {
				t.Error("it was written")
			}
		})
	}
}

func read2(path string) string { data, _ := os.ReadFile(path); return string(data) }

// TestGit: no program of the repository is run, and a file that git does not ignore is told.
func TestGit(t *testing.T) {
	path := envFile(t, authFile)
	dir := filepath.Dir(path)
	if out, err := exec.CommandContext(t.Context(), "git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Skipf("git: %s", out)
	}
	spy := filepath.Join(dir, "spy")
	script := "#!/bin/sh\ntouch " + spy + ".ran\n"
	if err := os.WriteFile(spy, []byte(script), 0o700); err != nil { // it has to be runnable
		t.Fatal(err)
	}
	config := "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = " + spy + "\n\thooksPath = " + dir + "\n"
	if err := os.WriteFile(filepath.Join(dir, ".git", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_DIR", t.TempDir())
	f := testFile()
	if s := envStep(t, f, path); !strings.Contains(s.Proof, ".gitignore") {
		t.Error("git would add it:", s.Proof)
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(".env*\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := envStep(t, f, path); strings.Contains(s.Proof, ".gitignore") {
		t.Error("git ignores it:", s.Proof)
	}
	if _, err := os.Stat(spy + ".ran"); err == nil {
		t.Error("git ran a program of the repository")
	}
	t.Setenv("PATH", t.TempDir())
	_, failed := f.Env(t.Context(), path, "Auth.js", Settings{})
	if failed == nil || !strings.Contains(failed.Summary, "not checked") {
		t.Errorf("without git: %+v", failed)
	}
	f.Unchecked = true
	if _, failed := f.Env(t.Context(), path, "Auth.js", Settings{}); failed != nil {
		t.Errorf("the user said so: %+v", failed)
	}
}

// TestSupabaseConfig: config.toml refers to the secret, keeps its mode, and comes back.
func TestSupabaseConfig(t *testing.T) {
	f := testFile()
	path := filepath.Join(t.TempDir(), "supabase", "config.toml")
	literal := strings.Replace(supabaseFile, "env(SUPABASE_AUTH_EXTERNAL_AZURE_SECRET)", before, 1)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(literal), 0o644); err != nil { // as Supabase makes it
		t.Fatal(err)
	}
	step, failed := f.TOML(t.Context(), path, Settings{Tenant: tenant})
	if failed != nil || len(step.Changes) != 5 {
		t.Fatalf("%+v %v", step, failed)
	}
	r := carryOut(t, planOf(step), f)
	got := read(t, path)
	if r.Failure() != nil || !strings.Contains(got, `secret = "env(SUPABASE_AUTH_EXTERNAL_AZURE_SECRET)"`) ||
		!strings.Contains(got, `url = "https://login.microsoftonline.com/`+tenant+`"`) || strings.Contains(got, before) {
		t.Errorf("%v\n%s", r.Failure(), got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 && runtime.GOOS != "windows" {
		t.Error(info.Mode(), err)
	}
	if step, failed := f.TOML(t.Context(), path, Settings{ClientID: anApp, Tenant: tenant}); step != nil || failed != nil {
		t.Errorf("a second plan: %+v %v", step, failed)
	}
	if undone := carryOut(t, r.Undo, f); read(t, path) != literal {
		t.Errorf("%v\n%s", undone.Failure(), read(t, path))
	}
}
