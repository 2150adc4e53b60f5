package cmd

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
