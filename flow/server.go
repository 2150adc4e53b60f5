package flow

import (
	"strconv"
	"strings"
)

// Microsoft is the name of the usual server.
const Microsoft = "Microsoft"

// Server names who answers a sign-in, in a sentence: Microsoft, or a test server
// of the user's own, of which no name is known. The demo tenant plays Microsoft.
func (r Request) Server() string {
	if r.TrustAuthority && !r.Demo {
		return "the server"
	}
	return Microsoft
}

// atTestServer holds for a connection to a server that has rules of its own.
func (c Connection) atTestServer() bool { return c.Authority != "" && !c.Demo }

// registeredAt says where a redirect URI is registered.
func (c Connection) registeredAt() string {
	if c.Server() == Microsoft {
		return " (App registrations > Authentication)"
	}
	return " at the server"
}

// Server names who answers a sign-in with this connection: see Request.Server.
func (c Connection) Server() string { return c.record().Server() }

// maxTestClientID bounds the client ID of a test server; the standard does not.
const maxTestClientID = 1024

// faultsOfTestClientID takes what a test server may call its clients: visible
// characters and blanks (RFC 6749 appendix A.1).
func faultsOfTestClientID(c Connection) []Fault {
	const hint = "copy it from the client's registration at the server"
	fault := func(problem string) []Fault { return []Fault{{Field: "client-id", Problem: problem, Hint: hint}} }
	trimmed := strings.Trim(c.ClientID, around)
	switch {
	case trimmed == "":
		return fault("no client ID was given")
	case strings.ContainsFunc(trimmed, notVisible):
		return fault("the client ID has a character that no client ID has (RFC 6749 appendix A.1)")
	case len(trimmed) > maxTestClientID:
		return fault("the client ID is longer than " + strconv.Itoa(maxTestClientID) + " characters")
	case c.ClientID != strings.TrimSpace(c.ClientID), strings.ContainsFunc(c.ClientID, notVisible), isQuoted(c.ClientID):
		return []Fault{aroundClientID}
	}
	return nil
}

// isQuoted holds for a text in quotes; one quote alone may belong to it.
func isQuoted(s string) bool {
	return len(s) > 1 && s[0] == s[len(s)-1] && strings.ContainsRune("\"'`", rune(s[0]))
}

// notVisible tells what is not VSCHAR (RFC 6749 appendix A).
func notVisible(r rune) bool { return r < ' ' || r > '~' }
