package fault

import (
	"strings"

	"edov/flow"
	"edov/inspect/words"
)

// server stands in the tables of causes for who answered: see flow.Request.Server.
const server = "{server}"

// named puts the name of who answered into a text.
func named(text string, r flow.Request) string {
	name := r.Server()
	text = strings.ReplaceAll(text, ". "+server, ". "+words.Sentence(name))
	return strings.ReplaceAll(text, server, name)
}

// Said is the heading of what a server answered: "Microsoft said".
func Said(r flow.Request) string { return words.Sentence(r.Server()) + " said" }

// SaysLabel is the label of the evidence that holds the server's own words.
func SaysLabel(r flow.Request) string { return r.Server() + " says" }

// secretMatter is what a refusal says of the client secret.
type secretMatter int

const (
	noSecretMatter secretMatter = iota
	secretRefused               // it is not accepted
	secretMissing               // none came
	secretBarred                // it must not come: the app is no server's
)

// secretMatters are the numbers that speak of the secret.
var secretMatters = map[int]secretMatter{
	50012: secretRefused, 70002: secretRefused, 7000215: secretRefused, 7000222: secretRefused,
	7000216: secretMissing, 7000218: secretMissing,
	90023: secretBarred, 700025: secretBarred, 9002325: secretBarred, 9002327: secretBarred,
}

// The ways in which the token request was authenticated (flow.Request.ClientAuth).
const (
	AuthSecret = "secret"
	AuthNone   = "none"
)

// serverFixes are what to do about causes that give no number of Microsoft's,
// where a test server answered.
var serverFixes = map[string]Cause{
	"server-error": {Why: "the cause is not known", Fix: "look into the server's log, and try again"},
	"refused": {
		Why: "see the server's own words below", Fix: "look into the server's log, or search for the words of the message",
	},
	refusedClient: {
		Why: "the secret may be wrong, expired or of another client",
		Fix: "compare it with the client's secret at the server",
	},
}

// fitted fits a cause to the attempt: who answered, and whether a secret was sent.
func (c Cause) fitted(f *flow.Failure, r flow.Request) Cause {
	auth := r.ClientAuth
	if f != nil && f.Kind == flow.FailurePage && auth == AuthSecret {
		auth = "" // a page that was pasted may be of another request
	}
	if own, ok := serverFixes[c.ID]; ok && r.Server() != flow.Microsoft {
		c.Why, c.Fix = own.Why, own.Fix
	}
	switch {
	case c.secret == secretRefused && r.SecretShape == "guid":
		c.Why = "the secret that was sent has the form of a GUID: it is the Secret ID, not the Value"
	case c.secret == secretRefused && auth == AuthNone:
		c.Summary = "no client secret was sent, and " + server + " did not accept the sign-in without one"
		c.Why, c.Fix = "the connection is set up as a public client, but the app is one with a secret", fixNotPublic
	case c.secret == secretRefused && auth == "" && c.ID == refusedClient:
		c.Why = "if a secret was sent, it may be wrong, expired or of another app; if none was sent, the app needs one"
		c.Fix = "see that the secret is sent. For a new one: " + FixNewSecret
	case c.secret == secretMissing && auth == AuthNone:
		c.Why = "the connection is set up as a public client, but the redirect URI is registered under Web, " +
			"which asks for a secret"
		c.Fix = fixNotPublic
	case c.secret == secretMissing && auth == AuthSecret:
		c.Summary = "a client secret was sent, but " + server + " says that none came"
		c.Why = "edov sends it in the body, as client_secret; something on the way may have changed the request, " +
			"or the app must prove itself by a certificate"
		c.Fix = "test without the proxy, and look under Certificates & secrets at what the app is set up with"
	case c.secret == secretBarred && auth == AuthNone:
		c.Why = server + " wants another kind of client than the one that signed in, which sent no secret"
		c.Fix = fixPlatformPublic
	}
	c.Summary, c.Why, c.Fix = named(c.Summary, r), named(c.Why, r), named(c.Fix, r)
	return c
}
