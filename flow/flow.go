// Package flow gathers evidence: it signs a user in through the OAuth 2.0 authorization
// code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core) as an app registered with
// Microsoft Entra ID would, over a loopback redirect (RFC 8252), and records what happened
// as a Session. It also reads app registrations and tenants (Graph) and Clerk instances
// (Clerk), changes them (Graph.Change, Supabase), tests a client secret (ProbeSecret), looks
// at the machine (SeeMachine) and reads errors (ParseFailureText).
//
// It judges nothing and prints nothing: package inspect decides whether a token is good,
// and package ui/render how that looks.
//
// A sign-in loads the metadata and the signing keys and sends one token request. Microsoft
// Graph and Clerk are asked only on demand: by --me, by reading an app registration live,
// and by edov clerk. A credential goes only to the server that it was issued for
// (destinations), and no token is stored. Whatever sends a request is in this package, because
// the client that holds the credentials is not exported: no other package can send one.
//
// The order of a sign-in (SignIn): validate the connection, bind the listener, build the
// authorization request, show the URL, open the browser; meanwhile load metadata and keys,
// and stop if the network does not reach Microsoft; take the response from the listener or
// from what the user pasted; redeem the code with one request; load the keys again only if
// the token's key is missing.
//
// Text in a Session came from outside. It is hostile until it has passed flow/visible.
package flow
