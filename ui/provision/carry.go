package provision

import (
	"context"
	"fmt"
	"time"

	"edov/flow/plan"
	"edov/ui/store"
)

// Carrying is how a plan is carried out.
type Carrying struct {
	Doers   map[plan.Service]plan.Doer
	Program string
	Now     func() time.Time
	Observe func(plan.News) // nil: ignored
	Pause   func(ctx context.Context, d time.Duration) error
	// Store saves the plan, the way back and what became of it; nil: nothing is saved, as at the demo tenant.
	Store *store.Store
	// Copy saves the way back in a file of the user's, before each step; nil: in the Store alone.
	Copy func(undo *plan.Plan) error
}

// Carry carries out a plan that the user agreed to. undo is the file with the way back; empty: there is none, because
// nothing was changed or nothing is saved. note says what could not be saved afterwards. With an error nothing was
// sent.
func Carry(ctx context.Context, p *plan.Plan, c Carrying) (r *plan.Result, undo, note string, err error) {
	o := plan.Options{Doers: c.Doers, Now: c.Now, Program: c.Program, Observe: c.Observe, Pause: c.Pause}
	id := ""
	if c.Store != nil {
		if id, err = c.Store.BeginPlan(p); err != nil {
			return nil, "", "", fmt.Errorf("nothing was changed: the plan can't be saved: %w", err)
		}
	}
	o.SaveUndo = func(undo *plan.Plan) error {
		if c.Copy != nil {
			if err := c.Copy(undo); err != nil {
				return err
			}
		}
		if c.Store != nil {
			return c.Store.SaveUndo(id, undo)
		}
		return nil
	}
	if c.Store != nil {
		o.SaveSteps = func(steps []plan.StepResult) error { return c.Store.SaveSteps(id, p, steps) }
	}
	r = plan.Run(ctx, p, o)
	if c.Store != nil {
		if err := c.Store.EndPlan(id, p, r); err != nil {
			note = "the history of changes can't be saved: " + err.Error()
		}
		if len(r.Undo.Steps) > 0 {
			undo = c.Store.UndoPath(id)
		}
	}
	return r, undo, note, nil
}
