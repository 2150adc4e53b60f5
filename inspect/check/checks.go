package check

import (
	"slices"
)

// Checks lists all checks in the order in which they run: what you entered, the
// sign-in, the server and its signing keys, the ID token, the claims, the access
// token, the client secret; then Microsoft Graph, the app registration, and Clerk.
func Checks() []Check { return slices.Clone(allChecks) }

var (
	sessionChecks = slices.Concat(connectionChecks, signinChecks, openIDChecks, tokenChecks, onClaims(claimChecks),
		accessChecks, ownAccessChecks, secretChecks)
	registrationChecks = slices.Concat(configChecks, valueChecks, redirectChecks, permissionChecks,
		optionalChecks, credentialChecks)
	allChecks = slices.Concat(sessionChecks, meChecks, registrationChecks, clerkChecks)
)

// Lookup finds a check by its ID.
func Lookup(id string) (Check, bool) {
	for _, c := range Checks() {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}
