package cmd_test

import (
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/inspect/guide"
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

// TestPracticeOfEachProduct: the app is set up with the redirect URI of the product, its demo user signs in through it,
// and nothing is judged by the settings of Clerk.
func TestPracticeOfEachProduct(t *testing.T) {
	w := newMortalWorld(t, demo.Practice(), demo.Options{Empty: true})
	for _, g := range guide.All() {
		code, out, _ := w.run("setup", "--demo", "--yes", "--fresh", "--product", g.Product)
		if code != 0 || !strings.Contains(out, demo.RedirectURIOf(g.Product)) ||
			!strings.Contains(out, "also signed in through the product's own page") {
			t.Errorf("%s: exit code %d\n%s", g.Product, code, out)
		}
		if g.Product != "Clerk" && strings.Contains(out, demo.ProductRedirectURI) {
			t.Errorf("%s: Clerk's redirect URI\n%s", g.Product, out)
		}
	}
}
