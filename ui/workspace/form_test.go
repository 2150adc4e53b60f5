package workspace

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/store"
)

// noon is the time of all tests.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// noRing is a keyring that has nothing.
type noRing struct{}

func (noRing) Get(_, _ string) (string, error) { return "", nil }

func (noRing) Set(_, _, _ string) error { return nil }

func (noRing) Delete(_, _ string) error { return nil }

// saving is a store in a folder of the test's.
func saving(t *testing.T) *store.Store {
	t.Helper()
	dir := t.TempDir()
	o := store.Options{Now: func() time.Time { return noon }, Keyring: noRing{}}
	return store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"}, o)
}

// deskOf is a desk with a store, and what was saved.
func deskOf(t *testing.T, b Beginning) *Desk {
	t.Helper()
	env := flow.Env{Now: func() time.Time { return noon }, Getenv: func(string) string { return "" }}
	return New(Options{Env: env, Program: "edov test", Store: saving(t)}, b)
}

// formOf is the form at a connection, as it was saved.
func formOf(t *testing.T, c flow.Connection) *Form {
	t.Helper()
	c.ClientID, c.Tenant, c.Name = demo.ClientID, "common", "shop"
	return deskOf(t, Beginning{Saved: &store.Saved{Connection: c, SecretFrom: store.SecretAsk}}).NewForm(false, false)
}

// TestFormLeavesTheRest: what the form does not show, or what was not entered
// again, stays as it is.
func TestFormLeavesTheRest(t *testing.T) {
	const key = "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA" // clerk.contoso.example
	for _, c := range []struct {
		name   string
		saved  flow.Connection
		port   string // entered; empty: as shown
		wanted flow.Connection
	}{
		{
			"a path",
			flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"},
			"",
			flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"},
		},
		{
			"another port",
			flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"},
			"9001",
			flow.Connection{RedirectURI: "http://localhost:9001/auth/cb"},
		},
		{
			"an address",
			flow.Connection{RedirectURI: "http://127.0.0.1:9000/callback"},
			"",
			flow.Connection{RedirectURI: "http://127.0.0.1:9000/callback"},
		},
		{
			"no port",
			flow.Connection{RedirectURI: "http://localhost/callback"},
			"",
			flow.Connection{RedirectURI: "http://localhost/callback"},
		},
		{"none", flow.Connection{}, "", flow.Connection{}},
		{"none, another port", flow.Connection{}, "8500", flow.Connection{RedirectURI: "http://localhost:8500/callback"}},
		{
			"a key and another address",
			flow.Connection{
				Product: "Clerk", PublishableKey: key,
				ProductRedirectURI: "https://proxy.example/v1/oauth_callback",
			},
			"",
			flow.Connection{PublishableKey: key, ProductRedirectURI: "https://proxy.example/v1/oauth_callback"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := formOf(t, c.saved)
			if c.port != "" {
				f.Field("redirect-uri").Value = c.port
			}
			got, faults := f.connection()
			if len(faults) > 0 {
				t.Errorf("the secret is asked for each time, and the form wants it: %v", faults)
			}
			if got.RedirectURI != c.wanted.RedirectURI || got.PublishableKey != c.wanted.PublishableKey ||
				got.ProductRedirectURI != c.wanted.ProductRedirectURI {
				t.Errorf("it makes %+v", got)
			}
		})
	}
}

// TestFormTrims: trimming one field changes no other, and a time that was not
// entered again stays to the second.
func TestFormTrims(t *testing.T) {
	const key = "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA"
	end := time.Date(2027, 1, 31, 10, 0, 0, 0, time.UTC)
	f := formOf(t, flow.Connection{
		Product: "Clerk", PublishableKey: key, ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback",
		SecretExpires: end,
	})
	f.Field("client-id").Value = ` "` + demo.ClientID + `"`
	f.Trim()
	c, faults := f.connection()
	if len(faults) > 0 || c.ClientID != demo.ClientID || c.PublishableKey != key || !c.SecretExpires.Equal(end) {
		t.Errorf("%+v, %v", c, faults)
	}
	f.Field("product").Value = "Supabase"
	if _, faults := f.connection(); len(faults) != 1 || faults[0].Field != "product-redirect-uri" {
		t.Errorf("Clerk's key with Supabase: %v", faults)
	}
}

// TestFormTakesHostileProduct: the product's name may come from a file.
func TestFormTakesHostileProduct(t *testing.T) {
	f := formOf(t, flow.Connection{Product: "\x1b]52;c;eA==\a"})
	if _, faults := f.connection(); len(faults) == 0 || faults[0].Field != "product" {
		t.Errorf("it is taken: %v", faults)
	}
}

// TestClerkKeyInTheForm: the key stands for the redirect URI.
func TestClerkKeyInTheForm(t *testing.T) {
	take := func(text string) (flow.Connection, []flow.Fault) {
		f := deskOf(t, Beginning{}).NewForm(true, true)
		f.Field("product-redirect-uri").Value = text
		var c flow.Connection
		faults := f.productURI(&c)
		return c, faults
	}
	if c, faults := take(" pk_live_Y2xlcmsuZXhhbXBsZS5jb20k "); faults != nil || c.Product != "Clerk" ||
		c.ProductRedirectURI != "https://clerk.example.com/v1/oauth_callback" || c.PublishableKey == "" {
		t.Errorf("%+v, %v", c, faults)
	}
	for _, text := range []string{"sk_live_x", "pk_live_x"} {
		if c, faults := take(text); len(faults) != 1 || c.ProductRedirectURI != "" {
			t.Errorf("%s: %+v, %v", text, c, faults)
		}
	}
	if c, faults := take("https://app.example.com/cb"); faults != nil || c.PublishableKey != "" {
		t.Errorf("%+v, %v", c, faults)
	}
}

// TestFormPages: which pages there are depends on the answers.
func TestFormPages(t *testing.T) {
	f := deskOf(t, Beginning{}).NewForm(false, true)
	if at, pages := f.At("keep"); at != 5 || pages != 5 {
		t.Errorf("with a secret: page %d of %d", at, pages)
	}
	f.Field("kind").Value = public
	if at, pages := f.At("redirect-uri"); at != 2 || pages != 3 {
		t.Errorf("without a secret: page %d of %d", at, pages)
	}
	if !f.Changed() {
		t.Error("nothing changed")
	}
}

// TestFormOfOneProduct: Clerk's key is asked for only where the product may be Clerk, and never turns another product
// into it; the examples are the product's own.
func TestFormOfOneProduct(t *testing.T) {
	const key = "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA" // clerk.contoso.example
	for product, want := range map[string]struct {
		product, name string
		offers        bool
	}{
		noProduct: {"Clerk", "shop-production", true}, "Clerk": {"Clerk", "clerk-production", true},
		"Hanko": {"", "hanko-production", false}, "Supabase": {"", "supabase-production", false},
	} {
		f := deskOf(t, Beginning{}).NewForm(false, false)
		f.Field("client-id").Value, f.Field("product").Value = demo.ClientID, product
		if about := f.Field("product-redirect-uri").Words(); strings.Contains(about, "Clerk") != want.offers {
			t.Errorf("%s: %q", product, about)
		}
		if about := f.Field("name").Words(); !strings.Contains(about, want.name) {
			t.Errorf("%s: %q", product, about)
		}
		f.Field("product-redirect-uri").Value = key
		fault, wrong := f.Fault("product-redirect-uri")
		if wrong != (want.product == "") || wrong && !strings.Contains(fault.Problem, "Clerk's key") {
			t.Errorf("%s: %+v", product, fault)
		}
		if c, _ := f.connection(); !wrong && c.Product != want.product {
			t.Errorf("%s: it became %q", product, c.Product)
		}
	}
}
