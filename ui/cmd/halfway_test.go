package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/plan"
)

// TestPlanWouldStopHalfway: a saved plan with a step that edov app can't carry out, or with a secret that no step
// saves, is refused before anything is sent. It can still be shown.
func TestPlanWouldStopHalfway(t *testing.T) {
	scenario, _ := demo.Lookup("half-done")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	null := json.RawMessage("null")
	secret := plan.Step{
		ID: "add-secret", Service: plan.ServiceGraph, Action: plan.AddSecret, Title: "Add a client secret",
		Changes: []plan.Change{{
			Path: "passwordCredential", Before: null, After: []byte(`{"displayName":"x","endDateTime":"2099-01-31T00:00:00Z"}`),
		}},
	}
	other := func(s plan.Service) plan.Step {
		return plan.Step{ID: "other", Service: s, Action: plan.Install, Title: "x", Changes: []plan.Change{}}
	}
	envFile := other(plan.ServiceFile)
	envFile.Place = filepath.Join(t.TempDir(), ".env")
	envFile.Changes = []plan.Change{
		{Path: "AZURE_CLIENT_SECRET", Before: null, After: []byte(`{"secret":"new"}`)},
		{Path: "backup", Before: null, After: []byte(`"20261128T203414Z"`)},
	}
	for _, c := range []struct {
		name, want string
		steps      []plan.Step
		flags      []string
		code       int
	}{
		{
			"keep", "can't carry out this step: Save the connection",
			[]plan.Step{secret, other(plan.ServiceKeep)},
			nil,
			ExitUsage,
		},
		{"by hand", "can't carry out this step: Enter", []plan.Step{secret, other(plan.ServiceUser)}, nil, ExitUsage},
		{"unknown", "can't carry out this step", []plan.Step{other("shell")}, nil, ExitUsage},
		{"lost secret", "no step saves it", []plan.Step{secret}, nil, ExitUsage},
		{"shown", "nothing was changed", []plan.Step{secret}, []string{"--dry-run"}, ExitClean},
		{"saved secret", "2 of 2", []plan.Step{secret, envFile}, []string{"--fail-on", "never"}, ExitClean},
	} {
		p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Steps: c.steps, Target: plan.Target{
			Tenant: demo.TenantID, ObjectID: server.Setup().App.ObjectID, AppID: demo.ClientID, Name: "App", TestServer: true,
		}}
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
		args := append([]string{"app", "--demo", "half-done", "--plan", path, "--yes"}, c.flags...)
		code := prog.Main(t.Context(), args)
		if code != c.code || !strings.Contains(told.String(), c.want) {
			t.Errorf("%s: exit code %d\n%s%s", c.name, code, out.String(), told.String())
		}
		if c.code == ExitUsage && strings.Contains(told.String(), "1 of ") {
			t.Errorf("%s: a step was begun\n%s", c.name, told.String())
		}
	}
}

// TestUndoFileIsKept: the file with the way back from an earlier run is not overwritten without --force.
func TestUndoFileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "undo.json")
	for _, c := range []struct {
		flags []string
		code  int
	}{{nil, ExitClean}, {nil, ExitUsage}, {[]string{"--dry-run"}, ExitClean}, {[]string{"--force"}, ExitClean}} {
		var out, told bytes.Buffer
		prog := Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &told, Version: "test"}
		args := []string{"app", "--demo", "half-done", "--fix", "--yes", "--undo-file", path}
		if code := prog.Main(t.Context(), append(args, c.flags...)); code != c.code {
			t.Errorf("%v: exit code %d\n%s%s", c.flags, code, out.String(), told.String())
		}
	}
}
