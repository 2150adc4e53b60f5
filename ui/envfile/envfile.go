// Package envfile finds the settings of a connection in .env files: the variables
// that Auth.js, NextAuth, Supabase, better-auth, Clerk and the Azure SDKs read. It
// also finds them in the configuration files of programs.
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
	"edov/flow/appdoc"
	"edov/flow/entra"
	"edov/flow/install"
)

// set is a set of variables that is read.
type set install.Set

var sets = install.Sets()

var clerk = set(install.ClerkSet())

// Found is one variable that has a value.
type Found struct {
	Name string
	// Shown is the value as it may be shown. A value without the form that its
	// variable needs is not shown: it may be a secret in the wrong place.
	Shown string
	// About says what the variable is, and why it is not used if it is not.
	About string
	// Rival is the variable that names another tenant for the same app; empty: there is none.
	Rival string
}

// Parse reads the variables of an .env file, or the settings of a configuration file
// by their paths. Its error does not repeat the text, as the parser's own errors do.
func Parse(data []byte) (map[string]string, error) {
	data, _ = appdoc.Decode(data) // PowerShell writes UTF-16
	isConfig := notEnv.Match(data)
	if isConfig {
		if values := settings(string(data)); len(values) > 0 {
			return values, nil
		}
	}
	values, err := godotenv.Parse(bytes.NewReader(data))
	if err != nil && isConfig {
		return map[string]string{}, nil // it has no value that is not a placeholder
	}
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
	all := make([]*set, 0, len(sets)+1)
	for i := range sets {
		all = append(all, (*set)(&sets[i]))
	}
	if own := configSet(values); own != nil {
		all = append(all, own)
	}
	chosen := choose(all, values, product)
	if chosen != nil {
		c = chosen.connection(values)
	}
	if product != "" {
		c.Product = product
	}
	var found []Found
	for _, s := range all {
		other, unused := s.connection(values), func(install.Role) string { return "" }
		switch {
		case s == chosen:
		case strings.EqualFold(strings.TrimSpace(other.ClientID), strings.TrimSpace(c.ClientID)):
			unused = fillIn(&c, other)
		default:
			unused = func(install.Role) string { return "belongs to another app" }
		}
		found = append(found, s.found(values, unused)...)
	}
	if chosen != nil && chosen.split(values) {
		c.Tenant = "" // another set must not decide it either
	}
	unused := takeClerk(&c, values)
	return c, append(found, clerk.found(values, func(install.Role) string { return unused })...)
}

// fillIn takes what is missing from another set of the same app. unused says why
// the rest of that set is not used.
func fillIn(c *flow.Connection, other flow.Connection) (unused func(install.Role) string) {
	before := *c
	unused = func(r install.Role) string {
		switch {
		case r == install.ClientID, (r == install.Tenant || r == install.Issuer) && before.Tenant != "",
			r == install.RedirectURI && before.ProductRedirectURI != "", r == install.ClientSecret && !before.Secret.IsZero():
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
func choose(all []*set, values map[string]string, product string) *set {
	best, rank := (*set)(nil), 0
	for _, s := range all {
		now := 0
		for name, r := range s.Names {
			switch {
			case values[name] == "":
			case r == install.ClientID && entra.IsGUID(strings.TrimSpace(values[name])):
				now = max(now, 2)
			default:
				now = max(now, 1)
			}
		}
		if now == 2 && product != "" && s.Product == product {
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
	if c.Product != "" && c.Product != clerk.Product {
		return "the credentials belong to " + c.Product + "; add --product Clerk to use it"
	}
	for _, name := range slices.Sorted(maps.Keys(clerk.Names)) {
		key, err := flow.ParsePublishableKey(values[name])
		if clerk.Names[name] == install.PublicKey && err == nil {
			c.Product, c.PublishableKey, c.ProductRedirectURI = clerk.Product, values[name], key.RedirectURI()
			break
		}
	}
	return ""
}

// productIn is the product of a set. Variables with names that others use as well speak of it only beside its own.
func (s *set) productIn(values map[string]string) string {
	if len(s.Beside) == 0 {
		return s.Product
	}
	for name := range values {
		if slices.ContainsFunc(s.Beside, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			return s.Product
		}
	}
	return ""
}

// connection is the connection that the variables of one set describe. It has no tenant where they name several.
func (s *set) connection(values map[string]string) flow.Connection {
	c := flow.Connection{Product: s.productIn(values)}
	for _, name := range slices.Sorted(maps.Keys(s.Names)) { // in order: the same file gives the same connection
		value := values[name]
		switch r := s.Names[name]; {
		case value == "":
		case r == install.ClientID:
			c.ClientID = value
		case r == install.ClientSecret:
			c.Secret = flow.NewSecret(value)
		case r == install.RedirectURI:
			c.ProductRedirectURI = value
		}
	}
	if named := s.tenants(values); len(named) > 0 && !s.split(values) {
		at := slices.IndexFunc(named, func(n naming) bool { return entra.IsGUID(n.tenant) }) // which a domain may stand for
		c.Tenant = named[max(at, 0)].tenant
	}
	return c
}

// split holds for a set whose variables name several tenants.
func (s *set) split(values map[string]string) bool {
	return slices.ContainsFunc(s.tenants(values), func(n naming) bool { return s.rival(n.name, values) != "" })
}

// naming is a variable that names a tenant.
type naming struct{ name, tenant string }

// tenants are the variables of a set that name a tenant, by name.
func (s *set) tenants(values map[string]string) []naming {
	var list []naming
	for _, name := range slices.Sorted(maps.Keys(s.Names)) {
		tenant := values[name]
		switch s.Names[name] {
		case install.Tenant:
		case install.Issuer:
			tenant = tenantOf(tenant)
		default:
			continue
		}
		if tenant != "" {
			list = append(list, naming{name, tenant})
		}
	}
	return list
}

// rival is the variable that names another tenant than this one does; empty: there is none. Nothing says which of the
// two the app uses, and a sign-in at the wrong one fails, or lets in accounts that it should not.
func (s *set) rival(name string, values map[string]string) string {
	list := s.tenants(values)
	at := slices.IndexFunc(list, func(n naming) bool { return n.name == name })
	if at < 0 {
		return ""
	}
	for _, other := range list {
		if areRivals(other.tenant, list[at].tenant) {
			return other.name
		}
	}
	return ""
}

// areRivals reports whether two names of tenants are certainly not of one tenant: a GUID and a domain may be.
func areRivals(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	isMixed := entra.IsGUID(a) && strings.Contains(b, ".") || entra.IsGUID(b) && strings.Contains(a, ".")
	return !strings.EqualFold(a, b) && !isMixed
}

// found lists the variables of a set that have a value, by name. unused says for
// each role why it is not used; empty: it is.
func (s *set) found(values map[string]string, unused func(install.Role) string) []Found {
	var list []Found
	for _, name := range slices.Sorted(maps.Keys(s.Names)) {
		r, value := s.Names[name], values[name]
		if value == "" {
			continue
		}
		why := unused(r)
		rival := ""
		if why == "" {
			rival, why = s.noTenant(name, values)
		}
		about := string(r)
		switch {
		case r == install.Foreign:
			about = "the product's own secret, not used"
		case why != "":
			about += ", not used: " + why
		}
		list = append(list, Found{Name: name, Shown: shown(r, value), About: about, Rival: rival})
	}
	return list
}

// noTenant says why the tenant of a variable is not used, and names its rival if it has one; empty: nothing speaks
// against it, or the variable is about something else.
func (s *set) noTenant(name string, values map[string]string) (rival, why string) {
	if rival = s.rival(name, values); rival != "" {
		return rival, rival + " names another tenant"
	}
	if s.Names[name] == install.Issuer && tenantOf(values[name]) == "" {
		return "", "it contains no tenant"
	}
	return "", ""
}

// shown is a value as it may be shown.
func shown(r install.Role, value string) string {
	const other = "not shown: it does not look like a "
	switch r {
	case install.ClientID:
		if !entra.IsGUID(strings.TrimSpace(value)) {
			return other + "client ID"
		}
	case install.Tenant:
		if !entra.IsTenant(strings.TrimSpace(value)) {
			return other + "tenant"
		}
	case install.Issuer:
		if tenantOf(value) == "" {
			return "not shown: it is not an address of Microsoft's sign-in"
		}
		return plainURL(value)
	case install.RedirectURI:
		if plainURL(value) == "" {
			return other + "redirect URI"
		}
		return plainURL(value)
	case install.PublicKey:
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
	if _, ours := entra.CloudOfHost(u.Host); !ours {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return name
}
