// Package web is what the rooms of the demo tenant share of HTTP: an Exchange
// with the identifiers that Entra gives each request, answers as JSON, pages
// under a strict content security policy, and forms that no other site can send.
//
// A room parses its pages with NewPages. They are laid out as a "card", as the
// sign-in is, or in a "frame" with a menu, as the portal is. Pages hold
// everything inline and load nothing. Forms carry a token that only the demo's
// own pages know. ReadPage reads a page as a browser would, for the built-in
// user and for tests.
package web
