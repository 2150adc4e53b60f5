package cmd_test

import (
	"strings"
	"testing"

	"edov/flow/demo"
)

// TestRotationStillOld: the second half of a rotation removes no secret while the one that is saved here is still the
// old one: the sign-ins that use it would fail.
func TestRotationStillOld(t *testing.T) {
	mortalAz(t)
	w := shopWorld(t)
	old := w.ring["shop"]
	if code, out, _ := w.run("secrets", "rotate", "--connection", "shop", "--yes"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	w.ring["shop"] = old
	code, out, log := w.run("secrets", "rotate", "--connection", "shop", "--finish", "--now", "--yes")
	if code == 0 || !strings.Contains(out, "is still the old one") || writes(log) > 0 || len(w.secrets()) != 2 {
		t.Errorf("exit code %d, %d secrets, %v\n%s", code, len(w.secrets()), log, out)
	}
}

// TestSetupFindsConnection: a setup that is run again without --connection goes on with the one that it saved.
func TestSetupFindsConnection(t *testing.T) {
	mortalAz(t)
	w := newMortalWorld(t, demo.Practice(), demo.Options{Empty: true})
	args := []string{"setup", "--product", "authjs", "--name", "App", "--accounts", "work", "--no-sign-in", "--yes"}
	for _, want := range []string{"done       Save the connection", "nothing to set up"} {
		code, out, _ := w.run(args...)
		if code != 0 || !strings.Contains(out, want) || len(w.secrets()) != 1 || len(w.ring) != 1 {
			t.Errorf("exit code %d, %d secrets, %d in the keyring\n%s", code, len(w.secrets()), len(w.ring), out)
		}
	}
}
