package cmd

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/install"
	"edov/flow/plan"
)

// clientModules is the folder node_modules of testdata/clients: where EDOV_CLIENTS_MODULES says, or beside its
// package.json. The test is skipped without it and without node, unless EDOV_REQUIRE_CLIENTS is set, as it is in CI.
func clientModules(t *testing.T) (node, modules string) {
	t.Helper()
	absent := t.Skipf
	if os.Getenv("EDOV_REQUIRE_CLIENTS") != "" {
		absent = t.Fatalf
	}
	node, err := exec.LookPath("node")
	if err != nil {
		absent("there is no node: %v", err)
	}
	modules = os.Getenv("EDOV_CLIENTS_MODULES")
	if modules == "" {
		modules = filepath.Join("..", "..", "testdata", "clients", "node_modules")
	}
	if modules, err = filepath.Abs(modules); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "openid-client")); err != nil {
		absent("the clients are not installed (npm ci in testdata/clients): %v", err)
	}
	return node, modules
}

// Clerk's own program, which edov runs, sets the connection at the look-alike of Clerk's Platform API. It was never
// tried at Clerk itself.
func TestClerkCLI(t *testing.T) {
	_, modules := clientModules(t)
	program := filepath.Join(modules, "@clerk", "cli-linux-x64", "bin", "clerk")
	if _, err := os.Stat(program); err != nil {
		if os.Getenv("EDOV_REQUIRE_CLIENTS") != "" && runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
			t.Fatal(err)
		}
		t.Skipf("Clerk's program for Linux is not installed (npm ci in testdata/clients): %v", err)
	}
	server := demotest.Start(t, "healthy", demo.Options{})
	if err := server.LeaveProduct(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	script := "#!/bin/sh\nexport HOME='" + folder + "' CLERK_PLATFORM_API_URL=" + server.URL() +
		" CLERK_PLATFORM_API_KEY=" + server.ClerkToken().Reveal() + "\nexec '" + program + "' \"$@\"\n"
	wrapper := filepath.Join(folder, "clerk")
	if err := os.WriteFile(wrapper, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	secret := flow.NewSecret(server.FirstSecret())
	clerk := &install.Clerk{Program: wrapper, Secret: secret}
	settings := install.Settings{ClientID: demo.ClientID, NewSecret: true}
	step, failure := clerk.Step(t.Context(), server.ClerkPlace(), settings)
	if failure != nil {
		t.Fatalf("%+v", failure)
	}
	p := &plan.Plan{Kind: plan.Kind, Schema: plan.Schema, Steps: []plan.Step{*step}}
	o := plan.Options{Doers: map[plan.Service]plan.Doer{plan.ServiceClerk: clerk}}
	r := plan.Run(t.Context(), p, o)
	board := server.Setup().Dashboard
	if r.Failure() != nil || board.ClientID != demo.ClientID || board.SecretKeyID != server.SecretKeyID(secret) {
		t.Errorf("%+v: %+v", r.Steps, board)
	}
	if _, failure := clerk.Step(t.Context(), "app_2abc/prod", settings); failure == nil {
		t.Error("another app is found")
	}
	if undone := plan.Run(t.Context(), r.Undo, o); undone.Failure() != nil || server.Setup().Dashboard.ClientID != "" {
		t.Errorf("undo: %+v", undone.Steps)
	}
}

// The clients that projects use sign in at edov demo --serve, refresh, and understand its errors.
func TestClientsSignIn(t *testing.T) {
	node, modules := clientModules(t)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "testdata", "clients"))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	const redirect = "http://localhost:3000/callback"
	facts, stop := serving(t, "--tls", "--port", "0", "--redirect-uri", redirect)
	defer stop()
	data, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "facts.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{
		"msal.mjs": "signed in with MSAL Node", "openid-client.mjs": "signed in with openid-client",
	} {
		c := exec.CommandContext(t.Context(), node, filepath.Join(folder, script), file, redirect)
		c.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+facts.CAFile)
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", script, err, out)
		}
	}
}
