package guide

import (
	"time"

	"edov/flow"
	"edov/inspect/report"
)

// link is the address of a place of the guide. Pages of a registration need its
// client ID; without one the list of registrations is as near as one gets.
func (g *Guide) link(at string, c flow.Connection) string {
	p := report.Places{Cloud: c.Cloud, ClientID: c.ClientID, Test: c.TrustAuthority}
	switch at {
	case "":
		return ""
	case report.AtApps:
		return p.Apps()
	case report.AtProduct:
		return p.Known(g.Dashboard.Link)
	case report.AtAccountPortal:
		if v := g.value("account-portal", c, time.Time{}); !v.Form {
			return p.Known(v.Text)
		}
		return p.Known(report.ClerkPortalLink)
	}
	if link := p.Page(report.Page(at)); link != "" {
		return link
	}
	return p.Apps()
}
