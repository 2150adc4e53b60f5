package appreg

import (
	"cmp"
	"fmt"
	"time"
)

// App is an app registration of Microsoft Entra ID, read from any of the
// forms in which Microsoft writes it, with the place of each value. It carries no
// secret: the values of secrets in a document are dropped while it is read, and only
// Credential.HasValue remains.
//
// The names are those of Microsoft Graph (resource type application).
type App struct {
	Form   Form   `json:"form"`
	Source string `json:"source,omitempty"` // a file's name, "standard input", "Microsoft Graph"
	// Partial is set when the document is only part of a registration (a
	// fragment, or a $select): what it does not mention is not known.
	Partial bool `json:"partial,omitempty"`
	// TestServer is set for the app of a test server, such as the demo tenant:
	// Microsoft's portal does not have it.
	TestServer bool `json:"test_server,omitempty"`
	// ReadAt is when it was read, if it is kept and checked with later sign-ins; zero:
	// just now.
	ReadAt time.Time `json:"read_at,omitzero"`

	ObjectID    Setting[string] `json:"id"`
	AppID       Setting[string] `json:"app_id"`
	DisplayName Setting[string] `json:"display_name"`
	Audience    Setting[string] `json:"sign_in_audience"`
	CreatedAt   time.Time       `json:"created_at,omitzero"`
	// DisabledStatus is disabledByMicrosoftStatus, Disabled the newer isDisabled.
	DisabledStatus Setting[string] `json:"disabled_by_microsoft"`
	Disabled       Setting[bool]   `json:"is_disabled"`

	// DeletedAt is when it was deleted: for 30 days it can be restored. Zero: it was not.
	DeletedAt time.Time `json:"deleted_at,omitzero"`
	// DeletedUnread is set where such a date is there and can't be read.
	DeletedUnread bool `json:"deleted_unread,omitempty"`

	RedirectURIs []RedirectURI `json:"redirect_uris"`
	// RedirectsKnown is set when the document has the list of the platform Web, even an empty one.
	RedirectsKnown bool `json:"redirects_known,omitempty"`
	// RedirectsCut is set when part of a document has the lists of some platforms and leaves others out.
	RedirectsCut bool `json:"redirects_cut,omitempty"`
	// IdentifierURIs are the App ID URIs, which are the audience of v1.0 access tokens for
	// the app's own API.
	IdentifierURIs []string        `json:"identifier_uris,omitempty"`
	RedirectPlace  Place           `json:"redirect_place,omitzero"` // the list of platform Web
	LogoutURL      Setting[string] `json:"logout_url"`
	// The two implicit switches of Authentication.
	ImplicitIDToken     Setting[bool] `json:"implicit_id_token"`
	ImplicitAccessToken Setting[bool] `json:"implicit_access_token"`
	PublicClient        Setting[bool] `json:"public_client"` // isFallbackPublicClient

	AcceptMappedClaims Setting[bool] `json:"accept_mapped_claims"` // null reads as false
	TokenVersion       Setting[int]  `json:"token_version"`        // requestedAccessTokenVersion; null reads as 1
	// VersionWritten is the JSON that the document has for it; empty: not known.
	VersionWritten string `json:"version_written,omitempty"`
	// RemoveUnverifiedEmail is authenticationBehaviors.removeUnverifiedEmailClaim:
	// "true", "false", or "" for null. Graph sends it only when asked.
	RemoveUnverifiedEmail Setting[string] `json:"remove_unverified_email"`

	OptionalClaims OptionalClaims `json:"optional_claims"`

	Roles int `json:"app_roles,omitempty"` // how many app roles it defines

	Permissions      []Permission `json:"permissions"`
	PermissionsPlace Place        `json:"permissions_place,omitzero"`

	Credentials []Credential `json:"credentials"` // secrets, then certificates
	// CredentialsKnown is set when the document has the whole list of secrets.
	CredentialsKnown bool `json:"credentials_known"`
	// CertificatesUnknown is set when the document leaves keyCredentials out.
	CertificatesUnknown bool `json:"certificates_unknown,omitempty"`
	// CredentialsCut is set when the document names a next page of its secrets or
	// certificates, which it does not contain.
	CredentialsCut bool `json:"credentials_cut,omitempty"`
	// SecretOnly is set for the response to adding a secret: it is about that secret, and
	// says nothing about others or about certificates.
	SecretOnly bool `json:"secret_only,omitempty"`
	// Alone is set for one secret or certificate that was copied out of its list: nothing is known of others.
	Alone bool `json:"alone,omitempty"`
	// SecretMatch says which credential the connection's secret is, by its
	// first three characters (passwordCredential.hint): see MatchSecret.
	SecretMatch SecretMatch `json:"secret_match,omitempty"`

	Entries      int      `json:"entries"`                 // in all collections together
	Unknown      []string `json:"unknown,omitempty"`       // members that no form has, the first few
	UnknownCount int      `json:"unknown_count,omitempty"` // of them all
	PrivateNames []string `json:"private_names,omitempty"` // paths at which secret material was found
	// OddValues are the first few values of enumerations that Microsoft writes in another
	// way. Where their meaning is clear, it is in the settings above.
	OddValues []OddValue `json:"odd_values,omitempty"`
	OddCount  int        `json:"odd_count,omitempty"` // of them all
	// Blanks are the places of placeholders, the first of them: the document is a template.
	Blanks     []Place `json:"blanks,omitempty"`
	BlankCount int     `json:"blank_count,omitempty"` // of them all
	Raw        Raw     `json:"raw,omitzero"`          // lists that a change must write again whole

	twoWays string // a date that can be read in two ways, the first
}

// Form says how a registration was written.
type Form string

// The forms of a registration.
const (
	FormGraph    Form = "graph"         // portal manifest, Microsoft Graph form
	FormResponse Form = "graph-answer"  // a response of Microsoft Graph, or of az 2.37 and later
	FormLegacy   Form = "legacy"        // portal manifest, Azure AD Graph form (until January 2025)
	FormLegacyAz Form = "legacy-answer" // a response of Azure AD Graph, or of az before 2.37
	FormFragment Form = "fragment"      // part of a manifest
	FormTyped    Form = "typed"         // nothing was read: see Typed
)

// Typed stands for an app registration of which only the expiry date of one
// secret is known, as the user entered it; zero: not known. The names may be empty.
func Typed(clientID, appName, secretName string, expires time.Time) *App {
	secret := Credential{Kind: CredentialSecret, Name: cmp.Or(secretName, "client secret")}
	if !expires.IsZero() {
		secret.End = expires.Add(-time.Second) // a day ends at the midnight after it
	}
	return &App{
		Form: FormTyped, Partial: true, CertificatesUnknown: true, Credentials: []Credential{secret},
		AppID: Setting[string]{Value: clientID}, DisplayName: Setting[string]{Value: appName},
	}
}

// Words names the form for people.
func (f Form) Words() string {
	switch f {
	case FormGraph:
		return "manifest, Microsoft Graph form"
	case FormResponse:
		return "Microsoft Graph response"
	case FormLegacy:
		return "manifest, older Azure AD Graph form"
	case FormLegacyAz:
		return "Azure AD Graph response"
	}
	return "part of a manifest"
}

// Legacy reports whether the older names are used.
func (f Form) Legacy() bool { return f == FormLegacy || f == FormLegacyAz }

// Place is where a value was read: its path in the document, and its line in a file; 0 if
// there is none.
type Place struct {
	Path string `json:"path,omitempty"`
	Line int    `json:"line,omitempty"`
}

// String is "line 61, optionalClaims.idToken".
func (p Place) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("line %d, %s", p.Line, p.Path)
}

// Setting is one value, whether the document mentions it (even as null), and where.
type Setting[T any] struct {
	Value T     `json:"value"`
	Known bool  `json:"known"`
	Place Place `json:"place,omitzero"`
}

// The platforms of a redirect URI, as Microsoft Graph names them.
const (
	PlatformWeb    = "web"
	PlatformSPA    = "spa"
	PlatformPublic = "publicClient"
	// PlatformUnknown is for a redirect URI whose type Microsoft does not define.
	PlatformUnknown = "unknown"
)

// PlatformWords names a platform as the portal does.
func PlatformWords(platform string) string {
	switch platform {
	case PlatformWeb:
		return "Web"
	case PlatformSPA:
		return "Single-page application"
	case PlatformPublic:
		return "Mobile and desktop applications"
	}
	return "an unknown platform"
}

// RedirectURI is one registered redirect URI.
type RedirectURI struct {
	URI      string `json:"uri"`
	Platform string `json:"platform"`
	Place    Place  `json:"place,omitzero"`
}

// OptionalClaims are the optional claims of the registration, by token.
type OptionalClaims struct {
	Known       bool            `json:"known"`
	Place       Place           `json:"place,omitzero"`
	IDToken     []OptionalClaim `json:"id_token"`
	AccessToken []OptionalClaim `json:"access_token"`
	// The places of the two lists.
	IDTokenPlace     Place `json:"id_token_place,omitzero"`
	AccessTokenPlace Place `json:"access_token_place,omitzero"`
}

// OptionalClaim is one entry of optionalClaims.
type OptionalClaim struct {
	Name   string `json:"name"`
	Source string `json:"source,omitempty"`
	Place  Place  `json:"place,omitzero"`
}

// Permission is one entry of requiredResourceAccess.
type Permission struct {
	Resource string `json:"resource"` // the API's client ID
	ID       string `json:"id"`
	Type     string `json:"type"` // "Scope" (delegated) or "Role" (application); anything else is unknown
	Place    Place  `json:"place,omitzero"`
}

// Raw are lists as compact JSON of Microsoft Graph's form: a change of one element has to
// send the whole list.
type Raw struct {
	OptionalClaims string `json:"optional_claims,omitempty"`
	Permissions    string `json:"permissions,omitempty"`
}

// Well-known client IDs and permissions (Microsoft Graph permissions
// reference).
const (
	GraphAppID       = "00000003-0000-0000-c000-000000000000"
	RetiredGraph     = "00000002-0000-0000-c000-000000000000" // Azure AD Graph
	PermissionOpenID = "37f7f235-527c-4136-accd-4a02d197296e"
	PermissionName   = "14dad69e-099b-42c9-810b-d002981feec1" // profile
	PermissionEmail  = "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"
)

// The values of signInAudience.
const (
	AudienceMyOrg     = "AzureADMyOrg"
	AudienceOrgs      = "AzureADMultipleOrgs"
	AudienceAll       = "AzureADandPersonalMicrosoftAccount"
	AudiencePersonal  = "PersonalMicrosoftAccount"
	maxUnknownMembers = 10
	maxText           = 64 << 10 // of one string
	maxAppName        = 1024     // it is shown in every list
)

// File is the name of the file that the registration was read from; empty where it came from elsewhere: standard
// input, Microsoft Graph, the demo tenant, a paste.
func (a *App) File() string {
	switch a.Source {
	case "standard input", "Microsoft Graph", "demo", "pasted":
		return ""
	}
	return a.Source
}
