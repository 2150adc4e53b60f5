package lists

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow/strictjson"
)

// Pages follows the pages of a list, to find out whether any is missing.
type Pages struct {
	next  bool // the last page names a next one
	count int  // how many items the list has, as a page says
	items int  // how many the pages hold
}

// Add adds one page: the members of its envelope, and how many items it has.
func (p *Pages) Add(envelope strictjson.Value, items int) {
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

// IsNextPageOf reports whether a member names the next page of a list, as
// "passwordCredentials@odata.nextLink" does.
func IsNextPageOf(name, list string) bool {
	rest, ofList := strings.CutPrefix(name, list)
	rest, annotated := strings.CutPrefix(rest, "@")
	return ofList && annotated && strings.EqualFold(annotation(rest), nextLink)
}

// GoesOn reports whether a list inside an object has a next page.
func GoesOn(v strictjson.Value, list string) bool {
	return slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool {
		return IsNextPageOf(m.Name, list) && isLink(m.Value)
	})
}

// Missing says why pages are missing; empty if none seems to be. hint is how to get them all.
func (p *Pages) Missing(hint string) string {
	switch {
	case p.next:
		return "@odata.nextLink names a next page that is missing; " + hint
	case p.count > p.items:
		return fmt.Sprintf("@odata.count says %d, but the pages have %d", p.count, p.items)
	}
	return ""
}

// cutLengths are the lengths at which lists are cut off without saying so: az ad app list
// stops at 100 without --all (azure-cli, list_applications); a page of Microsoft Graph
// has 100 by default and at most 999 (Microsoft Graph, List applications).
var cutLengths = []int{100, 999}

// IsCutLength reports whether a list without an envelope has just as many entries as one that is cut off.
func IsCutLength(entries int) bool { return slices.Contains(cutLengths, entries) }
