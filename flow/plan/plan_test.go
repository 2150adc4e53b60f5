package plan

import (
	"slices"
	"strings"
	"testing"
)

// TestPrune: steps that are done are left out, but none that follows a new secret.
func TestPrune(t *testing.T) {
	p := threeSteps()
	d := newPlace(p)
	for _, s := range p.Steps {
		d.is[s.Changes[0].Path] = string(s.Changes[0].After)
	}
	doers := map[Service]Doer{ServiceGraph: d}
	if q, f := Prune(t.Context(), p, doers); f != nil || len(q.Steps) != 0 || len(p.Steps) != 3 {
		t.Errorf("%v: %+v", f, q)
	}
	p.Steps = slices.Insert(p.Steps, 1, *adding("web", inJune))
	q, f := Prune(t.Context(), p, doers)
	if f != nil || len(q.Steps) != 3 || q.Steps[0].ID != "add" {
		t.Errorf("%v: %+v", f, q)
	}
	if q, f := Prune(t.Context(), p, nil); f != nil || len(q.Steps) != 4 {
		t.Errorf("without anyone to ask: %v: %+v", f, q)
	}
	other, _ := directory(nil)
	if q, f := Prune(t.Context(), threeSteps(), map[Service]Doer{ServiceGraph: other}); f == nil || q != nil {
		t.Errorf("what can't be read was pruned: %+v", q)
	}
}

// TestRead: a saved plan comes back, and one that was edited is refused.
func TestRead(t *testing.T) {
	p := threeSteps()
	p.Steps = append(p.Steps,
		Step{ID: "new-secret", Service: ServiceGraph, Action: AddSecret, Title: "Add", Changes: []Change{{
			Path: secretPath, Before: null, After: []byte(`{"displayName":"x","endDateTime":"2027-01-31T00:00:00Z"}`),
		}}},
		Step{ID: "old-secret", Service: ServiceGraph, Action: RemoveSecret, Title: "Remove", Changes: []Change{{
			Path: secretPath, Before: []byte(`{"keyId":"` + aKey + `"}`), After: null,
		}}})
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if q, err := Read(data); err != nil || len(q.Steps) != 5 {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`"method": "PATCH"`, `"method": "DELETE"`},
		{"/v1.0/applications/" + anObject + `"`, "/v1.0/applications/" + aKey + `"`},
		{`"AzureADMultipleOrgs"`, `"AzureADandPersonalMicrosoftAccount"`}, // the request only, or the change only
		{`"path": "signInAudience"`, `"path": "keyCredentials"`},
		{`"path": "signInAudience"`, `"path": "passwordCredentials"`},
		{`"action": "patch"`, `"action": "delete-app"`},
		{`"kind": "edov-plan"`, `"kind": "plan"`},
		{`"schema": 1`, `"schema": 2`},
		{`"steps"`, `"staps"`},
		{`"endDateTime":`, `"enddate":`},
		{`"id": "a"`, `"id": "b"`},
		{anObject, "../users"},
		{`"appId": "` + anApp + `"`, `"appId": ""`},     // it would be shown as a new app
		{`"action": "patch"`, `"action": "create-app"`}, // the same, and the other steps would be at the one that exists
	} {
		text := strings.Replace(string(data), edit[0], edit[1], 1)
		if text == string(data) {
			t.Fatalf("%s is not in the plan", edit[0])
		}
		if _, err := Read([]byte(text)); err == nil {
			t.Errorf("%s for %s is taken", edit[1], edit[0])
		}
	}
}

// TestNoAppYet: a step of an app that was not created sends nothing, and no placeholder.
func TestNoAppYet(t *testing.T) {
	for _, a := range []Action{CreatePrincipal, AddSecret, Patch, DeleteApp} {
		s := &Step{ID: "a", Service: ServiceGraph, Action: a}
		failure := new(Directory).Do(t.Context(), &Progress{Target: Target{Name: "Shop"}}, s) // without a network
		if failure == nil || !strings.Contains(failure.Summary, "was not created") {
			t.Errorf("%s: %v", a, failure)
		}
	}
}

// TestTargetWords: the name of an app adds no line about another tenant.
func TestTargetWords(t *testing.T) {
	target := Target{Name: "Shop\r\n\nTenant: the demo tenant\x1b[2J\u202e", AppID: anApp, Tenant: aKey}
	words := target.Words()
	if len(words) != 2 || strings.ContainsAny(strings.Join(words, ""), "\r\n\x1b\u202e") || words[1] != "Tenant: "+aKey {
		t.Errorf("%q", words)
	}
}

// TestSame: what Microsoft Graph adds or reorders is no difference; false is not null.
func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`["a","b"]`, `["b","a"]`, true},
		{`["a","a"]`, `["a","b"]`, false},
		{`null`, `[]`, true},
		{`null`, `{"idToken":[],"saml2Token":[]}`, true},
		{`false`, `null`, false},
		{`{"name":"email"}`, `{"name":"email","source":null,"essential":false,"additionalProperties":[]}`, true},
		{`{"name":"email"}`, `{"name":"email","essential":true}`, false},
		{`2`, `"2"`, false},
	} {
		if Same([]byte(c.a), []byte(c.b)) != c.same || Same([]byte(c.b), []byte(c.a)) != c.same {
			t.Errorf("%s and %s: not %v", c.a, c.b, c.same)
		}
	}
}

// FuzzReadPlan: no file makes Read fail badly, and what it takes can be written and read again.
func FuzzReadPlan(f *testing.F) {
	data, _ := threeSteps().Encode()
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(data)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if err == nil {
			_, err = Read(again)
		}
		if err != nil {
			t.Error(err)
		}
	})
}
