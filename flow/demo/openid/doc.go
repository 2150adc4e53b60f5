// Package openid is the demo's OpenID server, with Entra's endpoints and shapes:
// v2 metadata, signing keys with x5c and issuer, the authorization endpoint with
// a sign-in, a consent and an error page, one-use codes with PKCE, the token
// endpoint with Entra's error bodies, and userinfo.
//
// What it issues follows the app registration of a registration.State and the
// scenario that is played. Sections named "entra.md" in comments are notes on
// what the real service was seen to send. The texts of its errors are
// Microsoft's, word for word: they are in failures.json, by AADSTS number.
package openid
