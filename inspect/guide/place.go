package guide

import (
	"time"

	"edov/flow"
	"edov/inspect/portal"
)

// link is the address of a place of the guide. Pages of a registration need its
// client ID; without one the list of registrations is as near as one gets.
func (g *Guide) link(at string, c flow.Connection) string {
	p := portal.Places{Cloud: c.Cloud, ClientID: c.ClientID, Test: c.TrustAuthority}
	switch at {
	case "":
		return ""
	case portal.AtApps:
		return p.Apps()
	case portal.AtProduct:
		return p.Known(g.Dashboard.Link)
	case portal.AtAccountPortal:
		if v := g.value("account-portal", c, time.Time{}); !v.Form {
			return p.Known(v.Text)
		}
		return p.Known(portal.ClerkPortalLink)
	}
	if link := p.Page(portal.Page(at)); link != "" {
		return link
	}
	return p.Apps()
}
