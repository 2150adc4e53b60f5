package appreg

import (
	"fmt"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/lists"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// common reads what both forms call the same.
func (r *reader) common(v strictjson.Value) {
	a := r.a
	a.ObjectID = r.text("id", v.Get("id"))
	r.deleted(v.Get("deletedDateTime"))
	if a.Form == FormLegacyAz {
		a.ObjectID = r.text("objectId", v.Get("objectId"))
		r.deleted(v.Get("deletionTimestamp"))
	}
	a.AppID = r.text("appId", v.Get("appId"))
	a.Audience = r.text("signInAudience", v.Get("signInAudience"))
	a.DisabledStatus = r.text("disabledByMicrosoftStatus", v.Get("disabledByMicrosoftStatus"))
	a.Disabled = r.flag("isDisabled", v.Get("isDisabled"))
	a.CreatedAt = moment(v.Get("createdDateTime"))
	for i, uri := range r.list("identifierUris", v.Get("identifierUris")) {
		a.IdentifierURIs = append(a.IdentifierURIs, r.str(fmt.Sprintf("identifierUris[%d]", i), uri))
	}
	a.Roles = len(r.list("appRoles", v.Get("appRoles")))
	r.optionalClaims(v.Get("optionalClaims"))
	r.permissions(v.Get("requiredResourceAccess"))
	r.credentials(v)
	behaviors := r.object("authenticationBehaviors", v.Get("authenticationBehaviors"))
	const remove = "removeUnverifiedEmailClaim"
	flag := r.flag("authenticationBehaviors."+remove, behaviors.Get(remove))
	a.RemoveUnverifiedEmail = Setting[string]{Known: v.Has("authenticationBehaviors"), Place: flag.Place}
	if behaviors.Get(remove).Kind == strictjson.Bool {
		a.RemoveUnverifiedEmail.Value = behaviors.Get(remove).Text
	}
}

// graph reads the form of Microsoft Graph (resource type application).
func (r *reader) graph(v strictjson.Value) {
	a := r.a
	a.DisplayName = r.name("displayName", v.Get("displayName"))
	a.PublicClient = r.flag("isFallbackPublicClient", v.Get("isFallbackPublicClient"))
	web := r.object("web", v.Get("web"))
	a.LogoutURL = r.text("web.logoutUrl", web.Get("logoutUrl"))
	implicit := r.object("web.implicitGrantSettings", web.Get("implicitGrantSettings"))
	implicitFlag := func(name string) Setting[bool] {
		return r.flag("web.implicitGrantSettings."+name, implicit.Get(name))
	}
	a.ImplicitIDToken = implicitFlag("enableIdTokenIssuance")
	a.ImplicitAccessToken = implicitFlag("enableAccessTokenIssuance")
	api := r.object("api", v.Get("api"))
	a.AcceptMappedClaims = r.flag("api.acceptMappedClaims", api.Get("acceptMappedClaims"))
	a.TokenVersion = r.version("api.requestedAccessTokenVersion", api.Get("requestedAccessTokenVersion"))
	a.RedirectPlace = r.place("web.redirectUris", web.Get("redirectUris"))
	platforms, lists := []string{PlatformWeb, PlatformSPA, PlatformPublic}, 0
	for _, platform := range platforms {
		path := platform + ".redirectUris"
		uris := r.object(platform, v.Get(platform)).Get("redirectUris")
		if uris.Exists() {
			lists++
			a.RedirectsKnown = a.RedirectsKnown || platform == PlatformWeb
		}
		for i, uri := range r.list(path, uris) {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.redirect(at, uri, platform)
		}
	}
	a.RedirectsCut = a.Partial && lists > 0 && lists < len(platforms)
}

// legacy reads the form of Azure AD Graph, which the portal showed until
// January 2025.
func (r *reader) legacy(v strictjson.Value) {
	a := r.a
	a.DisplayName = r.name("name", v.Get("name"))
	if !v.Has("name") {
		a.DisplayName = r.name("displayName", v.Get("displayName"))
	}
	public := "allowPublicClient"
	if !v.Has(public) {
		public = "publicClient"
	}
	a.PublicClient = r.flag(public, v.Get(public))
	a.LogoutURL = r.text("logoutUrl", v.Get("logoutUrl"))
	a.ImplicitIDToken = r.flag("oauth2AllowIdTokenImplicitFlow", v.Get("oauth2AllowIdTokenImplicitFlow"))
	a.ImplicitAccessToken = r.flag("oauth2AllowImplicitFlow", v.Get("oauth2AllowImplicitFlow"))
	a.AcceptMappedClaims = r.flag("acceptMappedClaims", v.Get("acceptMappedClaims"))
	a.TokenVersion = r.version("accessTokenAcceptedVersion", v.Get("accessTokenAcceptedVersion"))
	const others = "availableToOtherTenants"
	if other := r.flag(others, v.Get(others)); !v.Has("signInAudience") && v.Get(others).Kind == strictjson.Bool {
		a.Audience = Setting[string]{Value: AudienceMyOrg, Known: true, Place: other.Place}
		if other.Value {
			a.Audience.Value = AudienceOrgs
		}
	}
	a.RedirectPlace = r.place("replyUrlsWithType", v.Get("replyUrlsWithType"))
	a.RedirectsKnown = v.Has("replyUrlsWithType") || v.Has("replyUrls")
	for i, reply := range r.list("replyUrlsWithType", v.Get("replyUrlsWithType")) {
		at := fmt.Sprintf("replyUrlsWithType[%d]", i)
		r.redirect(at+".url", r.object(at, reply).Get("url"), legacyPlatform(r.str(at+".type", reply.Get("type"))))
	}
	for i, uri := range r.list("replyUrls", v.Get("replyUrls")) {
		r.redirect(fmt.Sprintf("replyUrls[%d]", i), uri, PlatformWeb)
	}
}

func legacyPlatform(name string) string {
	switch name {
	case "Web":
		return PlatformWeb
	case "Spa":
		return PlatformSPA
	case "InstalledClient":
		return PlatformPublic
	}
	return PlatformUnknown
}

func (r *reader) redirect(path string, v strictjson.Value, platform string) {
	uri := RedirectURI{URI: r.str(path, v), Platform: platform, Place: r.place(path, v)}
	r.a.RedirectURIs = append(r.a.RedirectURIs, uri)
}

func (r *reader) optionalClaims(v strictjson.Value) {
	o := &r.a.OptionalClaims
	o.Known, o.Place = v.Exists(), r.place("optionalClaims", v)
	v = r.object("optionalClaims", v)
	o.IDToken, o.IDTokenPlace = r.claims("optionalClaims.idToken", v.Get("idToken"))
	o.AccessToken, o.AccessTokenPlace = r.claims("optionalClaims.accessToken", v.Get("accessToken"))
	if v.Kind == strictjson.Object {
		r.a.Raw.OptionalClaims = v.Compact()
	}
}

func (r *reader) claims(path string, v strictjson.Value) ([]OptionalClaim, Place) {
	claims := []OptionalClaim{}
	for i, c := range r.list(path, v) {
		at := fmt.Sprintf("%s[%d]", path, i)
		c = r.object(at, c)
		claims = append(claims, OptionalClaim{
			Name: r.strOf(at, c, "name"), Source: r.strOf(at, c, "source"), Place: r.place(at, c),
		})
	}
	return claims, r.place(path, v)
}

// apisByName and graphByName are the IDs of what Microsoft 365 Agents Toolkit lets a manifest name instead: APIs, and
// delegated permissions of Microsoft Graph. Other names stay as they are.
var (
	apisByName = map[string]string{
		"microsoft graph": GraphAppID, "azure active directory graph": RetiredGraph,
		"windows azure active directory": RetiredGraph,
	}
	graphByName = map[string]string{
		"openid": PermissionOpenID, "profile": PermissionName, "email": PermissionEmail,
		"offline_access": "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", "user.read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
	}
)

// byID writes the IDs of APIs and permissions that a manifest names.
func byID(v strictjson.Value) {
	for i := range v.Elems() {
		api := v.Elems()[i].Place("resourceAppId")
		if api == nil {
			continue
		}
		if id := apisByName[strings.ToLower(api.Text)]; id != "" {
			api.Text = id
		}
		if api.Text != GraphAppID {
			continue
		}
		for _, access := range v.Elems()[i].Get("resourceAccess").Elems() {
			id, kind := access.Place("id"), access.StrOf("type")
			if id != nil && kind == "Scope" && graphByName[strings.ToLower(id.Text)] != "" {
				id.Text = graphByName[strings.ToLower(id.Text)]
			}
		}
	}
}

func (r *reader) permissions(v strictjson.Value) {
	byID(v)
	r.a.PermissionsPlace = r.place("requiredResourceAccess", v)
	for i, resource := range r.list("requiredResourceAccess", v) {
		at := fmt.Sprintf("requiredResourceAccess[%d]", i)
		resource = r.object(at, resource)
		app := r.strOf(at, resource, "resourceAppId")
		for j, access := range r.list(at+".resourceAccess", resource.Get("resourceAccess")) {
			path := fmt.Sprintf("%s.resourceAccess[%d]", at, j)
			access = r.object(path, access)
			r.a.Permissions = append(r.a.Permissions, Permission{
				Resource: app, ID: r.strOf(path, access, "id"), Type: r.strOf(path, access, "type"),
				Place: r.place(path, access),
			})
		}
	}
	if v.Kind == strictjson.Array {
		r.a.Raw.Permissions = v.Compact()
	}
}

// credentials reads secrets and certificates. Their values are not kept.
func (r *reader) credentials(v strictjson.Value) {
	// A query gives null for a member that it does not find.
	secretsCut, certificatesCut := lists.GoesOn(v, "passwordCredentials"), lists.GoesOn(v, "keyCredentials")
	r.a.CredentialsKnown = v.Get("passwordCredentials").Kind == strictjson.Array && !secretsCut
	r.a.CertificatesUnknown = v.Get("keyCredentials").Kind != strictjson.Array || certificatesCut
	r.a.CredentialsCut = secretsCut || certificatesCut
	for i, c := range r.list("passwordCredentials", v.Get("passwordCredentials")) {
		r.credential(fmt.Sprintf("passwordCredentials[%d]", i), c, CredentialSecret)
	}
	for i, c := range r.list("keyCredentials", v.Get("keyCredentials")) {
		r.credential(fmt.Sprintf("keyCredentials[%d]", i), c, CredentialCertificate)
	}
}

func (r *reader) credential(path string, v strictjson.Value, kind string) {
	v = r.object(path, v)
	first := func(names ...string) strictjson.Value {
		for _, name := range names {
			if v.Has(name) {
				return v.Get(name)
			}
		}
		return strictjson.Value{}
	}
	start, end := first("startDateTime", "startDate"), first("endDateTime", "endDate")
	c := Credential{
		Kind: kind, KeyID: r.strOf(path, v, "keyId"), Name: r.strOf(path, v, "displayName"),
		End: r.end(end), Usage: r.strOf(path, v, "usage"), Place: r.place(path, v),
	}
	r.start(start, &c)
	if kind == CredentialSecret {
		// A hint with more characters is a placeholder, or part of a secret.
		if hint := r.strOf(path, v, "hint"); len(hint) == hintLength {
			c.Hint = hint
		}
	}
	for _, name := range []string{"secretText", "value", "key"} {
		value := v.StrOf(name)
		if value != "" && !appdoc.IsPlaceholder(value) && (kind == CredentialSecret || isPrivateKey(value)) {
			c.HasValue = true
			r.a.PrivateNames = append(r.a.PrivateNames, r.place(path+"."+name, v.Get(name)).String())
		}
	}
	r.a.Credentials = append(r.a.Credentials, c)
}

// isPrivateKey recognizes a private key by its beginning: PEM, or the base64 of PKCS #8,
// PKCS #1 or PKCS #12 (a sequence whose first member is a small version number). A
// certificate begins with a sequence in a sequence.
func isPrivateKey(text string) bool {
	if strings.Contains(text, "PRIVATE KEY") {
		return true
	}
	der := decodeStart(text)
	if len(der) < 8 || der[0] != 0x30 {
		return false
	}
	body := der[2:]
	if der[1]&0x80 != 0 {
		skip := int(der[1] & 0x7f)
		if skip > 4 || len(body) < skip+3 {
			return false
		}
		body = body[skip:]
	}
	return body[0] == 0x02 && body[1] == 0x01
}

// collections counts the entries of all collections: Microsoft allows 1200 in
// a manifest (application manifest reference).
func (r *reader) collections(v strictjson.Value) {
	for _, m := range v.Members() {
		r.a.Entries += entries(m.Value)
	}
}

func entries(v strictjson.Value) int {
	n := len(v.Elems())
	for _, e := range v.Elems() {
		n += entries(e)
	}
	for _, m := range v.Members() {
		n += entries(m.Value)
	}
	return n
}

// unknown notes the names of members that no form has.
func (r *reader) unknown(v strictjson.Value) {
	known := memberSet()
	for _, m := range v.Members() {
		name := m.Name
		if known[name] || strings.Contains(name, "@odata.") || strings.HasPrefix(name, "odata.") {
			continue
		}
		r.a.UnknownCount++
		if len(r.a.Unknown) < maxUnknownMembers {
			r.a.Unknown = append(r.a.Unknown, mask.Cut(name, 64))
		}
	}
}
