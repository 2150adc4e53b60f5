package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/ui/provision"
	"edov/ui/store"
)

// killing is a command that is killed at each of its requests, each time in a world of its own.
type killing struct {
	world func(t *testing.T) *mortalWorld
	args  func(w *mortalWorld) []string
	first func(w *mortalWorld) string // the state before, byte for byte
	again func(w *mortalWorld)
}

// TestKilledFix: an edov that is killed while it fixes an app registration.
func TestKilledFix(t *testing.T) {
	scenario, _ := demo.Lookup("half-done")
	args := []string{
		"app", "--live", "--client-id", demo.ClientID, "--product", "Clerk", "--fix", "--yes", "--allow-wider",
	}
	killing{
		world: func(t *testing.T) *mortalWorld { return newMortalWorld(t, scenario, demo.Options{}) },
		args:  func(*mortalWorld) []string { return args },
		first: registered,
		again: func(w *mortalWorld) {
			if code, out, _ := w.run(args...); code != 0 {
				w.t.Errorf("the second run: exit code %d\n%s", code, out)
			}
			if code, out, log := w.run(args...); code != 0 || !strings.Contains(out, "nothing to fix") || writes(log) > 0 {
				w.t.Errorf("the third run: exit code %d, %v\n%s", code, log, out)
			}
		},
	}.test(t)
}

// TestKilledSetup: an edov that is killed while it sets up an app. The second run completes it: there is one app with
// one secret, which is the one that is saved.
func TestKilledSetup(t *testing.T) {
	args := func(w *mortalWorld) []string {
		return []string{
			"setup", "--product", "authjs", "--name", "App", "--accounts", "work", "--product-redirect-uri",
			"https://shop.example.com/api/auth/callback/microsoft-entra-id", "--env-file", w.envFile(), "--no-sign-in", "--yes",
		}
	}
	killing{
		world: func(t *testing.T) *mortalWorld { return newMortalWorld(t, demo.Practice(), demo.Options{Empty: true}) },
		args:  args, first: registered,
		again: func(w *mortalWorld) {
			before := len(w.secrets())
			code, out, _ := w.run(args(w)...)
			if code != 0 {
				w.t.Fatalf("the second run: exit code %d\n%s", code, out)
			}
			w.oneSecret(out, before)
			if code, out, log := w.run(args(w)...); code != 0 || !strings.Contains(out, "nothing to set up") || writes(log) > 0 {
				w.t.Errorf("the third run: exit code %d, %v\n%s", code, log, out)
			}
		},
	}.test(t)
}

// TestKilledRotation: an edov that is killed while it replaces a secret. The second run adds no other one, unless the
// value of the first was lost with the process; in the end there is one secret, which is the one that is saved.
func TestKilledRotation(t *testing.T) {
	args := func(w *mortalWorld) []string {
		return []string{"secrets", "rotate", "--connection", "shop", "--env-file", w.envFile(), "--yes"}
	}
	killing{
		world: shopWorld, args: args, first: registered,
		again: func(w *mortalWorld) {
			before := len(w.secrets())
			code, out, _ := w.run(args(w)...)
			if code != 0 {
				w.t.Fatalf("the second run: exit code %d\n%s", code, out)
			}
			if now := len(w.secrets()); now != 2 || before == 2 && !strings.Contains(out, "is lost") &&
				!strings.Contains(out, "in place") {
				w.t.Errorf("%d secrets became %d:\n%s", before, now, out)
			}
			if code, out, _ := w.run(append(args(w), "--finish", "--now")...); code != 0 {
				w.t.Fatalf("the end: exit code %d\n%s", code, out)
			}
			w.oneSecret("is lost", 2)
			w.backups()
		},
	}.test(t)
}

// shopWorld has an app with one secret, which is saved with the connection shop.
func shopWorld(t *testing.T) *mortalWorld {
	t.Helper()
	scenario, _ := demo.Lookup("healthy")
	w := newMortalWorld(t, scenario, demo.Options{})
	c := w.server.Connection()
	saved := &store.Saved{SecretFrom: store.SecretKeyring, Connection: flow.Connection{
		Name: "shop", Product: "Auth.js", ClientID: c.ClientID, Tenant: "organizations", RedirectURI: c.RedirectURI,
	}}
	if note, err := w.openStore().Keep(t.Context(), saved, c.Secret); note != "" || err != nil {
		t.Fatal(note, err)
	}
	return w
}

// registered is what the tenant has registered, byte for byte.
func registered(w *mortalWorld) string {
	app := w.server.Setup().App
	if app == nil {
		return "none"
	}
	return string(w.server.Registration(app.ObjectID))
}

func writes(log []string) (n int) {
	for _, request := range log {
		if isWrite(request) {
			n++
		}
	}
	return n
}

func (w *mortalWorld) envFile() string { return filepath.Join(w.home, ".env.local") }

// secrets are the Secret IDs of the app.
func (w *mortalWorld) secrets() (ids []string) {
	if app := w.server.Setup().App; app != nil {
		for _, s := range app.Secrets {
			ids = append(ids, s.KeyID)
		}
	}
	return ids
}

// oneSecret holds the app to one secret, which is the one that is saved and that the program reads.
func (w *mortalWorld) oneSecret(out string, before int) {
	w.t.Helper()
	secrets := w.secrets()
	if len(secrets) != 1 {
		w.t.Fatalf("the app has %d secrets:\n%s", len(secrets), out)
	}
	value, _ := w.server.SecretValue(secrets[0])
	if len(w.ring) != 1 {
		w.t.Errorf("the keyring has %d secrets", len(w.ring))
	}
	for _, kept := range w.ring {
		if kept != value.Reveal() {
			w.t.Errorf("the keyring has another secret than the app:\n%s", out)
		}
	}
	data, err := os.ReadFile(w.envFile())
	if err != nil || !bytes.Contains(data, []byte(value.Reveal())) {
		w.t.Errorf("the .env file has another secret than the app: %v\n%s", err, out)
	}
}

// backups holds what is left in the folder beside the .env file to backups that the history names and deletes.
func (w *mortalWorld) backups() {
	w.t.Helper()
	pattern := filepath.Join(filepath.Dir(w.envFile()), ".edov-backups", ".env*.edov-backup-*")
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		w.t.Fatal(list, err)
	}
	for _, path := range list {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			w.t.Errorf("%v: %v", err, info)
		}
	}
	if _, out, _ := w.run("history", "changes", "--format", "json"); strings.Count(out, ".edov-backup-") < len(list) {
		w.t.Errorf("not all of %v are named: %s", list, out)
	}
	code, out, _ := w.run("history", "changes", "--remove-backups", "--yes")
	if left, _ := filepath.Glob(pattern); code != 0 || len(left) > 0 {
		w.t.Errorf("exit code %d, left: %v\n%s", code, left, out)
	}
}

func (k killing) test(t *testing.T) {
	mortalAz(t)
	var log []string
	t.Run("whole", func(t *testing.T) {
		w := k.world(t)
		first := k.first(w)
		var code int
		var out string
		if code, out, log = w.run(k.args(w)...); code != 0 {
			t.Fatalf("exit code %d\n%s", code, out)
		}
		w.truthful()
		w.undone(k, first)
	})
	for at := 1; at <= len(log); at++ {
		for _, after := range []bool{false, true} {
			if after && !isWrite(log[at-1]) || testing.Short() && at%5 != 0 {
				continue
			}
			name := strconv.Itoa(at) + " " + log[at-1]
			if after {
				name += " carried out"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := k.world(t)
				first := k.first(w)
				w.kill(at, after, k.args(w)...)
				w.truthful()
				w.undone(k, first)
			})
			t.Run(name+", again", func(t *testing.T) {
				t.Parallel()
				w := k.world(t)
				w.kill(at, after, k.args(w)...)
				k.again(w)
				if left := w.temps(); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			})
		}
	}
}

// undone carries out the undo file that the killed edov left, and holds the tenant to its first state.
func (w *mortalWorld) undone(k killing, first string) {
	w.t.Helper()
	list, err := w.openStore().AppliedPlans()
	if err != nil || len(list) == 0 {
		if now := k.first(w); now != first {
			w.t.Errorf("changed, and not in the history:\n%s\nwas\n%s", now, first)
		}
		return
	}
	undo, err := w.openStore().Undo(list[0].ID)
	switch {
	case err != nil && k.first(w) == first: // killed before anything was sent
		return
	case err != nil:
		w.t.Fatal(err)
	case len(undo.Steps) == 0:
		// An app whose creation was not answered is named by its outcome, and never deleted by its name.
		if now := k.first(w); now != first && list[0].Steps[0].Outcome != plan.Unsure {
			w.t.Errorf("no undo, and changed:\n%s", now)
		}
		return
	}
	if code, out, _ := w.run("app", "--plan", w.openStore().UndoPath(list[0].ID), "--yes", "--allow-wider"); code != 0 {
		w.t.Errorf("undo: exit code %d\n%s", code, out)
	}
	if now := k.first(w); now != first {
		w.t.Errorf("after the undo:\n%s\nwas\n%s", now, first)
	}
}

// truthful holds the history of changes to what is to be seen at Microsoft Graph.
func (w *mortalWorld) truthful() {
	w.t.Helper()
	st := w.openStore()
	list, err := st.AppliedPlans()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range list {
		if a.Err != nil || len(a.Steps) != 0 && len(a.Steps) != len(a.Plan.Steps) {
			w.t.Fatalf("%v: %+v", a.Err, a.Steps)
		}
		progress := &plan.Progress{Target: a.Plan.Target}
		if undo, err := st.Undo(a.ID); err == nil {
			progress.Target = undo.Target
		}
		dir := provision.AtDemo(w.server, "edov test").Directory()
		for i := range a.Steps {
			s := &a.Plan.Steps[i]
			if s.Service != plan.ServiceGraph {
				continue
			}
			there := s.Action == plan.CreateApp && w.server.Setup().App != nil
			if s.Action != plan.CreateApp && progress.Target.ObjectID != "" {
				state, failure := dir.Look(w.t.Context(), progress, s)
				if failure != nil {
					w.t.Fatal(failure)
				}
				there = state != plan.Pending
			}
			o := a.Steps[i].Outcome
			if o == plan.WasDone && !there || o == plan.NotBegun && there || o == plan.Failed {
				w.t.Errorf("step %s is %s, and there: %v", s.ID, o, there)
			}
		}
	}
	code, out, _ := w.run("history", "changes", "--format", "json")
	if says := strings.Contains(out, "edov was stopped"); code != 0 || len(list) > 0 && list[0].Unfinished != says {
		w.t.Errorf("exit code %d: %s", code, out)
	}
}
