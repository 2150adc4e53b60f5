package install

import (
	"maps"
	"slices"
)

// Role is what a variable means for a connection.
type Role string

// The roles.
const (
	ClientID     Role = "client ID"
	ClientSecret Role = "client secret"
	Tenant       Role = "tenant"
	Issuer       Role = "issuer" // an address that contains the tenant
	RedirectURI  Role = "redirect URI"
	PublicKey    Role = "publishable key"
	Foreign      Role = "" // a secret of the product itself, which edov does not use
)

// Set is the variables of one app registration, as one product or library names them.
type Set struct {
	Product string // as in a Connection; empty: the variables do not say
	Source  string // the documentation that names them
	Names   map[string]Role
	// Beside are the beginnings of other variables, one of which a file of the product has, where others use the same
	// names too; none: the names are the product's alone.
	Beside []string

	read   []string // names that are read and not written: the product's documentation of today has no such variable
	issuer string   // what follows the tenant in the value of an Issuer
	on     string   // the variable that switches the sign-in on with "true"
}

// Sets are the variables of .env files that edov reads and writes, from the products' own documentation. The first set
// that names an app wins as a whole: the client ID of one app does not work with the secret of another.
func Sets() []Set { return slices.Clone(sets) }

var sets = []Set{
	{
		Product: "Auth.js", Source: "https://authjs.dev/getting-started/providers/microsoft-entra-id",
		Names: map[string]Role{
			"AUTH_MICROSOFT_ENTRA_ID_ID": ClientID, "AUTH_MICROSOFT_ENTRA_ID_SECRET": ClientSecret,
			"AUTH_MICROSOFT_ENTRA_ID_ISSUER":    Issuer,
			"AUTH_MICROSOFT_ENTRA_ID_TENANT_ID": Tenant,
		},
		read: []string{"AUTH_MICROSOFT_ENTRA_ID_TENANT_ID"}, issuer: "/v2.0",
	},
	{
		Product: "Auth.js", Source: "https://next-auth.js.org/providers/azure-ad",
		Names: map[string]Role{
			"AZURE_AD_CLIENT_ID": ClientID, "AZURE_AD_CLIENT_SECRET": ClientSecret, "AZURE_AD_TENANT_ID": Tenant,
		},
		Beside: []string{"NEXTAUTH_", "AUTH_"},
	},
	{
		Product: "Supabase", Source: "https://supabase.com/docs/guides/local-development/cli/config",
		Names: map[string]Role{
			"SUPABASE_AUTH_EXTERNAL_AZURE_CLIENT_ID": ClientID, supabaseSecret: ClientSecret,
			"SUPABASE_AUTH_EXTERNAL_AZURE_URL": Issuer, "SUPABASE_AUTH_EXTERNAL_AZURE_REDIRECT_URI": RedirectURI,
		},
	},
	{
		Product: "Supabase", Source: "https://github.com/supabase/auth",
		Names: map[string]Role{
			"GOTRUE_EXTERNAL_AZURE_CLIENT_ID": ClientID, "GOTRUE_EXTERNAL_AZURE_SECRET": ClientSecret,
			"GOTRUE_EXTERNAL_AZURE_URL": Issuer, "GOTRUE_EXTERNAL_AZURE_REDIRECT_URI": RedirectURI,
		},
		on: "GOTRUE_EXTERNAL_AZURE_ENABLED",
	},
	{
		Product: "better-auth", Source: "https://www.better-auth.com/docs/authentication/microsoft",
		Names: map[string]Role{
			"MICROSOFT_CLIENT_ID": ClientID, "MICROSOFT_CLIENT_SECRET": ClientSecret, "MICROSOFT_TENANT_ID": Tenant,
		},
		Beside: []string{"BETTER_AUTH_", "NEXT_PUBLIC_BETTER_AUTH_"},
		read:   []string{"MICROSOFT_TENANT_ID"}, // its tenantId stands in the code
	},
	{
		Source: "https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential",
		Names: map[string]Role{
			"AZURE_CLIENT_ID": ClientID, "AZURE_CLIENT_SECRET": ClientSecret, "AZURE_TENANT_ID": Tenant,
		},
	},
}

// supabaseSecret is the variable that Supabase's config.toml takes the secret from.
const supabaseSecret = "SUPABASE_AUTH_EXTERNAL_AZURE_SECRET"

// ClerkSet is the variables of Clerk. They name a Clerk instance, not an app, and are read and not written.
func ClerkSet() Set {
	return Set{
		Product: "Clerk", Source: "https://clerk.com/docs/deployments/clerk-environment-variables",
		Names: map[string]Role{
			"CLERK_PUBLISHABLE_KEY": PublicKey, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": PublicKey,
			"VITE_CLERK_PUBLISHABLE_KEY": PublicKey, "EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY": PublicKey,
			"NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY": PublicKey, "PUBLIC_CLERK_PUBLISHABLE_KEY": PublicKey,
			"CLERK_SECRET_KEY": Foreign,
		},
	}
}

// written are the names of a set that are written, the client ID first.
func (s *Set) written() []string {
	order := []Role{ClientID, ClientSecret, Tenant, Issuer, RedirectURI}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(s.Names)), func(name string) bool {
		return slices.Contains(s.read, name)
	})
	slices.SortStableFunc(names, func(a, b string) int {
		return slices.Index(order, s.Names[a]) - slices.Index(order, s.Names[b])
	})
	return names
}

// setOf is the set that a variable belongs to; nil: edov writes no such variable.
func setOf(name string) *Set {
	for i := range sets {
		if _, ok := sets[i].Names[name]; ok || name == sets[i].on {
			return &sets[i]
		}
	}
	return nil
}
