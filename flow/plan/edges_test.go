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
	"edov/flow/appreg"
	"edov/flow/strictjson"
)

// waitsOf makes options note how long the run waits.
func waitsOf(o *Options) *[]time.Duration {
	list := new([]time.Duration)
	o.Observe = func(n News) {
		if n.Waiting > 0 {
			*list = append(*list, n.Waiting)
		}
	}
	return list
}

// TestNewAppIsGivenUp: what a new app is not ready for is tried again after growing waits, and not for ever, nor once
// the user stops.
func TestNewAppIsGivenUp(t *testing.T) {
	for _, test := range []struct {
		pauses int // that end as they should
		tries  int
		waited string
	}{
		{99, 7, "[1s 2s 4s 8s 15s 30s]"},
		{2, 3, "[1s 2s 4s]"},
		{0, 1, "[1s]"},
	} {
		o := options(nil)
		o.Pause = func(context.Context, time.Duration) error {
			if test.pauses--; test.pauses < 0 {
				return context.Canceled
			}
			return nil
		}
		waited, tries := waitsOf(&o), 0
		r := &run{Options: o.filled(), Progress: Progress{made: map[Action]bool{CreateApp: true}}}
		f := r.patiently(t.Context(), &Step{Action: Patch}, func() *flow.Failure {
			tries++
			return &flow.Failure{HTTPStatus: 404}
		})
		if f == nil || tries != test.tries || fmt.Sprint(*waited) != test.waited {
			t.Errorf("%d tries, waited %v, %v; want %d, %s", tries, *waited, f, test.tries, test.waited)
		}
	}
}

// TestUnseenPrincipal: one that Microsoft accepted is the run's own although it is not seen yet; of one whose answer
// was lost that is not known.
func TestUnseenPrincipal(t *testing.T) {
	for lost, want := range map[bool]int{true: 0, false: 1} {
		p := threeSteps()
		p.Steps = p.Steps[:1]
		p.Steps[0].Action = CreatePrincipal
		d := newPlace(p)
		d.late = 99
		if lost {
			d.fails["a"], d.loses["a"] = &flow.Failure{Kind: flow.FailureNetwork}, true
			d.after = func(string) { d.is["signInAudience"] = `"x"` }
		}
		r := Run(t.Context(), p, options(d))
		if outcomes(r) != string(Unsure) || len(r.Undo.Steps) != want || r.Failure() == nil {
			t.Errorf("lost %t: %s, %v, undo %+v", lost, outcomes(r), r.Failure(), r.Undo.Steps)
		}
	}
}

// TestUnseenHint: a change that can't be seen yet says where to look for it, and a run that is stopped then says that
// too.
func TestUnseenHint(t *testing.T) {
	for _, service := range []Service{ServiceGraph, ServiceFile} {
		p := threeSteps()
		p.Steps = p.Steps[:1]
		p.Steps[0].Service = service
		d := newPlace(p)
		d.late = 99
		o := options(nil)
		o.Doers = map[Service]Doer{service: d}
		waited := waitsOf(&o)
		o.Pause = func(context.Context, time.Duration) error { return context.Canceled }
		r := Run(t.Context(), p, o)
		f := r.Failure()
		if outcomes(r) != string(Unsure) || f == nil || f.Kind != flow.FailureTimeout || len(*waited) != 1 ||
			strings.Contains(f.Hint, "edov app --live") != (service == ServiceGraph) {
			t.Errorf("%s: %s, %+v, waited %v", service, outcomes(r), f, *waited)
		}
	}
}

// TestFailedLooks: a step whose place can't be read is failed and sends nothing; one that can't be read afterwards is
// unsure, with that failure.
func TestFailedLooks(t *testing.T) {
	busy := &flow.Failure{Kind: flow.FailureOAuth, HTTPStatus: 429, Summary: "busy"}
	for sent, want := range map[bool]Outcome{false: Failed, true: Unsure} {
		p := threeSteps()
		p.Steps = p.Steps[:1]
		d := newPlace(p)
		d.reads = func(context.Context, string) *flow.Failure {
			if len(d.did) > 0 == sent {
				return busy
			}
			return nil
		}
		r := Run(t.Context(), p, options(d))
		if outcomes(r) != string(want) || r.Failure() != busy || len(d.did) > 0 != sent {
			t.Errorf("%s, %v, did %v", outcomes(r), r.Failure(), d.did)
		}
	}
	r := Run(t.Context(), threeSteps(), Options{})
	if outcomes(r) != "failed not begun not begun" || !strings.Contains(r.Failure().Summary, "nothing here") {
		t.Errorf("without anyone to do it: %s, %v", outcomes(r), r.Failure())
	}
}

// TestLastSave: an outcome that can't be saved stops the run after the step, which stays done.
func TestLastSave(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	o := options(d)
	o.SaveSteps = func([]StepResult) error {
		if len(d.did) > 0 {
			return errors.New("disk full")
		}
		return nil
	}
	r := Run(t.Context(), p, o)
	if outcomes(r) != "done not begun not begun" || r.Failure() == nil || len(r.Undo.Steps) != 1 {
		t.Errorf("%s, %v, undo %+v", outcomes(r), r.Failure(), r.Undo.Steps)
	}
}

// TestMembersOfTwoReads: what both requests say is there once, and what is Microsoft Graph's own is not a member.
func TestMembersOfTwoReads(t *testing.T) {
	for paths, want := range map[string]string{
		"signInAudience":             `{"id":"x","appId":"y","authenticationBehaviors":{}}`,
		"signInAudience " + behavior: `{"id":"x","appId":"y","authenticationBehaviors":{}}`,
	} {
		d, g := directory(map[string]string{
			theApp: `{"@odata.context":"https://graph","id":"x","appId":"y","authenticationBehaviors":{}}`,
		})
		v, f := d.Members(t.Context(), anObject, strings.Fields(paths))
		if f != nil || v.Compact() != want || len(g.asked) != len(strings.Fields(paths)) {
			t.Errorf("%s: %s, %v, asked %v", paths, v.Compact(), f, g.asked)
		}
	}
}

// TestUnreadable: what is no answer of Microsoft Graph leaves open how a step stands.
func TestUnreadable(t *testing.T) {
	d, _ := directory(map[string]string{
		theApp: "x", "GET /servicePrincipals(appId='" + anApp + "')": "x", "GET /servicePrincipals/" + another: "x",
	})
	target := Target{ObjectID: anObject, AppID: anApp, PrincipalID: another}
	steps := []*Step{adding("web", inJune), {Action: Patch, Changes: []Change{audience("x", "y")}}}
	for _, action := range []Action{CreateApp, DeleteApp, CreatePrincipal, DeletePrincipal} {
		steps = append(steps, &Step{Action: action})
	}
	for _, s := range steps {
		if state, f := d.Look(t.Context(), &Progress{Target: target}, s); state != "" || f == nil {
			t.Errorf("%s: %q, %v", s.Action, state, f)
		}
	}
	remove := removal("r", `{"displayName":"web","endDateTime":"`+inJune+`"}`)
	if f := d.Do(t.Context(), &Progress{Target: target}, &remove); f == nil || strings.Contains(f.Summary, "changed") {
		t.Errorf("a removal by name: %v", f)
	}
}

// TestTenantOfTheToken: a token that can't be read says nothing of its tenant, and without one nothing is read.
func TestTenantOfTheToken(t *testing.T) {
	for token, want := range map[string]string{"opaque": "", "e30.e30.x": "", "none": "no token"} {
		d, g := directory(map[string]string{theApp: `{"id":"x"}`})
		d.Graph.Bearer = func(context.Context) (flow.Secret, error) {
			if token == "none" {
				return flow.Secret{}, &flow.Failure{Summary: want}
			}
			return flow.NewSecret(token), nil
		}
		p := &Progress{Target: Target{ObjectID: anObject, Tenant: aTenant}}
		_, f := d.Look(t.Context(), p, &Step{Action: CreateApp})
		if (f != nil) != (want != "") || d.tenantKnown == (want != "") || len(g.asked) > 0 == (want != "") {
			t.Errorf("%s: %v, known %t, asked %v", token, f, d.tenantKnown, g.asked)
		}
		if f := d.Fill(t.Context(), &Plan{}); (f != nil) != (want != "") {
			t.Errorf("%s: filled in, %v", token, f)
		}
	}
}

// TestNotRemovable: a secret ends at its time, and the only one that is valid then is not removed.
func TestNotRemovable(t *testing.T) {
	step := removal("remove", `{"keyId":"`+aKey+`"}`)
	list := secretOf(aKey, "web", inJune) + "," + secretOf(another, "old", past)
	end, _ := time.Parse(time.RFC3339, inJune)
	for before, refused := range map[time.Duration]bool{0: false, time.Second: true} {
		d, _ := directory(map[string]string{theApp: `{"passwordCredentials":[` + list + `]}`})
		d.Env.Now = func() time.Time { return end.Add(-before) }
		if _, f := d.Look(t.Context(), &Progress{Target: Target{ObjectID: anObject}}, &step); (f != nil) != refused {
			t.Errorf("%s before its end: %v", before, f)
		}
	}
}

// TestSameSecret: name and second of the end are compared, and an end that is no date is no end.
func TestSameSecret(t *testing.T) {
	web := secretOf("", "web", inJune)
	for other, want := range map[string]bool{
		web: true, secretOf("", "web", "2027-06-01T10:00:00.9+02:00"): true,
		secretOf("", "web", "2027-06-01T08:00:01Z"): false,
		secretOf("", "other", inJune):               false, secretOf("", "web", ""): false,
		secretOf("", "web", "soon"): false,
	} {
		a, b := parsed([]byte(web)), parsed([]byte(other))
		if sameSecret(a, b) != want || sameSecret(b, a) != want {
			t.Errorf("%s: not %t", other, want)
		}
	}
	if none := parsed([]byte(secretOf("", "web", ""))); sameSecret(none, none) {
		t.Error("two secrets without an end are the same")
	}
}

// TestCheckedTexts: each text and each ID of a plan is bounded, and each member of a request is compared.
func TestCheckedTexts(t *testing.T) {
	long := strings.Repeat("x", maxText)
	file := func(s Step) *Step {
		s.ID, s.Service, s.Action = "a", ServiceFile, Install
		return &s
	}
	own := func(edit func(r *Request)) *Step {
		s := threeSteps().Steps[0]
		r := *s.Request(threeSteps().Target)
		edit(&r)
		s.Sends = &r
		return &s
	}
	secret := adding("web", inJune)
	more := adding("web", inJune)
	more.Changes = append(more.Changes, more.Changes[0])
	extra := adding("web", inJune)
	extra.Changes[0].After = []byte(`{"displayName":"web","endDateTime":"` + inJune + `","secretText":"x"}`)
	for _, test := range []struct {
		name string
		step *Step
		ok   bool
	}{
		{"longest texts", file(Step{Title: long, Widens: long, Undo: long, Proof: long, Why: []string{long, long}}), true},
		{"title", file(Step{Title: long + "x"}), false},
		{"widens", file(Step{Widens: long + "x"}), false},
		{"undo", file(Step{Undo: long + "x"}), false},
		{"proof", file(Step{Proof: long + "x"}), false},
		{"why", file(Step{Why: []string{"x", long + "x"}}), false},
		{"longest place", file(Step{Place: strings.Repeat("x", maxPlace)}), true},
		{"longer place", file(Step{Place: strings.Repeat("x", maxPlace+1)}), false},
		{"most changes", file(Step{Changes: make([]Change, maxChanges)}), true},
		{"more changes", file(Step{Changes: make([]Change, maxChanges+1)}), false},
		{"request", own(func(*Request) {}), true},
		{"request, spaced", own(func(r *Request) { r.Body = append(json.RawMessage(" "), r.Body...) }), true},
		{"method", own(func(r *Request) { r.Method = "PUT" }), false},
		{"path", own(func(r *Request) { r.Path += "/x" }), false},
		{"body", own(func(r *Request) { r.Body = []byte(`{}`) }), false},
		{"secret", secret, true},
		{"two secrets", more, false},
		{"a secret's value", extra, false},
		{"ID", file(Step{}), true},
	} {
		p := threeSteps()
		p.Steps = []Step{*test.step}
		if err := p.Check(); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for name, edit := range map[string]func(t *Target, id string){
		"tenant": func(t *Target, id string) { t.Tenant = id }, "id": func(t *Target, id string) { t.ObjectID = id },
		"appId":              func(t *Target, id string) { t.AppID = id },
		"servicePrincipalId": func(t *Target, id string) { t.PrincipalID = id },
	} {
		p := threeSteps()
		for id, ok := range map[string]bool{aKey: true, aKey + "/x": false} {
			edit(&p.Target, id)
			if err := p.Check(); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), name) {
				t.Errorf("%s %s: %v", name, id, err)
			}
		}
	}
	for _, t2 := range []Target{{AppID: anApp}, {ObjectID: anObject}, {PrincipalID: aKey}} {
		t2.Name = "App"
		p := &Plan{Kind: Kind, Schema: Schema, Target: t2, Steps: []Step{{
			ID: "a", Service: ServiceGraph, Action: CreateApp, Changes: []Change{{Path: "displayName", After: quoted("App")}},
		}}}
		if p.Check() == nil {
			t.Errorf("%+v is of an app that the plan creates", t2)
		}
	}
}

// TestReadLimits: a plan's file of the largest size is read, and a larger or deeper one is not.
func TestReadLimits(t *testing.T) {
	data, err := threeSteps().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for size, ok := range map[int]bool{1 << 20: true, 1<<20 + 1: false} {
		padded := slices.Concat(data, []byte(strings.Repeat(" ", size-len(data))))
		if _, err := Read(padded); (err == nil) != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	for depth, ok := range map[int]bool{24: true, 40: false} {
		deep := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		text := strings.Replace(string(data), `"before": null`, `"before": `+deep, 1)
		if _, err := Read([]byte(text)); (err == nil) != ok {
			t.Errorf("depth %d: %v", depth, err)
		}
	}
}

// TestSameMembers: a member that is missing is one that says nothing, and no other.
func TestSameMembers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1}`, `{"a":1,"b":false}`, true},
		{`{"a":1}`, `{"a":1,"b":{"c":false,"d":null}}`, true},
		{`{"a":1}`, `{"a":1,"b":""}`, false},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":null,"b":1}`, `{"a":false,"b":1}`, false},
		{`{"a":false}`, `{"a":true}`, false},
		{`["a"]`, `["a","a"]`, false},
		{`[{"a":1},{"b":2}]`, `[{"b":2,"c":false},{"a":1}]`, true},
		{`[]`, `[false]`, false},
		{`null`, `{"a":false}`, true},
		{`null`, `{"a":true}`, false},
		{`true`, `"true"`, false},
	} {
		if Same([]byte(c.a), []byte(c.b)) != c.same || Same([]byte(c.b), []byte(c.a)) != c.same {
			t.Errorf("%s and %s: not %v", c.a, c.b, c.same)
		}
	}
}

// TestExpiredRemovals: a secret is called expired a day after its end, when clocks can't differ about it.
func TestExpiredRemovals(t *testing.T) {
	step := removal("b", `{"keyId":"`+aKey+`","displayName":"worker","endDateTime":"`+inJune+`"}`)
	end, _ := step.secretEnd()
	for after, expired := range map[time.Duration]bool{24 * time.Hour: false, 24*time.Hour + time.Second: true} {
		made := end.Add(after)
		p := &Plan{Target: Target{Name: "Shop"}, Made: made, Steps: []Step{step, {Action: Patch}}}
		for _, now := range []time.Time{made, made.Add(time.Hour)} {
			if q := p.Question(now); strings.Contains(q, "1 expired client secret,") != expired ||
				!strings.Contains(q, "? 2 steps. It removes 1 ") {
				t.Errorf("%s after its end: %s", after, q)
			}
		}
	}
	if _, ok := (&Step{Action: RemoveSecret}).secretValue(); ok || (&Step{Action: Patch}).SecretWords() != "" {
		t.Error("a step without a secret has one")
	}
	if plainly(strictjson.Text("x")).Text != "x" || plainly(strictjson.Text(appreg.GraphAppID)).Text == appreg.GraphAppID {
		t.Error("a text is not as a person reads it")
	}
}
