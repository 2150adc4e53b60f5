package provision_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/plan"
	"edov/flow/visible"
	"edov/ui/provision"
	"edov/ui/render/markdown"
	"edov/ui/render/shell"
	"edov/ui/render/text"
)

const guideToTheLetter = "../../testdata/manifest/guide-to-the-letter.json"

// TestWrongTenant: a plan for one tenant is not carried out with credentials of another one.
func TestWrongTenant(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	p, first := x.plan(), x.state()
	if p.Target.Tenant != demo.TenantID {
		t.Fatalf("the plan names tenant %q", p.Target.Tenant)
	}
	p.Target.Tenant = "99999999-0000-4000-8000-000000000000"
	r := x.carry(p)
	if f := r.Failure(); f == nil || !strings.Contains(f.Summary, "signed in to tenant") || x.state() != first {
		t.Errorf("%+v", r.Steps)
	}
}

// TestNoRights: without the right to change, nothing is changed, and the way through an administrator is named.
func TestNoRights(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{ReadOnly: true})
	first := x.state()
	r := x.carry(x.plan())
	f := r.Failure()
	if f == nil || f.HTTPStatus != http.StatusForbidden || !strings.Contains(f.Hint, "administrator") ||
		x.state() != first {
		t.Errorf("%+v", r.Steps)
	}
	if r.Count(plan.Failed) != 1 || r.Count(plan.WasDone) != 0 {
		t.Errorf("%+v", r.Steps)
	}
}

// TestTargetChanged: a plan that was made before the same setting was changed elsewhere is refused.
func TestTargetChanged(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	p := x.plan()
	c := p.Steps[len(p.Steps)-1].Changes[0]
	other := []byte(`false`)
	if c.Path != "api.acceptMappedClaims" {
		t.Fatalf("the last step changes %s", c.Path)
	}
	body := `{"api":{"acceptMappedClaims":` + string(other) + `}}`
	_, failure := x.site.Graph.Call(t.Context(), x.server.Env(), flow.GraphCall{
		Method: http.MethodPatch, Path: "/v1.0/applications/" + x.objectID, Body: []byte(body),
	})
	if failure != nil {
		t.Fatal(failure)
	}
	r := x.carry(p)
	last := r.Steps[len(r.Steps)-1]
	if last.Outcome != plan.Failed || !strings.Contains(last.Failure.Summary, "changed since") {
		t.Errorf("%+v", last)
	}
}

// hostile is a name that would command a terminal, end a quoted text, or read as Markdown.
const hostile = "a\x1b[2J\u202e'; rm -rf ~ #`$(id)`<script>*x*\"\u2019"

// TestHostileNames: what a plan says of names from outside commands neither a terminal nor a shell.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	p := &plan.Plan{
		Kind: plan.Kind, Schema: plan.Schema, Target: plan.Target{Name: hostile, ObjectID: demo.TenantID},
		Steps: []plan.Step{{
			ID: "name", Service: plan.ServiceGraph, Action: plan.Patch, Title: hostile, Widens: hostile, Place: hostile,
			Undo: hostile, Proof: hostile, Why: []string{hostile},
			Changes: []plan.Change{{Path: "displayName", Before: []byte(`"x"`), After: jsonText(hostile)}},
		}},
	}
	var b bytes.Buffer
	if err := text.Plan(&b, p, text.Style{}); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{
		"text": b.String(), "markdown": markdown.Plan(p), "az": shell.AzureCLI(p), "powershell": shell.PowerShell(p),
	} {
		if strings.ContainsFunc(out, func(r rune) bool { return r != '\n' && !visible.Safe(r) }) {
			t.Errorf("%s has a character that controls: %q", name, out)
		}
	}
	// A shell takes the body as one word, with the name as it is.
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	script := "az() { for word; do printf '%s\\n' \"$word\"; done; }\n" + shell.AzureCLI(p)
	cmd := exec.CommandContext(t.Context(), sh, "-c", script)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), string(p.Steps[0].Request(p.Target).Body[:20])) ||
		!strings.Contains(string(out), "$(id)") {
		t.Errorf("%v: %s", err, out)
	}
}

func jsonText(s string) []byte {
	r := (&plan.Step{Service: plan.ServiceGraph, Action: plan.CreatePrincipal}).Request(plan.Target{AppID: s})
	return bytes.TrimSuffix(bytes.TrimPrefix(r.Body, []byte(`{"appId":`)), []byte("}"))
}

// TestOnlySecretStays: the last secret that is valid is not removed.
func TestOnlySecretStays(t *testing.T) {
	t.Parallel()
	x := startTenant(t, "../../testdata/manifest/secret-long.json", demo.GraphOptions{})
	s := &flow.Session{}
	if failure := x.site.Read(t.Context(), x.clientID, s); failure != nil {
		t.Fatal(failure)
	}
	var ids []string
	for _, c := range provision.OldSecrets(s.Registration, "") {
		ids = append(ids, c.KeyID)
	}
	p, failure := x.site.PlanRemoval(t.Context(), s.Registration, ids, noon)
	if failure != nil || len(p.Steps) == 0 {
		t.Fatal(failure, len(p.Steps))
	}
	first := x.state()
	r := x.carry(p)
	if f := r.Failure(); f == nil || !strings.Contains(f.Summary, "only secret") {
		t.Errorf("%+v", r.Steps)
	}
	if len(p.Steps) == 1 && x.state() != first {
		t.Error("it was removed")
	}
}

// TestCompletes: two apps of one name are a fault of what was entered; that Microsoft Graph can't be asked is not.
func TestCompletes(t *testing.T) {
	t.Parallel()
	x := startTenant(t, guideToTheLetter, demo.GraphOptions{})
	name := x.plan().Target.Name
	if id, failure := x.site.Completes(t.Context(), name); failure != nil || id != x.clientID {
		t.Errorf("one: %q, %v", id, failure)
	}
	if id, failure := x.site.Completes(t.Context(), name+"!"); failure != nil || id != "" {
		t.Errorf("none: %q, %v", id, failure)
	}
	x.with(t, guideToTheLetter)
	if _, failure := x.site.Completes(t.Context(), name); failure == nil || failure.Stage != flow.StageConnection {
		t.Errorf("two: %+v", failure)
	}
	x.site.Graph.Bearer = func(context.Context) (flow.Secret, error) {
		return flow.Secret{}, &flow.Failure{Stage: flow.StageRegistration, Kind: flow.FailureLocal, Summary: "no credentials"}
	}
	if _, failure := x.site.Completes(t.Context(), name); failure == nil || failure.Stage == flow.StageConnection {
		t.Errorf("without credentials: %+v", failure)
	}
}
