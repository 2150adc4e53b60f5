package appreg

import (
	"fmt"

	"edov/flow/lists"
)

// List is the app registrations of one document.
type List struct {
	All []*App
	// Unread says why the list probably has more registrations than the document; empty
	// if nothing suggests it.
	Unread string
	// Notes say what edov skipped or converted, and that the document is a template.
	Notes []string
}

// Listing receives the app registrations of a stream, one after the other.
type Listing struct {
	Each  func(*App)
	Fault func(why string)  // a registration that cannot be read
	Note  func(what string) // what was skipped or converted; may be nil
	More  func(why string)  // the list has more registrations than the stream
}

// allRegistrations is how to get a whole list.
const allRegistrations = "use all pages, or az ad app list --all"

// unreadOfArray says why an array without an envelope may be only the beginning of a list.
func unreadOfArray(items int) string {
	if !lists.IsCutLength(items) {
		return ""
	}
	return fmt.Sprintf("it may be cut off: it has exactly %d registrations, where az ad app list (without --all) "+
		"and pages of Microsoft Graph stop; use az ad app list --all, or --live --all to be certain", items)
}
