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

// registration is the scenario's app registration in the form of Microsoft
// Graph (resource type application).
func (s *Server) registration() map[string]any {
	sc := s.scenario
	audience := flow.AudienceAll
	if sc.SingleTenant {
		audience = flow.AudienceMyOrg
	}
	redirects := []string{ProductRedirectURI, flow.DefaultRedirectURI}
	if sc.NoRedirect {
		redirects = redirects[:1]
	}
	idToken, accessToken := []any{optionalClaim("email"), optionalClaim("xms_edov")}, []any{optionalClaim("email"), optionalClaim("xms_edov")}
	switch {
	case sc.HalfDone:
		idToken, accessToken = []any{optionalClaim("email"), optionalClaim("xms_pdl")}, []any{optionalClaim("email"), optionalClaim("xms_pdl")}
	case sc.NoEDOV:
		idToken = idToken[:1]
	}
	var remove any
	if sc.KeepUnverified {
		remove = false
	}
	var mapped any
	if sc.HalfDone {
		mapped = true
	}
	today := s.userNow().UTC().Truncate(24 * time.Hour)
	end := s.secretExpires()
	start := end.AddDate(0, 0, -200)
	return map[string]any{
		"id": objectID, "appId": ClientID, "displayName": AppName, "createdDateTime": today.AddDate(0, -2, 0).Format(time.RFC3339),
		"signInAudience": audience, "publisherDomain": contoso.domain, "disabledByMicrosoftStatus": nil, "isFallbackPublicClient": nil,
		"identifierUris": []any{}, "appRoles": []any{}, "tags": []any{}, "groupMembershipClaims": nil,
		"web": map[string]any{
			"homePageUrl": nil, "logoutUrl": nil, "redirectUris": redirects,
			"implicitGrantSettings": map[string]any{"enableIdTokenIssuance": false, "enableAccessTokenIssuance": false},
		},
		"spa": map[string]any{"redirectUris": []any{}}, "publicClient": map[string]any{"redirectUris": []any{}},
		"api": map[string]any{
			"acceptMappedClaims": mapped, "knownClientApplications": []any{}, "requestedAccessTokenVersion": 2,
			"oauth2PermissionScopes": []any{}, "preAuthorizedApplications": []any{},
		},
		"optionalClaims": map[string]any{"idToken": idToken, "accessToken": accessToken, "saml2Token": []any{}},
		"requiredResourceAccess": []any{map[string]any{"resourceAppId": flow.GraphAppID, "resourceAccess": []any{
			graphScope(flow.PermissionOpenID), graphScope(flow.PermissionName), graphScope(flow.PermissionEmail),
		}}},
		"passwordCredentials":     []any{passwordCredential("web", s.secret[:3], start, end)},
		"keyCredentials":          []any{},
		"authenticationBehaviors": map[string]any{"removeUnverifiedEmailClaim": remove},
	}
}

func optionalClaim(name string) map[string]any {
	return map[string]any{"name": name, "source": nil, "essential": false, "additionalProperties": []any{}}
}

func graphScope(id string) map[string]any { return map[string]any{"id": id, "type": "Scope"} }

// nameGUID is a GUID that stays the same for a name.
func nameGUID(name string) string {
	h := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x-%x-4%03x-8%03x-%x", h[:4], h[4:6], uint16(h[6])<<4|uint16(h[7])>>4, uint16(h[8])<<4|uint16(h[9])>>4, h[10:16])
}
