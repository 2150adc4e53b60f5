package workspace

import (
	"context"
	"slices"
	"strings"

	"edov/flow/browser"
	"edov/flow/demo"
	"edov/flow/lazy"
	"edov/inspect/check"
	"edov/inspect/portal"
	"edov/inspect/report"
)

// Browse opens an address in the user's browser, and says with what. The error
// is flow's.
func (d *Desk) Browse(ctx context.Context, address string) (how string, err error) {
	if d.Env.Browser != nil {
		return d.Env.Browser(ctx, address)
	}
	return browser.Open(ctx, d.Env.Getenv, "auto", address)
}

// Place is the address of the page on which something of a subject is set: the
// demo tenant's own, or the one at Microsoft or the product, whose link is known.
func (d *Desk) Place(s *Subject, at, link string) (address string, err error) {
	if !s.IsDemo() {
		return link, nil
	}
	server, err := d.Pages(s) // starts the tenant if it does not run
	if err != nil {
		return "", err
	}
	return demoPage(server, at), nil
}

// demoPage is the demo tenant's page for a place of the guide.
func demoPage(server *demo.Server, at string) string {
	switch {
	case at == portal.AtProduct:
		return server.DashboardURL()
	case at == portal.AtAccountPortal:
		return server.AccountPortalURL()
	case at == portal.AtApps:
		return server.PortalURL("")
	case server.Setup().App == nil:
		return server.PortalURL("register")
	}
	return server.PortalURL(portal.Page(at).Blade())
}

// HasPage reports whether there is a page to open for something of a subject: at the
// demo tenant each place has one, elsewhere the link is the page.
func (s *Subject) HasPage(at, link string) bool { return link != "" || at != "" && s.IsDemo() }

// webAddress finds the addresses in a fix or a reference.
var webAddress = lazy.MustCompile(`https://[^\s<>"'\x00-\x20]+`)

// addresses finds those in texts, without doubles.
func addresses(texts []string) []string {
	var found []string
	for _, text := range texts {
		for _, address := range webAddress.FindAllString(text, -1) {
			if address = strings.TrimRight(address, ".,;:)]"); !slices.Contains(found, address) {
				found = append(found, address)
			}
		}
	}
	return found
}

// Links are the addresses that belong to a finding. At the demo tenant only the
// documentation is one: what is set is set on the demo's own pages.
func (r *Run) Links(f *report.Finding) []string {
	if r.Subject.IsDemo() {
		return addresses(f.Refs)
	}
	return addresses(append([]string{f.Link, f.Fix, f.Why}, f.Refs...))
}

// PlaceOf is the demo's page on which a finding is fixed; empty: it has none, or
// it is none of the demo's.
func (r *Run) PlaceOf(f *report.Finding) string {
	if !r.Subject.IsDemo() {
		return ""
	}
	return check.PlaceOf(r.Report, f)
}

// PlaceWords name the page on which a finding is fixed; empty: there is none.
func (r *Run) PlaceWords(f *report.Finding) string {
	at := check.PlaceOf(r.Report, f)
	switch {
	case r.Subject.IsDemo() && at != "":
		return portal.PlaceName(at) + ", a page of the demo"
	case !r.Subject.IsDemo() && f.Link != "" && portal.Page(at).Blade() != "":
		return at + " in the portal"
	case !r.Subject.IsDemo() && f.Link != "":
		return "its page"
	}
	return ""
}

// NoLink says that a finding has no page to open.
func NoLink(f *report.Finding) string {
	return "This check cites " + strings.Join(f.Refs, ", ") + "; there is no link."
}

// OpenPlace opens the page on which something is set, and says with what.
func (d *Desk) OpenPlace(ctx context.Context, s *Subject, at, link string) (how string, err error) {
	address, err := d.Place(s, at, link)
	if err != nil {
		return "", err
	}
	return d.Browse(ctx, address)
}
