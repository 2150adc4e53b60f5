package flow

import (
	"cmp"
	"net/url"
	"strings"

	"edov/flow/entra"
)

// isLoopbackHost reports whether the host of a URL is this machine. It compares whole
// names: a prefix would also fit localhost.evil.example.
func isLoopbackHost(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// authorityURL is the base of all addresses, without a trailing slash.
func (c Connection) authorityURL() string {
	if c.Authority != "" {
		return strings.TrimRight(c.Authority, "/")
	}
	return "https://" + c.Cloud.LoginHost()
}

// IssuerAddress is the tenant's address as its issuer has it, https://login.microsoftonline.com/common, without what
// follows the tenant; empty where the tenant is a domain, which no issuer has. See entra.NameInIssuer.
func (c Connection) IssuerAddress() string {
	name, ok := entra.NameInIssuer(cmp.Or(c.Tenant, "common"))
	if !ok && c.Authority != "" { // a test server has names of its own
		name, ok = c.Tenant, true
	}
	if !ok {
		return ""
	}
	return c.authorityURL() + "/" + url.PathEscape(name)
}

// endpoints are Microsoft's well-known endpoints for this cloud and tenant, so that the
// sign-in address can be shown before the metadata is loaded. It is nil for a test
// server, whose addresses are not known in advance.
func (c Connection) endpoints() *Metadata {
	if c.Authority != "" {
		return nil
	}
	c = c.withDefaults()
	base := c.authorityURL() + "/" + url.PathEscape(c.Tenant)
	md := &Metadata{
		Issuer:                c.authorityURL() + "/" + entra.TenantTemplate + "/v2.0",
		AuthorizationEndpoint: base + "/oauth2/v2.0/authorize",
		TokenEndpoint:         base + "/oauth2/v2.0/token",
		JWKSURI:               base + "/discovery/v2.0/keys",
	}
	if entra.IsGUID(c.Tenant) {
		md.Issuer = c.authorityURL() + "/" + strings.ToLower(c.Tenant) + "/v2.0"
	}
	return md
}

// keysPath ends the addresses of signing keys at Entra, behind a tenant.
const keysPath = "/discovery/v2.0/keys"

// entraKeysURL is the address of the signing keys in md; nil if it is not of Entra's form.
func entraKeysURL(md *Metadata) *url.URL {
	if md == nil {
		return nil
	}
	u, err := url.Parse(md.JWKSURI)
	if err != nil {
		return nil
	}
	if segment, ok := strings.CutSuffix(u.Path, keysPath); !ok || strings.Count(segment, "/") != 1 {
		return nil
	}
	return u
}

// tenantKeysURL is the address of a tenant's own signing keys on the server that published
// md; empty if it is not known.
func tenantKeysURL(md *Metadata, tid string) string {
	u := entraKeysURL(md)
	if u == nil || !entra.IsGUID(tid) {
		return ""
	}
	u.Path, u.RawPath = "/"+tid+keysPath, ""
	if u.String() == md.JWKSURI {
		return ""
	}
	return u.String()
}

// appKeysURL is the address of the signing keys of one app, which has its own when SAML or claims mapping is set up for
// it: an appid parameter with the client ID (learn.microsoft.com/entra/identity-platform/access-tokens). Empty if md is
// not of Entra's form.
func appKeysURL(md *Metadata, tid, clientID string) string {
	if entraKeysURL(md) == nil || !entra.IsGUID(clientID) {
		return ""
	}
	return cmp.Or(tenantKeysURL(md, tid), md.JWKSURI) + "?appid=" + clientID
}

// moreKeys lists where else the key of a token may be, on the server that published md: in another response from the
// same address, for Microsoft's servers do not all return the same keys; among the tenant's own; among the app's own.
func moreKeys(md *Metadata, t Token) []string {
	_, claims := t.Peek()
	_, tid := tokenKeyID(t)
	return []string{md.JWKSURI, tenantKeysURL(md, tid), appKeysURL(md, tid, claims.StrOf("aud"))}
}
