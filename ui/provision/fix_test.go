package provision_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/provision"
)

// noon is within the lives of the stored registrations' secrets.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func hurry(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// testTenant is a demo tenant with one registration of testdata beside its own.
type testTenant struct {
	t        *testing.T
	server   *demo.Server
	site     *provision.Site
	clientID string
	objectID string
}

func startTenant(t *testing.T, document string, o demo.GraphOptions) *testTenant {
	t.Helper()
	scenario, _ := demo.Lookup("healthy")
	server, err := demo.Start(scenario, demo.Options{Graph: o, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	x := &testTenant{t: t, server: server, site: provision.AtDemo(server, "edov test")}
	if document != "" {
		return x.with(t, document)
	}
	return x
}

// with is the same tenant with one more registration.
func (x *testTenant) with(t *testing.T, document string) *testTenant {
	t.Helper()
	y := &testTenant{t: t, server: x.server, site: x.site}
	y.clientID, y.objectID = load(t, x.server, document)
	return y
}

// state is the registration as it is, whole.
func (x *testTenant) state() string { return string(x.server.Registration(x.objectID)) }

func (x *testTenant) judge() *report.Report {
	x.t.Helper()
	s := &flow.Session{
		Schema: flow.SessionSchema, Origin: flow.OriginRegistration, StartedAt: noon, EndedAt: noon,
		Request: flow.Request{Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"},
	}
	if failure := x.site.Read(x.t.Context(), x.clientID, s); failure != nil {
		x.t.Fatal(failure)
	}
	return check.Judge(s, noon, secret.Thresholds{})
}

// plan is what fixes everything that a plan can fix.
func (x *testTenant) plan() *plan.Plan {
	x.t.Helper()
	r := x.judge()
	all := func(r *report.Report) []*report.Finding { return r.Fixable(report.Note) }
	p, failure := x.site.Fix(x.t.Context(), r, all(r), all, noon)
	if failure != nil {
		x.t.Fatal(failure)
	}
	if err := p.Check(); err != nil {
		x.t.Fatal(err)
	}
	return p
}

func (x *testTenant) carry(p *plan.Plan) *plan.Result {
	x.t.Helper()
	r, _, _, err := provision.Carry(x.t.Context(), p, provision.Carrying{Doers: x.site.Doers(), Pause: hurry})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

func documents(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/manifest/*.json")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(file string) bool { return len(forms(t, file)) == 0 })
}

// forms are the registrations of a document as Microsoft Graph has them.
func forms(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return demotest.GraphForms(t, data)
}

func load(t *testing.T, server *demo.Server, file string) (clientID, objectID string) {
	t.Helper()
	forms := forms(t, file)
	var err error
	if objectID, err = server.LoadRegistration([]byte(forms[0])); err != nil {
		t.Fatal(err)
	}
	v, err := strictjson.Parse(server.Registration(objectID), strictjson.Document)
	if err != nil {
		t.Fatal(err)
	}
	return v.Get("appId").Str(), objectID
}

// TestFixEverything: the plan of each stored registration fixes all that a plan can fix, the second plan is empty, and
// the undo leads back to the first state, byte for byte.
func TestFixEverything(t *testing.T) {
	t.Parallel()
	fixed, all := 0, startTenant(t, "", demo.GraphOptions{Lag: 2})
	for _, file := range documents(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			x := all.with(t, file)
			first := x.state()
			p := x.plan()
			if len(p.Steps) == 0 {
				return
			}
			fixed++
			r := x.carry(p)
			if r.Failure() != nil || r.Count(plan.WasDone) != len(p.Steps) {
				t.Fatalf("%+v", r.Steps)
			}
			for _, f := range x.judge().Fixable(report.Note) {
				t.Errorf("%s is left: %s", f.ID, f.Summary)
			}
			if again := x.plan(); len(again.Steps) > 0 {
				t.Errorf("the second plan has steps: %+v", again.Steps)
			}
			if back := x.carry(r.Undo); back.Failure() != nil {
				t.Fatalf("undo: %+v", back.Steps)
			}
			if now := x.state(); now != first {
				t.Errorf("after the undo:\n%s\nwas\n%s", now, first)
			}
		})
	}
	if fixed < 47 {
		t.Errorf("only %d registrations have something to fix", fixed)
	}
}

// TestFixFails: whatever goes wrong at whichever step, the result tells the truth, nothing else changed, and the undo
// leads back.
func TestFixFails(t *testing.T) {
	t.Parallel()
	faults := map[string]demo.GraphFault{
		"refused":       {Method: http.MethodPatch, Status: http.StatusForbidden},
		"broken":        {Method: http.MethodPatch, Status: http.StatusInternalServerError},
		"lost, done":    {Method: http.MethodPatch, Done: true},
		"lost":          {Method: http.MethodPatch},
		"busy":          {Method: http.MethodPatch, Status: http.StatusTooManyRequests, Times: 2},
		"no connection": {Method: http.MethodGet, Times: 99},
	}
	for i, file := range documents(t) {
		if testing.Short() && i%8 != 0 {
			continue // the race detector sees each kind of fault often enough
		}
		all := startTenant(t, "", demo.GraphOptions{}) // one for all files searches longer and longer lists
		steps := len(all.with(t, file).plan().Steps)
		for k := 1; k <= steps; k++ {
			for name, fault := range faults {
				t.Run(filepath.Base(file)+" "+strconv.Itoa(k)+" "+name, func(t *testing.T) {
					x := all.with(t, file)
					first, p := x.state(), x.plan()
					fault.At = k
					x.server.GraphFaults(fault)
					r := x.carry(p)
					x.server.GraphFaults()
					x.truthful(p, r)
					if back := x.carry(r.Undo); back.Failure() != nil {
						t.Errorf("undo: %+v", back.Steps)
					}
					if now := x.state(); now != first {
						t.Errorf("after the undo:\n%s\nwas\n%s", now, first)
					}
				})
			}
		}
	}
}

// truthful holds a result to what is to be seen at Microsoft Graph.
func (x *testTenant) truthful(p *plan.Plan, r *plan.Result) {
	x.t.Helper()
	dir := x.site.Directory()
	for i := range p.Steps {
		state, failure := dir.Look(x.t.Context(), &plan.Progress{Target: p.Target}, &p.Steps[i])
		if failure != nil {
			x.t.Fatal(failure)
		}
		switch o := r.Steps[i].Outcome; {
		case (o == plan.WasDone || o == plan.Already) && state != plan.Done,
			(o == plan.Failed || o == plan.NotBegun) && state != plan.Pending:
			x.t.Errorf("step %s is %s, and was told to be %s", p.Steps[i].ID, state, o)
		}
	}
}

// TestBringsClaims: a change is worth waiting for only if it puts claims into the token.
func TestBringsClaims(t *testing.T) {
	t.Parallel()
	patch := func(path string) plan.Step {
		return plan.Step{ID: "step", Action: plan.Patch, Changes: []plan.Change{{Path: path}}}
	}
	create := plan.Step{ID: "step", Action: plan.CreateApp}
	for name, c := range map[string]struct {
		step    plan.Step
		outcome plan.Outcome
		undoes  bool
		want    bool
	}{
		"optional claims":        {patch("optionalClaims"), plan.WasDone, false, true},
		"a list of them":         {patch("optionalClaims.idToken"), plan.WasDone, false, true},
		"done in an earlier run": {patch("optionalClaims"), plan.Already, false, true},
		"a new app":              {create, plan.WasDone, false, true},
		"taken back":             {patch("optionalClaims"), plan.WasDone, true, false},
		"not begun":              {patch("optionalClaims"), plan.NotBegun, false, false},
		"failed":                 {patch("optionalClaims"), plan.Failed, false, false},
		"addresses are removed":  {patch("authenticationBehaviors.removeUnverifiedEmailClaim"), plan.WasDone, false, false},
	} {
		p := &plan.Plan{Steps: []plan.Step{c.step}, Undoes: c.undoes}
		r := &plan.Result{Steps: []plan.StepResult{{ID: "step", Outcome: c.outcome}}}
		if got := provision.BringsClaims(p, r); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if provision.BringsClaims(&plan.Plan{}, nil) {
		t.Error("nothing was carried out")
	}
}
