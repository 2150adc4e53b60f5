package guide_test

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/guide"
)

// TestTenantToCopy: what a product compares with the issuer has the tenant's ID, not consumers and not a domain.
func TestTenantToCopy(t *testing.T) {
	const base, personal = "https://login.microsoftonline.com/", "9188040d-6c67-4c5b-b112-36a304b66dad"
	for _, test := range []struct {
		guide, tenant, want string
		form                bool
	}{
		{"Supabase", "", base + "common", false},
		{"Supabase", "consumers", base + personal, false},
		{"Supabase", "contoso.com", base + "TENANT-ID", true},
		{"Auth.js", "consumers", base + personal + "/v2.0", false},
		{"Auth.js", "contoso.com", base + "TENANT-ID/v2.0", true},
		{"Auth.js", "organizations", base + "organizations/v2.0", false},
	} {
		g := guide.For(test.guide)
		w := g.Walk(new(guide.Progress), flow.Connection{Tenant: test.tenant}, false, guideNow)
		part, _ := w.Part("credentials")
		if v := part.Values[len(part.Values)-1]; v.Text != test.want || v.Form != test.form {
			t.Errorf("%s, %q: %+v", test.guide, test.tenant, v)
		}
	}
}

// TestUseOf: what a secret is for, and the examples, are the product's own.
func TestUseOf(t *testing.T) {
	for product, want := range map[string][3]string{
		"":         {"", "", "shop-production"},
		"Clerk":    {"clerk", "Clerk Dashboard > SSO connections > Microsoft > Use custom credentials", "clerk-production"},
		"Supabase": {"supabase", "Supabase Dashboard > Authentication > Sign In / Providers", "supabase-production"},
		"Keycloak": {"app", "your app's settings", "app-production"},
	} {
		use := guide.UseOf(flow.Connection{Product: product})
		if got := [3]string{use.Name, use.Place, guide.NameFor(product)}; got != want {
			t.Errorf("%s: %q", product, got)
		}
	}
	for _, g := range guide.All() {
		_, end, _ := strings.Cut(strings.TrimPrefix(g.RedirectForm, "https://"), "/")
		if example := flow.RedirectExample(g.Product); !strings.HasSuffix(example, "/"+end) {
			t.Errorf("%s: the example %s is none of %s", g.ID, example, g.RedirectForm)
		}
	}
}
