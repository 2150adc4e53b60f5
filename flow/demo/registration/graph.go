package registration

import (
	"fmt"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/tenant"
	"edov/flow/strictjson"
)

// Graph is the registration in the form of Microsoft Graph (resource type
// application).
func (a *App) Graph() map[string]any {
	secrets := []any{}
	for _, secret := range a.Secrets {
		secrets = append(secrets, secret.credential())
	}
	return map[string]any{
		"id": a.ObjectID, "appId": a.ClientID, "displayName": a.Name,
		"createdDateTime": a.Created.UTC().Format(time.RFC3339), "publisherDomain": tenant.Contoso.Domain,
		"signInAudience": a.Audience, "isFallbackPublicClient": a.PublicClient, "disabledByMicrosoftStatus": nil,
		"identifierUris": []any{}, "appRoles": []any{}, "tags": []any{}, "groupMembershipClaims": nil,
		"web": map[string]any{
			"homePageUrl": nil, "logoutUrl": orNull(a.LogoutURL), "redirectUris": a.RedirectsOf(appreg.PlatformWeb),
			"implicitGrantSettings": map[string]any{
				"enableIdTokenIssuance": a.ImplicitIDToken, "enableAccessTokenIssuance": a.ImplicitAccessToken,
			},
		},
		"spa":          map[string]any{"redirectUris": a.RedirectsOf(appreg.PlatformSPA)},
		"publicClient": map[string]any{"redirectUris": a.RedirectsOf(appreg.PlatformPublic)},
		"api": map[string]any{
			"acceptMappedClaims": a.AcceptMapped, "requestedAccessTokenVersion": a.TokenVersion,
			"knownClientApplications": []any{}, "oauth2PermissionScopes": []any{}, "preAuthorizedApplications": []any{},
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

// graph is null when no claim was ever requested, as at Microsoft.
func (o OptionalClaims) graph() any {
	if len(o.IDToken)+len(o.AccessToken) == 0 {
		return nil
	}
	list := func(claims []OptionalClaim) []any {
		out := []any{}
		for _, c := range claims {
			properties := append([]string{}, c.Properties...)
			out = append(out, map[string]any{
				"name": c.Name, "source": orNull(c.Source), "essential": c.Essential, "additionalProperties": properties,
			})
		}
		return out
	}
	return map[string]any{"idToken": list(o.IDToken), "accessToken": list(o.AccessToken), "saml2Token": []any{}}
}

// PermissionUserRead is the ID of User.Read, which the portal gives to every
// new registration.
const PermissionUserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d"

// PermissionIDs are the delegated permissions of Microsoft Graph that the demo
// knows.
func PermissionIDs() []string {
	return []string{appreg.PermissionOpenID, appreg.PermissionName, appreg.PermissionEmail, PermissionUserRead}
}

// PermissionName is the name of a permission by its ID, "" when the demo does
// not know it.
func PermissionName(id string) string {
	switch id {
	case appreg.PermissionOpenID:
		return "openid"
	case appreg.PermissionName:
		return "profile"
	case appreg.PermissionEmail:
		return "email"
	case PermissionUserRead:
		return "User.Read"
	}
	return ""
}

func (a *App) requiredAccess() []any {
	if len(a.Permissions) == 0 {
		return []any{}
	}
	scopes := []any{}
	for _, id := range a.Permissions {
		scopes = append(scopes, map[string]any{"id": id, "type": "Scope"})
	}
	return []any{map[string]any{"resourceAppId": appreg.GraphAppID, "resourceAccess": scopes}}
}

// credential is a secret as passwordCredential.
func (c Secret) credential() map[string]any {
	return map[string]any{
		"customKeyIdentifier": nil, "displayName": c.Name, "hint": c.Hint, "keyId": c.KeyID, "secretText": nil,
		"startDateTime": c.Start.UTC().Format(time.RFC3339), "endDateTime": c.End.UTC().Format(time.RFC3339),
	}
}

// Answer is a new secret as Microsoft Graph shows it once, with its value.
func (c Secret) Answer(value string) strictjson.Value {
	return with(asValue(c.credential()), "secretText", strictjson.Text(value))
}

// MayAddSecret says why a registration in the form of Microsoft Graph can have no more secrets. The error is a
// *Refusal.
func MayAddSecret(app strictjson.Value) error {
	most := maxSecrets
	if a := (&App{Audience: app.StrOf("signInAudience")}); a.TakesPersonal() {
		most = MaxPersonalSecrets
	}
	if len(app.Get("passwordCredentials").Elems()) < most {
		return nil
	}
	return &Refusal{"passwordCredentials.count", fmt.Sprintf("an app of this kind may have %d client secrets", most)}
}
