package cmd_test

import (
	"strings"
	"testing"

	"edov/flow/demo"
)

// TestFreshPractice: a practice that has its app says how to begin again, and begins again then, for another product
// and other account types.
func TestFreshPractice(t *testing.T) {
	w := newMortalWorld(t, demo.Practice(), demo.Options{Empty: true})
	for _, test := range []struct {
		args string
		code int
		says string
	}{
		{"--fresh", 2, "--fresh has no effect without --demo"},
		{"--demo --yes --no-sign-in", 0, "done       Create the app registration"},
		{"--demo --yes --no-sign-in", 0, "--fresh begins the practice again"},
		{"--demo --dry-run --fresh", 0, "Create the app registration"},
		{"--demo --yes --no-sign-in", 0, "nothing to set up"},
		{"--demo --yes --no-sign-in --product own --accounts tenant", 2, "begin the practice again: --fresh"},
		{"--demo --yes --no-sign-in --product own --accounts tenant --fresh", 0, "done       Create the app registration"},
		{"--demo --yes --no-sign-in --accounts work --fresh", 0, "Clerk signs in only through common"},
		{"--demo --yes --no-sign-in --env-file x.env", 2, "--env-file needs --product"},
	} {
		code, out, _ := w.run(append([]string{"setup"}, strings.Fields(test.args)...)...)
		if code != test.code || !strings.Contains(out, test.says) {
			t.Errorf("%s: exit code %d, want %d and %q\n%s", test.args, code, test.code, test.says, out)
		}
	}
}
