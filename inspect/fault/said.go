package fault

import (
	"cmp"
	"net/url"
	"strings"

	"edov/flow"
	"edov/inspect/portal"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// server stands in the data files for who answered: see flow.Request.Server.
const server = "{server}"

// spoken puts the name of who answered into a text.
func spoken(text string, r flow.Request) string {
	name := r.Server()
	text = strings.ReplaceAll(text, ". "+server, ". "+words.Sentence(name))
	return strings.ReplaceAll(text, server, name)
}

// Said is the heading of what a server answered: "Microsoft said".
func Said(r flow.Request) string { return words.Sentence(r.Server()) + " said" }

// SaysLabel is the label of the evidence that holds the server's own words.
func SaysLabel(r flow.Request) string { return r.Server() + " says" }

// What a refusal says of the client secret.
const (
	secretRefused = "refused" // it is not accepted
	secretMissing = "missing" // none arrived
	secretBarred  = "barred"  // it must not be sent: the app is not a server's
)

// The ways in which the token request was authenticated (flow.Request.ClientAuth).
const (
	AuthSecret = "secret"
	AuthNone   = "none"
)

// fitted fits a cause to the attempt: who answered, and whether a secret was sent.
func (c Cause) fitted(f *flow.Failure, r flow.Request) Cause {
	auth := r.ClientAuth
	if f != nil && f.Kind == flow.FailurePage && auth == AuthSecret {
		auth = "" // a page that was pasted may belong to another request
	}
	if own := named(causes().Causes, c.ID).TestServer; own != nil && r.Server() != flow.Microsoft {
		c.Why, c.Fix = own.Cause, own.Fix
	}
	fix := c.Fix
	v := named(causes().Variants, c.variant(auth, r)).cause()
	c.Summary, c.Why, c.Fix = cmp.Or(v.Summary, c.Summary), cmp.Or(v.Why, c.Why), cmp.Or(v.Fix, c.Fix)
	if c.own != "" && r.ClientAuth != "" && c.Fix == fix { // edov's own sign-in, and nothing more exact is known
		c.Fix += ". With edov: " + c.own
	}
	c.Summary, c.Why, c.Fix = spoken(c.Summary, r), spoken(c.Why, r), spoken(c.Fix, r)
	if d := uri.Differ(f, r.RedirectURI, nil); d != nil {
		c.Fix = sentFix(c.Fix, d.Sent)
	}
	return c
}

// sentFix names the redirect URI that was sent in a fix, and where one like it is registered.
func sentFix(fix, sent string) string {
	named := strings.Replace(fix, "exactly "+sentURI+",", "exactly "+sent, 1)
	if named == fix {
		return fix
	}
	if u, err := url.Parse(sent); err == nil && u.Hostname() == "::1" {
		return "Microsoft does not accept [::1]: have the app send localhost in its place, and register that: " +
			"App registrations > your app > " + portal.Fill("{portal:redirect-web}")
	} else if err == nil && !strings.HasPrefix(u.Scheme, "http") {
		named = strings.Replace(named, " as a Web redirect URI:", ":", 1)
	}
	return strings.Replace(named, portal.Fill("{portal:redirect-web}"), uri.RegisterAt(sent, false), 1)
}

// sentURI stands in a fix for the redirect URI that was sent, as long as it is not known.
const sentURI = "the redirect URI that was sent"

// variant names what to say instead, by what the refusal says of the secret and what was sent; empty for nothing
// else.
func (c Cause) variant(auth string, r flow.Request) string {
	switch {
	case c.secret == secretRefused && r.SecretShape == "guid":
		return "secret-id-sent"
	case c.secret == secretRefused && auth == AuthNone:
		return "refused-without-secret"
	case c.secret == secretRefused && auth == "" && c.ID == refusedClient:
		return "refused-unseen"
	case c.secret == secretMissing && auth == AuthNone:
		return "missing-public"
	case c.secret == secretMissing && auth == AuthSecret:
		return "missing-sent"
	case c.secret == secretBarred && auth == AuthNone:
		return "barred-public"
	}
	return ""
}
