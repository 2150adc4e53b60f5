package envfile

import (
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/install"
)

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
