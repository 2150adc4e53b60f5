package flow

import "net/url"

// PortalLink is the address of a page of an app registration in the portal:
// "Overview", "Authentication", "Credentials", "TokenConfiguration",
// "CallAnAPI", "Manifest". It is empty for a client ID that is no GUID. The
// address holds nothing but the client ID, in a fragment, which a browser does
// not send.
//
// The pattern is seen in Microsoft's documentation and in many public
// repositories; for the national clouds it is the same on their portal's host,
// which may be wrong.
func PortalLink(cloud Cloud, blade, clientID string) string {
	if !guidShape.MatchString(clientID) || blade == "" {
		return ""
	}
	return portalApps(cloud) + "ApplicationMenuBlade/~/" + url.PathEscape(blade) + "/appId/" + clientID
}

// PortalApps is the address of the list App registrations.
func PortalApps(cloud Cloud) string { return portalApps(cloud) + "ApplicationsListBlade" }

func portalApps(cloud Cloud) string {
	host := "entra.microsoft.com"
	switch cloud {
	case CloudUSGov:
		host = "portal.azure.us"
	case CloudChina:
		host = "portal.azure.cn"
	}
	return "https://" + host + "/#view/Microsoft_AAD_RegisteredApps/"
}
