package flow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// RegistrationList is the app registrations of one document.
type RegistrationList struct {
	All []*AppRegistration
	// Unread says why the list probably has more registrations than the document; empty
	// if nothing suggests it.
	Unread string
	// Notes say what edov skipped or converted, and that the document is a template.
	Notes []string
}

// Listing receives the app registrations of a stream, one after the other.
type Listing struct {
	Each  func(*AppRegistration)
	Fault func(why string)  // a registration that cannot be read
	Note  func(what string) // what was skipped or converted; may be nil
	More  func(why string)  // the list has more registrations than the stream
}

// cutLengths are the lengths at which lists are cut off without saying so: az ad app list
// stops at 100 without --all (azure-cli, list_applications); a page of Microsoft Graph
// has 100 by default and at most 999 (Microsoft Graph, List applications).
var cutLengths = []int{100, 999}

// unreadOfArray says why an array without an envelope may be only the beginning of a list.
func unreadOfArray(items int) string {
	if !slices.Contains(cutLengths, items) {
		return ""
	}
	return fmt.Sprintf("it may be cut off: it has exactly %d registrations, where az ad app list (without --all) "+
		"and pages of Microsoft Graph stop; use az ad app list --all, or --live --all to be certain", items)
}

// pages follows the pages of a list, to find out whether any is missing.
type pages struct {
	next  bool // the last page names a next one
	count int  // how many registrations the list has, as a page says
	items int  // how many the pages hold
}

// page adds one page: the members of its envelope, and how many items it has.
func (p *pages) page(envelope strictjson.Value, items int) {
	p.next = false
	p.items += items
	for _, m := range envelope.Members() {
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

// annotation is a name without the prefix of an OData annotation.
func annotation(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "@"), "odata.")
}

// isLink reports whether a value says that there is a next page: anything but null and the
// empty string.
func isLink(v strictjson.Value) bool {
	return v.Kind != strictjson.Null && (v.Kind != strictjson.String || v.Text != "")
}

// nextPageOf reports whether a member names the next page of a list, as
// "passwordCredentials@odata.nextLink" does.
func nextPageOf(name, list string) bool {
	rest, ofList := strings.CutPrefix(name, list)
	rest, annotated := strings.CutPrefix(rest, "@")
	return ofList && annotated && strings.EqualFold(annotation(rest), nextLink)
}

// goesOn reports whether a list inside an object has a next page.
func goesOn(v strictjson.Value, list string) bool {
	return slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool {
		return nextPageOf(m.Name, list) && isLink(m.Value)
	})
}

// unread says why pages are missing; empty if none seems to be.
func (p *pages) unread() string {
	return p.unreadOf("registration", "use all pages, or az ad app list --all")
}

// unreadOf is unread for a list of items of a name; hint is how to get them all.
func (p *pages) unreadOf(name, hint string) string {
	switch {
	case p.next:
		return "@odata.nextLink names a next page that is missing; " + hint
	case p.count > p.items:
		return fmt.Sprintf("it should have %s (@odata.count), but has only %d", counted(p.count, name), p.items)
	}
	return ""
}
