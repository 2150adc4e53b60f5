package credential_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"edov/flow/demo/credential"
)

func TestShapes(t *testing.T) {
	for name, c := range map[string]struct{ value, shape string }{
		"GUID":   {credential.GUID(), `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		"name":   {credential.NameGUID("web"), `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$`},
		"secret": {credential.Secret(), `^[\w.]{3}8Q~[\w.]{34}$`},
		"grant":  {credential.Grant(60), `^1\.A[\w-]+\.AgABBAIAAA[\w-]{80}$`},
	} {
		if !regexp.MustCompile(c.shape).MatchString(c.value) {
			t.Errorf("%s: %q", name, c.value)
		}
	}
	if !credential.IsGUID(credential.GUID()) || !credential.IsGUID(credential.NameGUID("web")) ||
		credential.IsGUID("web") {
		t.Error("IsGUID does not know a GUID")
	}
	first, second := credential.GUID(), credential.GUID()
	if named := credential.NameGUID("web"); named == credential.NameGUID("api") || first == second {
		t.Error("two names have the same GUID, or a random one does not change")
	}
}

// A secret that was added on the pages has the same value at the next start.
func TestSecretOf(t *testing.T) {
	id := credential.GUID()
	first, again := credential.SecretOf(id), credential.SecretOf(strings.ToUpper(id))
	if first != again || first == credential.SecretOf(credential.GUID()) {
		t.Error("the value does not follow from the Secret ID alone")
	}
}

func TestLedger(t *testing.T) {
	var l credential.Ledger
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { l.Add("a", "", "b") })
	}
	all.Wait()
	got := l.All()
	if len(got) != 40 || slices.Contains(got, "") {
		t.Errorf("%d values", len(got))
	}
	got[0] = "changed"
	if slices.Contains(l.All(), "changed") {
		t.Error("All returns the list itself")
	}
}
