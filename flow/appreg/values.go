package appreg

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"edov/flow/mask"
	"edov/flow/strictjson"
)

// OddValue is a value that Microsoft does not write: a known one in other letter case or
// in quotes, or one that its documentation does not have.
type OddValue struct {
	Place Place `json:"place"`
	// Written is the value as JSON; empty if the member is missing.
	Written string `json:"written,omitempty"`
	// Means is the value that it is read as; empty if it is none that edov knows.
	Means   string   `json:"means,omitempty"`
	Allowed []string `json:"allowed"`
	// Refused is set where Microsoft Graph is known to refuse the value, although
	// its meaning is clear.
	Refused bool `json:"refused,omitempty"`
}

// enumeration is a member that has one of a few values.
type enumeration struct {
	path     string          // as Place.Path has it; [] is every element of a list
	kind     strictjson.Kind // of the values
	values   []string
	joined   bool // one text may hold several, separated by commas
	exact    bool // Microsoft Graph refuses other letter case
	required bool // null and a missing member are not allowed
}

// enumerations are the members with a few allowed values. Single settings come before
// those of lists, of which only the first few odd values are kept.
//
// Sources: Microsoft's references of both manifest formats, and of the resource types
// application, optionalClaim, keyCredential and resourceAccess. How strictly the editor
// of the portal compares is not documented. These were seen: "SPA" for Spa in a tutorial
// of Microsoft's, "false" in quotes in the manifest reference, several group claims in
// one text (terraform-provider-azuread issue 375), and "role" refused by Microsoft Graph
// (microsoft-graph-docs issue 7743).
var enumerations = sync.OnceValue(func() []enumeration {
	return slices.Concat(
		texts(AudienceMyOrg+" "+AudienceOrgs+" "+AudienceAll+" "+AudiencePersonal, "signInAudience"),
		texts("NotDisabled DisabledDueToViolationOfServicesAgreement", "disabledByMicrosoftStatus"),
		[]enumeration{{
			path: "groupMembershipClaims", kind: strictjson.String, joined: true,
			values: []string{"None", "SecurityGroup", "ApplicationGroup", "DirectoryRole", "All"},
		}},
		texts("none all", "nativeAuthenticationApisEnabled"),
		texts("Allow RequireConsentForPrivacyServices RequireConsentForMinors RequireConsentForKids BlockMinors",
			"parentalControlSettings.legalAgeGroupRule"),
		settings(strictjson.Number, "1 2", "api.requestedAccessTokenVersion accessTokenAcceptedVersion"),
		settings(strictjson.Bool, "true false", `availableToOtherTenants publicClient allowPublicClient
			isFallbackPublicClient isDisabled isDeviceOnlyAuthSupported oauth2AllowIdTokenImplicitFlow
			oauth2AllowImplicitFlow oauth2AllowUrlPathMatching oauth2RequirePostResponse
			oauth2RequiredPostResponse acceptMappedClaims api.acceptMappedClaims allowGuestsSignIn
			allowPassthroughUsers
			web.implicitGrantSettings.enableIdTokenIssuance web.implicitGrantSettings.enableAccessTokenIssuance
			authenticationBehaviors.removeUnverifiedEmailClaim authenticationBehaviors.blockAzureADGraphAccess
			requestSignatureVerification.isSignedRequestRequired servicePrincipalLockConfiguration.isEnabled
			optionalClaims.idToken[].essential optionalClaims.accessToken[].essential optionalClaims.saml2Token[].essential
			appRoles[].isEnabled api.oauth2PermissionScopes[].isEnabled oauth2Permissions[].isEnabled`),
		texts("user", `optionalClaims.idToken[].source optionalClaims.accessToken[].source
			optionalClaims.saml2Token[].source`),
		texts(`cloud_displayname dns_domain_and_sam_account_name emit_as_roles include_externally_authenticated_upn
			include_externally_authenticated_upn_without_hash max_size_limit netbios_domain_and_sam_account_name
			on_premise_security_identifier sam_account_name use_guid`, `optionalClaims.idToken[].additionalProperties[]
			optionalClaims.accessToken[].additionalProperties[] optionalClaims.saml2Token[].additionalProperties[]`),
		[]enumeration{{
			path: "replyUrlsWithType[].type", kind: strictjson.String, required: true,
			values: []string{"Web", "Spa", "InstalledClient"},
		}},
		texts("AsymmetricX509Cert X509CertAndPassword Symmetric", "keyCredentials[].type"),
		texts("Verify Sign None PairwiseIdentifier DelegationLimit Decrypt Encrypt HashedIdentifier SelfSignedTls",
			"keyCredentials[].usage"),
		texts("User Application", "appRoles[].allowedMemberTypes[]"),
		texts("User Admin", "api.oauth2PermissionScopes[].type oauth2Permissions[].type"),
		[]enumeration{{
			path: "requiredResourceAccess[].resourceAccess[].type", kind: strictjson.String,
			values: []string{"Scope", "Role"}, exact: true, required: true,
		}},
	)
})

func texts(values, paths string) []enumeration { return settings(strictjson.String, values, paths) }

// settings are enumerations with the same values.
func settings(kind strictjson.Kind, values, paths string) []enumeration {
	var list []enumeration
	for _, path := range strings.Fields(paths) {
		list = append(list, enumeration{path: path, kind: kind, values: strings.Fields(values)})
	}
	return list
}

// maxOddValues bounds how many are kept; the others are only counted.
const maxOddValues = 20

// plain rewrites the values of enumerations as Microsoft writes them, where their meaning
// is clear, and notes those that were written in another way.
func (r *reader) plain(v strictjson.Value) {
	path := make([]byte, 0, 128)
	all := enumerations()
	for i := range all {
		e := &all[i]
		e.each(&v, e.path, path, func(path []byte, value *strictjson.Value, at *strictjson.Value) {
			r.plainValue(e, string(path), value, *at)
		})
	}
}

// seer receives a value, or nil, with the part of the document that has its place.
type seer func(path []byte, v, at *strictjson.Value)

// each finds the values at the rest of a path that are not as Microsoft writes them. For a required value that is
// missing, see gets nil and the object that should have it. Most are as they should be, so that paths are only texts
// where one is not.
func (e *enumeration) each(v *strictjson.Value, rest string, path []byte, see seer) {
	step, rest, more := strings.Cut(rest, ".")
	name, list := strings.CutSuffix(step, "[]")
	found := v.Place(name)
	if found == nil && (!e.required || more || v.Kind != strictjson.Object) {
		return
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	path = append(path, name...)
	one := func(value *strictjson.Value, path []byte) {
		if more {
			e.each(value, rest, path, see)
		} else if !e.ordinary(value) {
			see(path, value, value)
		}
	}
	switch {
	case found == nil:
		see(path, nil, v)
	case list:
		for i := range found.Elems() {
			one(&found.Elems()[i], append(strconv.AppendInt(append(path, '['), int64(i), 10), ']'))
		}
	default:
		one(found, path)
	}
}

// ordinary reports whether there is nothing to say about a value.
func (e *enumeration) ordinary(v *strictjson.Value) bool {
	switch v.Kind {
	case strictjson.Object: // publicClient of Microsoft Graph is one
		return true
	case strictjson.Null:
		return !e.required
	}
	return v.Kind == e.kind && e.isPlain(v.Text)
}

func (r *reader) plainValue(e *enumeration, path string, v *strictjson.Value, at strictjson.Value) {
	odd := OddValue{Place: r.place(path, at), Allowed: e.values}
	if v != nil {
		means := e.meaning(*v)
		odd.Refused = means != "" && e.exact
		odd.Means, odd.Written = means, mask.Cut(v.Compact(), maxOddText)
		if means != "" {
			v.Kind, v.Text = e.kind, means
		}
	}
	r.a.OddCount++
	if len(r.a.OddValues) < maxOddValues {
		r.a.OddValues = append(r.a.OddValues, odd)
	}
}

// maxOddText bounds an odd value; all known values are shorter.
const maxOddText = 100

// meaning is a value as Microsoft writes it; empty if it is none of the allowed ones.
func (e *enumeration) meaning(v strictjson.Value) string {
	if v.Kind != strictjson.String && v.Kind != e.kind {
		return ""
	}
	var known []string
	for _, part := range e.parts(v.Text) {
		i := slices.IndexFunc(e.values, func(value string) bool { return strings.EqualFold(value, part) })
		if i < 0 {
			return ""
		}
		known = append(known, e.values[i])
	}
	return strings.Join(known, ", ")
}

// isPlain reports whether an allowed value is written as Microsoft writes it.
func (e *enumeration) isPlain(text string) bool {
	if !e.joined {
		return slices.Contains(e.values, text)
	}
	return !slices.ContainsFunc(e.parts(text), func(part string) bool { return !slices.Contains(e.values, part) })
}

// parts are the values that a text holds.
func (e *enumeration) parts(text string) []string {
	if !e.joined {
		return []string{text}
	}
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
