package provision_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/ui/provision"
)

// atProduct is a demo tenant whose app the product does not know yet, and the step that enters it there.
type atProduct struct {
	t      *testing.T
	v      demotest.Visitor
	site   *provision.Site
	doer   plan.Doer
	plan   *plan.Plan
	secret flow.Secret
	first  demo.Dashboard
}

// theOldOne is a secret that the product had before.
var theOldOne = flow.NewSecret("the-old-one")

// products are the ways to a product's settings.
var products = map[string]func(x *atProduct) (*plan.Step, *flow.Failure){
	"Supabase": func(x *atProduct) (*plan.Step, *flow.Failure) {
		d := &install.Supabase{API: x.v.Supabase(), Env: x.v.Env(), Secret: x.secret, Previous: theOldOne}
		x.doer = d
		return d.Step(x.t.Context(), d.API.Ref, x.settings())
	},
	"Clerk": func(x *atProduct) (*plan.Step, *flow.Failure) {
		d := &install.Clerk{LookAlike: x.v.ClerkProgram(), Secret: x.secret, Previous: theOldOne}
		x.doer = d
		return d.Step(x.t.Context(), x.v.ClerkPlace(), x.settings())
	},
}

func (x *atProduct) settings() install.Settings {
	return install.Settings{ClientID: demo.ClientID, Tenant: "common", NewSecret: true}
}

// startProduct begins with a product that has nothing, or the app with another secret.
func startProduct(t *testing.T, v demotest.Visitor, name string, has bool) *atProduct {
	t.Helper()
	x := &atProduct{t: t, v: v}
	x.site, x.secret = provision.AtDemo(x.v.Server, "edov test"), flow.NewSecret(x.v.FirstSecret())
	if err := x.v.LeaveProduct(); err != nil {
		t.Fatal(err)
	}
	if has {
		if err := x.v.EnterAtProduct(demo.ClientID, "", theOldOne); err != nil {
			t.Fatal(err)
		}
	}
	x.first = x.v.Setup().Dashboard
	step, failure := products[name](x)
	if failure != nil {
		t.Fatal(failure)
	}
	app := x.v.Setup().App
	x.plan = &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Steps: []plan.Step{*step},
		Target: plan.Target{AppID: app.ClientID, ObjectID: app.ObjectID, Name: app.Name, TestServer: true},
	}
	if err := install.Check(x.plan); err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *atProduct) carry(p *plan.Plan) *plan.Result {
	x.t.Helper()
	doers := map[plan.Service]plan.Doer{p.Steps[0].Service: x.doer}
	r, _, _, err := provision.Carry(x.t.Context(), p, provision.Carrying{Doers: doers, Pause: hurry})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

// stands is what the product has: nothing of the step, all of it, or a part.
func (x *atProduct) stands() string {
	x.t.Helper()
	b := x.v.Setup().Dashboard
	switch {
	case b == x.first:
		return "nothing"
	case b.Enabled && b.Usable && b.Custom && b.ClientID == demo.ClientID && b.SecretKeyID == x.v.SecretKeyID(x.secret):
		return "all"
	}
	return "a part"
}

// TestProduct: after the step, users sign in with what was entered, and the undo takes it away.
func TestProduct(t *testing.T) {
	t.Parallel()
	v := demotest.Start(t, "healthy", demo.Options{})
	for name := range products {
		x := startProduct(t, v, name, false)
		r := x.carry(x.plan)
		if r.Failure() != nil || x.stands() != "all" {
			t.Fatalf("%s: %s: %+v", name, x.stands(), r.Steps)
		}
		if page := x.v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "Signed in as") {
			t.Errorf("%s: no user gets in: %s", name, page)
		}
		x.undo(r, false)
		changed := x.v.EnterAtProduct("6731de76-14a6-49ae-97bc-6eba6914391e", "", x.secret)
		if changed != nil {
			t.Fatal(changed)
		}
		again := x.carry(x.plan)
		if f := again.Failure(); f == nil || !strings.Contains(f.Summary, "changed since") || x.stands() != "a part" {
			t.Errorf("%s: changed by others: %+v", name, again.Steps)
		}
	}
}

// TestProductFails: whatever goes wrong at whichever request, the result tells the truth, and the undo leads back.
func TestProductFails(t *testing.T) {
	t.Parallel()
	faults := map[string]demo.GraphFault{
		"not signed in": {Status: http.StatusUnauthorized},
		"refused":       {Status: http.StatusForbidden},
		"not found":     {Status: http.StatusNotFound},
		"stale":         {Status: http.StatusConflict},
		"broken":        {Status: http.StatusInternalServerError},
		"lost, done":    {Done: true},
		"lost":          {},
		"busy":          {Status: http.StatusTooManyRequests, Times: 2},
		"gone for good": {Times: 99},
	}
	v := demotest.Start(t, "healthy", demo.Options{})
	requests := map[string]int{"Supabase": 3, "Clerk": 6} // read, change, read; its program reads before each change
	for product, last := range requests {
		for k := 1; k <= last+1; k++ {
			for name, fault := range faults {
				for _, has := range []bool{false, true} {
					t.Run(fmt.Sprint(product, k, name, has), func(t *testing.T) {
						x := startProduct(t, v, product, has)
						fault.At = k
						x.v.ProductFaults(fault)
						r := x.carry(x.plan)
						x.v.ProductFaults()
						x.truthful(r, k > last)
						x.undo(r, has)
					})
				}
			}
		}
	}
}

// undo carries out the way back. Without a secret before, the new one stays, and opens nothing without its client ID.
func (x *atProduct) undo(r *plan.Result, whole bool) {
	x.t.Helper()
	if len(r.Undo.Steps) == 0 {
		return
	}
	back := x.carry(r.Undo)
	now := x.v.Setup().Dashboard
	if !whole {
		now.SecretKeyID = ""
	}
	if back.Failure() != nil || now != x.first {
		x.t.Errorf("undo: %+v: %+v, not %+v", back.Steps, now, x.first)
	}
}

// truthful holds a result to what the product has now.
func (x *atProduct) truthful(r *plan.Result, undisturbed bool) {
	x.t.Helper()
	outcome, stands := r.Steps[0].Outcome, x.stands()
	switch {
	case undisturbed && outcome != plan.WasDone:
		x.t.Errorf("without a fault: %s: %+v", outcome, r.Failure())
	case outcome == plan.WasDone && stands != "all",
		(outcome == plan.Failed || outcome == plan.NotBegun) && stands != "nothing",
		stands == "a part":
		x.t.Errorf("the product has %s, and was told to be %s: %+v", stands, outcome, r.Failure())
	case (outcome == plan.Unsure || outcome == plan.Failed) && r.Failure() == nil:
		x.t.Errorf("%s, and nothing says why", outcome)
	}
	if f := r.Failure(); f != nil && strings.Contains(f.Summary+f.Hint+f.Description, x.secret.Reveal()) {
		x.t.Errorf("the secret is in %+v", f)
	}
}
