package report

// Page is a page of an app registration in the portal, as the portal calls it.
type Page string

// The pages of an app registration.
const (
	PageOverview       Page = "Overview"
	PageAuthentication Page = "Authentication"
	PageSecrets        Page = "Certificates & secrets"
	PageToken          Page = "Token configuration"
	PagePermissions    Page = "API permissions"
	PageManifest       Page = "Manifest"
)

// Pages lists the pages in the portal's order.
func Pages() []Page {
	return []Page{PageOverview, PageAuthentication, PageSecrets, PageToken, PagePermissions, PageManifest}
}

// blades are the names of the pages in the portal's addresses.
var blades = map[Page]string{
	PageOverview: "Overview", PageAuthentication: "Authentication", PageSecrets: "Credentials",
	PageToken: "TokenConfiguration", PagePermissions: "CallAnAPI", PageManifest: "Manifest",
}

// Blade is the page's name in the portal's addresses, as flow.PortalLink takes
// it; empty for what is no page.
func (p Page) Blade() string { return blades[p] }
