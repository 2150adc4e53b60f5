// Package html writes reports as one HTML file that holds everything it shows: to send to a colleague, to attach to a
// ticket, to print. It has no script and loads nothing; a content security policy in the file keeps it so, and allows
// its one style by its hash.
//
// The page is report.templ, of which "make pages" makes the Go code; it escapes what it shows by where it stands. Text
// from outside is made visible first. A link leads only to what edov itself knows: the sources of its checks, and
// Microsoft's portal.
package html
