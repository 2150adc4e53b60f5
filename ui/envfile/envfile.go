// Package envfile finds the settings of a connection in .env files: the variables
// that Auth.js, NextAuth, Supabase, better-auth, Clerk and the Azure SDKs read.
//
// It takes everything from the variables of one app. What it found can be shown
// without showing a secret, even one that was written into the wrong variable.
package envfile

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/joho/godotenv"

	"edov/flow"
)

// role is what a variable means for a connection.
type role string

const (
	clientID  role = "client ID"
	secret    role = "client secret"
	tenant    role = "tenant"
	issuer    role = "issuer" // an address that contains the tenant
	redirect  role = "redirect URI"
	publicKey role = "publishable key"
	foreign   role = "" // a secret of the product itself, which edov does not use
)

// set is the variables of one app registration, as one product or library names
// them.
type set struct {
	product string // as in a Connection; empty: the variables do not say
	source  string
	names   map[string]role
}

// sets are the variables that edov knows, from the products' own documentation.
// The first set that names an app wins as a whole: the client ID of one app does
// not work with the secret of another.
var sets = []set{
	{"Auth.js", "https://authjs.dev/getting-started/providers/microsoft-entra-id", map[string]role{
		"AUTH_MICROSOFT_ENTRA_ID_ID": clientID, "AUTH_MICROSOFT_ENTRA_ID_SECRET": secret,
		"AUTH_MICROSOFT_ENTRA_ID_ISSUER":    issuer,
		"AUTH_MICROSOFT_ENTRA_ID_TENANT_ID": tenant, // of its earlier documentation
	}},
	{"Auth.js", "https://next-auth.js.org/providers/azure-ad", map[string]role{
		"AZURE_AD_CLIENT_ID": clientID, "AZURE_AD_CLIENT_SECRET": secret, "AZURE_AD_TENANT_ID": tenant,
	}},
	{"Supabase", "https://supabase.com/docs/guides/local-development/cli/config", map[string]role{
		"SUPABASE_AUTH_EXTERNAL_AZURE_CLIENT_ID": clientID, "SUPABASE_AUTH_EXTERNAL_AZURE_SECRET": secret,
		"SUPABASE_AUTH_EXTERNAL_AZURE_URL": issuer, "SUPABASE_AUTH_EXTERNAL_AZURE_REDIRECT_URI": redirect,
	}},
	{"Supabase", "https://github.com/supabase/auth", map[string]role{
		"GOTRUE_EXTERNAL_AZURE_CLIENT_ID": clientID, "GOTRUE_EXTERNAL_AZURE_SECRET": secret,
		"GOTRUE_EXTERNAL_AZURE_URL": issuer, "GOTRUE_EXTERNAL_AZURE_REDIRECT_URI": redirect,
	}},
	{"better-auth", "https://www.better-auth.com/docs/authentication/microsoft", map[string]role{
		"MICROSOFT_CLIENT_ID": clientID, "MICROSOFT_CLIENT_SECRET": secret, "MICROSOFT_TENANT_ID": tenant,
	}},
	{"", "https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential", map[string]role{
		"AZURE_CLIENT_ID": clientID, "AZURE_CLIENT_SECRET": secret, "AZURE_TENANT_ID": tenant,
	}},
}

// clerk is the variables of Clerk. They name a Clerk instance, not an app.
var clerk = set{"Clerk", "https://clerk.com/docs/deployments/clerk-environment-variables", map[string]role{
	"CLERK_PUBLISHABLE_KEY": publicKey, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": publicKey,
	"VITE_CLERK_PUBLISHABLE_KEY": publicKey, "EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY": publicKey,
	"NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY": publicKey, "PUBLIC_CLERK_PUBLISHABLE_KEY": publicKey,
	"CLERK_SECRET_KEY": foreign,
}}

// Found is one variable that has a value.
type Found struct {
	Name string
	// Shown is the value as it may be shown. A value without the form that its
	// variable needs is not shown: it may be a secret in the wrong place.
	Shown string
	// About says what the variable is, and why it is not used if it is not.
	About string
}

// Parse reads the variables of an .env file. Its error does not repeat the text,
// as the parser's own errors do.
func Parse(data []byte) (map[string]string, error) {
	values, err := godotenv.Parse(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	if err != nil {
		return nil, errors.New("not a valid .env file: a line is not NAME=value, or a closing quote is missing")
	}
	return values, nil
}

// Connection finds the settings of a connection in variables, and lists all the
// variables that it knows. product is the one that the user named; if it is empty,
// the variables decide.
func Connection(values map[string]string, product string) (flow.Connection, []Found) {
	var c flow.Connection
	chosen := choose(values, product)
	if chosen != nil {
		c = chosen.connection(values)
	}
	if product != "" {
		c.Product = product
	}
	var found []Found
	for i := range sets {
		s := &sets[i]
		other, unused := s.connection(values), func(role) string { return "" }
		switch {
		case s == chosen:
		case strings.EqualFold(strings.TrimSpace(other.ClientID), strings.TrimSpace(c.ClientID)):
			unused = fillIn(&c, other)
		default:
			unused = func(role) string { return "belongs to another app" }
		}
		found = append(found, s.found(values, unused)...)
	}
	unused := takeClerk(&c, values)
	return c, append(found, clerk.found(values, func(role) string { return unused })...)
}

// fillIn takes what is missing from another set of the same app. unused says why
// the rest of that set is not used.
func fillIn(c *flow.Connection, other flow.Connection) (unused func(role) string) {
	before := *c
	unused = func(r role) string {
		switch {
		case r == clientID, (r == tenant || r == issuer) && before.Tenant != "",
			r == redirect && before.ProductRedirectURI != "", r == secret && !before.Secret.IsZero():
			return "already set by another variable"
		}
		return ""
	}
	c.Tenant = cmp.Or(c.Tenant, other.Tenant)
	c.ProductRedirectURI = cmp.Or(c.ProductRedirectURI, other.ProductRedirectURI)
	if c.Secret.IsZero() {
		c.Secret = other.Secret
	}
	return unused
}

// choose returns the first set with a client ID that is a GUID, the set of the named
// product before others; or else the first set of which any variable has a value.
func choose(values map[string]string, product string) *set {
	best, rank := (*set)(nil), 0
	for i := range sets {
		s := &sets[i]
		now := 0
		for name, r := range s.names {
			switch {
			case values[name] == "":
			case r == clientID && flow.IsGUID(strings.TrimSpace(values[name])):
				now = max(now, 2)
			default:
				now = max(now, 1)
			}
		}
		if now == 2 && product != "" && s.product == product {
			now = 3
		}
		if now > rank {
			best, rank = s, now
		}
	}
	return best
}

// takeClerk adds Clerk's publishable key, unless the app belongs to another
// product; unused then says so.
func takeClerk(c *flow.Connection, values map[string]string) (unused string) {
	if c.Product != "" && c.Product != clerk.product {
		return "the credentials belong to " + c.Product + "; add --product Clerk to use it"
	}
	for _, name := range slices.Sorted(maps.Keys(clerk.names)) {
		key, err := flow.ParsePublishableKey(values[name])
		if clerk.names[name] == publicKey && err == nil {
			c.Product, c.PublishableKey, c.ProductRedirectURI = clerk.product, values[name], key.RedirectURI()
			break
		}
	}
	return ""
}

// connection is the connection that the variables of one set describe.
func (s *set) connection(values map[string]string) flow.Connection {
	c := flow.Connection{Product: s.product}
	for name, r := range s.names {
		value := values[name]
		switch {
		case value == "":
		case r == clientID:
			c.ClientID = value
		case r == secret:
			c.Secret = flow.NewSecret(value)
		case r == tenant:
			c.Tenant = value
		case r == issuer && c.Tenant == "":
			c.Tenant = tenantOf(value)
		case r == redirect:
			c.ProductRedirectURI = value
		}
	}
	return c
}

// found lists the variables of a set that have a value, by name. unused says for
// each role why it is not used; empty: it is.
func (s *set) found(values map[string]string, unused func(role) string) []Found {
	var list []Found
	for _, name := range slices.Sorted(maps.Keys(s.names)) {
		r, value := s.names[name], values[name]
		if value == "" {
			continue
		}
		why := unused(r)
		if r == issuer && why == "" && tenantOf(value) == "" {
			why = "it contains no tenant"
		}
		about := string(r)
		switch {
		case r == foreign:
			about = "the product's own secret, not used"
		case why != "":
			about += ", not used: " + why
		}
		list = append(list, Found{Name: name, Shown: r.shown(value), About: about})
	}
	return list
}

// shown is a value as it may be shown.
func (r role) shown(value string) string {
	const other = "not shown: it does not look like a "
	switch r {
	case clientID:
		if !flow.IsGUID(strings.TrimSpace(value)) {
			return other + "client ID"
		}
	case tenant:
		if !flow.IsTenant(strings.TrimSpace(value)) {
			return other + "tenant"
		}
	case issuer:
		if tenantOf(value) == "" {
			return "not shown: it is not an address of Microsoft's sign-in"
		}
		return plainURL(value)
	case redirect:
		if plainURL(value) == "" {
			return other + "redirect URI"
		}
		return plainURL(value)
	case publicKey:
		if _, err := flow.ParsePublishableKey(value); err != nil {
			return other + "publishable key"
		}
	default:
		return "found, not shown"
	}
	return value
}

// plainURL is an address without user, query and fragment; empty if it is none.
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
	name, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return name
}
