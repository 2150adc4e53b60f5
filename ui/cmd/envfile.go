package cmd

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
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

// envSet are the variables of one app registration, as one product or library
// names them.
type envSet struct {
	product string // as a Connection names it; empty: none is said
	source  string
	names   map[string]envRole
}

// envSets are the variables that edov knows, from the products' own
// documentation. The first that names an app wins, whole: the client ID of one
// app and the secret of another make no connection.
var envSets = []envSet{
	{"Auth.js", "https://authjs.dev/getting-started/providers/microsoft-entra-id", map[string]envRole{
		"AUTH_MICROSOFT_ENTRA_ID_ID": envClientID, "AUTH_MICROSOFT_ENTRA_ID_SECRET": envSecret, "AUTH_MICROSOFT_ENTRA_ID_ISSUER": envIssuer,
		"AUTH_MICROSOFT_ENTRA_ID_TENANT_ID": envTenant, // of its earlier documentation
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
	{"", "https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential", map[string]envRole{
		"AZURE_CLIENT_ID": envClientID, "AZURE_CLIENT_SECRET": envSecret, "AZURE_TENANT_ID": envTenant,
	}},
}

// clerkNames are Clerk's, which name an instance of Clerk's and no app.
var clerkNames = envSet{"Clerk", "https://clerk.com/docs/deployments/clerk-environment-variables", map[string]envRole{
	"CLERK_PUBLISHABLE_KEY": envPublicKey, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "VITE_CLERK_PUBLISHABLE_KEY": envPublicKey,
	"EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey, "PUBLIC_CLERK_PUBLISHABLE_KEY": envPublicKey,
	"CLERK_SECRET_KEY": envForeign,
}}

// envFind is one variable that was found, as it may be shown: a value that has
// not the form of what it should be may be a secret in the wrong place.
type envFind struct {
	name, shown string
	role        envRole
	left        string // why it is not taken; empty: it is
}

// parseEnvFile reads the variables of an .env file. The parser's own errors
// repeat the file's text, and are not used.
func parseEnvFile(data []byte) (map[string]string, error) {
	values, err := godotenv.Parse(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	if err != nil {
		return nil, errors.New("it cannot be read as an .env file: a line is not NAME=value, or a quote does not end")
	}
	return values, nil
}

// connectionOf finds in variables what a connection is made of. product is the
// one that the user names; empty: that of the variables.
func connectionOf(values map[string]string, product string) (flow.Connection, []envFind) {
	var c flow.Connection
	chosen := chooseEnvSet(values, product)
	if chosen != nil {
		c = chosen.connection(values)
	}
	if product != "" {
		c.Product = product
	}
	var finds []envFind
	for i := range envSets {
		set := &envSets[i]
		other, left := set.connection(values), func(envRole) string { return "" }
		switch {
		case set == chosen:
		case strings.EqualFold(strings.TrimSpace(other.ClientID), strings.TrimSpace(c.ClientID)):
			left = fillIn(&c, other)
		default:
			left = func(envRole) string { return "of another app" }
		}
		finds = append(finds, set.finds(values, left)...)
	}
	left := takeClerkVariables(&c, values)
	return c, append(finds, clerkNames.finds(values, func(envRole) string { return left })...)
}

// fillIn takes from another set of the same app what is missing; left says why
// the rest is not taken.
func fillIn(c *flow.Connection, other flow.Connection) (left func(envRole) string) {
	before := *c
	left = func(role envRole) string {
		switch {
		case role == envClientID, (role == envTenant || role == envIssuer) && before.Tenant != "",
			role == envRedirect && before.ProductRedirectURI != "", role == envSecret && !before.Secret.IsZero():
			return "said already"
		}
		return ""
	}
	c.Tenant = cmp.Or(c.Tenant, other.Tenant)
	c.ProductRedirectURI = cmp.Or(c.ProductRedirectURI, other.ProductRedirectURI)
	if c.Secret.IsZero() {
		c.Secret = other.Secret
	}
	return left
}

// chooseEnvSet is the first set with a client ID of the right form, that of the
// named product before others, else the first of which anything is there.
func chooseEnvSet(values map[string]string, product string) *envSet {
	best, rank := (*envSet)(nil), 0
	for i := range envSets {
		set := &envSets[i]
		now := 0
		for name, role := range set.names {
			switch {
			case values[name] == "":
			case role == envClientID && flow.IsGUID(strings.TrimSpace(values[name])):
				now = max(now, 2)
			default:
				now = max(now, 1)
			}
		}
		if now == 2 && product != "" && set.product == product {
			now = 3
		}
		if now > rank {
			best, rank = set, now
		}
	}
	return best
}

// takeClerkVariables adds Clerk's key, unless the app is another product's; it
// says why not.
func takeClerkVariables(c *flow.Connection, values map[string]string) (left string) {
	if c.Product != "" && c.Product != clerkNames.product {
		return "the credentials are those of " + c.Product + "; --product Clerk takes it"
	}
	for _, name := range slices.Sorted(maps.Keys(clerkNames.names)) {
		key, err := flow.ParsePublishableKey(values[name])
		if clerkNames.names[name] == envPublicKey && err == nil {
			c.Product, c.PublishableKey, c.ProductRedirectURI = clerkNames.product, values[name], key.RedirectURI()
			break
		}
	}
	return ""
}

// connection is what the variables of one set say.
func (set *envSet) connection(values map[string]string) flow.Connection {
	c := flow.Connection{Product: set.product}
	for name, role := range set.names {
		value := values[name]
		switch {
		case value == "":
		case role == envClientID:
			c.ClientID = value
		case role == envSecret:
			c.Secret = flow.NewSecret(value)
		case role == envTenant:
			c.Tenant = value
		case role == envIssuer && c.Tenant == "":
			c.Tenant = tenantOf(value)
		case role == envRedirect:
			c.ProductRedirectURI = value
		}
	}
	return c
}

// finds lists the variables of a set that are there, by name; left says of each
// role why it is not taken.
func (set *envSet) finds(values map[string]string, left func(envRole) string) []envFind {
	var finds []envFind
	for name, role := range set.names {
		if values[name] != "" {
			find := envFind{name: name, role: role, shown: role.shown(values[name]), left: left(role)}
			if role == envIssuer && find.left == "" && tenantOf(values[name]) == "" {
				find.left = "the tenant is not known from it"
			}
			finds = append(finds, find)
		}
	}
	sort.Slice(finds, func(i, j int) bool { return finds[i].name < finds[j].name })
	return finds
}

// shown is a value as it may be seen.
func (role envRole) shown(value string) string {
	const other = "not shown: it has not the form of a "
	switch role {
	case envClientID:
		if !flow.IsGUID(strings.TrimSpace(value)) {
			return other + "client ID"
		}
	case envTenant:
		if !flow.IsTenant(strings.TrimSpace(value)) {
			return other + "tenant"
		}
	case envIssuer:
		if tenantOf(value) == "" {
			return "not shown: it is no address of Microsoft's sign-in"
		}
		return plainURL(value)
	case envRedirect:
		if plainURL(value) == "" {
			return other + "redirect URI"
		}
		return plainURL(value)
	case envPublicKey:
		if _, err := flow.ParsePublishableKey(value); err != nil {
			return other + "publishable key"
		}
	default:
		return "found, not shown"
	}
	return value
}

// plainURL is an address without user, query and fragment; empty: it is none.
func plainURL(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
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
