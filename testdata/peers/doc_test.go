// Package peers holds edov to other implementations: it signs in at github.com/zitadel/oidc's server, and compares
// what edov makes of a token with golang-jwt, go-jose and jwx. It is a module of its own, so that none of them is among
// the dependencies of edov. Run it with go test in this folder, or .ci/run peers.
package peers
