package appreg

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"edov/flow/mask"
	"edov/flow/strictjson"
)

// The members of an app registration by form: those of both, those that only the older
// form has, and those that only Microsoft Graph has (Microsoft, Azure AD Graph app
// manifest deprecation).
const (
	sharedMembers = `
		id appId addIns appRoles groupMembershipClaims identifierUris keyCredentials optionalClaims
		passwordCredentials requiredResourceAccess tags publisherDomain samlMetadataUrl parentalControlSettings
		tokenEncryptionKeyId createdDateTime signInAudience disabledByMicrosoftStatus authenticationBehaviors
		serviceManagementReference isDisabled`
	legacyMembers = `
		name replyUrlsWithType logoutUrl signInUrl oauth2AllowIdTokenImplicitFlow oauth2AllowImplicitFlow
		acceptMappedClaims accessTokenAcceptedVersion oauth2Permissions preAuthorizedApplications
		knownClientApplications allowPublicClient informationalUrls logoUrl errorUrl oauth2AllowUrlPathMatching
		oauth2RequirePostResponse orgRestrictions`
	legacyAzMembers = `
		objectId objectType replyUrls availableToOtherTenants homepage deletionTimestamp recordConsentConditions
		isDeviceOnlyAuthSupported appLogoUrl applicationTemplateId wwwHomepage allowGuestsSignIn
		allowPassthroughUsers allowPublicClient displayName errorUrl mainLogo publicClient supportUrl saml2Token
		logo encryptedMsiApplicationSecret oauth2AllowUrlPathMatching oauth2AllowIdTokenImplicitFlow
		oauth2AllowImplicitFlow isAutoRestricted trustedCertificateSubjects`
	graphMembers = `
		displayName web api spa publicClient info isFallbackPublicClient defaultRedirectUri verifiedPublisher
		certification notes description isDeviceOnlyAuthSupported nativeAuthenticationApisEnabled
		requestSignatureVerification servicePrincipalLockConfiguration applicationTemplateId deletedDateTime
		createdByAppId uniqueName logo federatedIdentityCredentials owners extensionProperties
		tokenIssuancePolicies tokenLifetimePolicies appManagementPolicies synchronization
		homeRealmDiscoveryPolicies windows oauth2RequirePostResponse isManagementRestricted migrationStatus
		orgRestrictions createdOnBehalfOf onPremisesPublishing kerberosSignOnSettings`
)

// allMembers are all of them. No start of the program needs them.
var allMembers = sync.OnceValue(func() []string {
	return strings.Fields(sharedMembers + legacyMembers + legacyAzMembers + graphMembers)
})

// memberSet has all members.
var memberSet = sync.OnceValue(func() map[string]bool {
	all := allMembers()
	set := make(map[string]bool, len(all))
	for _, name := range all {
		set[name] = true
	}
	return set
})

// hasUnknown reports whether an object has a member that no form has.
func hasUnknown(v strictjson.Value) bool {
	known := memberSet()
	return slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return !known[m.Name] })
}

// fragmentMembers are the members that are worth reading even alone, since people paste
// them from guides.
var fragmentMembers = strings.Fields(`
	optionalClaims web api spa publicClient requiredResourceAccess passwordCredentials keyCredentials
	replyUrlsWithType signInAudience authenticationBehaviors oauth2AllowIdTokenImplicitFlow
	oauth2AllowImplicitFlow acceptMappedClaims`)

// isRegistration reports whether a document is an app registration, or part of
// one.
func isRegistration(v strictjson.Value) bool { return notRegistration(v) == "" }

// notRegistration says why a document is not an app registration; empty if it is one.
func notRegistration(v strictjson.Value) string {
	const no = noRegistration + ": "
	if v.Kind != strictjson.Object {
		return no + "it is a JSON " + v.Kind.String() + ", not an object"
	}
	if other := otherDocument(v); other != "" {
		return no + other
	}
	if v.Has("appId") || v.HasAny(fragmentMembers...) || v.Has("keyId") && v.Has("endDateTime") {
		return servicePrincipal(v)
	}
	e := v.Get("error")
	switch {
	case e.Kind == strictjson.Object && e.StrOf("code") != "":
		return no + "it is a Microsoft Graph error, " + mask.Cut(e.StrOf("code"), 64)
	case v.Has("error"):
		return no + "it is an error response"
	case v.Has("AzureAd"):
		return no + "it has the settings of an ASP.NET app; edov connections import FILE reads them"
	case v.Has("jwks_uri"):
		return no + "it is OpenID Connect metadata"
	case v.Has("keys"):
		return no + "it is a set of signing keys"
	case v.Has("id_token"), v.Has("access_token"):
		return no + "it is a token response; edov inspect reads it"
	case v.Has("schema") && v.Has("origin"):
		return no + "it is a session or a report of edov; edov inspect reads it"
	case v.Has("aud") && v.Has("iss"):
		return no + "these are the claims of a token; edov inspect reads them"
	case len(v.Members()) == 0:
		return no + "it is empty"
	}
	return no + "it has no appId, and no other member of a manifest"
}

// others are documents that have a member of a registration, or come from the same tools, and what each is. Every
// member of a line must be there.
var others = []struct{ members, what string }{
	{"appDisplayName status", "it is an entry of the sign-in logs; edov explain explains its errorCode"},
	{"resourceAppId resourceAccess", "it has only permissions; use " + useShow},
	{"issuer subject audiences", "it is a federated credential; use " + useShow},
	{"environmentName tenantId", "it is your subscription (az account show); use " + useShow},
	{"attributes contentType id", "it is an entry of a Key Vault, which doesn't name the app; use az ad app list --all"},
	{"conditions grantControls", "it is a Conditional Access policy"},
	{"activityDisplayName targetResources", "it is an entry of the audit logs; use " + useShow},
}

const useShow = "az ad app show --id CLIENT-ID"

// otherDocument says what a document is that could be taken for an app registration; empty: nothing else.
func otherDocument(v strictjson.Value) string {
	for _, o := range others {
		if v.HasAll(strings.Fields(o.members)...) {
			return o.what
		}
	}
	if v.Has("userPrincipalName") && !v.Has("appId") {
		return "it is a user; edov tenant reads a list of users"
	}
	if web := v.Place("web"); web != nil && web.Has("client_secret") {
		return "it has the client of a Google project"
	}
	_, set, ok := strings.Cut(v.StrOf("@odata.context"), "$metadata#")
	if i := strings.IndexAny(set, "(/"); i >= 0 {
		set = set[:i]
	}
	if ok && set != "applications" && set != "" && !v.Has("appId") && !strings.HasPrefix(set, "microsoft.graph.") &&
		set != "directoryObjects" && set != "Collection" {
		return "Microsoft Graph answered about " + mask.Cut(set, 64)
	}
	return ""
}

// otherList is otherDocument for a list in a document, whose first element says what all are.
func otherList(v strictjson.Value, list []strictjson.Value) string {
	if other := otherDocument(v); other != "" || len(list) == 0 {
		return other
	}
	return ofFirst(otherDocument(list[0]))
}

// ofFirst says of the first of several what is said of one.
func ofFirst(what string) string {
	if rest, ok := strings.CutPrefix(what, "it "); ok {
		return "the first " + rest
	}
	return what
}

// principalWords say what to use in place of an enterprise application.
const principalWords = "this is an enterprise application (service principal), not an app registration; " +
	"use App registrations > your app > Manifest, or " + useShow

// servicePrincipal recognizes an enterprise application, which has an appId too.
func servicePrincipal(v strictjson.Value) string {
	own := v.HasAny("servicePrincipalType", "appOwnerOrganizationId", "servicePrincipalNames", "appOwnerTenantId")
	if own ||
		v.StrOf("objectType") == "ServicePrincipal" ||
		strings.HasSuffix(v.StrOf("@odata.type"), ".servicePrincipal") ||
		principalList(v) {
		return principalWords
	}
	if IsNewPrincipal(v) {
		return "this has a new client secret (az ad sp create-for-rbac, az ad app credential reset) and no app " +
			"registration; use " + useShow + ", and don't share this output"
	}
	return ""
}

// principalList recognizes an answer of Microsoft Graph about service principals by the address of its metadata.
func principalList(v strictjson.Value) bool {
	return strings.Contains(v.StrOf("@odata.context"), "#servicePrincipals")
}

// formOf recognizes the form by the members that only it has. Those that set something count before those that are
// there.
func formOf(v strictjson.Value) Form {
	isAz, isLegacy := given(v, azMembers...), given(v, olderMembers...)
	isGraph := setting(newerMembers, v) >= 0 || given(v, "web", "api") && setting(olderMembers, v) < 0
	switch {
	case !isGraph && isAz:
		return FormLegacyAz
	case !isGraph && isLegacy:
		return FormLegacy
	case !v.Has("appId"):
		return FormFragment
	case v.Has("@odata.context"), v.Has("owners@odata.context"):
		return FormResponse
	}
	return FormGraph
}

// azMembers are those that only the oldest format of the Azure CLI has.
var azMembers = []string{"replyUrls", "availableToOtherTenants", "objectId"}

// olderMembers are those of the older format whose settings are elsewhere in the format of Microsoft Graph.
var olderMembers = []string{
	"replyUrlsWithType", "replyUrls", "oauth2AllowIdTokenImplicitFlow", "oauth2AllowImplicitFlow",
	"accessTokenAcceptedVersion", "acceptMappedClaims", "availableToOtherTenants", "allowPublicClient", "logoutUrl",
	"oauth2Permissions",
}

// newerMembers are the places of those settings in the format of Microsoft Graph. publicClient is there an object; the
// oldest format of the Azure CLI has a Boolean of that name.
var newerMembers = []string{"web", "api", "spa", "publicClient", "isFallbackPublicClient"}

// mixed names the members of both formats in one document that set something: which of the two settings counts is not
// known; empty: it has one format.
func mixed(v strictjson.Value) string {
	older, newer := setting(olderMembers, v), setting(newerMembers, v)
	if older < 0 || newer < 0 {
		return ""
	}
	return "this has members of two formats of an app registration: " + olderMembers[older] + " is of the older one, " +
		newerMembers[newer] + " of Microsoft Graph's. Use the manifest as the portal gives it"
}

// given reports whether one of the members is there and not null.
func given(v strictjson.Value, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		m := v.Get(name)
		return m.Exists() && m.Kind != strictjson.Null
	})
}

// setting is the index of the first member that sets something; negative: none does.
func setting(names []string, v strictjson.Value) int {
	return slices.IndexFunc(names, func(name string) bool {
		return sets(v.Get(name)) && (name != "publicClient" || v.Get(name).Kind == strictjson.Object)
	})
}

// sets reports whether a value differs from what is there where nothing was set: null, false, an empty text or list,
// and an object of those.
func sets(v strictjson.Value) bool {
	switch v.Kind {
	case strictjson.Object:
		return slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return sets(m.Value) })
	case strictjson.Array:
		return len(v.Elems()) > 0
	case strictjson.Bool:
		return v.Text == "true"
	case strictjson.String, strictjson.Number:
		return v.Text != ""
	}
	return false
}

// The members that complete documents have, with null or an empty list where nothing is set. A query may leave out any
// of them.
var (
	wholeGraph = []string{
		"appId", "signInAudience", "web", "api", "optionalClaims", "requiredResourceAccess", "isFallbackPublicClient",
		"passwordCredentials",
	}
	wholeLegacy = []string{
		"appId", "signInAudience", "replyUrlsWithType", "optionalClaims", "requiredResourceAccess", "passwordCredentials",
		"acceptMappedClaims", "oauth2AllowIdTokenImplicitFlow",
	}
	wholeLegacyAz = []string{
		"appId", "replyUrls", "availableToOtherTenants", "optionalClaims", "requiredResourceAccess", "passwordCredentials",
	}
)

// moreGraph are members that whole documents of Microsoft Graph have, too. Old manifests may lack one of them.
var moreGraph = []string{"spa", "publicClient", "disabledByMicrosoftStatus"}

// isPartial reports whether a document lacks members that complete ones have. One of which a query selected the
// members has what was selected, and nothing else is known.
func isPartial(v strictjson.Value, form Form, isSelected bool) bool {
	whole := wholeGraph
	switch form {
	case FormLegacy:
		whole = wholeLegacy
	case FormLegacyAz:
		whole = wholeLegacyAz
	default:
		lacking := 0
		for _, name := range moreGraph {
			if !v.Has(name) {
				lacking++
			}
		}
		web := v.Get("web")
		if lacking == len(moreGraph) || isSelected && lacking > 0 || !web.Has("redirectUris") {
			return true
		}
	}
	return slices.ContainsFunc(whole, func(name string) bool { return !v.Has(name) })
}

// selected reports whether a response of Microsoft Graph says that a query selected members ($select): its context
// names them, as in #applications(id,appId)/$entity. #applications('ID') names an object, and owners() what was
// expanded (OData 4.01 JSON format, section 10: context URL).
func selected(v strictjson.Value) bool {
	_, set, _ := strings.Cut(v.StrOf("@odata.context"), "$metadata#")
	_, list, _ := strings.Cut(set, "(")
	deep, name := 0, ""
	for _, c := range list + ")" {
		switch {
		case (c == ',' || c == ')') && deep == 0:
			if memberSet()[strings.TrimSpace(name)] {
				return true
			}
			if name = ""; c == ')' {
				return false
			}
			continue
		case c == '(':
			deep++
		case c == ')':
			deep--
		}
		name += string(c)
	}
	return false
}

// decodeStart decodes the beginning of a base64 text.
func decodeStart(text string) []byte {
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	text = text[:min(len(text), 64)]
	text = text[:len(text)/4*4]
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		der, err = base64.URLEncoding.DecodeString(text)
	}
	if err != nil {
		return nil
	}
	return der
}

// IsNewPrincipal recognizes the output of az ad sp create-for-rbac: a client secret with
// the name password.
func IsNewPrincipal(v strictjson.Value) bool {
	return v.Has("appId") && v.Get("password").Kind == strictjson.String && v.Has("tenant")
}

// LooksLike reports whether a text is the JSON of an app registration, of a
// list of them, or of part of one. Invalid JSON counts too if it names a member that only
// registrations have, so that the user learns what is wrong with it.
func LooksLike(data []byte) bool {
	d, err := readAppDocument(data)
	if err != nil {
		text := string(data)
		return strings.Contains(text, `"passwordCredentials"`) || strings.Contains(text, `"requiredResourceAccess"`)
	}
	return d.recast || Is(d.value)
}

// Is reports whether a JSON value is an app registration, or a list of them.
func Is(v strictjson.Value) bool {
	if items, _, ok := listOf(v); ok {
		return len(items) > 0 && isRegistration(items[0])
	}
	return isRegistration(v)
}
