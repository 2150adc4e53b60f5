package flow

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
