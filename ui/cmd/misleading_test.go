package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/plan"
	"edov/flow/strictjson"
)

// TestMisleadingPlan: a plan's file whose requests are right and whose words lie. What is shown, and asked about,
// follows from the requests; the app has the name that Microsoft Graph says.
func TestMisleadingPlan(t *testing.T) {
	scenario, _ := demo.Lookup("half-done")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	app, err := strictjson.Parse(server.Registration(server.Setup().App.ObjectID), strictjson.Document)
	if err != nil {
		t.Fatal(err)
	}
	const lie, bait = "Add a claim", "Harmless app"
	target := plan.Target{
		Tenant: demo.TenantID, ObjectID: app.Get("id").Str(), AppID: demo.ClientID, Name: bait, TestServer: true,
	}
	step := func(id string, a plan.Action, changes ...plan.Change) plan.Step {
		return plan.Step{
			ID: id, Service: plan.ServiceGraph, Action: a, Title: lie, Undo: lie, Proof: lie, Widens: lie,
			Why: []string{"optional-email", lie}, Changes: append([]plan.Change{}, changes...),
		}
	}
	null := json.RawMessage("null")
	for _, c := range []struct {
		step   plan.Step
		undoes bool
		want   string
	}{
		{step("a", plan.DeleteApp), true, "Delete the app registration"},
		{step("b", plan.Patch, plan.Change{
			Path: "web.redirectUris", Before: json.RawMessage(app.At("web.redirectUris").Compact()),
			After: json.RawMessage("[]"),
		}), false, "Remove the redirect URIs"},
		{step("c", plan.Patch, plan.Change{
			Path: "web.implicitGrantSettings", Before: null, After: json.RawMessage(`{"enableIdTokenIssuance":true}`),
		}), false, "Turn implicit grant switches on"},
		{step("d", plan.RemoveSecret, plan.Change{
			Path: "passwordCredential", Before: json.RawMessage(`{"keyId":"` + demo.TenantID + `"}`), After: null,
		}), false, "Remove a client secret"},
	} {
		p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: target, Undoes: c.undoes, Steps: []plan.Step{c.step}}
		data, err := p.Encode() // with requests that follow from the changes
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		holdPlan(t, path, c.want, lie, bait)
	}
}

// holdPlan holds what is shown of a plan's file to what it does, and what is told to a note of its lies.
func holdPlan(t *testing.T, path, want, lie, bait string) {
	t.Helper()
	for _, format := range []string{"text", "markdown"} {
		var out, told bytes.Buffer
		prog := Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &told, Version: "test"}
		code := prog.Main(t.Context(), []string{"app", "--demo", "half-done", "--plan", path, "--format", format})
		if shown := out.String(); code != ExitClean || strings.Contains(shown, lie) || strings.Contains(shown, bait) ||
			!strings.Contains(shown, want) {
			t.Errorf("%s, %s: exit code %d\n%s%s", want, format, code, shown, told.String())
		}
		for _, note := range []string{lie, bait, "what it does is: " + want} {
			if !strings.Contains(told.String(), note) {
				t.Errorf("%s: not told: %s\n%s", want, note, told.String())
			}
		}
	}
}

// TestForeignRedirect: a plan's file that adds a redirect URI of someone else is marked, and the step left out unless
// it is asked for. Hosts that the app had, the product's and this machine are not marked.
func TestForeignRedirect(t *testing.T) {
	scenario, _ := demo.Lookup("half-done")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	app, err := strictjson.Parse(server.Registration(server.Setup().App.ObjectID), strictjson.Document)
	if err != nil {
		t.Fatal(err)
	}
	had := app.At("web.redirectUris")
	for address, marked := range map[string]bool{
		"https://evil.example/v1/oauth_callback": true, demo.ProductRedirectURI + "/two": false,
		"http://localhost:9999/x": false,
	} {
		after := strictjson.ArrayOf(append(slices.Clone(had.Elems()), strictjson.Text(address)))
		p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Target: plan.Target{
			Tenant: demo.TenantID, ObjectID: app.Get("id").Str(), AppID: demo.ClientID, Name: app.Get("displayName").Str(),
			TestServer: true,
		}, Steps: []plan.Step{{
			ID: "redirect-uris", Service: plan.ServiceGraph, Action: plan.Patch, Title: "Set the redirect URIs",
			Changes: []plan.Change{{
				Path: "web.redirectUris", Before: json.RawMessage(had.Compact()), After: json.RawMessage(after.Compact()),
			}},
		}}}
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, told bytes.Buffer
		prog := Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &told, Version: "test"}
		code := prog.Main(t.Context(), []string{"app", "--demo", "half-done", "--plan", path, "--yes", "--fail-on", "never"})
		if code != ExitClean || strings.Contains(out.String(), "WIDENS sign-ins may be sent to another host") != marked ||
			strings.Contains(told.String(), "left out: ") != marked {
			t.Errorf("%s: exit code %d\n%s%s", address, code, out.String(), told.String())
		}
	}
}
