// Package uri knows the rules of redirect URIs (Microsoft, reply-url; RFC 8252; RFC 9700), and in which way two of
// them differ: by a trailing slash, the scheme, upper and lower case, a port.
//
// Microsoft compares a redirect URI exactly, apart from the port of a loopback URI (Matches). Differ puts the one
// that was sent beside the closest registered one, for errors such as AADSTS50011. Add, Drop and DropUnsafe edit
// the lists of an app registration, so that a finding carries its exact change. Distance is the edit distance of
// two names, for suggestions.
package uri
