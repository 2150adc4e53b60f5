package provision_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/ui/provision"
)

// TestSetupFails: whatever goes wrong at whichever request of a setup, its result is true and the undo leads back. Only
// an app whose creation was not answered stays, and is called unsure.
func TestSetupFails(t *testing.T) {
	t.Parallel()
	faults := map[string]demo.GraphFault{
		"refused": {Status: http.StatusForbidden}, "broken": {Status: http.StatusInternalServerError},
		"lost": {}, "lost, done": {Done: true},
	}
	for at := 1; at <= 3; at++ {
		for name, fault := range faults {
			t.Run(strconv.Itoa(at)+" "+name, func(t *testing.T) {
				v := demotest.Practice(t, demo.Options{})
				site := provision.AtDemo(v.Server, "edov test")
				p, failure := site.PlanSetup(t.Context(), provision.Setup{Setup: remedy.Setup{
					Name: "App", Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI, SecretName: "first",
					TestRedirectURI: flow.DefaultRedirectURI, SecretEnds: time.Now().AddDate(0, 6, 0), At: time.Now(),
				}})
				if failure != nil {
					t.Fatal(failure)
				}
				fault.Method, fault.At = http.MethodPost, at
				v.GraphFaults(fault)
				r, _, _, err := provision.Carry(t.Context(), p, provision.Carrying{Doers: site.Doers(), Pause: hurry})
				if err != nil {
					t.Fatal(err)
				}
				v.GraphFaults()
				app := v.Setup().App
				made := []bool{app != nil, app != nil && !app.NoPrincipal, app != nil && len(app.Secrets) > 0}
				for i, s := range r.Steps {
					not := s.Outcome == plan.Failed || s.Outcome == plan.NotBegun
					if s.Outcome == plan.WasDone && !made[i] || not && made[i] {
						t.Errorf("step %s is %s, and made: %v", s.ID, s.Outcome, made[i])
					}
				}
				if len(r.Undo.Steps) > 0 {
					c := provision.Carrying{Doers: site.Doers(), Pause: hurry}
					back, _, _, err := provision.Carry(t.Context(), r.Undo, c)
					if err != nil || back.Failure() != nil {
						t.Fatalf("undo: %v: %+v", err, back.Steps)
					}
				}
				if v.Setup().App != nil && r.Steps[0].Outcome != plan.Unsure {
					t.Errorf("after the undo there is an app: %+v", r.Steps)
				}
			})
		}
	}
}

// TestLostSecret: the answer with the value of a new secret is lost. The undo finds that secret by its name and its
// end, and removes no other one.
func TestLostSecret(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	s := &flow.Session{}
	if failure := x.site.Read(t.Context(), x.clientID, s); failure != nil {
		t.Fatal(failure)
	}
	p, failure := x.site.PlanRotation(t.Context(), provision.NewRotation(s.Registration, 180, noon, nil))
	if failure != nil {
		t.Fatal(failure)
	}
	first := x.state()
	x.server.GraphFaults(demo.GraphFault{Method: http.MethodPost, At: 1, Done: true})
	r := x.carry(p)
	x.server.GraphFaults()
	if r.Count(plan.Unsure) != 1 || len(r.Undo.Steps) != 1 || x.state() == first {
		t.Fatalf("%+v", r)
	}
	if back := x.carry(r.Undo); back.Failure() != nil || x.state() != first {
		t.Errorf("%+v\n%s\nwas\n%s", back.Steps, x.state(), first)
	}
	if back := x.carry(r.Undo); back.Failure() != nil || back.Count(plan.Already) != 1 {
		t.Errorf("again: %+v", back.Steps)
	}
}

// TestAnotherSecret: a plan whose file gives the Secret ID of one secret and the name of another removes neither.
func TestAnotherSecret(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	s := &flow.Session{}
	if failure := x.site.Read(t.Context(), x.clientID, s); failure != nil {
		t.Fatal(failure)
	}
	old := provision.OldSecrets(s.Registration, "")[0]
	p, failure := x.site.PlanRemoval(t.Context(), s.Registration, []string{old.KeyID}, noon)
	if failure != nil {
		t.Fatal(failure)
	}
	c := &p.Steps[0].Changes[0]
	c.Before = []byte(strings.Replace(string(c.Before), `"displayName":"`, `"displayName":"the old `, 1))
	first := x.state()
	r := x.carry(p)
	if f := r.Failure(); f == nil || !strings.Contains(f.Summary, "changed since") || x.state() != first {
		t.Errorf("%+v", r.Steps)
	}
}

// TestForeignToken: credentials for another tenant than the plan's carry out nothing of it.
func TestForeignToken(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	p, first := x.plan(), x.state()
	other := startTenant(t, "", demo.GraphOptions{Tenant: "99999999-0000-4000-8000-000000000000"})
	site := *x.site
	site.Graph.Bearer = other.server.Graph().Bearer
	r, _, _, err := provision.Carry(t.Context(), p, provision.Carrying{Doers: site.Doers(), Pause: hurry})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Failure(); f == nil || !strings.Contains(f.Summary, "signed in to tenant") || x.state() != first {
		t.Errorf("%+v", r.Steps)
	}
}
