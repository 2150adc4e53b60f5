package demo

import (
	"crypto/sha256"
	"fmt"
	"time"

	"edov/flow"
)

// ProductRedirectURI is the redirect URI of the auth product that the demo
// tenant's app is for.
const ProductRedirectURI = "https://clerk.contoso.example/v1/oauth_callback"

// objectID is the registration's own ID, which is not the client ID.
const objectID = "c2a7e4d9-8b05-4f61-93ec-5d1f7a0b6e38"

// registration is an app registration in the form of Microsoft Graph (resource
// type application).
func (a *App) registration() map[string]any {
	secrets := []any{}
	for _, secret := range a.Secrets {
		secrets = append(secrets, secret.credential())
	}
	return map[string]any{
		"id": a.ObjectID, "appId": a.ClientID, "displayName": a.Name, "createdDateTime": a.Created.UTC().Format(time.RFC3339),
		"signInAudience": a.Audience, "publisherDomain": contoso.domain, "disabledByMicrosoftStatus": nil, "isFallbackPublicClient": a.PublicClient,
		"identifierUris": []any{}, "appRoles": []any{}, "tags": []any{}, "groupMembershipClaims": nil,
		"web": map[string]any{
			"homePageUrl": nil, "logoutUrl": orNull(a.LogoutURL), "redirectUris": a.redirectsOf(flow.PlatformWeb),
			"implicitGrantSettings": map[string]any{"enableIdTokenIssuance": a.ImplicitIDToken, "enableAccessTokenIssuance": a.ImplicitAccessToken},
		},
		"spa":          map[string]any{"redirectUris": a.redirectsOf(flow.PlatformSPA)},
		"publicClient": map[string]any{"redirectUris": a.redirectsOf(flow.PlatformPublic)},
		"api": map[string]any{
			"acceptMappedClaims": a.AcceptMapped, "knownClientApplications": []any{}, "requestedAccessTokenVersion": a.TokenVersion,
			"oauth2PermissionScopes": []any{}, "preAuthorizedApplications": []any{},
		},
		"optionalClaims":          a.OptionalClaims.graph(),
		"requiredResourceAccess":  a.requiredAccess(),
		"passwordCredentials":     secrets,
		"keyCredentials":          []any{},
		"authenticationBehaviors": map[string]any{"removeUnverifiedEmailClaim": a.RemoveUnverified},
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// graph is null where nothing was ever asked for, as at Microsoft.
func (o OptionalClaims) graph() any {
	if len(o.IDToken)+len(o.AccessToken) == 0 {
		return nil
	}
	list := func(claims []OptionalClaim) []any {
		out := []any{}
		for _, c := range claims {
			properties := append([]string{}, c.Properties...)
			out = append(out, map[string]any{"name": c.Name, "source": orNull(c.Source), "essential": c.Essential, "additionalProperties": properties})
		}
		return out
	}
	return map[string]any{"idToken": list(o.IDToken), "accessToken": list(o.AccessToken), "saml2Token": []any{}}
}

// permissionNames are the delegated permissions of Microsoft Graph that the
// demo knows.
var permissionNames = map[string]string{
	flow.PermissionOpenID: "openid", flow.PermissionName: "profile", flow.PermissionEmail: "email", permissionUserRead: "User.Read",
}

// permissionUserRead is what the portal gives to every new registration.
const permissionUserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d"

func (a *App) requiredAccess() []any {
	if len(a.Permissions) == 0 {
		return []any{}
	}
	scopes := []any{}
	for _, id := range a.Permissions {
		scopes = append(scopes, map[string]any{"id": id, "type": "Scope"})
	}
	return []any{map[string]any{"resourceAppId": flow.GraphAppID, "resourceAccess": scopes}}
}

// credential is a secret as passwordCredential.
func (c AppSecret) credential() map[string]any {
	return map[string]any{
		"customKeyIdentifier": nil, "displayName": c.Name, "hint": c.Hint, "keyId": c.KeyID, "secretText": nil,
		"startDateTime": c.Start.UTC().Format(time.RFC3339), "endDateTime": c.End.UTC().Format(time.RFC3339),
	}
}

// nameGUID is a GUID that stays the same for a name.
func nameGUID(name string) string {
	h := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x-%x-4%03x-8%03x-%x", h[:4], h[4:6], uint16(h[6])<<4|uint16(h[7])>>4, uint16(h[8])<<4|uint16(h[9])>>4, h[10:16])
}
