package appreg

import (
	"fmt"
	"strings"

	"edov/flow/strictjson"
)

// nestedMembers are the members of the objects inside a registration from which settings are read; [] is every element
// of a list. Microsoft adds new ones, so that a name which is none of these is left alone. Those of optionalClaims are
// not here: the check optional-names knows what to do about them.
//
// Sources: Microsoft Graph, the resource types webApplication, implicitGrantSettings, apiApplication, spaApplication,
// publicClientApplication, authenticationBehaviors, requiredResourceAccess, passwordCredential and keyCredential; the
// references of both manifest formats.
var nestedMembers = []struct{ path, names string }{
	{"web", "homePageUrl implicitGrantSettings logoutUrl redirectUriSettings redirectUris"},
	{"web.implicitGrantSettings", "enableAccessTokenIssuance enableIdTokenIssuance"},
	{"spa", "redirectUris"},
	{"publicClient", "redirectUris"},
	{"api", `acceptMappedClaims knownClientApplications oauth2PermissionScopes preAuthorizedApplications
		requestedAccessTokenVersion`},
	// PowerShell writes BlockAzureAdGraphAccess, whatever the case of the others; it says nothing of a sign-in.
	{"authenticationBehaviors", "removeUnverifiedEmailClaim requireClientServicePrincipal"},
	{"requiredResourceAccess[]", "resourceAccess resourceAppId"},
	{"requiredResourceAccess[].resourceAccess[]", "id type"},
	{"passwordCredentials[]", credentialNames + " hint secretText value"},
	{"keyCredentials[]", credentialNames + " key type usage"},
	{"replyUrlsWithType[]", "type url"},
}

const credentialNames = "customKeyIdentifier displayName endDate endDateTime keyId startDate startDateTime"

// misspelt says which member of a registration, or of an object inside it, differs from a known one only in letter
// case: Microsoft does not read such a name, and neither does edov, so that nothing is known of the setting. Empty:
// none does.
func misspelt(v *strictjson.Value) string {
	if hasUnknown(*v) { // no two of the known names differ only in case
		for _, name := range allMembers() {
			if twins := v.Twins(name); len(twins) > 0 {
				return wrongCase(twins[0], name)
			}
		}
	}
	for _, n := range nestedMembers {
		if wrong := misspeltAt(v, n.path, "", n.names); wrong != "" {
			return wrong
		}
	}
	return ""
}

// misspeltAt is misspelt for the objects at the rest of a path; at is the path so far.
func misspeltAt(v *strictjson.Value, rest, at, names string) string {
	if rest == "" {
		for _, m := range v.Members() {
			for name := range strings.FieldsSeq(names) {
				if m.Name != name && strings.EqualFold(m.Name, name) {
					return wrongCase(at+m.Name, at+name)
				}
			}
		}
		return ""
	}
	step, rest, _ := strings.Cut(rest, ".")
	name, isList := strings.CutSuffix(step, "[]")
	found := v.Place(name)
	switch {
	case found == nil:
	case isList:
		for i := range found.Elems() {
			if wrong := misspeltAt(&found.Elems()[i], rest, fmt.Sprintf("%s%s[%d].", at, name, i), names); wrong != "" {
				return wrong
			}
		}
	default:
		return misspeltAt(found, rest, at+name+".", names)
	}
	return ""
}

func wrongCase(got, want string) string {
	return fmt.Sprintf("the member %q should be %q: names are case-sensitive", got, want)
}
