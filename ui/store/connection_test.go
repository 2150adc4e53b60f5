package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"edov/flow"
)

// TestNames: no name leads out of the folder, or means something to a system (security 143).
func TestNames(t *testing.T) {
	for _, bad := range []string{
		"", ".", "..", "../x", "a/b", `a\b`, "a:b", "CON", "con", "com1.txt", "LPT9", "nul.", "trailing.", ".hidden", "-flag",
		strings.Repeat("a", 65),
		strings.Repeat("a", 300), "a\x00b", "a\x1bb", "a\u202eb", "a b", "ä", "demo", "Demo", "demo-tenant", "a\n",
	} {
		if ValidName(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
		if err := at(t.TempDir(), nil).Save(connection(bad)); err == nil {
			t.Errorf("%q is saved", bad)
		}
		if _, _, err := at(t.TempDir(), nil).Load(bad); err == nil {
			t.Errorf("%q is loaded", bad)
		}
	}
	for _, good := range []string{"a", "shop", "clerk-production", "a.b", "_x", "0", strings.Repeat("a", 64), "console"} {
		if err := ValidName(good); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
}

func TestListIsSorted(t *testing.T) { // by name, and not by file name: a dash comes before the dot of ".json"
	s := at(t.TempDir(), &fakeRing{})
	for _, name := range []string{"shop-b", "shop", "a", "shop2"} {
		check(t, s.Save(connection(name)))
	}
	list, err := s.List()
	check(t, err)
	var names []string
	for _, e := range list {
		names = append(names, e.Name)
	}
	if want := []string{"a", "shop", "shop-b", "shop2"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

func TestSuggestName(t *testing.T) {
	for _, c := range []struct {
		product string
		taken   []string
		want    string
	}{
		{"Clerk", nil, "clerk"},
		{"Auth.js", nil, "auth-js"},
		{"", nil, "connection"},
		{"Clerk", []string{"CLERK", "clerk-2"}, "clerk-3"},
		{"demo", nil, "connection"},
		{"../..", nil, "connection"},
	} {
		if got := SuggestName(flow.Connection{Product: c.product}, c.taken); got != c.want || ValidName(got) != nil {
			t.Errorf("for %q it is %q, want %q", c.product, got, c.want)
		}
	}
}

// TestEveryFieldIsKept fills in every field of a connection, so that a new one
// cannot be forgotten.
func TestEveryFieldIsKept(t *testing.T) {
	saved := connection("whole")
	v := reflect.ValueOf(&saved.Connection).Elem()
	for i := range v.NumField() {
		switch name := v.Type().Field(i).Name; name {
		case "Name", "Secret", "Authority", "TrustAuthority", "Demo", "AnyPort": // not kept, and why is said by Save
		case "SecretExpires":
			saved.Connection.SecretExpires = noon
		default:
			fillField(t, name, v.Field(i))
		}
	}
	saved.SecretFrom, saved.Command = SecretCommand, []string{"op", "read", "x y"}
	s := at(t.TempDir(), nil)
	check(t, s.Save(saved))
	got, note, err := s.Load("whole")
	if err != nil || note != "" {
		t.Fatalf("%v, note %q", err, note)
	}
	if !reflect.DeepEqual(got.Connection, saved.Connection) || !reflect.DeepEqual(got.Command, saved.Command) ||
		got.SecretFrom != SecretCommand || !got.CreatedAt.Equal(noon) {
		t.Errorf("kept\n%+v\nread\n%+v", saved, got)
	}
}

func fillField(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("value of " + name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Int {
			v.Set(reflect.ValueOf([]int{8401, 8402}))
			return
		}
		v.Set(reflect.ValueOf([]string{"a", "b"}))
	default:
		t.Fatalf("the field %s is of a kind that the store does not know", name)
	}
}

// TestSaveRefuses what must not be in a file.
func TestSaveRefuses(t *testing.T) {
	for name, change := range map[string]func(*Saved){
		"a test server":     func(v *Saved) { v.Connection.Authority = "https://localhost" },
		"a trusted server":  func(v *Saved) { v.Connection.TrustAuthority = true },
		"a secret":          func(v *Saved) { v.SecretFrom, v.Command = SecretCommand, []string{"echo", aSecret} },
		"an empty command":  func(v *Saved) { v.SecretFrom = SecretCommand },
		"an unknown source": func(v *Saved) { v.SecretFrom = "file" },
	} {
		dir := t.TempDir()
		v := connection("shop")
		change(v)
		if err := at(dir, nil).Save(v); err == nil || strings.Contains(err.Error(), aSecret) {
			t.Errorf("%s: %v", name, err)
		}
		if list, err := at(dir, nil).List(); err != nil || len(list) != 0 {
			t.Errorf("%s: %d are kept, %v", name, len(list), err)
		}
	}
}

// TestSecretStaysOut: the secret of a connection is in no file (security 150).
func TestSecretStaysOut(t *testing.T) {
	dir := t.TempDir()
	v := connection("shop")
	v.Connection.Secret = flow.NewSecret(aSecret)
	check(t, at(dir, nil).Save(v))
	check(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), aSecret) {
			t.Errorf("%s holds the secret", path)
		}
		return err
	}))
}

// TestBadFiles (security 149): each is named, and hides no other.
func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	s := at(dir, nil)
	check(t, s.Save(connection("good")))
	const rest = `,"client_id":"` + clientID + `","secret_from":"ask","created_at":"2026-11-24T12:00:00Z"}`
	bad := map[string]struct{ content, says string }{
		"empty":      {"", "can't be read"},
		"cut":        {`{"schema":1,"client_id":`, "can't be read"},
		"binary":     {"\xff\xfe\x00", "can't be read"},
		"twice":      {`{"schema":1,"schema":1` + rest, "can't be read"},
		"list":       {`[]`, "not a JSON object"},
		"newer":      {`{"schema":2` + rest, "newer edov"},
		"schemeless": {`{"tenant":"x"` + rest, "schema is missing"},
		"unknown":    {`{"schema":1,"trust_authority":true` + rest, "trust_authority"},
		"type":       {`{"schema":1,"tenant":7` + rest, "the wrong type"},
		"source": {
			`{"schema":1,"client_id":"x","secret_from":"file","created_at":"2026-11-24T12:00:00Z"}`,
			"source of the secret",
		},
		"large": {`{"schema":1,"tenant":"` + strings.Repeat("x", 70<<10) + `"` + rest, "too large"},
	}
	for name, b := range bad {
		check(t, os.WriteFile(filepath.Join(dir, "config", "connections", name+".json"), []byte(b.content), 0o600))
	}
	list, err := s.List()
	if err != nil || len(list) != len(bad)+1 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	for _, e := range list {
		if e.Name == "good" {
			if e.Err != nil {
				t.Errorf("the good one: %v", e.Err)
			}
			continue
		}
		if e.Err == nil || !strings.Contains(e.Err.Error(), bad[e.Name].says) || !strings.Contains(e.Err.Error(), e.Name) {
			t.Errorf("%s: %v", e.Name, e.Err)
		}
	}
}

// TestTwoWriters: one wins, the other gets an error, and the file is complete (security 155).
func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	first, second := at(dir, nil), at(dir, nil)
	check(t, first.Save(connection("shop")))
	if err := second.Save(connection("shop")); !errors.Is(err, ErrExists) {
		t.Errorf("a second new one: %v", err)
	}
	if err := second.Save(connection("SHOP")); !errors.Is(err, ErrExists) {
		t.Errorf("a twin in capitals: %v", err)
	}
	a, _, err := first.Load("shop")
	check(t, err)
	b, _, err := second.Load("shop")
	check(t, err)
	a.Connection.Tenant, b.Connection.Tenant = "organizations", "consumers"
	check(t, first.Save(a))
	if err := second.Save(b); !errors.Is(err, ErrChanged) {
		t.Errorf("the loser gets %v", err)
	}
	got, _, err := second.Load("shop")
	if err != nil || got.Connection.Tenant != "organizations" {
		t.Errorf("the file says %+v, %v", got, err)
	}
	check(t, first.Save(a)) // the winner goes on
	c, _, err := second.Load("shop")
	check(t, err)
	check(t, first.Save(a)) // the secret alone was changed
	if err := second.Save(c); !errors.Is(err, ErrChanged) {
		t.Errorf("the loser gets %v", err)
	}
	got, _, err = second.Load("shop")
	check(t, err)
	check(t, forget(t, first, "shop"))
	if err := second.Save(got); !errors.Is(err, ErrGone) {
		t.Errorf("saved over a removed one: %v", err)
	}
	check(t, second.Save(got.Anew()))
	check(t, forget(t, first, "shop"))
	if err := forget(t, second, "shop"); !errors.Is(err, ErrUnknown) {
		t.Errorf("removed twice: %v", err)
	}
}

// TestRevision: a file counts how often it was saved, so that a change of the secret alone changes it too.
func TestRevision(t *testing.T) {
	dir := t.TempDir()
	saved := connection("shop")
	for n := 1; n < 4; n++ {
		check(t, at(dir, nil).Save(saved))
		data, err := os.ReadFile(filepath.Join(dir, "config", "connections", "shop.json"))
		if want := fmt.Sprintf(`"revision": %d,`, n); err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s is not in %s, %v", want, data, err)
		}
		if n == 2 { // one that was read goes on counting
			saved, _, err = at(dir, nil).Load("shop")
			check(t, err)
		}
	}
}

func FuzzConnection(f *testing.F) {
	f.Add([]byte(`{"schema":1,"client_id":"x","secret_from":"ask","created_at":"2026-11-24T12:00:00Z"}`))
	f.Add([]byte(`{"schema":1,"fallback_ports":[1],"scopes":["a"],"secret_expires":"2026-11-24T12:00:00+02:00","secret_from":"none","created_at":"2026-11-24T12:00:00Z"}`))
	f.Add([]byte(`{"schema":1e0}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		saved, err := parseConnection("fuzz", data)
		if err != nil {
			return
		}
		dir := t.TempDir()
		saved.revision = nil
		if err := at(dir, nil).Save(saved); err != nil {
			if strings.Contains(err.Error(), "looks like a client secret") || strings.Contains(err.Error(), "JSON") ||
				strings.Contains(err.Error(), "can't be read") {
				return
			}
			t.Fatalf("what was read cannot be saved: %v", err)
		}
		again, _, err := at(dir, nil).Load("fuzz")
		if err != nil || again.Connection.ClientID != saved.Connection.ClientID || again.SecretFrom != saved.SecretFrom {
			t.Fatalf("read %+v, then %+v, %v", saved, again, err)
		}
	})
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"a", "../x", "CON", "a\x00", "ａ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if ValidName(name) != nil {
			return
		}
		if !filepath.IsLocal(name+".json") || filepath.Base(name) != name {
			t.Errorf("%q leaves the folder", name)
		}
	})
}
