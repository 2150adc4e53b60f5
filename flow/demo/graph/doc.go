// Package graph is the demo's look-alike of Microsoft Graph, as far as edov
// reads it: /applications as a list in pages and by client ID, $select, and /me
// for an access token of the demo. Registrations are those of the demo tenant
// and some others, so that lists of expiry dates have something to show.
package graph
