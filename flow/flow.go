// Package flow gathers evidence: it signs a user in through the OAuth 2.0
// authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core)
// as an app registered with Microsoft Entra ID would, over a loopback redirect
// (RFC 8252), and records what happened as a Session.
//
// It judges nothing and prints nothing: whether a token is good is for package
// inspect to say, how it looks for package ui/render. A sign-in asks for the discovery
// document and the signing keys, and sends one token request; Microsoft Graph and
// Clerk are asked only on demand. A credential goes only to the server that it
// was issued for (destinations), and no token is stored.
//
// The order of a sign-in (SignIn): validate the connection, bind the listener,
// build the authorization request, show the URL, open the browser; meanwhile
// fetch metadata and keys, and stop if the network does not reach Microsoft; take
// the callback or what the user pasted; redeem the code with one request; fetch
// keys again only if the token's key is not among those seen.
package flow
