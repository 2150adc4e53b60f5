package remedy

import (
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/inspect/change"
)

// topic is what one step is about: members of the app registration that belong together, because Microsoft accepts
// them only together, or because a person decides about them at once.
type topic struct {
	id, title string
	members   []string
	proof     string
}

// topics are in the order in which steps are carried out: what a sign-in needs first.
var topics = []topic{
	{
		"account-types", "Set the supported account types",
		[]string{"signInAudience", "api.requestedAccessTokenVersion"},
		"a sign-in with each kind of account",
	},
	{
		"redirect-uris", "Set the redirect URIs",
		[]string{"web.redirectUris", "spa.redirectUris", "publicClient.redirectUris", "isFallbackPublicClient"},
		"a sign-in that comes back to the redirect URI",
	},
	{"logout-url", "Set the front-channel logout URL", []string{"web.logoutUrl"}, "reading it again"},
	{
		"optional-claims", "Set the optional claims",
		[]string{"optionalClaims"},
		"a sign-in whose ID token has the claims",
	},
	{
		"permissions", "Set the API permissions",
		[]string{"requiredResourceAccess"},
		"a sign-in that asks for them",
	},
	{
		"implicit-grant", "Turn the implicit grant switches off",
		[]string{"web.implicitGrantSettings"},
		"a sign-in with the authorization code flow",
	},
	{
		"mapped-claims", "Refuse mapped claims without a signing key",
		[]string{"api.acceptMappedClaims"},
		"reading it again",
	},
	{
		"unverified-email", "Remove unverified email addresses from tokens",
		[]string{"authenticationBehaviors.removeUnverifiedEmailClaim"},
		"a sign-in with an unverified address, whose token has no email",
	},
	{"name", "Rename the app registration", []string{"displayName"}, "reading it again"},
}

// reach says how many people may sign in with an account type.
var reach = map[string]int{
	appreg.AudienceMyOrg: 1, appreg.AudiencePersonal: 2, appreg.AudienceOrgs: 3, appreg.AudienceAll: 4,
}

// widens says what becomes possible for more people; empty: nothing. own are addresses of the app, registered or those
// of its product: redirect URIs on their hosts lead to no one else.
func widens(changes []plan.Change, own []string) string {
	var all []string
	for _, c := range changes {
		if more := widening(c); more != "" {
			all = append(all, more)
		}
	}
	if hosts := newHosts(changes, own); len(hosts) > 0 {
		all = append(all, "sign-ins may be sent to another host than before: "+strings.Join(hosts, ", "))
	}
	return strings.Join(all, "; ")
}

// widening is widens for one change.
func widening(c plan.Change) string {
	before, after := change.Parsed(c.Before), change.Parsed(c.After)
	switch c.Path {
	case "signInAudience":
		if widensAudience(before.Str(), after.Str()) {
			return "more accounts may sign in: " + AudienceWords(after.Str())
		}
	case "web.implicitGrantSettings":
		if turnsOn(before, after) {
			return "tokens may be issued in the browser's address (implicit grant)"
		}
	case "authenticationBehaviors.removeUnverifiedEmailClaim":
		// Null is Microsoft's default: for apps that other tenants can use, made after June 2023, it removes the address.
		if before.Text != after.Text && before.Text != "false" && after.Text != "true" {
			return "tokens may contain an email address whose owner was not verified"
		}
	case "isFallbackPublicClient":
		if before.Text != "true" && after.Text == "true" {
			return "the client ID may be used without the secret, by device code or password"
		}
	case "requiredResourceAccess":
		if addsPermission(before, after) {
			return "the app may ask for permissions that a sign-in does not need"
		}
	case "api.acceptMappedClaims":
		if before.Text != "true" && after.Text == "true" {
			return "a claims mapping policy may change what tokens say without a signing key of its own"
		}
	}
	return ""
}

// widensAudience: an account type that is unknown, and one for other people than before, count as wider.
func widensAudience(before, after string) bool {
	if before == after {
		return false
	}
	return !(reach[after] > 0 && reach[before] > reach[after]) ||
		after == appreg.AudiencePersonal && before != appreg.AudienceAll
}

func turnsOn(before, after strictjson.Value) bool {
	for _, m := range after.Members() {
		if m.Value.Text == "true" && before.Get(m.Name).Text != "true" {
			return true
		}
	}
	return false
}

// addsPermission: one of a sign-in, delegated and of Microsoft Graph, does not count.
func addsPermission(before, after strictjson.Value) bool {
	had := permissions(before)
	for _, p := range permissions(after) {
		signsIn := p.api == appreg.GraphAppID && p.kind == "Scope" && slices.Contains(signInPermissions, p.id)
		if !signsIn && !slices.Contains(had, p) {
			return true
		}
	}
	return false
}

// permission is one entry of requiredResourceAccess.
type permission struct{ api, id, kind string }

func permissions(list strictjson.Value) []permission {
	var all []permission
	for _, api := range list.Elems() {
		for _, e := range api.Get("resourceAccess").Elems() {
			all = append(all, permission{
				strings.ToLower(api.Get("resourceAppId").Str()), strings.ToLower(e.Get("id").Str()), e.Get("type").Str(),
			})
		}
	}
	return all
}

// AudienceWords says who may sign in, as the portal does.
func AudienceWords(audience string) string {
	switch audience {
	case appreg.AudienceMyOrg:
		return "accounts of its own tenant"
	case appreg.AudienceOrgs:
		return "work and school accounts of any tenant"
	case appreg.AudienceAll:
		return "work and school accounts of any tenant, and personal Microsoft accounts"
	case appreg.AudiencePersonal:
		return "personal Microsoft accounts"
	}
	return "accounts of an unknown type"
}
