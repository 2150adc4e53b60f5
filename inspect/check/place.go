package check

import (
	"strings"

	"edov/inspect/fault"
	"edov/inspect/portal"
	"edov/inspect/report"
)

func (in *Input) places() portal.Places {
	return portal.PlacesOf(in.Session.Request, in.Session.Registration, in.Session.Clerk)
}

// clerkPlaces are the places of findings on Clerk's side that are not on its
// page for the Microsoft connection.
var clerkPlaces = map[string]string{
	"clerk-portal":       portal.AtAccountPortal,
	"clerk-redirect-web": string(portal.PageAuthentication),
	"clerk-tenant":       string(portal.PageAuthentication),
}

// PlaceOf is where the cause of a finding is set: a portal.Page, or one of the
// places beside it (portal.AtProduct ...); empty if no setting causes it. A
// symptom has the place of the setting behind it.
func PlaceOf(r *report.Report, f *report.Finding) string {
	switch at := clerkPlaces[f.ID]; {
	case f.Page != "":
		return string(f.Page)
	case at != "":
		return at
	case strings.HasPrefix(f.ID, "clerk-"):
		return portal.AtProduct
	case f.Outcome != report.Fail:
		return ""
	}
	for _, setting := range settingsBehind[f.ID] {
		for _, b := range r.Findings {
			if b.ID == setting && b.Outcome == report.Fail && b.Page != "" {
				return string(b.Page)
			}
		}
	}
	return string(fault.PageOf[f.ID])
}
