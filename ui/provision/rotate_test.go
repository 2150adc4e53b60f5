package provision_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/ui/provision"
)

// setUp makes the app of an empty demo tenant and enters it at the product.
func setUp(t *testing.T, v demotest.Visitor) (*provision.Site, *plan.Result) {
	t.Helper()
	site := provision.AtDemo(v.Server, "edov test")
	u := provision.Setup{
		Setup: remedy.Setup{
			Name: "App", Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI,
			TestRedirectURI: flow.DefaultRedirectURI, SecretName: "first", SecretEnds: time.Now().AddDate(0, 6, 0),
			At: time.Now(),
		},
		After: []plan.Step{provision.DemoProductStep()},
	}
	p, failure := site.PlanSetup(t.Context(), u)
	if failure != nil {
		t.Fatal(failure)
	}
	return site, carryAll(t, site, v, p)
}

func carryAll(t *testing.T, site *provision.Site, v demotest.Visitor, p *plan.Plan) *plan.Result {
	t.Helper()
	doers := site.Doers()
	doers[plan.ServiceClerk] = &provision.DemoProduct{Server: v.Server}
	r, _, _, err := provision.Carry(t.Context(), p, provision.Carrying{Doers: doers, Pause: hurry})
	if err != nil || r.Failure() != nil {
		t.Fatalf("%v: %+v", err, r.Steps)
	}
	return r
}

// TestRotationUnderLoad: users sign in through the product while its secret is replaced, and none of them is refused.
// The old secret is removed when the sign-ins that began with it are over, which is what the overlap is for.
func TestRotationUnderLoad(t *testing.T) {
	t.Parallel()
	signIns := int64(2000)
	if testing.Short() {
		signIns = 60
	}
	v := demotest.Practice(t, demo.Options{})
	site, set := setUp(t, v)
	var done, failed atomic.Int64
	var users sync.WaitGroup
	half, installed := make(chan struct{}), make(chan struct{})
	for range 8 {
		users.Go(func() {
			for n := done.Add(1); n <= signIns; n = done.Add(1) {
				if n == signIns/2 {
					close(half)
				}
				if n == signIns/2+64 {
					<-installed // so that many sign-ins follow the change
				}
				if page := v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "Signed in as") {
					failed.Add(1)
					t.Errorf("sign-in %d: %s", n, page)
				}
			}
		})
	}
	<-half
	s := &flow.Session{}
	if failure := site.Read(t.Context(), set.Target.AppID, s); failure != nil {
		t.Fatal(failure)
	}
	add, failure := site.PlanRotation(t.Context(), provision.Rotate{
		App: s.Registration, SecretName: "second", SecretEnds: time.Now().AddDate(0, 6, 0), At: time.Now(),
		After: []plan.Step{provision.DemoProductStep()},
	})
	if failure != nil {
		t.Fatal(failure)
	}
	added := carryAll(t, site, v, add)
	close(installed)
	users.Wait() // the overlap
	if failure := site.Read(t.Context(), set.Target.AppID, s); failure != nil {
		t.Fatal(failure)
	}
	var old []string
	for _, c := range provision.OldSecrets(s.Registration, added.KeyID) {
		old = append(old, c.KeyID)
	}
	remove, failure := site.PlanRemoval(t.Context(), s.Registration, old, time.Now())
	if failure != nil || len(old) != 1 {
		t.Fatal(failure, old)
	}
	carryAll(t, site, v, remove)
	if page := v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "Signed in as") {
		t.Errorf("after the rotation: %s", page)
	}
	t.Logf("%d sign-ins, %d refused", signIns, failed.Load())
}

// TestTwoRotationsAtOnce: the second of two that are planned in the same moment is not taken for the first.
func TestTwoRotationsAtOnce(t *testing.T) {
	t.Parallel()
	v := demotest.Practice(t, demo.Options{})
	site, set := setUp(t, v)
	at := time.Now()
	names := map[string]bool{}
	for range 2 {
		s := &flow.Session{}
		if failure := site.Read(t.Context(), set.Target.AppID, s); failure != nil {
			t.Fatal(failure)
		}
		add, failure := site.PlanRotation(t.Context(), provision.NewRotation(s.Registration, 180, at, nil))
		if failure != nil {
			t.Fatal(failure)
		}
		names[add.Steps[0].SecretWords()] = true
		carryAll(t, site, v, add)
		old := provision.OldSecrets(s.Registration, "")[0].KeyID // an app for personal accounts may have two
		remove, failure := site.PlanRemoval(t.Context(), s.Registration, []string{old}, at)
		if failure != nil {
			t.Fatal(failure)
		}
		carryAll(t, site, v, remove)
	}
	if len(names) != 2 {
		t.Errorf("two secrets are called %v", names)
	}
}
