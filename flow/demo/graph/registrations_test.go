package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/plan"
)

// Each registration of testdata is loaded, changed by a plan, and brought back: the first state, byte for byte.
func TestRegistrationsThereAndBack(t *testing.T) {
	a := start(t, demo.GraphOptions{Lag: 1})
	files, err := filepath.Glob("../../../testdata/manifest/*.json")
	if err != nil || len(files) < 90 {
		t.Fatal(len(files), err)
	}
	read := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range demotest.GraphForms(t, data) {
			id, err := a.LoadRegistration([]byte(document))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			a.thereAndBack(filepath.Base(file), id)
			read++
		}
	}
	if read < len(files) {
		t.Errorf("%d registrations in %d files", read, len(files))
	}
}

// changedMembers are what the plan of the test makes of each registration.
var changedMembers = map[string]string{
	"displayName": `"Changed"`, "signInAudience": `"AzureADandPersonalMicrosoftAccount"`,
	"isFallbackPublicClient": `false`,
	"web.redirectUris":       `["https://new.example/cb"]`, "web.logoutUrl": `null`,
	"web.implicitGrantSettings": `{"enableAccessTokenIssuance":true,"enableIdTokenIssuance":false}`,
	"spa.redirectUris":          `[]`, "publicClient.redirectUris": `["myapp://auth"]`,
	"api.requestedAccessTokenVersion": `2`, "api.acceptMappedClaims": `null`,
	"optionalClaims": `{"idToken":[{"name":"email"},{"name":"xms_edov"}],"accessToken":[],"saml2Token":[]}`,
	"requiredResourceAccess": `[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"` +
		appreg.PermissionEmail + `","type":"Scope"}]}]`,
	"authenticationBehaviors.removeUnverifiedEmailClaim": `true`,
}

func (a admin) thereAndBack(name, id string) {
	a.Helper()
	first := a.Registration(id)
	if strings.Contains(string(first), "canary") {
		a.Errorf("%s: a value that Microsoft Graph never shows: %s", name, first)
	}
	d := &plan.Directory{Graph: a.Graph(), Env: a.Env()}
	now, failure := d.Members(a.Context(), id, plan.Members())
	if failure != nil {
		a.Fatalf("%s: %+v", name, failure)
	}
	target := plan.Target{Tenant: demo.TenantID, ObjectID: id, Name: name}
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: target}
	step := plan.Step{ID: "all", Service: plan.ServiceGraph, Action: plan.Patch, Title: name}
	for _, path := range plan.Members() {
		before := now
		for part := range strings.SplitSeq(path, ".") {
			before = before.Get(part)
		}
		step.Changes = append(step.Changes, plan.Change{
			Path: path, Before: json.RawMessage(before.Compact()), After: json.RawMessage(changedMembers[path]),
		})
	}
	p.Steps = []plan.Step{step}
	options := plan.Options{
		Doers: map[plan.Service]plan.Doer{plan.ServiceGraph: d},
		Pause: func(context.Context, time.Duration) error { return nil },
	}
	result := plan.Run(a.Context(), p, options)
	if f := result.Failure(); f != nil || result.Count(plan.WasDone) != 1 {
		a.Errorf("%s: %+v %+v", name, result.Steps, f)
		return
	}
	if bytes.Equal(first, a.Registration(id)) {
		a.Errorf("%s: nothing has changed", name)
	}
	if f := plan.Run(a.Context(), result.Undo, options).Failure(); f != nil {
		a.Errorf("%s: undo: %+v", name, f)
	}
	if last := a.Registration(id); !bytes.Equal(first, last) {
		a.Errorf("%s:\n%s\n%s", name, first, last)
	}
}
