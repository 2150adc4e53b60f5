package plan

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/strictjson"
)

const (
	aTenant = "cccccccc-2222-3333-4444-555555555555"
	another = "dddddddd-2222-3333-4444-555555555555"
)

// graph answers as Microsoft Graph, by method and path without its query.
type graph struct {
	answers map[string]string // "" or none: 404
	asked   []string          // with bodies
}

func (g *graph) RoundTrip(r *http.Request) (*http.Response, error) {
	key, sent := r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1.0"), ""
	if r.Body != nil {
		data, _ := io.ReadAll(r.Body)
		sent = " " + string(data)
	}
	g.asked = append(g.asked, key+strings.TrimRight(sent, " "))
	status, body := http.StatusOK, g.answers[key]
	if body == "" {
		status, body = http.StatusNotFound, `{"error":{"code":"Request_ResourceNotFound","message":"none"}}`
	}
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// directory is one with those answers, at noon of a day in 2026, signed in to a tenant.
func directory(answers map[string]string) (*Directory, *graph) {
	g := &graph{answers: answers}
	token := "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"`+aTenant+`"}`)) + ".x"
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	return &Directory{
		Graph: flow.Graph{Bearer: func(context.Context) (flow.Secret, error) { return flow.NewSecret(token), nil }},
		Env:   flow.Env{HTTP: g, Now: func() time.Time { return now }},
	}, g
}

func secretOf(key, name, end string) string {
	return `{"keyId":"` + key + `","displayName":"` + name + `","endDateTime":"` + end + `"}`
}

// starting is a secret with a start.
func starting(secret, start string) string {
	return strings.TrimSuffix(secret, "}") + `,"startDateTime":"` + start + `"}`
}

const (
	inJune = "2027-06-01T08:00:00Z"
	past   = "2026-11-01T08:00:00Z"
	theApp = "GET /applications/" + anObject
)

func adding(name, end string) *Step {
	return &Step{ID: "add", Service: ServiceGraph, Action: AddSecret, Changes: []Change{{
		Path: secretPath, Before: null, After: []byte(`{"displayName":"` + name + `","endDateTime":"` + end + `"}`),
	}}}
}

// TestLookAtSecret: which secret a step is about, and how it stands.
func TestLookAtSecret(t *testing.T) {
	web, worker := secretOf(aKey, "web", "2027-06-01T08:00:00.123Z"), secretOf(another, "worker", inJune)
	old := secretOf(aKey, "web", past)
	remove := func(before string) *Step { s := removal("remove", before); return &s }
	for _, test := range []struct {
		name    string
		list    string
		step    *Step
		p       Progress
		state   State
		refused string
	}{
		{"to be added", "", adding("web", inJune), Progress{}, Pending, ""},
		{"another is there", worker, adding("web", inJune), Progress{}, Pending, ""},
		{"another day", web, adding("web", "2027-06-02T08:00:00Z"), Progress{}, Pending, ""},
		{"there, and of no one's run", web, adding("web", inJune), Progress{}, Changed, ""},
		{"added by this run", web, adding("web", inJune), Progress{KeyID: strings.ToUpper(aKey)}, Done, ""},
		{"added by this run, and not shown yet", worker, adding("worker", inJune), Progress{KeyID: aKey}, Pending, ""},
		{"an end that is no date", secretOf(aKey, "web", "soon"), adding("web", inJune), Progress{}, Pending, ""},
		{"no end", secretOf(aKey, "web", ""), adding("web", ""), Progress{}, Pending, ""},
		{"to be removed", web + "," + worker, remove(`{"keyId":"` + aKey + `"}`), Progress{}, Pending, ""},
		{"removed", worker, remove(`{"keyId":"` + aKey + `"}`), Progress{}, Done, ""},
		{
			"by its name and end", web + "," + worker, remove(`{"displayName":"web","endDateTime":"` + inJune + `"}`),
			Progress{},
			Pending, "",
		},
		{
			"by its name, two", web + "," + secretOf(another, "web", inJune),
			remove(`{"displayName":"web","endDateTime":"` + inJune + `"}`),
			Progress{},
			Changed, "",
		},
		{
			"another end than agreed to", web + "," + worker, remove(secretOf(aKey, "web", "2027-06-02T08:00:00Z")),
			Progress{},
			Changed, "",
		},
		{"the only one", web, remove(`{"keyId":"` + aKey + `"}`), Progress{}, Pending, "the only secret that is valid"},
		{
			"the only valid one", web + "," + secretOf(another, "old", past), remove(`{"keyId":"` + aKey + `"}`),
			Progress{},
			Pending, "the only secret",
		},
		{
			"the only one that has begun", web + "," + starting(worker, "2027-01-01T00:00:00Z"),
			remove(`{"keyId":"` + aKey + `"}`),
			Progress{},
			Pending, "the only secret",
		},
		{
			"another one that began a moment ago, by Microsoft's clock",
			web + "," + starting(worker, "2026-11-24T12:02:00Z"),
			remove(`{"keyId":"` + aKey + `"}`),
			Progress{},
			Pending, "",
		},
		{
			"one of two that have begun", web + "," + starting(worker, past), remove(`{"keyId":"` + aKey + `"}`),
			Progress{},
			Pending, "",
		},
		{
			"one that has not begun", worker + "," + starting(web, "2027-01-01T00:00:00Z"),
			remove(`{"keyId":"` + aKey + `"}`),
			Progress{},
			Pending, "",
		},
		{"the only one, in an undo", web, remove(`{"keyId":"` + aKey + `"}`), Progress{Undoing: true}, Pending, ""},
		{"the only one, expired", old, remove(`{"keyId":"` + aKey + `"}`), Progress{}, Pending, ""},
		{"the expired one of two", old + "," + worker, remove(`{"keyId":"` + aKey + `"}`), Progress{}, Pending, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, _ := directory(map[string]string{theApp: `{"passwordCredentials":[` + test.list + `]}`})
			test.p.Target = Target{ObjectID: anObject, AppID: anApp}
			state, f := d.Look(t.Context(), &test.p, test.step)
			if state != test.state || (f != nil) != (test.refused != "") || f != nil &&
				!strings.Contains(f.Summary, test.refused) {
				t.Errorf("%s, %v, want %s, %q", state, f, test.state, test.refused)
			}
		})
	}
}

// TestValidByTheRunsClock: which secret is valid is judged at the time of the run.
func TestValidByTheRunsClock(t *testing.T) {
	list := secretOf(aKey, "web", "2002-01-01T00:00:00Z") + "," + secretOf(another, "old", "2000-01-01T00:00:00Z")
	step := removal("remove", `{"keyId":"`+aKey+`"}`)
	for year, refused := range map[int]bool{1999: false, 2001: true, 2003: false} {
		d, _ := directory(map[string]string{theApp: `{"passwordCredentials":[` + list + `]}`})
		d.Env.Now = func() time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }
		if _, f := d.Look(t.Context(), &Progress{Target: Target{ObjectID: anObject}}, &step); (f != nil) != refused {
			t.Errorf("in %d: %v", year, f)
		}
	}
}

// TestLookAtMembers: done if every member is as it will be, pending if every one is as it was, and changed otherwise.
func TestLookAtMembers(t *testing.T) {
	step := &Step{ID: "a", Service: ServiceGraph, Action: Patch, Changes: []Change{
		audience("AzureADMyOrg", "AzureADMultipleOrgs"),
		{Path: "web.redirectUris", Before: []byte(`["https://a"]`), After: []byte(`["https://b"]`)},
	}}
	for name, test := range map[string]struct {
		now, appID string
		state      State
		fails      bool
	}{
		"before":  {`"signInAudience":"AzureADMyOrg","web":{"redirectUris":["https://a"]}`, anApp, Pending, false},
		"after":   {`"signInAudience":"AzureADMultipleOrgs","web":{"redirectUris":["https://b"]}`, anApp, Done, false},
		"half":    {`"signInAudience":"AzureADMultipleOrgs","web":{"redirectUris":["https://a"]}`, anApp, Changed, false},
		"half 2":  {`"signInAudience":"AzureADMyOrg","web":{"redirectUris":["https://b"]}`, anApp, Changed, false},
		"neither": {`"signInAudience":"x","web":{"redirectUris":["https://x"]}`, anApp, Changed, false},
		"other":   {`"signInAudience":"AzureADMyOrg","web":{"redirectUris":["https://a"]}`, another, "", true},
	} {
		d, _ := directory(map[string]string{theApp: `{"id":"` + anObject + `","appId":"` + test.appID + `",` + test.now +
			`}`})
		state, f := d.Look(t.Context(), &Progress{Target: Target{ObjectID: anObject, AppID: anApp}}, step)
		if state != test.state || (f != nil) != test.fails {
			t.Errorf("%s: %s, %v", name, state, f)
		}
	}
}

// TestLookAtObjects: an app and its principal are there, or not, or it is not known.
func TestLookAtObjects(t *testing.T) {
	target := Target{ObjectID: anObject, AppID: anApp, PrincipalID: another}
	there := map[string]string{
		theApp: `{"id":"x"}`, "GET /servicePrincipals(appId='" + anApp + "')": `{"id":"x"}`,
		"GET /servicePrincipals/" + another: `{"id":"x"}`,
	}
	for action, want := range map[Action][2]State{
		CreateApp: {Done, Pending}, DeleteApp: {Pending, Done}, CreatePrincipal: {Done, Pending},
		DeletePrincipal: {Pending, Done},
	} {
		for i, answers := range []map[string]string{there, nil} {
			d, _ := directory(answers)
			if state, f := d.Look(t.Context(), &Progress{Target: target}, &Step{Action: action}); state != want[i] || f != nil {
				t.Errorf("%s: %s, %v, want %s", action, state, f, want[i])
			}
		}
	}
	d, g := directory(nil)
	if state, f := d.Look(t.Context(), &Progress{}, &Step{Action: CreateApp}); state != Pending || f != nil ||
		len(g.asked) > 0 {
		t.Errorf("an app without an ID: %s, %v, asked %v", state, f, g.asked)
	}
}

// TestRightTenant: nothing is read in another tenant than the plan's; an opaque token says nothing about it.
func TestRightTenant(t *testing.T) {
	for tenant, refused := range map[string]bool{
		aTenant: false, strings.ToUpper(aTenant): false, "": false,
		another: true,
	} {
		d, g := directory(map[string]string{theApp: `{"id":"x"}`})
		p := &Progress{Target: Target{ObjectID: anObject, Tenant: tenant}}
		for range 2 {
			if _, f := d.Look(t.Context(), p, &Step{Action: CreateApp}); (f != nil) != refused || refused && len(g.asked) > 0 {
				t.Errorf("%q: %v, asked %v", tenant, f, g.asked)
			}
		}
	}
}

// TestDo: what each action sends, and what is taken from its answer.
func TestDo(t *testing.T) {
	const made = `{"id":"` + another + `","appId":"` + anApp + `"}`
	secret := `{"keyId":"` + aKey + `","secretText":"made-up-Value","endDateTime":"` + inJune + `"}`
	target := Target{ObjectID: anObject, AppID: anApp, PrincipalID: another}
	remove := removal("r", `{"displayName":"web","endDateTime":"`+inJune+`"}`)
	for _, test := range []struct {
		name    string
		step    *Step
		answers map[string]string
		sent    string
		fails   string
		holds   func(p *Progress) bool
	}{
		{
			"a new app", &Step{Action: CreateApp, Changes: []Change{{Path: "displayName", After: quoted("Shop")}}},
			map[string]string{"POST /applications": made},
			`POST /applications {"displayName":"Shop"}`, "",
			func(p *Progress) bool { return p.Target.ObjectID == another && p.Target.AppID == anApp },
		},
		{
			"a new app without ID", &Step{Action: CreateApp},
			map[string]string{"POST /applications": `{"appId":"` + anApp + `"}`},
			"POST /applications {}", "did not say its ID", nil,
		},
		{
			"a new app without client ID", &Step{Action: CreateApp},
			map[string]string{"POST /applications": `{"id":"` + another + `"}`},
			"POST /applications {}", "did not say its ID", nil,
		},
		{
			"a principal", &Step{Action: CreatePrincipal},
			map[string]string{"POST /servicePrincipals": `{"id":"` + aKey + `"}`},
			`POST /servicePrincipals {"appId":"` + anApp + `"}`, "",
			func(p *Progress) bool { return p.Target.PrincipalID == aKey },
		},
		{
			"a principal with an odd ID", &Step{Action: CreatePrincipal},
			map[string]string{"POST /servicePrincipals": `{"id":"../x"}`},
			`POST /servicePrincipals {"appId":"` + anApp + `"}`, "",
			func(p *Progress) bool { return p.Target.PrincipalID == "" },
		},
		{
			"a secret", adding("web", inJune),
			map[string]string{"POST /applications/" + anObject + "/addPassword": secret},
			"POST /applications/" + anObject + `/addPassword {"passwordCredential":{"displayName":"web","endDateTime":"` +
				inJune + `"}}`, "",
			func(p *Progress) bool {
				return p.Secret.Reveal() == "made-up-Value" && p.KeyID == aKey && p.Ends.Format(time.RFC3339) == inJune
			},
		},
		{
			"a secret without its value", adding("web", inJune),
			map[string]string{"POST /applications/" + anObject + "/addPassword": strings.Replace(secret, "secretText", "text",
				1)},
			"", "did not give its value", func(p *Progress) bool { return p.Secret.IsZero() && p.KeyID == "" },
		},
		{
			"a secret without its ID", adding("web", inJune),
			map[string]string{"POST /applications/" + anObject + "/addPassword": strings.Replace(secret, aKey, "x", 1)},
			"", "did not give its value", func(p *Progress) bool { return p.Secret.IsZero() && p.KeyID == "" },
		},
		{
			"a removal by name", &remove,
			map[string]string{
				theApp: `{"passwordCredentials":[` + secretOf(aKey, "web", inJune) + `]}`,
				"POST /applications/" + anObject + "/removePassword": "{}",
			},
			"POST /applications/" + anObject + `/removePassword {"keyId":"` + aKey + `"}`, "", nil,
		},
		{
			"a removal by name, gone", &remove,
			map[string]string{theApp: `{"passwordCredentials":[]}`},
			"", "the target changed", nil,
		},
		{"refused", &Step{Action: DeleteApp}, nil, "DELETE /applications/" + anObject, " ", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, g := directory(test.answers)
			p := &Progress{Target: target, made: map[Action]bool{}}
			test.step.Service = ServiceGraph
			f := d.Do(t.Context(), p, test.step)
			if (f != nil) != (test.fails != "") || f != nil && !strings.Contains(f.Summary, test.fails) {
				t.Errorf("%v, want %q", f, test.fails)
			}
			if test.sent != "" && !slices.Contains(g.asked, test.sent) {
				t.Errorf("sent %q, want %q", g.asked, test.sent)
			}
			if test.holds != nil && !test.holds(p) {
				t.Errorf("%+v", p)
			}
		})
	}
	d, g := directory(nil)
	if f := d.Do(t.Context(), &Progress{Target: target}, &Step{Action: Install}); f == nil || len(g.asked) > 0 {
		t.Errorf("an action of other places: %v, sent %v", f, g.asked)
	}
}

// TestFill: what is so already is left out, and what is there now stands before each change.
func TestFill(t *testing.T) {
	d, g := directory(map[string]string{theApp: `{"id":"` + anObject + `","appId":"` + anApp +
		`","signInAudience":"AzureADMultipleOrgs",` +
		`"web":{"redirectUris":["https://now"]},"authenticationBehaviors":{"removeUnverifiedEmailClaim":true}}`})
	p := threeSteps()
	p.Steps[1].Changes = append(p.Steps[1].Changes, audience("x", "AzureADMultipleOrgs"))
	p.Steps[2].Changes = []Change{{Path: behavior, Before: null, After: []byte("false")}}
	p.Steps = append(p.Steps, *adding("web", inJune))
	if f := d.Fill(t.Context(), p); f != nil {
		t.Fatal(f)
	}
	var got []string
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			got = append(got, fmt.Sprintf("%s %s: %s > %s", s.ID, c.Path, c.Before, c.After))
		}
	}
	want := []string{
		`b web.redirectUris: ["https://now"] > ["https://b","https://a"]`, "c " + behavior + ": true > false",
		`add passwordCredential: null > {"displayName":"web","endDateTime":"` + inJune + `"}`,
	}
	if !slices.Equal(got, want) || p.Target.Tenant != aTenant || len(g.asked) != 2 {
		t.Errorf("%q in %s, asked %v", got, p.Target.Tenant, g.asked)
	}
	only := &Plan{Target: Target{ObjectID: anObject, Tenant: another}, Steps: []Step{*adding("web", inJune)}}
	if f := d.Fill(t.Context(), only); f != nil || only.Target.Tenant != another || len(g.asked) != 2 ||
		len(only.Steps) != 1 {
		t.Errorf("%v: %+v, asked %v", f, only, g.asked)
	}
	if d, _ := directory(nil); d.Fill(t.Context(), threeSteps()) == nil {
		t.Error("an app that can't be read was filled in")
	}
}

// TestAfter: the document as a plan would leave it; what is read of it stays as it is.
func TestAfter(t *testing.T) {
	before := parsed([]byte(`{"signInAudience":"AzureADMyOrg","web":{"redirectUris":["https://a"],"logoutUrl":"x"}}`))
	p := threeSteps()
	p.Steps = append(p.Steps, *adding("web", inJune))
	after := parsed(p.After(before))
	if after.At("signInAudience").Str() != "AzureADMultipleOrgs" || len(after.At("web.redirectUris").Elems()) != 2 ||
		after.At("web.logoutUrl").Str() != "x" || after.Has(secretPath) {
		t.Errorf("got %s", after.Compact())
	}
	if before.At("signInAudience").Str() != "AzureADMyOrg" || after.Kind != strictjson.Object {
		t.Errorf("the document became %s", before.Compact())
	}
}
