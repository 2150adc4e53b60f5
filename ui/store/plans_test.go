package store

import (
	"errors"
	"fmt"
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

// TestManyPlans: there are a hundred plans for a second, and of the oldest ones nothing stays, not even the undo.
func TestManyPlans(t *testing.T) {
	s, dir := newStore(t, Options{})
	folder := filepath.Join(dir, "state", "plans")
	check(t, os.MkdirAll(folder, 0o700))
	fill := func(day, n int) {
		for i := range n {
			name := fmt.Sprintf("202611%02dT120000Z-%02d", day, i)
			check(t, os.WriteFile(filepath.Join(folder, name+".json"), []byte("{}"), 0o600))
			check(t, os.WriteFile(filepath.Join(folder, name+undoSuffix+".json"), []byte("{}"), 0o600))
		}
	}
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema}
	fill(24, 99)
	if id, err := s.BeginPlan(p); err != nil || id != "20261124T120000Z-99" {
		t.Errorf("the hundredth is %q, %v", id, err)
	}
	if id, err := s.BeginPlan(p); err == nil {
		t.Errorf("the hundred and first is %q", id)
	}
	fill(1, 100)
	check(t, os.Remove(filepath.Join(folder, "20261124T120000Z-99.json")))
	_, err := s.BeginPlan(p) // with the 199 that are there, as many as are kept
	check(t, err)
	if list, err := s.AppliedPlans(); err != nil || len(list) != keptPlans || list[0].ID != "20261124T120000Z-99" {
		t.Errorf("%d plans, %v", len(list), err)
	}
	check(t, os.Remove(filepath.Join(folder, "20261124T120000Z-50.json")))
	fill(2, 1)
	_, err = s.BeginPlan(p)
	check(t, err)
	if _, err := os.Stat(filepath.Join(folder, "20261101T120000Z-00.undo.json")); !os.IsNotExist(err) {
		t.Errorf("the undo of the oldest: %v", err)
	}
	if list, err := s.AppliedPlans(); err != nil || len(list) != keptPlans || list[len(list)-1].ID[:8] != "20261101" ||
		list[len(list)-1].ID != "20261101T120000Z-01" {
		t.Errorf("%d plans, %v", len(list), err)
	}
}

// TestUndoIsKept: the way back is read again as it was saved, in place of the one before, and settling a plan changes
// nothing else of it.
func TestUndoIsKept(t *testing.T) {
	s, _ := newStore(t, Options{})
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: plan.Target{Name: "Shop"}}
	id, err := s.BeginPlan(p)
	check(t, err)
	for _, name := range []string{"one", "two"} {
		undo := *p
		undo.Undoes, undo.Target.Name = true, name
		check(t, s.SaveUndo(id, &undo))
		if got, err := s.Undo(id); err != nil || !got.Undoes || got.Target.Name != name {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := os.Stat(s.UndoPath(id)); err != nil {
			t.Error(err)
		}
	}
	check(t, s.SettlePlan(id))
	a, err := s.AppliedPlan(id)
	if err != nil || !a.Settled || !a.Unfinished || !a.At.Equal(noon) || a.Plan.Target.Name != "Shop" {
		t.Errorf("%+v, %v", a, err)
	}
	for _, none := range []string{"20261124T120000Z-98", "../x", ""} {
		if _, err := s.Undo(none); err == nil || !strings.Contains(err.Error(), "no such plan") {
			t.Errorf("%q: %v", none, err)
		}
		if s.SettlePlan(none) == nil {
			t.Errorf("%q is settled", none)
		}
	}
	if s.EndRotation("../x") != nil {
		t.Error("a rotation that can't be there is not ended")
	}
}
