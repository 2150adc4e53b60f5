package entra

import (
	"net/url"
	"strings"

	"edov/flow/lazy"
)

// ConsumersTenant is the tenant that all personal Microsoft accounts belong to.
const ConsumersTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// IsGUID reports whether a text is a GUID, as client IDs and tenant IDs are.
func IsGUID(s string) bool {
	if len(s) != len("00000000-0000-0000-0000-000000000000") {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F'):
			return false
		}
	}
	return true
}

// IsTenantWord reports whether a tenant stands for several tenants.
func IsTenantWord(tenant string) bool {
	return tenant == "common" || tenant == "organizations" || tenant == "consumers"
}

// guestSign is in the user principal names of guests (an example of Microsoft Graph, "List users"), before the domain
// of the tenant.
const guestSign = "#ext#@"

// IsGuestName reports whether a user principal name is one that Microsoft gave a guest.
func IsGuestName(upn string) bool { return strings.Contains(strings.ToLower(upn), guestSign) }

var domainShape = lazy.MustCompile(`^(?i)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// IsTenant reports whether a text has the form of a tenant: an ID, a domain, common, organizations
// or consumers.
func IsTenant(s string) bool {
	return IsTenantWord(s) || IsGUID(s) || domainShape.MatchString(s)
}

// TenantInAddress is the first segment of an address of Microsoft's sign-in, with or without its scheme, such as
// login.microsoftonline.com/common/v2.0, and the cloud that it belongs to; empty where it is no such address.
func TenantInAddress(address string) (tenant string, cloud Cloud) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	cloud, ours := CloudOfHost(strings.ToLower(u.Hostname()))
	if !ours {
		return "", ""
	}
	tenant, _, _ = strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return tenant, cloud
}

// OneTenant is a tenant segment that names one tenant, by its ID or a domain; empty for common and the like.
func OneTenant(segment string) string {
	if IsGUID(segment) || strings.Contains(segment, ".") {
		return segment
	}
	return ""
}
