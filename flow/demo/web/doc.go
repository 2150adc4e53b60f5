// Package web is what the rooms of the demo tenant share of HTTP: an Exchange
// with the identifiers that Entra gives each request, answers as JSON, pages
// under a strict content security policy, and forms that no other site can send.
//
// A room has its pages in .templ files, of which "make pages" makes the Go code
// in _templ.go files. They escape what they show by where it stands. They are
// laid out as a Card, as the sign-in is, or Framed with a menu, as the portal
// is; Show writes them. Pages hold everything inline and load nothing. Forms
// carry a token that only the demo's own pages know. ReadPage reads a page as a
// browser would, for the built-in user and for tests.
package web
