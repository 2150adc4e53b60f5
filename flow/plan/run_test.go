package plan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
)

const (
	anApp    = "11111111-2222-3333-4444-555555555555"
	anObject = "aaaaaaaa-2222-3333-4444-555555555555"
	aKey     = "bbbbbbbb-2222-3333-4444-555555555555"
)

// place is a Doer whose steps set names in a map.
type place struct {
	is    map[string]string        // path: JSON
	fails map[string]*flow.Failure // by step: what Do answers
	loses map[string]bool          // by step: it is done, and the answer is lost
	late  int                      // how many looks show the old state after a step
	did   []string
	after func(step string)
	reads func(ctx context.Context, step string) *flow.Failure // what a look fails with; nil: none fails
}

func (d *place) Look(ctx context.Context, _ *Progress, s *Step) (State, *flow.Failure) {
	if d.reads != nil {
		if f := d.reads(ctx, s.ID); f != nil {
			return Pending, f
		}
	}
	before, after := true, true
	for _, c := range s.Changes {
		is := json.RawMessage(d.is[c.Path])
		before, after = before && Same(is, c.Before), after && Same(is, c.After)
	}
	switch {
	case after && d.late > 0 && slices.Contains(d.did, s.ID):
		d.late--
		return Pending, nil
	case after:
		return Done, nil
	case before:
		return Pending, nil
	}
	return Changed, nil
}

func (d *place) Do(_ context.Context, _ *Progress, s *Step) *flow.Failure {
	if f := d.fails[s.ID]; f != nil && !d.loses[s.ID] {
		return f
	}
	d.did = append(d.did, s.ID)
	for _, c := range s.Changes {
		d.is[c.Path] = string(c.After)
	}
	if d.after != nil {
		d.after(s.ID)
	}
	return d.fails[s.ID]
}

func audience(from, to string) Change {
	return Change{Path: "signInAudience", Before: quoted(from), After: quoted(to)}
}

// threeSteps are a plan whose steps change a member each.
func threeSteps() *Plan {
	p := &Plan{Kind: Kind, Schema: Schema, Target: Target{ObjectID: anObject, AppID: anApp, Name: "App"}}
	for id, c := range map[string]Change{
		"a": audience("AzureADMyOrg", "AzureADMultipleOrgs"),
		"b": {Path: "web.redirectUris", Before: []byte(`["https://a"]`), After: []byte(`["https://b","https://a"]`)},
		"c": {Path: "optionalClaims", Before: null, After: []byte(`{"idToken":[{"name":"email"}]}`)},
	} {
		p.Steps = append(p.Steps, Step{ID: id, Service: ServiceGraph, Action: Patch, Title: id, Changes: []Change{c}})
	}
	slices.SortFunc(p.Steps, func(a, b Step) int { return strings.Compare(a.ID, b.ID) })
	return p
}

func newPlace(p *Plan) *place {
	d := &place{is: map[string]string{}, fails: map[string]*flow.Failure{}, loses: map[string]bool{}}
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			d.is[c.Path] = string(c.Before)
		}
	}
	return d
}

func options(d Doer) Options {
	return Options{
		Doers: map[Service]Doer{ServiceGraph: d}, Now: func() time.Time { return time.Unix(1e9, 0) },
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func outcomes(r *Result) string {
	var list []string
	for _, s := range r.Steps {
		list = append(list, string(s.Outcome))
	}
	return strings.Join(list, " ")
}

// TestRun: every step is done, a second run finds all of it done, and the undo leads back to the first state.
func TestRun(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	first := fmt.Sprint(d.is)
	r := Run(t.Context(), p, options(d))
	if got := outcomes(r); got != "done done done" || r.Failure() != nil {
		t.Fatal(got, r.Failure())
	}
	if again := outcomes(Run(t.Context(), p, options(d))); again != "already already already" {
		t.Error("a second run:", again)
	}
	if err := r.Undo.Check(); err != nil || len(r.Undo.Steps) != 3 || r.Undo.Steps[0].ID != "undo-c" {
		t.Errorf("the undo plan: %v: %+v", err, r.Undo.Steps)
	}
	if got := outcomes(Run(t.Context(), r.Undo, options(d))); got != "done done done" || fmt.Sprint(d.is) != first {
		t.Errorf("undone: %s: %v, not %v", got, d.is, first)
	}
}

// TestRunStops: a step that fails stops the run, and the undo leads back from what was done before it.
func TestRunStops(t *testing.T) {
	refused := &flow.Failure{Kind: flow.FailureOAuth, HTTPStatus: 403, Summary: "not allowed"}
	lost := &flow.Failure{Kind: flow.FailureNetwork, Summary: "connection lost"}
	for _, c := range []struct {
		name string
		set  func(*place)
		want string
		undo string
	}{
		{"refused", func(d *place) { d.fails["b"] = refused }, "done failed not begun", "undo-a"},
		{"changed", func(d *place) { d.is["web.redirectUris"] = `["https://other"]` }, "done failed not begun", "undo-a"},
		{
			"answer lost, done", func(d *place) { d.fails["b"], d.loses["b"] = lost, true }, "done done done",
			"undo-c undo-b undo-a",
		},
		{"answer lost, not done", func(d *place) { d.fails["b"] = lost }, "done failed not begun", "undo-a"},
		{"seen late", func(d *place) { d.late = 3 }, "done done done", "undo-c undo-b undo-a"},
		{"never seen", func(d *place) { d.late = 99 }, "unsure not begun not begun", "undo-a"},
	} {
		p := threeSteps()
		d := newPlace(p)
		c.set(d)
		r := Run(t.Context(), p, options(d))
		var undo []string
		for _, s := range r.Undo.Steps {
			undo = append(undo, s.ID)
		}
		if got := outcomes(r); got != c.want || strings.Join(undo, " ") != c.undo {
			t.Errorf("%s: %s, undo %v", c.name, got, undo)
		}
	}
}

// TestRunCancelled: the user stops between two steps, and what was done is told.
func TestRunCancelled(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	ctx, cancel := context.WithCancel(t.Context())
	d.after = func(string) { cancel() }
	r := Run(ctx, p, options(d))
	if got := outcomes(r); got != "done not begun not begun" || r.Failure().Kind != flow.FailureCancelled {
		t.Error(got, r.Failure())
	}
}

// TestRunCancelledWhileItLooks: a step whose target was only read so far is not begun when the user stops.
func TestRunCancelledWhileItLooks(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	ctx, cancel := context.WithCancel(t.Context())
	d.reads = func(ctx context.Context, step string) *flow.Failure {
		if step != p.Steps[1].ID {
			return nil
		}
		cancel()
		return flow.ChangeFailure(flow.FailureCancelled, ctx.Err().Error(), "")
	}
	r := Run(ctx, p, options(d))
	if got := outcomes(r); got != "done not begun not begun" || r.Failure().Kind != flow.FailureCancelled {
		t.Error(got, r.Failure())
	}
}

// TestLostResponseOfWhatIsNew: the ID of a new app, and the value of a new secret, come with the response alone. Where
// it is lost, the outcome is not known, even if the change is seen later; where it came, the step is done.
func TestLostResponseOfWhatIsNew(t *testing.T) {
	for _, action := range []Action{CreateApp, AddSecret} {
		for _, lost := range []bool{false, true} {
			p := threeSteps()
			p.Steps[0].Action = action
			d := newPlace(p)
			want := "done done done"
			if lost {
				d.fails["a"], d.loses["a"] = &flow.Failure{Kind: flow.FailureNetwork, Summary: "connection lost"}, true
				want = "unsure not begun not begun"
			}
			r := Run(t.Context(), p, options(d))
			if got := outcomes(r); got != want || (r.Failure() != nil) != lost {
				t.Errorf("%s, lost: %v: %s %v", action, lost, got, r.Failure())
			}
		}
	}
}

// TestUndoIsSaved: the way back is saved before a step is sent, and nothing is sent when it cannot be.
func TestUndoIsSaved(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	o := options(d)
	var saved []int
	o.SaveUndo = func(undo *Plan) error {
		saved = append(saved, len(undo.Steps)*10+len(d.did))
		return nil
	}
	Run(t.Context(), p, o)
	if want := []int{10, 11, 21, 22, 32, 33}; !slices.Equal(saved, want) {
		t.Errorf("steps to undo and steps done: %v, not %v", saved, want)
	}
	d = newPlace(p)
	o = options(d)
	o.SaveUndo = func(*Plan) error { return errors.New("disk full") }
	if r := Run(t.Context(), p, o); len(d.did) > 0 || outcomes(r) != "failed not begun not begun" {
		t.Error(d.did, outcomes(r))
	}
}

// TestStepsAreSaved: a step counts as unsure from before it is sent until its outcome is known, and what cannot be
// saved stops the run.
func TestStepsAreSaved(t *testing.T) {
	p := threeSteps()
	p.Steps = p.Steps[:2]
	o := options(newPlace(p))
	var saved []string
	o.SaveSteps = func(steps []StepResult) error {
		saved = append(saved, outcomes(&Result{Steps: steps}))
		return nil
	}
	r := Run(t.Context(), p, o)
	if want := "unsure not begun, done not begun, done unsure, done done"; strings.Join(saved, ", ") != want ||
		outcomes(r) != "done done" {
		t.Errorf("saved %q, want %q", strings.Join(saved, ", "), want)
	}
	d := newPlace(p)
	o = options(d)
	o.SaveSteps = func([]StepResult) error { return errors.New("disk full") }
	if r := Run(t.Context(), p, o); len(d.did) > 0 || outcomes(r) != "failed not begun" ||
		!strings.Contains(r.Failure().Summary, "the history of changes") {
		t.Error(d.did, outcomes(r), r.Failure())
	}
}

// TestWaits: a change that is not seen is looked for longer when Microsoft has accepted it than when no answer came.
func TestWaits(t *testing.T) {
	lost := &flow.Failure{Kind: flow.FailureTimeout, Summary: "timed out"}
	for want, set := range map[string]func(*place){
		"[1s 2s 4s]":            func(d *place) { d.fails["a"] = lost },
		"[1s 2s 4s 8s 15s 30s]": func(d *place) { d.late = 99 },
		"[1s 2s 4s 8s 15s 30s] 2": func(d *place) {
			d.late, d.fails["a"], d.loses["a"] = 99, &flow.Failure{Kind: flow.FailureProtocol}, true
		},
		"[]":   func(*place) {},
		"[] 2": func(d *place) { d.fails["a"] = &flow.Failure{Kind: flow.FailureNetwork, HTTPStatus: 500} },
	} {
		p := threeSteps()
		p.Steps = p.Steps[:1]
		d := newPlace(p)
		set(d)
		if strings.HasPrefix(want, "[1s 2s 4s 8s 15s 30s] 2") { // it is neither as before nor as after
			d.after = func(string) { d.is["signInAudience"] = `"x"` }
		}
		var waits []time.Duration
		o := options(d)
		o.Observe = func(n News) {
			if n.Waiting > 0 {
				waits = append(waits, n.Waiting)
			}
		}
		Run(t.Context(), p, o)
		if got := fmt.Sprint(waits); got != strings.TrimSuffix(want, " 2") {
			t.Errorf("waited %s, want %s", got, want)
		}
	}
}

// TestNewAppIsWaitedFor: what a new app is not ready for is tried again; the same of an app that is there is an error.
func TestNewAppIsWaitedFor(t *testing.T) {
	notFound := &flow.Failure{HTTPStatus: 404, Summary: "no such app"}
	badRequest := &flow.Failure{HTTPStatus: 400, Summary: "not valid"}
	for _, test := range []struct {
		f      *flow.Failure
		action Action
		isNew  bool
		tries  int
	}{
		{notFound, Patch, true, 3},
		{notFound, Patch, false, 1},
		{badRequest, CreatePrincipal, true, 3},
		{badRequest, CreatePrincipal, false, 1},
		{badRequest, Patch, true, 1},
		{nil, Patch, true, 1},
	} {
		r := &run{Options: options(nil).filled(), Progress: Progress{made: map[Action]bool{CreateApp: test.isNew}}}
		tries := 0
		f := r.patiently(t.Context(), &Step{Action: test.action}, func() *flow.Failure {
			if tries++; tries < 3 {
				return test.f
			}
			return nil
		})
		if tries != test.tries || (f == nil) != (test.tries == 3 || test.f == nil) {
			t.Errorf("%v of %s: %d tries, %v", test.f, test.action, tries, f)
		}
	}
}

// TestDid: only a step of that kind that was carried out counts.
func TestDid(t *testing.T) {
	p := &Plan{Steps: []Step{
		{ID: "a", Service: ServiceGraph, Action: AddSecret},
		{ID: "b", Service: ServiceFile, Action: Install},
	}}
	for _, test := range []struct {
		service Service
		action  Action
		outcome Outcome
		did     bool
	}{
		{ServiceGraph, AddSecret, WasDone, true},
		{ServiceGraph, AddSecret, Already, false},
		{ServiceGraph, AddSecret, Unsure, false},
		{ServiceGraph, Patch, WasDone, false},
		{ServiceFile, AddSecret, WasDone, false},
		{ServiceFile, Install, WasDone, false},
	} {
		r := &Result{Steps: []StepResult{
			{ID: "a", Outcome: test.outcome},
			{ID: "b", Outcome: NotBegun},
			{ID: "none", Outcome: WasDone},
		}}
		if got := r.Did(p, test.service, test.action); got != test.did {
			t.Errorf("%s at %s, %s: %t", test.action, test.service, test.outcome, got)
		}
	}
}

// TestLostPrincipalIsUndone: one that was made although the answer was lost is the run's own, so the way back deletes
// it.
func TestLostPrincipalIsUndone(t *testing.T) {
	for lost, want := range map[bool]int{true: 1, false: 0} {
		p := &Plan{Target: Target{ObjectID: anObject, AppID: anApp, Name: "App"}, Steps: []Step{
			{ID: "a", Service: ServiceGraph, Action: CreatePrincipal, Changes: []Change{audience("x", "y")}},
		}}
		d := newPlace(p)
		if lost {
			d.fails["a"], d.loses["a"] = &flow.Failure{Kind: flow.FailureNetwork}, true
		} else {
			d.is["signInAudience"] = `"y"` // it was there before
		}
		if r := Run(t.Context(), p, options(d)); len(r.Undo.Steps) != want || r.Failure() != nil {
			t.Errorf("lost %t: %s, %v, undo %+v", lost, outcomes(r), r.Failure(), r.Undo.Steps)
		}
	}
}
