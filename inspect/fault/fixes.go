package fault

import "strings"

// The fixes that several errors share; in the data files a name in braces stands for each. They follow Microsoft's
// error reference and the reports of people who met the errors.
const (
	// FixNewSecret, {new-secret}, is how to add a client secret.
	FixNewSecret = "App registrations > your app > Certificates & secrets > Client secrets > New client secret; " +
		"copy the Value at once, it is shown only then"
	// FixAccountTypes, {account-types}, is how to let in accounts of any kind.
	FixAccountTypes = "App registrations > your app > Authentication > Supported account types: " +
		"accounts in any organizational directory and personal Microsoft accounts"
	// FixRedirect, {redirect}, is how to register a redirect URI. The first name is that of today's portal, the
	// second that of the older one; both are still met (November 2026).
	FixRedirect = "App registrations > your app > Authentication > Redirect URI configuration " +
		"(older portal: Platform configurations) > Web: add exactly the redirect URI that was sent; " +
		"wait three to five minutes after saving"
	// FixClientID, {client-id}, is where the IDs of a connection are shown.
	FixClientID = "App registrations > your app > Overview: " +
		"copy Application (client) ID and Directory (tenant) ID again"
	// FixPlatform, {platform}, is how to move a redirect URI to the platform of an app with a secret.
	FixPlatform = "App registrations > your app > Authentication: " +
		"remove the redirect URI from the other platform and add it under Web; keep the secret"
	// fixPlatformPublic, {platform-public}, is for a sign-in under a platform that does not match it.
	fixPlatformPublic = "App registrations > your app > Authentication: add the redirect URI under Mobile and desktop " +
		"applications to sign in without a secret, or under Web with one, and remove it from the other platforms"
)

// fixes puts the shared fixes in place of their names.
var fixes = strings.NewReplacer("{new-secret}", FixNewSecret, "{account-types}", FixAccountTypes,
	"{redirect}", FixRedirect, "{client-id}", FixClientID, "{platform}", FixPlatform,
	"{platform-public}", fixPlatformPublic)
