package flow

import (
	"strconv"
	"strings"
)

// Microsoft is the name of the usual server.
const Microsoft = "Microsoft"

// DemoTenant names edov's own tenant within a sentence, where it is told from Microsoft.
const DemoTenant = "the demo tenant"

// Server names the server of a sign-in for a sentence: Microsoft, or "the server" for a test
// server. The demo tenant counts as Microsoft.
func (r Request) Server() string {
	if r.TrustAuthority && !r.Demo {
		return "the server"
	}
	return Microsoft
}

// atTestServer reports whether a connection is to a test server, which has its own rules.
func (c Connection) atTestServer() bool { return c.Authority != "" && !c.Demo }

// registeredAt says where a redirect URI is registered.
func (c Connection) registeredAt() string {
	if c.Server() == Microsoft {
		return " (App registrations > Authentication)"
	}
	return " at the server"
}

// Server names the server of a sign-in with this connection: see Request.Server.
func (c Connection) Server() string { return c.record().Server() }

// maxTestClientID bounds the client ID at a test server; the standard does not.
const maxTestClientID = 1024

// faultsOfTestClientID accepts any client ID that the standard allows: visible characters and
// spaces (RFC 6749 appendix A.1).
func faultsOfTestClientID(c Connection) []Fault {
	const hint = "copy it from the client's registration at the server"
	fault := func(problem string) []Fault { return []Fault{{Field: "client-id", Problem: problem, Hint: hint}} }
	trimmed := strings.Trim(c.ClientID, around)
	switch {
	case trimmed == "":
		return fault("no client ID was given")
	case strings.ContainsFunc(trimmed, notVisible):
		return fault("the client ID has an invalid character (RFC 6749 appendix A.1)")
	case len(trimmed) > maxTestClientID:
		return fault("the client ID is longer than " + strconv.Itoa(maxTestClientID) + " characters")
	case c.ClientID != strings.TrimSpace(c.ClientID), strings.ContainsFunc(c.ClientID, notVisible), isQuoted(c.ClientID):
		return []Fault{aroundClientID}
	}
	return nil
}

// isQuoted reports whether a text is in quotes; a single quote may belong to it.
func isQuoted(s string) bool {
	return len(s) > 1 && s[0] == s[len(s)-1] && strings.ContainsRune("\"'`", rune(s[0]))
}

// notVisible reports whether a rune is not VSCHAR (RFC 6749 appendix A).
func notVisible(r rune) bool { return r < ' ' || r > '~' }
