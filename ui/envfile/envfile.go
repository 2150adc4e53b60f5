// Package envfile finds the settings of a connection in .env files: the variables
// that Auth.js, NextAuth, Supabase, better-auth, Clerk and the Azure SDKs read. It
// also finds them in the configuration files of programs, and in the commands and
// manifests that set variables.
//
// It reads settings (read.go, lines.go), says what each is for (family.go), and takes
// everything from one app (apps.go): the settings at the place of its client ID, or
// nearer to it than to any other. What it found can be shown
// without showing a secret, even one that was written into the wrong variable.
package envfile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"edov/flow"
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

// Connection finds the settings of a connection, and lists all of them that it knows.
// product is the one that the user named; if it is empty, the settings decide. The
// error is a *Refusal: there is no client ID, or those of several apps.
func Connection(v *Values, product string) (flow.Connection, []Found, error) {
	var c flow.Connection
	var all []*candidate
	for _, f := range families(v.list) {
		all = append(all, pick(f, v.list))
	}
	chosen, rank := choose(all, product)
	if chosen != nil && len(chosen.ids) > 0 {
		if err := refusal(all, chosen, rank == byProduct); err != nil {
			return c, nil, err
		}
	}
	if chosen != nil {
		c = chosen.connection(v.list)
		v.isConfig = len(chosen.ids) > 0 && !isVariable(chosen.ids[0].name)
		c.Public = v.isConfig && v.inBrowser && c.Secret.IsZero()
	}
	c.Product = cmp.Or(product, c.Product)
	var found []Found
	for _, s := range all {
		other, unused := s.connection(v.list), func(install.Role) string { return "" }
		switch {
		case s == chosen:
		case len(apps(s.ids)) < 2 && sameID(other.ClientID, c.ClientID):
			unused = fillIn(&c, other)
		default:
			unused = func(install.Role) string { return "belongs to another app" }
		}
		for _, f := range s.found(s.values, unused) {
			if s == chosen || chosen == nil || chosen.Names[f.Name] == "" {
				found = append(found, f)
			}
		}
		if s == chosen {
			found = append(found, s.spare...)
		}
	}
	if chosen != nil && chosen.split(chosen.values) {
		c.Tenant = "" // another set must not decide it either
	}
	if chosen != nil {
		var err error
		if c.Cloud, err = v.cloud(chosen); err == nil {
			err = ofB2C(chosen)
		}
		if err != nil {
			return flow.Connection{}, found, err
		}
	}
	keys := v.clerk()
	unused := takeClerk(&c, keys)
	found = append(found, clerk.found(keys, func(install.Role) string { return unused })...)
	v.noteCertificate(c)
	return c, found, v.missing(all, chosen, found)
}

// clerk are the variables of Clerk.
func (v *Values) clerk() map[string]string {
	keys := map[string]string{}
	for _, s := range v.list {
		if _, ok := clerk.Names[s.name]; ok && keys[s.name] == "" && s.why == "" {
			keys[s.name] = s.value
		}
	}
	return keys
}

// missing says why there is no client ID, and what to do.
func (v *Values) missing(all []*candidate, chosen *candidate, found []Found) error {
	if chosen != nil && len(chosen.ids) > 0 {
		return nil
	}
	for _, c := range all {
		if c.blank != nil && !entra.IsGUID(c.blank.value) {
			return &Refusal{c.blank.path() + " has no value here: " + c.blank.why, []string{c.blank.hint}}
		}
	}
	elsewhere := slices.ContainsFunc(v.list, func(s *setting) bool { return slices.Contains(elsewheres[:], s.name) })
	switch {
	case len(found) > 0:
		return nil
	case elsewhere:
		return &Refusal{"the variables are in another file, which this one names", []string{"give edov that file"}}
	case v.skipped.line > 0:
		return &Refusal{
			"line " + itoa(v.skipped.line) + " is not NAME=value, and no other has a client ID that edov knows",
			[]string{"write each as NAME=value"},
		}
	}
	if v.empty != "" {
		return &Refusal{v.empty + " has no value", []string{"give edov the file that is used where the app runs"}}
	}
	return &Refusal{"no known variables in this file", []string{hintKnown}}
}

// elsewheres are settings that name another file.
var elsewheres = [...]string{"EnvironmentFile", "env_file", "envFile", "envFrom"}

const hintKnown = "edov knows the variables of Auth.js, NextAuth, Supabase, better-auth, Clerk and the Azure SDKs, " +
	"others such as ENTRA_CLIENT_ID, and a clientId that is a GUID in appsettings.json, web.config, Spring's, " +
	"Supabase's and MSAL's settings and docker-compose.yml"

// Name is what a file is called in a sentence, once Connection has read it.
func (v *Values) Name() string {
	if v.isConfig {
		return "a configuration file"
	}
	return "a .env file"
}

// isOfTenant holds for the roles of settings that name a tenant.
func isOfTenant(r install.Role) bool { return r == install.Tenant || r == install.Issuer }

// fillIn takes what is missing from another set of the same app. unused says why
// the rest of that set is not used.
func fillIn(c *flow.Connection, other flow.Connection) (unused func(install.Role) string) {
	before := *c
	unused = func(r install.Role) string {
		switch {
		case r == install.ClientID, isOfTenant(r) && before.Tenant != "",
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

// byProduct is the rank of an app that the user named the product of.
const byProduct = 3

// choose returns the first app with a client ID, the one of the named product before
// others; or else the first set of which any variable has a value.
func choose(all []*candidate, product string) (best *candidate, rank int) {
	for _, c := range all {
		now := min(len(c.values), 1)
		if len(c.ids) > 0 {
			now = 2
		}
		if now == 2 && product != "" && c.Product == product {
			now = byProduct
		}
		if now > rank {
			best, rank = c, now
		}
	}
	return best, rank
}

// takeClerk adds Clerk's publishable key, unless the app belongs to another
// product; unused then says so.
func takeClerk(c *flow.Connection, values map[string]string) (unused string) {
	if c.Product != "" && c.Product != clerk.Product {
		return "the credentials belong to " + c.Product + "; add --product Clerk to use it"
	}
	for _, name := range clerk.names() {
		key, err := flow.ParsePublishableKey(values[name])
		if clerk.Names[name] == install.PublicKey && err == nil {
			c.Product, c.PublishableKey, c.ProductRedirectURI = clerk.Product, values[name], key.RedirectURI()
			break
		}
	}
	return ""
}

// names are the variables of a set, in order: the same file gives the same connection.
//
//go:noinline
func (s *set) names() []string { return slices.Sorted(maps.Keys(s.Names)) }

// productIn is the product of a set. Variables with names that others use as well speak of it only beside its own.
func (s *set) productIn(list []*setting) string {
	if len(s.Beside) == 0 {
		return s.Product
	}
	for _, its := range list {
		isIts := func(prefix string) bool { return strings.HasPrefix(its.name, prefix) }
		if slices.ContainsFunc(s.Beside, isIts) {
			return s.Product
		}
	}
	return ""
}

// connection is the connection that the settings of one app describe. It has no tenant where they name several.
func (c *candidate) connection(list []*setting) flow.Connection {
	to := flow.Connection{Product: c.productIn(list)}
	for _, name := range c.names() {
		value := c.values[name]
		switch r := c.Names[name]; {
		case value == "":
		case r == install.ClientID:
			to.ClientID = value
		case r == install.ClientSecret:
			to.Secret = flow.NewSecret(value)
		case r == install.RedirectURI:
			to.ProductRedirectURI = value
		}
	}
	if named := c.tenants(c.values); len(named) > 0 && !c.split(c.values) {
		at := slices.IndexFunc(named, func(n naming) bool { return entra.IsGUID(n.tenant) }) // a domain may stand for it
		to.Tenant = named[max(at, 0)].tenant
	}
	return to
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
	for _, name := range s.names() {
		if tenant := tenantIn(s.Names[name], values[name]); tenant != "" {
			list = append(list, naming{name, tenant})
		}
	}
	return list
}

// tenantIn is the tenant that a value names; empty: none.
func tenantIn(r install.Role, value string) string {
	switch r {
	case install.Tenant:
		return value
	case install.Issuer:
		return tenantOf(value)
	}
	return ""
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
	for _, name := range s.names() {
		r, value := s.Names[name], values[name]
		if value == "" {
			continue
		}
		why := unused(r)
		rival := ""
		if why == "" && isOfTenant(r) {
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
		return "", "it contains no tenant at which edov signs in"
	}
	return "", ""
}

// tenantOf is the tenant in an address such as
// https://login.microsoftonline.com/common/v2.0.
func tenantOf(issuer string) string {
	tenant, _ := entra.TenantInAddress(issuer)
	return tenant
}
