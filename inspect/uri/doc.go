// Package uri knows the rules of redirect URIs (Microsoft, reply-url; RFC 8252), and says in which way two of them differ:
// by a slash, the scheme, a letter's case, a port. It edits lists of them, so that a finding carries its exact change.
package uri
