package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"edov/flow/jsonout"
	"edov/flow/plan"
)

// keptPlans is how many plans that were carried out are saved.
const keptPlans = 200

// maxPlan bounds the file of a plan and of what became of it.
const maxPlan = 2 << 20

const undoSuffix = ".undo"

// Applied is a plan that was carried out, or begun, with what became of it: the audit log. It holds no secret.
type Applied struct {
	ID    string            `json:"-"`
	At    time.Time         `json:"at"`
	Plan  *plan.Plan        `json:"plan"`
	Steps []plan.StepResult `json:"steps"` // empty: no step was begun
	// Unfinished is set until EndPlan: edov is still at it, or was killed. Then a step that was sent is Unsure.
	Unfinished bool `json:"unfinished,omitempty"`
	// Settled is set when another run went on with the secret that this one added.
	Settled bool  `json:"settled,omitempty"`
	Err     error `json:"-"` // this file cannot be read, but the others can
}

func (s *Store) plans() (folder, error) { return s.below(s.dirs.State, "plans") }

// BeginPlan saves a plan that is about to be carried out, and gives the ID under which SaveUndo and EndPlan go on.
func (s *Store) BeginPlan(p *plan.Plan) (id string, err error) {
	f, err := s.plans()
	if err != nil {
		return "", err
	}
	stamp := s.now().UTC().Format(reportTime)
	err = f.change(func(root *os.Root) error {
		ids := planIDs(root)
		for n := 0; id == "" || slices.Contains(ids, id); n++ {
			if n == 100 {
				return errors.New("there are already 100 plans of this second")
			}
			id = fmt.Sprintf("%s-%02d", stamp, n)
		}
		slices.Sort(ids)
		for _, old := range ids[:max(0, len(ids)+1-keptPlans)] {
			_ = root.Remove(old + ".json")
			_ = root.Remove(old + undoSuffix + ".json")
		}
		return writeApplied(root, id, Applied{At: s.now().UTC(), Plan: p, Unfinished: true})
	})
	return id, err
}

func planIDs(root *os.Root) []string {
	var ids []string
	for _, e := range entries(root) {
		if id, ok := strings.CutSuffix(e.Name(), ".json"); ok && reportID.MatchString(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func writeApplied(root *os.Root, id string, a Applied) error {
	data, err := jsonout.Indented(a)
	if err != nil {
		return err
	}
	return write(root, id+".json", data)
}

// SaveUndo saves the plan that leads back from a plan, in place of the one before.
func (s *Store) SaveUndo(id string, undo *plan.Plan) error {
	f, err := s.plans()
	if err != nil {
		return err
	}
	data, err := undo.Encode()
	if err != nil {
		return err
	}
	return f.change(func(root *os.Root) error { return write(root, id+undoSuffix+".json", data) })
}

// SaveSteps saves what became of the steps of a plan so far, for an edov that is killed.
func (s *Store) SaveSteps(id string, p *plan.Plan, steps []plan.StepResult) error {
	return s.saveApplied(id, Applied{Plan: p, Steps: steps, Unfinished: true})
}

// EndPlan saves what became of a plan.
func (s *Store) EndPlan(id string, p *plan.Plan, r *plan.Result) error {
	return s.saveApplied(id, Applied{Plan: p, Steps: r.Steps})
}

// SettlePlan says of a plan whose run was stopped that another run went on with its secret.
func (s *Store) SettlePlan(id string) error {
	a, err := s.AppliedPlan(id)
	if err != nil {
		return err
	}
	a.Settled = true
	return s.writePlan(id, a)
}

func (s *Store) saveApplied(id string, a Applied) error {
	a.At = s.now().UTC()
	return s.writePlan(id, a)
}

func (s *Store) writePlan(id string, a Applied) error {
	f, err := s.plans()
	if err != nil {
		return err
	}
	return f.change(func(root *os.Root) error { return writeApplied(root, id, a) })
}

// UndoPath is where the undo plan of an ID is saved, to name it to the user.
func (s *Store) UndoPath(id string) string {
	return filepath.Join(s.dirs.State, "plans", id+undoSuffix+".json")
}

// Undo reads the plan that leads back from a plan.
func (s *Store) Undo(id string) (*plan.Plan, error) {
	data, err := s.planFile(id, undoSuffix)
	if err != nil {
		return nil, err
	}
	return plan.Read(data)
}

func (s *Store) planFile(id, suffix string) ([]byte, error) {
	f, err := s.plans()
	if err != nil {
		return nil, err
	}
	if !reportID.MatchString(id) {
		return nil, errors.New("there is no such plan")
	}
	data, _, err := f.read(id+suffix+".json", maxPlan)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is no such plan")
	}
	return data, err
}

// AppliedPlan reads a plan that was carried out.
func (s *Store) AppliedPlan(id string) (a Applied, err error) {
	data, err := s.planFile(id, "")
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err == nil && a.Plan == nil {
		err = errors.New("it is not a plan")
	}
	a.ID = id
	return a, err
}

// AppliedPlans lists the plans that were carried out, newest first.
func (s *Store) AppliedPlans() ([]Applied, error) {
	f, err := s.plans()
	if err != nil {
		return nil, err
	}
	f.tidy()
	names, err := f.names()
	if err != nil {
		return nil, about("the plans in", f.path, err)
	}
	names = slices.DeleteFunc(names, func(id string) bool { return !reportID.MatchString(id) })
	slices.Sort(names)
	slices.Reverse(names)
	list := make([]Applied, 0, len(names))
	for _, id := range names {
		a, err := s.AppliedPlan(id)
		if err != nil {
			a = Applied{ID: id, Err: err}
		}
		list = append(list, a)
	}
	return list, nil
}
