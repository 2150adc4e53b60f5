package registration

import (
	"slices"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
)

// App is the app registration of the demo tenant: everything the pages change
// and the service reads. It is plain data, so that it can be saved and loaded,
// and it holds no value of a secret. The JSON members have the names of
// Microsoft Graph.
type App struct {
	ObjectID  string     `json:"id"`
	ClientID  string     `json:"appId"`
	Name      string     `json:"displayName"`
	Created   time.Time  `json:"createdDateTime"`
	Audience  string     `json:"signInAudience"` // one of flow's Audience constants
	Redirects []Redirect `json:"redirectUris"`
	LogoutURL string     `json:"logoutUrl,omitempty"`

	ImplicitIDToken     bool  `json:"enableIdTokenIssuance"`
	ImplicitAccessToken bool  `json:"enableAccessTokenIssuance"`
	PublicClient        *bool `json:"isFallbackPublicClient"` // nil: null
	AcceptMapped        *bool `json:"acceptMappedClaims"`
	TokenVersion        *int  `json:"requestedAccessTokenVersion"`
	// RemoveUnverified is removeUnverifiedEmailClaim. What nil means depends at
	// Microsoft on when an app was made; in the demo it keeps the email.
	RemoveUnverified *bool `json:"removeUnverifiedEmailClaim"`

	OptionalClaims OptionalClaims `json:"optionalClaims"`
	Permissions    []string       `json:"permissions"` // IDs of delegated permissions of Microsoft Graph
	Secrets        []Secret       `json:"passwordCredentials"`
	// NoPrincipal is set for an app that was created at Microsoft Graph and has no service principal (enterprise
	// application) yet. The portal makes both.
	NoPrincipal bool `json:"noServicePrincipal,omitempty"`
}

// PrincipalID is the object ID of an app's service principal in the demo tenant.
func PrincipalID(clientID string) string {
	return credential.NameGUID("service principal of " + strings.ToLower(clientID))
}

// Redirect is a redirect URI with its platform, one of flow's Platform
// constants: the platform decides how a code may be redeemed.
type Redirect struct {
	URI      string `json:"uri"`
	Platform string `json:"platform"`
}

// OptionalClaims are the optional claims by token. Those for SAML are left out:
// the demo issues none.
type OptionalClaims struct {
	IDToken     []OptionalClaim `json:"idToken"`
	AccessToken []OptionalClaim `json:"accessToken"`
}

// OptionalClaim is one requested claim, with what a manifest can say of it.
type OptionalClaim struct {
	Name       string   `json:"name"`
	Source     string   `json:"source,omitempty"`
	Essential  bool     `json:"essential,omitempty"`
	Properties []string `json:"additionalProperties,omitempty"`
}

// Secret is a client secret without its value. The hint is how the value
// begins.
type Secret struct {
	KeyID string    `json:"keyId"`
	Name  string    `json:"name"`
	Hint  string    `json:"hint"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Clone copies the registration whole: a registration that the server reads is
// never changed, it is replaced.
func (a *App) Clone() *App {
	if a == nil {
		return nil
	}
	c := *a
	c.Redirects, c.Permissions, c.Secrets = slices.Clone(a.Redirects), slices.Clone(a.Permissions), slices.Clone(a.Secrets)
	c.PublicClient, c.AcceptMapped = cloned(a.PublicClient), cloned(a.AcceptMapped)
	c.TokenVersion, c.RemoveUnverified = cloned(a.TokenVersion), cloned(a.RemoveUnverified)
	c.OptionalClaims = OptionalClaims{cloneClaims(a.OptionalClaims.IDToken), cloneClaims(a.OptionalClaims.AccessToken)}
	return &c
}

func cloned[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

func cloneClaims(claims []OptionalClaim) []OptionalClaim {
	c := slices.Clone(claims)
	for i := range c {
		c[i].Properties = slices.Clone(c[i].Properties)
	}
	return c
}

// Is reports whether the registration is that of a client ID. It may be nil:
// then it is not.
func (a *App) Is(clientID string) bool { return a != nil && strings.EqualFold(a.ClientID, clientID) }

// TakesPersonal reports whether personal accounts may sign in.
func (a *App) TakesPersonal() bool {
	return a.Audience == appreg.AudienceAll || a.Audience == appreg.AudiencePersonal
}

// HasClaim reports whether a list of optional claims has one with the name.
func HasClaim(claims []OptionalClaim, name string) bool {
	return slices.ContainsFunc(claims, func(c OptionalClaim) bool { return c.Name == name })
}

// RedirectsOf are the URIs of one platform. The list is never nil: Microsoft
// Graph writes an empty one.
func (a *App) RedirectsOf(platform string) []string {
	uris := []string{}
	for _, r := range a.Redirects {
		if r.Platform == platform {
			uris = append(uris, r.URI)
		}
	}
	return uris
}

// setRedirects replaces the URIs of one platform.
func (a *App) setRedirects(platform string, uris []string) {
	a.Redirects = slices.DeleteFunc(a.Redirects, func(r Redirect) bool { return r.Platform == platform })
	for _, uri := range uris {
		a.Redirects = append(a.Redirects, Redirect{uri, platform})
	}
}

// ClaimsOf is the list of optional claims for one kind of token, "ID" or
// "Access", and nil for any other.
func (a *App) ClaimsOf(token string) *[]OptionalClaim {
	switch token {
	case "ID":
		return &a.OptionalClaims.IDToken
	case "Access":
		return &a.OptionalClaims.AccessToken
	}
	return nil
}

// APIURI is the Application ID URI under which an app exposes its own API.
func APIURI(clientID string) string { return "api://" + clientID + "/" }
