package workspace

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/ui/store"
)

// TestFormProductChanged: the redirect URI of the product before is not kept for another one. One that was entered, or
// that has the form of the new product, is.
func TestFormProductChanged(t *testing.T) {
	const (
		ofClerk    = "https://clerk.contoso.example/v1/oauth_callback"
		ofSupabase = "https://abcdefgh.supabase.co/auth/v1/callback"
	)
	for _, c := range []struct{ before, uri, now, entered, fault string }{
		{"Clerk", ofClerk, "Supabase", ofClerk, "this is the redirect URI of Clerk, and another product is chosen"},
		{"Clerk", ofClerk, "Supabase", "", ""},
		{"Clerk", ofClerk, "Supabase", ofSupabase, ""},
		{"Clerk", ofSupabase, "Supabase", ofSupabase, ""}, // the product was chosen wrongly before
		{"Clerk", ofClerk, "Clerk", ofClerk, ""},
		{"", ofClerk, "Supabase", ofClerk, ""}, // of no product yet
	} {
		f := formOf(t, flow.Connection{Product: c.before, ProductRedirectURI: c.uri})
		f.Field("product").Value, f.Field("product-redirect-uri").Value = c.now, c.entered
		if fault, _ := f.Fault("product-redirect-uri"); fault.Problem != c.fault {
			t.Errorf("%s, now %s with %q: %q", c.before, c.now, c.entered, fault.Problem)
		}
	}
}

// TestFormWithoutKeyring: who enters a secret that edov can't keep is told so beside the field.
func TestFormWithoutKeyring(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("skipped: the keyring of this system needs no bus")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir := t.TempDir()
	env := flow.Env{Now: func() time.Time { return noon }, Getenv: func(string) string { return "" }}
	st := store.New(store.Dirs{Config: dir, State: dir}, store.Options{})
	about := New(Options{Env: env, Store: st}, Beginning{}).NewForm(false, false).Field("secret").About
	if !strings.Contains(about, "there is no keyring here") {
		t.Error(about)
	}
}
