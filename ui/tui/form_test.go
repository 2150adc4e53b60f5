package tui

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/store"
)

// formOf is the form at a connection, as it was saved.
func formOf(t *testing.T, saved *store.Saved) *form {
	t.Helper()
	a := still(t, 80, 24, func(c *common) []screen { return nil })
	a.options.Store = kept(t, &ring{})
	a.subject = savedSubject(saved, nil)
	return newForm(a.common)
}

// TestFormLeavesTheRest: what the form does not show, or what was not typed
// anew, stays as it is.
func TestFormLeavesTheRest(t *testing.T) {
	const key = "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA" // clerk.contoso.example
	for _, c := range []struct {
		name   string
		saved  flow.Connection
		port   string // typed; empty: as shown
		wanted flow.Connection
	}{
		{"a path", flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"}, "", flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"}},
		{"another port", flow.Connection{RedirectURI: "http://localhost:9000/auth/cb"}, "9001", flow.Connection{RedirectURI: "http://localhost:9001/auth/cb"}},
		{"an address", flow.Connection{RedirectURI: "http://127.0.0.1:9000/callback"}, "", flow.Connection{RedirectURI: "http://127.0.0.1:9000/callback"}},
		{"no port", flow.Connection{RedirectURI: "http://localhost/callback"}, "", flow.Connection{RedirectURI: "http://localhost/callback"}},
		{"none", flow.Connection{}, "", flow.Connection{}},
		{"none, another port", flow.Connection{}, "8500", flow.Connection{RedirectURI: "http://localhost:8500/callback"}},
		{
			"a key and another address",
			flow.Connection{Product: "Clerk", PublishableKey: key, ProductRedirectURI: "https://proxy.example/v1/oauth_callback"},
			"",
			flow.Connection{PublishableKey: key, ProductRedirectURI: "https://proxy.example/v1/oauth_callback"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.saved.ClientID, c.saved.Tenant, c.saved.Name = demo.ClientID, "common", "shop"
			f := formOf(t, &store.Saved{Connection: c.saved, SecretFrom: store.SecretAsk})
			if c.port != "" {
				f.typed.port = c.port
			}
			got, faults := f.connection()
			if len(faults) > 0 {
				t.Errorf("the secret is asked for each time, and the form wants it: %v", faults)
			}
			if got.RedirectURI != c.wanted.RedirectURI || got.PublishableKey != c.wanted.PublishableKey || got.ProductRedirectURI != c.wanted.ProductRedirectURI {
				t.Errorf("it makes %+v", got)
			}
		})
	}
}

// TestFormTrims: removing what surrounds one field changes no other, and a time
// that was not typed anew stays to the second.
func TestFormTrims(t *testing.T) {
	const key = "pk_live_Y2xlcmsuY29udG9zby5leGFtcGxlJA"
	end := time.Date(2027, 1, 31, 10, 0, 0, 0, time.UTC)
	saved := flow.Connection{Name: "shop", ClientID: demo.ClientID, Tenant: "common", Product: "Clerk", PublishableKey: key, ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback", SecretExpires: end}
	f := formOf(t, &store.Saved{Connection: saved, SecretFrom: store.SecretAsk})
	f.typed.clientID = ` "` + demo.ClientID + `"`
	f.trim()
	c, faults := f.connection()
	if len(faults) > 0 || c.ClientID != demo.ClientID || c.PublishableKey != key || !c.SecretExpires.Equal(end) {
		t.Errorf("%+v, %v", c, faults)
	}
	f.typed.product = "Supabase"
	if _, faults := f.connection(); len(faults) != 1 || faults[0].Field != "product-redirect-uri" {
		t.Errorf("Clerk's key with Supabase: %v", faults)
	}
}

// TestFormShowsHostileProduct: the product's name may come from a file.
func TestFormShowsHostileProduct(t *testing.T) {
	f := formOf(t, &store.Saved{Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID, Product: "\x1b]52;c;eA==\a"}, SecretFrom: store.SecretAsk})
	for _, o := range f.products() {
		if strings.ContainsRune(o.Key, '\x1b') {
			t.Errorf("it shows %q", o.Key)
		}
	}
	if _, faults := f.connection(); len(faults) == 0 || faults[0].Field != "product" {
		t.Errorf("it is taken: %v", faults)
	}
}
