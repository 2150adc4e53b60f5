package inspect

import (
	"strings"

	"edov/flow"
)

// server stands in the tables of causes for who answered: see flow.Request.Server.
const server = "{server}"

// named puts the name of who answered into a text.
func named(text string, r flow.Request) string {
	name := r.Server()
	text = strings.ReplaceAll(text, ". "+server, ". "+sentence(name))
	return strings.ReplaceAll(text, server, name)
}

// Said is the heading of what a server answered: "Microsoft said".
func Said(r flow.Request) string { return sentence(r.Server()) + " said" }

// SaysLabel is the label of the evidence that holds the server's own words.
func SaysLabel(r flow.Request) string { return r.Server() + " says" }

// titleFor is a check's title, for the server that was asked: the checks of the
// sign-in speak of it as Microsoft.
func titleFor(c Check, r flow.Request) string {
	if c.Step == StepConnection || c.Step == StepSignIn {
		return strings.ReplaceAll(c.Title, flow.Microsoft, r.Server())
	}
	return c.Title
}

// changedOnItsWay is what to do where an answer is not as it should be. Of a test
// server it is more likely that it answers so itself.
func (in *Input) changedOnItsWay() string {
	if in.Session.Request.Server() == flow.Microsoft {
		return "look for a proxy that changes answers"
	}
	return "correct what the server answers"
}

// askWhoSent is what to do about a value that should not come.
func (in *Input) askWhoSent() string {
	if in.Session.Request.Server() == flow.Microsoft {
		return "ask Microsoft's support with the correlation ID"
	}
	return "correct what the server sends"
}

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
	authSecret = "secret"
	authNone   = "none"
)

// serverFixes are what to do about causes that give no number of Microsoft's,
// where a test server answered.
var serverFixes = map[string]cause{
	"server-error": {why: "the cause is not known", fix: "look into the server's log, and try again"},
	"refused": {
		why: "see the server's own words below", fix: "look into the server's log, or search for the words of the message",
	},
	refusedClient: {
		why: "the secret may be wrong, expired or of another client",
		fix: "compare it with the client's secret at the server",
	},
}

// fitted fits a cause to the attempt: who answered, and whether a secret was sent.
func (c cause) fitted(f *flow.Failure, r flow.Request) cause {
	auth := r.ClientAuth
	if f != nil && f.Kind == flow.FailurePage && auth == authSecret {
		auth = "" // a page that was pasted may be of another request
	}
	if own, ok := serverFixes[c.id]; ok && r.Server() != flow.Microsoft {
		c.why, c.fix = own.why, own.fix
	}
	switch {
	case c.secret == secretRefused && r.SecretShape == "guid":
		c.why = "the secret that was sent has the form of a GUID: it is the Secret ID, not the Value"
	case c.secret == secretRefused && auth == authNone:
		c.summary = "no client secret was sent, and " + server + " did not accept the sign-in without one"
		c.why, c.fix = "the connection is set up as a public client, but the app is one with a secret", fixNotPublic
	case c.secret == secretRefused && auth == "" && c.id == refusedClient:
		c.why = "if a secret was sent, it may be wrong, expired or of another app; if none was sent, the app needs one"
		c.fix = "see that the secret is sent. For a new one: " + fixNewSecret
	case c.secret == secretMissing && auth == authNone:
		c.why = "the connection is set up as a public client, but the redirect URI is registered under Web, " +
			"which asks for a secret"
		c.fix = fixNotPublic
	case c.secret == secretMissing && auth == authSecret:
		c.summary = "a client secret was sent, but " + server + " says that none came"
		c.why = "edov sends it in the body, as client_secret; something on the way may have changed the request, " +
			"or the app must prove itself by a certificate"
		c.fix = "test without the proxy, and look under Certificates & secrets at what the app is set up with"
	case c.secret == secretBarred && auth == authNone:
		c.why = server + " wants another kind of client than the one that signed in, which sent no secret"
		c.fix = fixPlatformPublic
	}
	c.summary, c.why, c.fix = named(c.summary, r), named(c.why, r), named(c.fix, r)
	return c
}
