package cmd_test

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"edov/flow"
	"edov/flow/demo"
)

// atTerminal lets the next runs have a terminal, at which the answers are typed already.
func (w *mortalWorld) atTerminal(answers ...string) {
	w.t.Helper()
	keyboard, screen, err := pty.Open()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { keyboard.Close(); screen.Close() })
	for _, a := range answers {
		if _, err := keyboard.WriteString(a + "\n"); err != nil {
			w.t.Fatal(err)
		}
	}
	w.stdin = screen
}

// undoPath is the file that undoes the last plan.
func (w *mortalWorld) undoPath() string {
	w.t.Helper()
	list, err := w.openStore().AppliedPlans()
	if err != nil || len(list) == 0 {
		w.t.Fatal(list, err)
	}
	return w.openStore().UndoPath(list[0].ID)
}

// good runs edov, which has to succeed and say some words.
func (w *mortalWorld) good(args []string, says ...string) (out string, log []string) {
	w.t.Helper()
	code, out, log := w.run(args...)
	if code != 0 {
		w.t.Fatalf("%v: exit code %d\n%s", args, code, out)
	}
	for _, words := range says {
		if !strings.Contains(out, words) {
			w.t.Errorf("%v: not said: %s\n%s", args, words, out)
		}
	}
	return out, log
}

// isAsBefore holds the world to one secret, which is saved and in the keyring alone, and to no rotation.
func (w *mortalWorld) isAsBefore(secret string) {
	w.t.Helper()
	r, err := w.openStore().Rotation(demo.ClientID)
	if w.ring["shop"] != secret || len(w.ring) != 1 || len(w.secrets()) != 1 || r != nil || err != nil {
		w.t.Errorf("the old one is saved: %t; %d in the keyring, %d of the app, the rotation is %+v, %v",
			w.ring["shop"] == secret, len(w.ring), len(w.secrets()), r, err)
	}
}

// TestUndoFromFile: the undo of a rotation, by a later edov, brings the secret before back into the keyring, with its
// expiry date, and into the .env file.
func TestUndoFromFile(t *testing.T) {
	mortalAz(t)
	w := shopWorld(t)
	old := w.ring["shop"]
	if err := os.WriteFile(w.envFile(), []byte("AUTH_MICROSOFT_ENTRA_ID_SECRET="+old+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.good([]string{"secrets", "rotate", "--connection", "shop", "--env-file", w.envFile(), "--yes"})
	if w.ring["shop"] == old {
		t.Fatal("the new secret is not saved")
	}
	w.good([]string{"app", "--plan", w.undoPath(), "--yes"}, "connection shop has the secret that it had before")
	w.isAsBefore(old)
	saved, _, err := w.openStore().Load("shop")
	if end := w.server.Setup().App.Secrets[0].End; err != nil || !saved.Connection.SecretExpires.Equal(end) {
		t.Errorf("it expires %s, not %s; %v", saved.Connection.SecretExpires, end, err)
	}
	if data, err := os.ReadFile(w.envFile()); err != nil || !strings.Contains(string(data), old) {
		t.Errorf("the .env file has not the old secret, %v", err)
	}
	w.good([]string{"secrets", "rotate", "--connection", "shop", "--yes"}, "Add a client secret") // it can begin again
}

// TestUndoSupabase: the undo gives Supabase the secret before, which only edov still has.
func TestUndoSupabase(t *testing.T) {
	mortalAz(t)
	w := shopWorld(t)
	old := w.ring["shop"]
	if err := w.server.EnterAtProduct(demo.ClientID, "", flow.NewSecret(old)); err != nil {
		t.Fatal(err)
	}
	t.Setenv(flow.SupabaseTokenName, w.server.Supabase().Token.Reveal())
	atProduct := func() string {
		value, _ := w.server.SecretValue(w.server.Setup().Dashboard.SecretKeyID)
		return value.Reveal()
	}
	w.good([]string{
		"secrets", "rotate", "--connection", "shop", "--supabase-project", w.server.Supabase().Ref, "--yes",
	}, "the new client secret")
	if now := atProduct(); now == old || now != w.ring["shop"] {
		t.Fatal("Supabase has not the new secret")
	}
	w.good([]string{"app", "--plan", w.undoPath(), "--yes"}, "done       Undo: Set the Microsoft sign-in of the Supabase")
	w.isAsBefore(old)
	if atProduct() != old {
		t.Error("Supabase has not the old secret")
	}
}

// TestUndoByHand: without a terminal the undo of what a person entered is not begun; at one, it asks.
func TestUndoByHand(t *testing.T) {
	mortalAz(t)
	w := shopWorld(t)
	old := w.ring["shop"]
	st := w.openStore()
	saved, _, err := st.Load("shop")
	if err != nil {
		t.Fatal(err)
	}
	saved.Connection.Product = "Clerk"
	if err := st.Save(saved); err != nil {
		t.Fatal(err)
	}
	w.atTerminal("y", "n", "y") // carry it out; don't show the secret; it is entered
	w.good([]string{"secrets", "rotate", "--connection", "shop"}, "Is it entered and saved there?")
	undo := w.undoPath()
	w.stdin = nil
	if code, out, log := w.run("app", "--plan", undo, "--yes"); code == 0 || writes(log) > 0 ||
		!strings.Contains(out, "this step needs you") {
		t.Errorf("without a terminal: exit code %d, %v\n%s", code, log, out)
	}
	w.atTerminal("y", "y")
	w.good([]string{"app", "--plan", undo}, "Is what was there before entered and saved again?")
	w.isAsBefore(old)
}

// owner changes the app of the world, as its owner would in the portal.
func (w *mortalWorld) owner(method, below, body string) {
	w.t.Helper()
	_, failure := w.server.Graph().Call(w.t.Context(), w.server.Env(), flow.GraphCall{
		Method: method, Path: "/v1.0/applications/" + w.server.Setup().App.ObjectID + below, Body: []byte(body),
	})
	if failure != nil {
		w.t.Fatal(failure)
	}
}

// TestRotationNamesOld: each secret that the second half of a rotation removes is named before anything is sent, and
// the question says how many there are. A plan that is only shown tries no secret, and a question that is cancelled
// does not say that nothing was sent: the new secret was tried.
func TestRotationNamesOld(t *testing.T) {
	mortalAz(t)
	w := shopWorld(t)
	w.owner(http.MethodPatch, "", `{"signInAudience":"AzureADMultipleOrgs"}`) // which may have more than two secrets
	w.owner(http.MethodPost, "/addPassword",
		`{"passwordCredential":{"displayName":"worker","endDateTime":"2099-01-31T12:00:00Z"}}`)
	first := w.server.Setup().App.Secrets[0]
	rotate := []string{"secrets", "rotate", "--connection", "shop"}
	out, _ := w.good(append(rotate, "--yes", "--overlap", "0"), "this app has 2 older secrets", "worker (",
		"enter the new secret everywhere the old one is used\n")
	if strings.Contains(out, "before 20") {
		t.Errorf("nothing is to wait for:\n%s", out)
	}
	out, log := w.good(append(rotate, "--finish", "--dry-run"),
		"secret: worker (", "…), expiry date 2099-01-31", first.Name+" ("+first.Hint+"…)", first.KeyID, "nothing was changed")
	if slices.ContainsFunc(log, func(r string) bool { return isWrite(r) || strings.HasSuffix(r, "/token") }) {
		t.Errorf("a plan that is only shown: %v\n%s", log, out)
	}
	w.atTerminal()
	ctx, cancel := context.WithCancel(t.Context())
	told := &atQuestion{then: cancel}
	p := w.program(told, func() time.Time { return time.Now().Add(time.Hour) })
	p.Stdin = w.stdin
	if code := p.Main(ctx, append(rotate, "--finish")); code == 0 || strings.Contains(told.String(), "nothing was sent") ||
		!strings.Contains(told.String(), "cancelled; nothing was changed") {
		t.Errorf("cancelled: exit code %d\n%s", code, told)
	}
	w.atTerminal("y")
	w.good(append(rotate, "--finish"), "It removes 2 client secrets: a program that still uses one of them can't sign in")
	if len(w.secrets()) != 1 || len(w.ring) != 1 {
		t.Errorf("%d secrets are left, %d in the keyring", len(w.secrets()), len(w.ring))
	}
}

// atQuestion is output that does something when edov asks.
type atQuestion struct {
	strings.Builder
	then func()
}

func (a *atQuestion) Write(data []byte) (int, error) {
	if strings.Contains(string(data), "[y/N]") {
		a.then()
	}
	return a.Builder.Write(data)
}

// TestShownSetup: a setup of a complete app that is only shown reads, and tries, sends and writes nothing.
func TestShownSetup(t *testing.T) {
	mortalAz(t)
	w := newMortalWorld(t, demo.Practice(), demo.Options{Empty: true})
	args := []string{"setup", "--product", "authjs", "--name", "App", "--accounts", "work"}
	w.good(append(args, "--no-sign-in", "--yes"), "Microsoft accepts the client secret")
	before := filesBelow(t, w.home)
	for _, more := range [][]string{
		nil,
		{"--dry-run"},
		{"--dry-run", "--yes"},
		{"--dry-run", "--calendar", w.home + "/a.ics"},
	} {
		out, log := w.good(append(slices.Clone(args), more...), "edov would try the client secret at Microsoft and sign in")
		if slices.ContainsFunc(log, func(r string) bool { return isWrite(r) || strings.HasSuffix(r, "/token") }) {
			t.Errorf("%v: %v\n%s", more, log, out)
		}
		if after := filesBelow(t, w.home); !maps.EqualFunc(before, after, bytes.Equal) {
			t.Errorf("%v: files were written", more)
		}
	}
}
