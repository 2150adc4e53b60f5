package inspect

import (
	"strings"
	"time"

	"edov/flow"
)

// A place is where something is set: a Page of the app registration, or one of
// AtApps, AtProduct and AtAccountPortal.

// places gives the addresses of an app's places. It is the one that decides
// whether there is an address at all.
type places struct {
	cloud    flow.Cloud
	clientID string
	// test is set for an app of a test server's, such as the demo tenant's. The
	// portal and the product's dashboard do not have it: a link would lead to
	// somebody else's pages, or to none. Whoever runs that server may know its own.
	test bool
}

// placesOf are those of the app that a request, a registration or a Clerk
// instance is about; the latter two may be nil.
func placesOf(r flow.Request, a *flow.AppRegistration, c *flow.ClerkInstance) places {
	p := places{cloud: r.Cloud, clientID: r.ClientID, test: r.TrustAuthority}
	if a != nil {
		p.clientID, p.test = a.AppID.Value, p.test || a.TestServer
	}
	p.test = p.test || c != nil && c.TestServer
	return p
}

func (in *Input) places() places {
	return placesOf(in.Session.Request, in.Session.Registration, in.Session.Clerk)
}

// page is the address of a page of the app registration.
func (p places) page(page Page) string {
	if p.test {
		return ""
	}
	return flow.PortalLink(p.cloud, page.Blade(), p.clientID)
}

// apps is the address of the list of registrations.
func (p places) apps() string {
	if p.test {
		return ""
	}
	return flow.PortalApps(p.cloud)
}

// known is an address that is fixed, or was given by the product.
func (p places) known(link string) string {
	if p.test {
		return ""
	}
	return link
}

const (
	clerkSSOLink    = "https://dashboard.clerk.com/~/user-authentication/sso-connections"
	clerkPortalLink = "https://dashboard.clerk.com/~/account-portal"
)

// named is a place's name with its address behind it, if it has one.
func (p places) named(name, link string) string {
	if link = p.known(link); link == "" {
		return name
	}
	return name + " (" + link + ")"
}

// clerkSSO is where Clerk's Microsoft connection is set.
func (p places) clerkSSO() string {
	return p.named("Clerk Dashboard > SSO connections", clerkSSOLink) + " > Microsoft"
}

// link is the address of a place of the guide. Pages of a registration need its
// client ID; without one the list of registrations is as near as one gets.
func (g *Guide) link(at string, c flow.Connection) string {
	p := places{cloud: c.Cloud, clientID: c.ClientID, test: c.TrustAuthority}
	switch at {
	case "":
		return ""
	case AtApps:
		return p.apps()
	case AtProduct:
		return p.known(g.Dashboard.Link)
	case AtAccountPortal:
		if v := g.value("account-portal", c, time.Time{}); !v.Form {
			return p.known(v.Text)
		}
		return p.known(clerkPortalLink)
	}
	if link := p.page(Page(at)); link != "" {
		return link
	}
	return p.apps()
}

// clerkPlaces are the places of findings on Clerk's side that are not on its
// page for the Microsoft connection.
var clerkPlaces = map[string]string{
	"clerk-portal":       AtAccountPortal,
	"clerk-redirect-web": string(PageAuthentication),
	"clerk-tenant":       string(PageAuthentication),
}

// PlaceOf is where what a finding is about is set; empty where it is nowhere to be
// set. A symptom has the place of the setting behind it.
func PlaceOf(r *Report, f Finding) string {
	switch at := clerkPlaces[f.ID]; {
	case f.Page != "":
		return string(f.Page)
	case at != "":
		return at
	case strings.HasPrefix(f.ID, "clerk-"):
		return AtProduct
	case f.Outcome != Fail:
		return ""
	}
	for _, setting := range settingsBehind[f.ID] {
		for _, b := range r.Findings {
			if b.ID == setting && b.Outcome == Fail && b.Page != "" {
				return string(b.Page)
			}
		}
	}
	return string(pageOf[f.ID])
}

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
