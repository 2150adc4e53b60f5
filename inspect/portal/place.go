package portal

import (
	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
)

// Places in a setup guide that are not a Page of an app registration.
const (
	AtApps          = "apps"           // the list App registrations
	AtProduct       = "product"        // the product's dashboard
	AtAccountPortal = "account-portal" // the sign-in page of a Clerk instance
)

// A place is where something is set: a Page of the app registration, or one of
// AtApps, AtProduct and AtAccountPortal.

// Places gives the addresses of an app's places. It is the one that decides
// whether there is an address at all.
type Places struct {
	Cloud    entra.Cloud
	ClientID string
	// Test is set for an app of a test server, such as the demo tenant. The portal and the product's dashboard do
	// not have it: a link would lead to another app's pages, or to none.
	Test bool
}

// PlacesOf are those of the app that a request, a registration or a Clerk
// instance is about; the latter two may be nil.
func PlacesOf(r flow.Request, a *appreg.App, c *flow.ClerkInstance) Places {
	p := Places{Cloud: r.Cloud, ClientID: r.ClientID, Test: r.TrustAuthority}
	if a != nil {
		p.ClientID, p.Test = a.AppID.Value, p.Test || a.TestServer
	}
	p.Test = p.Test || c != nil && c.TestServer
	return p
}

// Page is the address of a page of the app registration.
func (p Places) Page(page Page) string {
	if p.Test {
		return ""
	}
	return entra.PortalLink(p.Cloud, page.Blade(), p.ClientID)
}

// Apps is the address of the list of registrations.
func (p Places) Apps() string {
	if p.Test {
		return ""
	}
	return entra.PortalApps(p.Cloud)
}

// Known is an address that is fixed, or was given by the product.
func (p Places) Known(link string) string {
	if p.Test {
		return ""
	}
	return link
}

// Where Clerk's dashboard is; the same address leads everyone to their own.
const (
	ClerkSSOLink    = "https://dashboard.clerk.com/~/user-authentication/sso-connections"
	ClerkPortalLink = "https://dashboard.clerk.com/~/account-portal"
)

// PlaceName is a place in words.
func PlaceName(at string) string {
	switch at {
	case AtApps:
		return "App registrations"
	case AtProduct:
		return "the product's dashboard"
	case AtAccountPortal:
		return "the product's sign-in page"
	}
	return at
}
