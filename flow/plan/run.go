package plan

import (
	"context"
	"net/http"
	"slices"
	"time"

	"edov/flow"
)

// State is how the place of a step stands.
type State string

// The states.
const (
	Pending State = "pending" // as the step's Before says: it can be carried out
	Done    State = "done"    // as its After says
	Changed State = "changed" // neither: it was changed since the plan was made
	// Unseen is for a place that shows only a part of what the step sets: that part is as its After says, and the rest
	// may be. The step can be carried out.
	Unseen State = "unseen"
)

// Doer carries out the steps of one Service.
type Doer interface {
	// Look compares the place of a step with what the step says. A Failure says why that is not known.
	Look(ctx context.Context, p *Progress, s *Step) (State, *flow.Failure)
	// Do carries a step out once. A Failure without HTTPStatus of the kinds FailureNetwork and FailureTimeout means
	// that it may have been done.
	Do(ctx context.Context, p *Progress, s *Step) *flow.Failure
}

// Progress is what a run knows so far.
type Progress struct {
	Target Target
	// Secret is the value of the client secret that this run added, and KeyID its Secret ID.
	Secret flow.Secret
	KeyID  string
	Ends   time.Time // when that secret expires

	// Undoing is set for a plan that leads back: then a secret that this program added may be removed although it is the
	// last one.
	Undoing bool

	made map[Action]bool // what this run created, and an undo may delete
}

// Outcome is what became of a step.
type Outcome string

// The outcomes.
const (
	WasDone  Outcome = "done"      // carried out, and seen afterwards
	Already  Outcome = "already"   // it was so before
	NotBegun Outcome = "not begun" // a step before it failed, or the user stopped
	Failed   Outcome = "failed"    // it was not carried out
	Unsure   Outcome = "unsure"    // it was sent, and whether it was done is not known
)

// StepResult is what became of one step.
type StepResult struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Outcome Outcome       `json:"outcome"`
	Failure *flow.Failure `json:"failure,omitempty"`
}

// Result is what became of a plan.
type Result struct {
	Target Target       `json:"target"`
	Steps  []StepResult `json:"steps"`
	// Undo leads back from what was done, the newest first; without steps there is nothing to undo.
	Undo *Plan `json:"undo,omitempty"`
	// Secret is the value of the client secret that the run added; zero: none.
	Secret flow.Secret `json:"-"`
	KeyID  string      `json:"keyId,omitempty"`
	Ends   time.Time   `json:"-"` // when it expires
}

// Failure is the first failure of a step; nil: every step is done.
func (r *Result) Failure() *flow.Failure {
	for _, s := range r.Steps {
		if s.Failure != nil {
			return s.Failure
		}
	}
	return nil
}

// Count is how many steps have an outcome.
func (r *Result) Count(o Outcome) int {
	n := 0
	for _, s := range r.Steps {
		if s.Outcome == o {
			n++
		}
	}
	return n
}

// Did holds when a step of this kind was carried out. p is the plan that the result is of, or of which it is a part.
func (r *Result) Did(p *Plan, service Service, a Action) bool {
	return slices.ContainsFunc(r.Steps, func(done StepResult) bool {
		s := p.Step(done.ID)
		return s != nil && s.Service == service && s.Action == a && done.Outcome == WasDone
	})
}

// News tells how a run goes on.
type News struct {
	Step    *Step
	Number  int // from 1
	Outcome Outcome
	Waiting time.Duration // before it is read again; zero: not waiting
}

// Options are what a run works with.
type Options struct {
	Doers map[Service]Doer
	Now   func() time.Time
	// Observe learns that a step begins (no Outcome), waits, and ends; nil: ignored.
	Observe func(News)
	// SaveUndo saves the plan that leads back, before each step with that step, and after it. An error stops the run
	// before anything more is sent. Nil: it is not saved.
	SaveUndo func(*Plan) error
	// SaveSteps saves what became of each step so far, at the same moments: a step that is about to be sent is Unsure. An
	// error is as one of SaveUndo. Nil: it is not saved.
	SaveSteps func([]StepResult) error
	// Pause waits; nil: flow.Pause.
	Pause func(ctx context.Context, d time.Duration) error
	// Program is named in the undo plan.
	Program string
}

// Run carries out a plan, one step after the other, and stops at the first that fails. It stops between two steps when
// ctx ends; a request that was sent is always waited for.
func Run(ctx context.Context, p *Plan, o Options) *Result {
	r := &run{Options: o.filled(), plan: p, result: &Result{}}
	r.Progress = Progress{Target: p.Target, Undoing: p.Undoes, made: map[Action]bool{}}
	for i := range p.Steps {
		s := &p.Steps[i]
		r.result.Steps = append(r.result.Steps, StepResult{ID: s.ID, Title: s.Title, Outcome: NotBegun})
	}
	for i := range p.Steps {
		if r.stopped {
			break
		}
		r.step(ctx, &p.Steps[i], &r.result.Steps[i])
	}
	r.result.Target, r.result.Secret, r.result.KeyID, r.result.Ends = r.Target, r.Secret, r.KeyID, r.Ends
	r.result.Undo = r.undo(nil)
	return r.result
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(News) {}
	}
	if o.SaveUndo == nil {
		o.SaveUndo = func(*Plan) error { return nil }
	}
	if o.SaveSteps == nil {
		o.SaveSteps = func([]StepResult) error { return nil }
	}
	if o.Pause == nil {
		o.Pause = flow.Pause
	}
	return o
}

// run is a plan that is carried out.
type run struct {
	Options
	Progress
	plan    *Plan
	result  *Result
	undone  []Step // what leads back, the newest last
	number  int
	stopped bool
}

func (r *run) step(ctx context.Context, s *Step, out *StepResult) {
	r.number++
	r.Observe(News{Step: s, Number: r.number})
	out.Outcome, out.Failure = r.carryOut(ctx, s)
	r.stopped = out.Failure != nil
	if out.Outcome == WasDone || out.Outcome == Unsure {
		r.undone = append(r.undone, undoOf(s, &r.Progress)...)
	}
	if failure := r.save(nil); failure != nil && !r.stopped {
		out.Failure, r.stopped = failure, true
	}
	r.Observe(News{Step: s, Number: r.number, Outcome: out.Outcome})
}

func (r *run) carryOut(ctx context.Context, s *Step) (Outcome, *flow.Failure) {
	doer := r.Doers[s.Service]
	switch {
	case ctx.Err() != nil:
		return notBegun()
	case doer == nil:
		return Failed, flow.ChangeFailure(flow.FailureLocal, "nothing here can carry out steps of "+string(s.Service), "")
	}
	var state State
	failure := r.patiently(ctx, s, func() (f *flow.Failure) {
		state, f = doer.Look(ctx, &r.Progress, s)
		return f
	})
	switch {
	case failure != nil && ctx.Err() != nil: // nothing was sent yet that changes anything
		return notBegun()
	case failure != nil:
		return Failed, failure
	case state == Done:
		return Already, nil
	case state == Changed:
		return Failed, flow.ChangeFailure(flow.FailureLocal, "the target changed since the plan was made", "make a new plan")
	}
	if failure := r.save(s); failure != nil {
		return Failed, failure
	}
	failure = r.patiently(ctx, s, func() *flow.Failure { return doer.Do(context.WithoutCancel(ctx), &r.Progress, s) })
	if failure != nil && !maybeDone(failure) {
		return Failed, failure
	}
	if failure == nil {
		r.made[s.Action] = true
	}
	return r.seen(ctx, doer, s, failure)
}

// notBegun is the outcome of a step before which the user stopped.
func notBegun() (Outcome, *flow.Failure) {
	return NotBegun, flow.ChangeFailure(flow.FailureCancelled, "cancelled before this step", "")
}

// patiently repeats what a new app is not ready for yet: for some seconds after it was created, Microsoft Graph may
// say that there is no such app (404), or that a service principal's app is not valid (400). Neither changes anything.
func (r *run) patiently(ctx context.Context, s *Step, do func() *flow.Failure) *flow.Failure {
	failure := do()
	for _, wait := range waits[1:] {
		tooEarly := failure != nil && r.made[CreateApp] && (failure.HTTPStatus == http.StatusNotFound ||
			failure.HTTPStatus == http.StatusBadRequest && s.Action == CreatePrincipal)
		if !tooEarly {
			break
		}
		r.Observe(News{Step: s, Number: r.number, Waiting: wait})
		if r.Pause(ctx, wait) != nil {
			break
		}
		failure = do()
	}
	return failure
}

// maybeDone holds for a request that was sent and not answered, or not in a way that can be read.
func maybeDone(f *flow.Failure) bool {
	return f.Kind == flow.FailureProtocol ||
		f.HTTPStatus == 0 && (f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout)
}

// waits are the pauses before a change is looked for again: Microsoft's directory shows it to readers after some
// seconds (eventual consistency).
var waits = []time.Duration{
	0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second, 30 * time.Second,
}

// seen looks until a change is seen. sent is the failure of its request; nil: Microsoft accepted it.
func (r *run) seen(ctx context.Context, doer Doer, s *Step, sent *flow.Failure) (Outcome, *flow.Failure) {
	if sent != nil && (s.Action == CreateApp || s.Action == AddSecret) {
		return Unsure, sent // its ID, or its value, was in the response that did not come
	}
	var failure *flow.Failure
	for _, wait := range waits {
		if wait > 0 {
			r.Observe(News{Step: s, Number: r.number, Waiting: wait})
			if r.Pause(ctx, wait) != nil {
				break
			}
		}
		var state State
		state, failure = doer.Look(context.WithoutCancel(ctx), &r.Progress, s)
		switch {
		case failure == nil && state == Done:
			r.made[s.Action] = true
			return WasDone, nil
		case failure == nil && sent != nil && state == Pending && wait >= waits[3]:
			return Failed, sent // it was not carried out
		}
	}
	if sent != nil {
		return Unsure, sent
	}
	if failure == nil {
		hint := "read the registration again in a minute: edov app --live"
		if s.Service != ServiceGraph {
			hint = "look there in a minute, and run the plan again if it is not done"
		}
		failure = flow.ChangeFailure(flow.FailureTimeout, "the change was accepted and can't be seen yet", hint)
	}
	return Unsure, failure
}

// save saves the way back and what became of each step, for a program that is killed. next is the step that is about to
// be sent; nil: none is.
func (r *run) save(next *Step) *flow.Failure {
	notSaved := func(what string, err error) *flow.Failure {
		return flow.ChangeFailure(flow.FailureLocal, what+" can't be saved: "+err.Error(), "nothing more was changed")
	}
	if err := r.SaveUndo(r.undo(next)); err != nil {
		return notSaved("the undo file", err)
	}
	steps := slices.Clone(r.result.Steps)
	if next != nil {
		steps[r.number-1].Outcome = Unsure
	}
	if err := r.SaveSteps(steps); err != nil {
		return notSaved("the history of changes", err)
	}
	return nil
}

// Prune is the plan without the steps that are done already, as their Doers see it now. It is for a target that exists.
// What follows a new secret stays: it depends on that.
func Prune(ctx context.Context, p *Plan, doers map[Service]Doer) (*Plan, *flow.Failure) {
	q, progress := *p, Progress{Target: p.Target, Undoing: p.Undoes}
	q.Steps = nil
	newSecret := false
	for i := range p.Steps {
		s := &p.Steps[i]
		if doer := doers[s.Service]; doer != nil && !newSecret {
			state, failure := doer.Look(ctx, &progress, s)
			switch {
			case failure != nil:
				return nil, failure
			case state == Done:
				continue
			}
		}
		q.Steps = append(q.Steps, *s)
		newSecret = newSecret || s.Action == AddSecret
	}
	return &q, nil
}
