package workspace

import (
	"slices"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/plan"
	"edov/ui/provision"
	"edov/ui/workspace/sentence"
)

// carried carries out what a planner planned, without the steps that are named, and takes what came of it.
func carried(t *testing.T, d *Desk, planner Planner, without ...string) *Changed {
	t.Helper()
	c, err := planner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range without {
		c.Toggle(id)
	}
	m := d.CarryOut(t.Context(), c, func(plan.News) {})
	d.Take(m)
	return m
}

// TestNothingWithoutTheApp: the steps of a new app are not carried out without the one that creates it.
func TestNothingWithoutTheApp(t *testing.T) {
	d, s := practicing(t)
	c, err := d.SetUp(s, nil)(t.Context())
	if err != nil || c.Unfit() != "" {
		t.Fatal(err, c.Unfit())
	}
	c.Toggle("create-app")
	if c.Unfit() != sentence.NoApp {
		t.Errorf("%q", c.Unfit())
	}
}

// TestNothingWithoutTheSecret: what takes the new secret somewhere is not carried out without the step that adds it.
func TestNothingWithoutTheSecret(t *testing.T) {
	d, s := practicing(t)
	c, err := d.SetUp(s, nil)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Toggle("add-secret")
	if c.Unfit() != sentence.NoSecret {
		t.Errorf("%q", c.Unfit())
	}
	for _, s := range c.Plan.Steps {
		if s.ID == "keep" || s.ID == "product" {
			c.Toggle(s.ID)
		}
	}
	if c.Unfit() != "" {
		t.Errorf("without what needs it: %q", c.Unfit())
	}
}

// TestProductIsProven: what was entered at the practice's product is marked after a sign-in through it, and only then.
func TestProductIsProven(t *testing.T) {
	d, s := practicing(t)
	says := func(m *Changed, words string) bool {
		return slices.ContainsFunc(m.After, func(line string) bool { return strings.Contains(line, words) })
	}
	m := carried(t, d, d.SetUp(s, nil), "add-secret", "keep")
	if len(s.Progress().Said) > 0 || m.Failure() == nil {
		t.Errorf("without a secret: %v, %q", s.Progress().Said, m.After)
	}
	m.Plan = &plan.Plan{Steps: []plan.Step{provision.DemoProductStep()}}
	m.Result = &plan.Result{Steps: []plan.StepResult{{ID: m.Plan.Steps[0].ID, Outcome: plan.WasDone}}}
	m.proveAtProduct(t.Context())
	if m.product == nil || *m.product || !says(m, "the sign-in through the product failed: ") {
		t.Errorf("with a product that has no secret: %q", m.After)
	}
	m = carried(t, d, d.SetUp(s, nil))
	if len(s.Progress().Said) != 2 || !says(m, provision.ProvenAtProduct) {
		t.Errorf("with a secret: %v, %q", s.Progress().Said, m.After)
	}
	m = d.CarryOut(t.Context(), m.Undo(), func(plan.News) {})
	d.Take(m)
	if len(s.Progress().Said) > 0 || says(m, "through the product") {
		t.Errorf("after the undo: %v, %q", s.Progress().Said, m.After)
	}
}

// TestPracticeOfOneTenant: the practice's product signs its users in where the connection does, or an app of one tenant
// would refuse them.
func TestPracticeOfOneTenant(t *testing.T) {
	d, s := practicing(t)
	typed := s.Connection
	typed.Tenant = demo.TenantID
	s.Set(typed)
	m := carried(t, d, d.SetUp(s, nil))
	if !slices.Contains(m.After, provision.ProvenAtProduct) {
		t.Errorf("%q", m.After)
	}
}
