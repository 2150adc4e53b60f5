package entra

import "net/url"

// PortalLink is the address of a page of an app registration in the portal: "Overview",
// "Authentication", "Credentials", "TokenConfiguration", "CallAnAPI", "Manifest". It is
// empty for a client ID that is not a GUID. The client ID is in the fragment of the
// address, which a browser does not send.
//
// The pattern is from Microsoft's documentation and many public repositories. For the
// national clouds, edov assumes the same pattern on the host of their portal.
func PortalLink(cloud Cloud, blade, clientID string) string {
	if !IsGUID(clientID) || blade == "" {
		return ""
	}
	return portalApps(cloud) + "ApplicationMenuBlade/~/" + url.PathEscape(blade) + "/appId/" + clientID
}

// PortalApps is the address of the page App registrations.
func PortalApps(cloud Cloud) string { return portalApps(cloud) + "ApplicationsListBlade" }

func portalApps(cloud Cloud) string {
	return "https://" + cloud.hosts().portal + "/#view/Microsoft_AAD_RegisteredApps/"
}
