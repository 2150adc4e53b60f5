package plan

import (
	"fmt"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
)

// TestUndoOf: the way back of each action, and none where there is none.
func TestUndoOf(t *testing.T) {
	made := map[Action]bool{CreatePrincipal: true}
	target := Target{ObjectID: anObject, AppID: anApp}
	file := Step{
		ID: "f", Service: ServiceFile, Action: Install, Place: ".env",
		Changes: []Change{{Path: "A", Before: null, After: quoted("x")}},
	}
	keep, other := file, file
	keep.Service, other.Action = ServiceKeep, Restore
	for _, test := range []struct {
		name string
		step *Step
		p    Progress
		want string // action, path, before and after
	}{
		{"patch", &threeSteps().Steps[0], Progress{}, `patch signInAudience "AzureADMultipleOrgs" "AzureADMyOrg"`},
		{"app", &Step{Action: CreateApp}, Progress{Target: target}, "delete-app"},
		{"app of no ID", &Step{Action: CreateApp}, Progress{}, ""},
		{"principal", &Step{Action: CreatePrincipal}, Progress{made: made}, "delete-service-principal"},
		{"principal that was there", &Step{Action: CreatePrincipal}, Progress{}, ""},
		{
			"secret", adding("web", inJune),
			Progress{KeyID: aKey},
			`remove-secret passwordCredential {"keyId":"` + aKey + `","displayName":"web","endDateTime":"` + inJune + `"} null`,
		},
		{
			"secret of no ID", adding("web", inJune),
			Progress{},
			`remove-secret passwordCredential {"displayName":"web","endDateTime":"` + inJune + `"} null`,
		},
		{"file", &file, Progress{}, `restore A null "x"`},
		{"saved connection", &keep, Progress{}, ""},
		{"restored", &other, Progress{}, ""},
		{"removed secret", &Step{Action: RemoveSecret}, Progress{}, ""},
		{"deleted app", &Step{Action: DeleteApp}, Progress{}, ""},
	} {
		got := ""
		for _, s := range undoOf(test.step, &test.p) {
			got += string(s.Action)
			for _, c := range s.Changes {
				got += fmt.Sprintf(" %s %s %s", c.Path, c.Before, c.After)
			}
			if s.ID != "undo-"+test.step.ID || s.Service != test.step.Service || s.Place != test.step.Place ||
				!strings.HasPrefix(s.Title, "Undo: ") {
				t.Errorf("%s: %+v", test.name, s)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestUndoOfANewApp: what the app has goes with it, and what is elsewhere does not.
func TestUndoOfANewApp(t *testing.T) {
	step := func(a Action) Step { return Step{ID: string(a), Service: ServiceGraph, Action: a} }
	r := &run{Options: Options{}.filled(), Progress: Progress{Target: Target{ObjectID: anObject}}}
	r.undone = []Step{step(DeleteApp), step(DeletePrincipal), step(RemoveSecret), step(Patch), step(Restore)}
	var got []string
	for _, s := range r.undo(nil).Steps {
		got = append(got, s.ID)
	}
	if want := "restore delete-service-principal delete-app"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	r.undone = r.undone[1:]
	if got := r.undo(nil); len(got.Steps) != 4 || !got.Undoes || got.Target.ObjectID != anObject {
		t.Errorf("without a new app: %+v", got)
	}
	r.KeyID = aKey
	next := r.undo(adding("web", inJune)).Steps[0]
	if next.keyID() != "" || r.KeyID != aKey {
		t.Errorf("a secret that is about to be added has the ID of the one before: %+v", next)
	}
}

// TestQuestions: what a person reads before and while a plan is carried out.
func TestQuestions(t *testing.T) {
	p := threeSteps()
	p.Target.Tenant = aTenant
	if p.Widens() || p.Creates() || len(p.Needs()) != 1 {
		t.Errorf("widens %t, creates %t, needs %q", p.Widens(), p.Creates(), p.Needs())
	}
	p.Steps[2].Widens = "guests"
	if !p.Widens() {
		t.Error("a step that lets more people in is not noticed")
	}
	p.Target.TestServer = true
	if len(p.Needs()) != 0 {
		t.Errorf("at the demo tenant: %q", p.Needs())
	}
	own := &Plan{Steps: []Step{{Service: ServiceFile, Action: Install}}}
	if len(own.Needs()) != 0 {
		t.Errorf("of a file: %q", own.Needs())
	}
	created := &Plan{Steps: []Step{{Action: CreateApp}}}
	for _, test := range []struct {
		p    *Plan
		t    Target
		want string
	}{
		{created, Target{Name: "Shop"}, "App: Shop (new)"},
		{created, Target{Name: "Shop", AppID: anApp}, "App: Shop (client ID " + anApp + ")"},
		{own, Target{Name: "Shop"}, "App: Shop (client ID not known)"},
	} {
		if got := test.p.Words(test.t)[0]; got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	step := &Step{Title: "Add it"}
	for want, n := range map[string]News{
		"2 of 3: Add it ...": {Step: step, Number: 2}, "  done": {Step: step, Number: 2, Outcome: WasDone},
		"  waiting 2s: Microsoft takes a while to show a change": {Step: step, Number: 2, Waiting: 2e9},
	} {
		if got := n.Words(3); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	cancelled := &flow.Failure{Kind: flow.FailureCancelled}
	for want, r := range map[string]Result{
		"2 of 3 steps are done": {Steps: []StepResult{
			{Outcome: WasDone},
			{Outcome: Already},
			{Outcome: Failed, Failure: &flow.Failure{}},
		}},
		"the step is done":     {Steps: []StepResult{{Outcome: WasDone}}},
		"the step is not done": {Steps: []StepResult{{Outcome: Unsure}}},
		"cancelled: 1 of 2 steps are done": {Steps: []StepResult{
			{Outcome: WasDone}, {Outcome: NotBegun, Failure: cancelled},
		}},
	} {
		if got := r.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestPlainly: members that say nothing are left out; of a switch with one name, both matter.
func TestPlainly(t *testing.T) {
	for value, want := range map[string]string{
		`{"name":"email","source":null,"essential":false,"additionalProperties":[]}`: `"email"`,
		`{"name":"email","essential":true}`:                                          `{"name": "email", "essential": true}`,
		`{"enableIdTokenIssuance":false,"enableAccessTokenIssuance":true}`:           `{"enableIdTokenIssuance": false, "enableAccessTokenIssuance": true}`,
		`{"id":"` + appreg.PermissionEmail + `","type":"Scope"}`:                     `"email"`,
		`[{"a":1,"b":null}]`: `[{"a": 1}]`,
	} {
		if got := brief(parsed([]byte(value))); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
	s := &Step{ID: "a", Service: ServiceGraph, Action: Patch, Changes: []Change{audience("x", "y")}}
	if got := fmt.Sprint(s.Facts(Target{ObjectID: anObject})); !strings.Contains(got,
		"[sends PATCH /v1.0/applications/"+anObject+"]") || strings.Contains(got, "WIDENS") {
		t.Errorf("got %s", got)
	}
	s = &Step{ID: "a", Service: ServiceFile, Action: Install, Place: ".env", Undo: "delete the lines", Proof: "a sign-in"}
	if got := fmt.Sprint(s.Facts(Target{})); strings.Contains(got, "sends") || !strings.Contains(got, "[where .env]") ||
		!strings.Contains(got, "[undo delete the lines] [proof a sign-in]") {
		t.Errorf("got %s", got)
	}
}

// TestCheck: what no plan may hold, whoever made it.
func TestCheck(t *testing.T) {
	graphStep := func(a Action, c ...Change) Step { return Step{ID: "a", Service: ServiceGraph, Action: a, Changes: c} }
	for name, test := range map[string]struct {
		edit func(p *Plan)
		ok   bool
	}{
		"as it is":            {func(*Plan) {}, true},
		"no steps":            {func(p *Plan) { p.Steps = nil }, true},
		"no steps and no app": {func(p *Plan) { p.Steps, p.Target.AppID = nil, "" }, true},
		"a file": {
			func(p *Plan) { p.Steps[0] = Step{ID: "a", Service: ServiceFile, Action: Install} },
			true,
		},
		"a file brought back": {
			func(p *Plan) { p.Steps[0] = Step{ID: "a", Service: ServiceFile, Action: Restore} },
			true,
		},
		"a patch of a file": {func(p *Plan) { p.Steps[0].Service = ServiceFile }, false},
		"a place at Graph":  {func(p *Plan) { p.Steps[0].Place = "x" }, false},
		"two changes of a member": {
			func(p *Plan) { p.Steps[0].Changes = append(p.Steps[0].Changes, p.Steps[0].Changes...) },
			false,
		},
		"no change":               {func(p *Plan) { p.Steps[0].Changes = nil }, false},
		"a value that is no JSON": {func(p *Plan) { p.Steps[0].Changes[0].After = []byte("x") }, false},
		"a value of another type": {func(p *Plan) { p.Steps[0].Changes[0].After = []byte("1") }, false},
		"no name":                 {func(p *Plan) { p.Target.Name = "" }, false},
		"the longest name":        {func(p *Plan) { p.Target.Name = strings.Repeat("x", 256) }, true},
		"a longer name":           {func(p *Plan) { p.Target.Name = strings.Repeat("x", 257) }, false},
		"the longest text":        {func(p *Plan) { p.Steps[0].Title = strings.Repeat("x", maxText) }, true},
		"a longer text":           {func(p *Plan) { p.Steps[0].Proof = strings.Repeat("x", maxText+1) }, false},
		"a longer place": {func(p *Plan) {
			p.Steps[0] = Step{ID: "a", Service: ServiceFile, Action: Install, Place: strings.Repeat("x", maxPlace+1)}
		}, false},
		"a tenant that is no GUID":   {func(p *Plan) { p.Target.Tenant = "contoso" }, false},
		"no object ID":               {func(p *Plan) { p.Target.ObjectID = "" }, false},
		"an unknown action":          {func(p *Plan) { p.Steps[0].Action = "x" }, false},
		"a deletion":                 {func(p *Plan) { p.Steps[0] = graphStep(DeleteApp) }, false},
		"a deletion that undoes":     {func(p *Plan) { p.Steps[0], p.Undoes = graphStep(DeleteApp), true }, true},
		"a removal by name":          {func(p *Plan) { p.Steps[0] = removal("a", secretOf("", "web", inJune)) }, false},
		"a removal by name, undoing": {func(p *Plan) { p.Steps[0], p.Undoes = removal("a", secretOf("", "web", inJune)), true }, true},
		"a removal of no end": {
			func(p *Plan) { p.Steps[0], p.Undoes = removal("a", secretOf("", "web", "")), true },
			false,
		},
		"a removal of no name": {
			func(p *Plan) { p.Steps[0], p.Undoes = removal("a", secretOf("", "", inJune)), true },
			false,
		},
		"a removal of two": {func(p *Plan) {
			s := removal("a", secretOf(aKey, "", ""))
			s.Changes = append(s.Changes, s.Changes[0])
			p.Steps[0] = s
		}, false},
		"a secret without an end": {func(p *Plan) { p.Steps[0] = *adding("web", "") }, false},
		"a secret of another path": {func(p *Plan) {
			s := adding("web",
				inJune)
			s.Changes[0].Path = "x"
			s.ID = "a"
			p.Steps[0] = *s
		}, false},
		"a new app that is there": {func(p *Plan) {
			p.Steps[0] = graphStep(CreateApp,
				Change{Path: "displayName", After: quoted("App")})
		}, false},
		"a new app": {func(p *Plan) {
			p.Target = Target{Name: "App"}
			p.Steps[0] = graphStep(CreateApp, Change{Path: "displayName", After: quoted("App")})
		}, true},
		"a new app of another name": {func(p *Plan) {
			p.Target = Target{Name: "App"}
			p.Steps[0] = graphStep(CreateApp, Change{Path: "displayName", After: quoted("x")})
		}, false},
		"as many steps as are allowed": {func(p *Plan) { many(p, maxSteps) }, true},
		"more steps":                   {func(p *Plan) { many(p, maxSteps+1) }, false},
	} {
		p := threeSteps()
		test.edit(p)
		if err := p.Check(); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func many(p *Plan, n int) {
	step := p.Steps[0]
	p.Steps = nil
	for i := range n {
		step.ID = fmt.Sprintf("s%d", i)
		p.Steps = append(p.Steps, step)
	}
}
