package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/demo"
)

// TestSetupTenant: users of an app of one tenant sign in there, also where the tenant was not given, and the values for
// the product say so too, when it is set up and when its secret is replaced.
func TestSetupTenant(t *testing.T) {
	mortalAz(t)
	w := newMortalWorld(t, demo.Practice(), demo.Options{Empty: true})
	env := filepath.Join(w.home, ".env")
	args := []string{
		"setup", "--product", "authjs", "--name", "App", "--accounts", "tenant", "--no-sign-in", "--yes",
		"--connection", "one", "--git-unchecked", "--env-file",
	}
	rotate := []string{"secrets", "rotate", "--connection", "one", "--yes", "--git-unchecked", "--env-file"}
	for _, args := range [][]string{append(args, env), append(rotate, env)} {
		if code, out, _ := w.run(args...); code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, out)
		}
		data, _ := os.ReadFile(env)
		if !strings.Contains(string(data), "https://login.microsoftonline.com/"+demo.TenantID+"/v2.0") {
			t.Errorf("%v: the issuer is not that of the tenant", args)
		}
		if _, out, _ := w.run("connections", "show", "one"); !strings.Contains(out, demo.TenantID) {
			t.Errorf("%v: the connection is at another tenant:\n%s", args, out)
		}
	}
	args[6] = "work"
	code, out, log := w.run(append(args, env)...)
	if code != 2 || !strings.Contains(out, "--accounts does not change them") || writes(log) > 0 {
		t.Errorf("other account types: exit code %d, %v\n%s", code, log, out)
	}
}
