package entra

import (
	"strings"

	"edov/flow/issuer"
	"edov/flow/strictjson"
)

// TenantTemplate stands for the tenant's GUID in the issuer that Microsoft publishes for common and organizations
// (Microsoft, access tokens: validate the issuer).
const TenantTemplate = "{tenantid}"

// NameInIssuer is what stands for a tenant in the issuer that its metadata and tokens name: consumers has its ID there,
// not the word (Microsoft, access tokens: validate the issuer). A product that compares the two letter for letter, as
// Supabase and Auth.js do, refuses every sign-in where the word is configured. ok is false for a domain, whose ID is
// not known.
func NameInIssuer(tenant string) (name string, ok bool) {
	switch {
	case tenant == "consumers":
		return ConsumersTenant, true
	case IsTenantWord(tenant), IsGUID(tenant):
		return tenant, true
	}
	return "", false
}

// IssuerTenant is the tenant in an issuer, at the place of the template in the published one; empty where the issuer
// has another form.
func IssuerTenant(published, iss string) string {
	before, after, template := strings.Cut(published, TenantTemplate)
	if !template {
		return ""
	}
	tenant, ok := strings.CutPrefix(iss, before)
	if !ok {
		return ""
	}
	if tenant, ok = strings.CutSuffix(tenant, after); !ok {
		return ""
	}
	return tenant
}

// MakerOf names who issued a token, if it was not Microsoft Entra ID, by its header and claims. A
// token at a test server or of a sign-in is the caller's matter.
func MakerOf(header, claims strictjson.Value) (issuer.Maker, bool) {
	return issuer.Of(header, claims, func(host string) bool {
		_, ok := CloudOfHost(host)
		return ok
	})
}

// ServiceAt names the sign-in of Microsoft's at a host that is not one of Entra ID's for employees in the clouds that
// edov knows, such as External ID; empty: there is none.
func ServiceAt(host string) string { return issuer.ServiceAt(host) }
