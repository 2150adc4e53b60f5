// Package graph is the demo's look-alike of Microsoft Graph, as far as edov uses it: app registrations, their secrets
// and service principals, read and changed, /me for an access token of the demo, and the users, domains and policies of
// the tenant, which are read only. Its answers and errors have the shapes of Microsoft's; what is not needed for them
// answers 400 rather than something invented.
//
// It shows the tenant's own app, which is the one that users sign in to, and others: some that it begins with, so that
// lists of expiry dates have something to show, and those that Load adds. The first app that is created in an empty
// tenant becomes the tenant's own.
//
// Options say how it fails: a token without rights, requests that are refused or never answered, and changes that
// readers see only later.
package graph
