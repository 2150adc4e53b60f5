package flow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// RegistrationList is what one document holds of app registrations.
type RegistrationList struct {
	All []*AppRegistration
	// Unread says how it shows that the list has more registrations than the
	// document; empty when nothing says so.
	Unread string
}

// Listing receives what a stream holds of app registrations, one after another.
type Listing struct {
	Each  func(*AppRegistration)
	Fault func(why string) // a registration that could not be read
	More  func(why string) // the list has more registrations than the stream
}

// cutLengths are the lengths at which lists are cut off without a mark: az ad app
// list stops at 100 without --all (azure-cli, list_applications), a page of
// Microsoft Graph has 100 by default and 999 at most (Microsoft Graph, List
// applications).
var cutLengths = []int{100, 999}

// unreadOfArray says why an array without an envelope may be only the beginning
// of a list.
func unreadOfArray(items int) string {
	if !slices.Contains(cutLengths, items) {
		return ""
	}
	return fmt.Sprintf("it may have been cut off: it has exactly %d registrations, where az ad app list (without --all) "+
		"and pages of Microsoft Graph stop; use az ad app list --all, or --live --all, which reads all for certain", items)
}

// pages follows the pages of a list. A page that names a next one must be
// followed by it.
type pages struct {
	next  bool // the last page names a next one
	count int  // how many registrations the list has, as a page says
	items int  // how many the pages hold
}

// page takes one page: the members of its envelope, and how many items it holds.
func (p *pages) page(envelope strictjson.Value, items int) {
	p.next = false
	p.items += items
	for _, m := range envelope.Members {
		switch name := annotation(m.Name); {
		case strings.EqualFold(name, nextLink):
			p.next = p.next || isLink(m.Value)
		case strings.EqualFold(name, "count"):
			n, _ := strconv.Atoi(m.Value.Text) // a string in the older form
			p.count = max(p.count, n)
		}
	}
}

// nextLink is the annotation that names the next page.
const nextLink = "nextLink"

// annotation is a name without what marks it as an annotation of OData.
func annotation(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "@"), "odata.")
}

// isLink holds for anything but null and the empty text: what cannot be followed
// is still a next page.
func isLink(v strictjson.Value) bool {
	return v.Kind != strictjson.Null && (v.Kind != strictjson.String || v.Text != "")
}

// nextPageOf reports whether a member's name is that of a list's next page:
// "passwordCredentials@odata.nextLink".
func nextPageOf(name, list string) bool {
	rest, ok := strings.CutPrefix(name, list+"@")
	return ok && strings.EqualFold(annotation(rest), nextLink)
}

// goesOn reports whether a list inside an object has more than is there.
func goesOn(v strictjson.Value, list string) bool {
	return slices.ContainsFunc(v.Members, func(m strictjson.Member) bool {
		return nextPageOf(m.Name, list) && isLink(m.Value)
	})
}

// unread says how it shows that pages are missing.
func (p *pages) unread() string {
	switch {
	case p.next:
		return "@odata.nextLink names a next page, which is not there; give all pages, or use az ad app list --all"
	case p.count > p.items:
		return fmt.Sprintf("it has %d registrations (@odata.count), and only %d are there", p.count, p.items)
	}
	return ""
}
