package flow_test

import (
	"strings"
	"testing"

	"edov/flow"
)

// TestProductURIExamples: the hint of a wrong redirect URI has the form of the product's own, and a key of Clerk is
// called one.
func TestProductURIExamples(t *testing.T) {
	for product, want := range map[string]string{
		"": "clerk.example.com", "Clerk": "clerk.example.com", "Supabase": "supabase.co/auth/v1/callback",
		"Hanko": "/thirdparty/callback", "Auth.js": "microsoft-entra-id", "better-auth": "/api/auth/callback/microsoft",
		"my own app": "https://example.com/callback",
	} {
		c := flow.Connection{
			ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", Public: true, Product: product, ProductRedirectURI: "pk_live_x",
		}
		faults := c.Validate()
		if len(faults) != 1 || !strings.Contains(faults[0].Hint, want) || !strings.Contains(faults[0].Problem, "Clerk's") {
			t.Errorf("%s: %+v", product, faults)
		}
	}
}
