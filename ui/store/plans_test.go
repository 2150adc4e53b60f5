package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/flow/plan"
)

func newStore(t *testing.T, o Options) (s *Store, dir string) {
	t.Helper()
	dir = t.TempDir()
	o.Now = func() time.Time { return noon }
	return New(Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}, o), dir
}

// TestPlansOfASecond: each plan has an ID of its own, and each is read again; what is no plan is not.
func TestPlansOfASecond(t *testing.T) {
	s, dir := newStore(t, Options{})
	seen := map[string]bool{}
	for _, name := range []string{"one", "two", "three"} {
		id, err := s.BeginPlan(&plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: plan.Target{Name: name}})
		if err != nil || seen[id] {
			t.Fatalf("%s: ID %q, %v", name, id, err)
		}
		seen[id] = true
		if a, err := s.AppliedPlan(id); err != nil || a.ID != id || a.Plan == nil || a.Plan.Target.Name != name ||
			!a.Unfinished || !a.At.Equal(noon) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if list, err := s.AppliedPlans(); err != nil || len(list) != 3 {
		t.Errorf("%d plans, %v", len(list), err)
	}
	for id := range seen {
		files, _ := filepath.Glob(filepath.Join(dir, "state", "*", id+".json"))
		if len(files) != 1 {
			t.Fatalf("files %v", files)
		}
		if err := os.WriteFile(files[0], []byte(`{}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AppliedPlan(id); err == nil || !strings.Contains(err.Error(), "not a plan") {
			t.Errorf("an empty document: %v", err)
		}
	}
	if _, err := s.AppliedPlan("../x"); err == nil {
		t.Error("a path is an ID")
	}
}

// TestPlanOverTime: a plan is unfinished until it is ended, and says when it was last written.
func TestPlanOverTime(t *testing.T) {
	dir, now := t.TempDir(), noon
	s := New(Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
		Options{Now: func() time.Time { now = now.Add(time.Minute); return now }})
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema}
	id, err := s.BeginPlan(p)
	check(t, err)
	steps := []plan.StepResult{{ID: "a", Outcome: plan.WasDone}}
	at := noon
	for _, save := range []func() error{
		func() error { return s.SaveSteps(id, p, steps) },
		func() error { return s.EndPlan(id, p, &plan.Result{Steps: steps}) },
	} {
		before, err := s.AppliedPlan(id)
		check(t, err)
		if !before.Unfinished || !before.At.After(at) {
			t.Errorf("unfinished: %t, at %s", before.Unfinished, before.At)
		}
		at = before.At
		check(t, save())
	}
	if a, err := s.AppliedPlan(id); err != nil || a.Unfinished || !a.At.After(at) || len(a.Steps) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestRotationIsKept: a rotation comes back as it was saved, and one that was edited is refused.
func TestRotationIsKept(t *testing.T) {
	s, dir := newStore(t, Options{})
	if r, err := s.Rotation(clientID); r != nil || err != nil {
		t.Errorf("before: %+v, %v", r, err)
	}
	saved := Rotation{
		ClientID: clientID, Name: "Shop", NewKeyID: clientID, OldKeyIDs: []string{clientID}, Added: noon,
		RemoveAfter: noon,
	}
	if err := s.SetRotation(saved); err != nil {
		t.Fatal(err)
	}
	r, err := s.Rotation(clientID)
	if err != nil || r.Name != "Shop" || r.NewKeyID != clientID || len(r.OldKeyIDs) != 1 || !r.RemoveAfter.Equal(noon) {
		t.Errorf("%+v, %v", r, err)
	}
	for range 2 { // the second time, there is none
		if err := s.EndRotation(clientID); err != nil {
			t.Error(err)
		}
		if r, err := s.Rotation(clientID); r != nil || err != nil {
			t.Errorf("ended: %+v, %v", r, err)
		}
	}
	if err := s.SetRotation(saved); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "state", "rotations", clientID+".json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`"schema": 1`, `"schema": 2`},
		{`"new_key_id": "` + clientID, `"new_key_id": "../x`},
		{"{", "["},
		{`"old_key_ids": [` + "\n    \"" + clientID, `"old_key_ids": [` + "\n    \"x"},
	} {
		text := strings.Replace(string(data), edit[0], edit[1], 1)
		if text == string(data) {
			t.Fatalf("%s has no %q", data, edit[0])
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Rotation(clientID); r != nil || err == nil {
			t.Errorf("%q is taken: %+v", edit[1], r)
		}
	}
	for _, id := range []string{"", "x", "../" + clientID} {
		if _, err := s.Rotation(id); err == nil {
			t.Errorf("%q is a client ID", id)
		}
		if s.SetRotation(Rotation{ClientID: id}) == nil {
			t.Errorf("%q is saved", id)
		}
	}
}

// TestAskKeyring: a keyring that has no such secret answers; any other error is one.
func TestAskKeyring(t *testing.T) {
	for name, test := range map[string]struct {
		ring *fakeRing
		fine bool
	}{
		"not found": {&fakeRing{err: &KeyringError{KeyringNotFound}}, true},
		"silent":    {&fakeRing{err: &KeyringError{KeyringSilent}}, false},
		"none":      {&fakeRing{err: &KeyringError{KeyringNone}}, false},
		"other":     {&fakeRing{err: errors.New("x")}, false},
	} {
		s, _ := newStore(t, Options{Keyring: test.ring})
		if err := s.AskKeyring(t.Context()); (err == nil) != test.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}
