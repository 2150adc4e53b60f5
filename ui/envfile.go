package ui

import (
	"bytes"
	"errors"
	"net/url"
	"sort"
	"strings"

	"github.com/joho/godotenv"

	"edov/flow"
)

// envRole is what a variable of an .env file means for a connection.
type envRole string

const (
	envClientID  envRole = "client ID"
	envSecret    envRole = "client secret"
	envTenant    envRole = "tenant"
	envIssuer    envRole = "issuer" // an address with the tenant in it
	envRedirect  envRole = "redirect URI"
	envPublicKey envRole = "publishable key"
	envForeign   envRole = "not taken" // a secret of the product itself
)

// envNames are the variables that edov knows, product by product, from the
// product's own documentation. Which come first win.
var envNames = []struct {
	product string // as a Connection names it; empty: none is said
	source  string
	names   map[string]envRole
}{
	{"Auth.js", "https://authjs.dev/getting-started/providers/microsoft-entra-id", map[string]envRole{
		"AUTH_MICROSOFT_ENTRA_ID_ID": envClientID, "AUTH_MICROSOFT_ENTRA_ID_SECRET": envSecret, "AUTH_MICROSOFT_ENTRA_ID_ISSUER": envIssuer,
	}},
	{"Auth.js", "https://next-auth.js.org/providers/azure-ad", map[string]envRole{
		"AZURE_AD_CLIENT_ID": envClientID, "AZURE_AD_CLIENT_SECRET": envSecret, "AZURE_AD_TENANT_ID": envTenant,
	}},
	{"Supabase", "https://supabase.com/docs/guides/local-development/cli/config", map[string]envRole{
		"SUPABASE_AUTH_EXTERNAL_AZURE_CLIENT_ID": envClientID, "SUPABASE_AUTH_EXTERNAL_AZURE_SECRET": envSecret,
		"SUPABASE_AUTH_EXTERNAL_AZURE_URL": envIssuer, "SUPABASE_AUTH_EXTERNAL_AZURE_REDIRECT_URI": envRedirect,
	}},
	{"Supabase", "https://github.com/supabase/auth", map[string]envRole{
		"GOTRUE_EXTERNAL_AZURE_CLIENT_ID": envClientID, "GOTRUE_EXTERNAL_AZURE_SECRET": envSecret,
		"GOTRUE_EXTERNAL_AZURE_URL": envIssuer, "GOTRUE_EXTERNAL_AZURE_REDIRECT_URI": envRedirect,
	}},
	{"better-auth", "https://www.better-auth.com/docs/authentication/microsoft", map[string]envRole{
		"MICROSOFT_CLIENT_ID": envClientID, "MICROSOFT_CLIENT_SECRET": envSecret, "MICROSOFT_TENANT_ID": envTenant,
	}},
	{"Clerk", "https://clerk.com/docs/deployments/clerk-environment-variables", map[string]envRole{
		"CLERK_PUBLISHABLE_KEY": envPublicKey, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "VITE_CLERK_PUBLISHABLE_KEY": envPublicKey,
		"EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey,
		"CLERK_SECRET_KEY": envForeign,
	}},
	{"", "https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential", map[string]envRole{
		"AZURE_CLIENT_ID": envClientID, "AZURE_CLIENT_SECRET": envSecret, "AZURE_TENANT_ID": envTenant,
	}},
}

// envFind is one variable that was found.
type envFind struct {
	name, value string
	role        envRole
}

// shown is the value as it may be seen.
func (f envFind) shown() string {
	if f.role == envSecret || f.role == envForeign {
		return "found, not shown"
	}
	return f.value
}

// readEnvFile finds in an .env file what a connection is made of. The parser's
// own errors repeat the file's text, and are not used.
func readEnvFile(data []byte) (flow.Connection, []envFind, error) {
	values, err := godotenv.Parse(bytes.NewReader(data))
	if err != nil {
		return flow.Connection{}, nil, errors.New("it cannot be read as an .env file: a line is not NAME=value, or a quote does not end")
	}
	var c flow.Connection
	var finds []envFind
	for _, set := range envNames {
		var here []envFind
		for name, role := range set.names {
			if values[name] != "" {
				here = append(here, envFind{name, values[name], role})
			}
		}
		sort.Slice(here, func(i, j int) bool { return here[i].name < here[j].name })
		for _, f := range here {
			if f.take(&c) && c.Product == "" {
				c.Product = set.product
			}
		}
		finds = append(finds, here...)
	}
	return c, finds, nil
}

// take puts the value into the connection, where nothing is yet.
func (f envFind) take(c *flow.Connection) bool {
	put := func(to *string, value string) bool {
		if *to != "" || value == "" {
			return false
		}
		*to = value
		return true
	}
	switch f.role {
	case envClientID:
		return put(&c.ClientID, f.value)
	case envTenant:
		return put(&c.Tenant, f.value)
	case envIssuer:
		return put(&c.Tenant, tenantOf(f.value))
	case envRedirect:
		return put(&c.ProductRedirectURI, f.value)
	case envSecret:
		if !c.Secret.IsZero() {
			return false
		}
		c.Secret = flow.NewSecret(f.value)
		return true
	case envPublicKey:
		key, err := flow.ParsePublishableKey(f.value)
		if err != nil || c.PublishableKey != "" {
			return false
		}
		c.Product, c.PublishableKey = "Clerk", f.value
		put(&c.ProductRedirectURI, key.RedirectURI())
	}
	return false
}

// tenantOf is the tenant in an address such as
// https://login.microsoftonline.com/common/v2.0.
func tenantOf(issuer string) string {
	u, err := url.Parse(strings.TrimSpace(issuer))
	if err != nil {
		return ""
	}
	if _, ours := flow.CloudOfHost(u.Host); !ours {
		return ""
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return tenant
}
