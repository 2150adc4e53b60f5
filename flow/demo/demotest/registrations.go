package demotest

import (
	"cmp"
	"strings"

	"edov/flow/strictjson"
)

// GraphForms reads the registrations of a document, one or a list, in the form of Microsoft Graph. Those in the older
// form of the portal's editor and of Azure CLI are converted (Microsoft, Azure AD Graph app manifest deprecation).
func GraphForms(t TB, document []byte) []string {
	t.Helper()
	v, err := strictjson.Parse(document, strictjson.Document)
	if err != nil {
		t.Fatal(err)
	}
	list := []strictjson.Value{v}
	switch {
	case v.Kind == strictjson.Array:
		list = v.Elems()
	case v.Get("value").Kind == strictjson.Array:
		list = v.Get("value").Elems()
	}
	var forms []string
	for _, app := range list {
		if app.Has("keyId") && !app.Has("appId") {
			continue // a new secret, as Microsoft Graph answers
		}
		forms = append(forms, graphForm(app).Compact())
	}
	return forms
}

// renamed are the properties of the older form that moved: to a path at Microsoft Graph.
var renamed = map[string]string{
	"name": "displayName", "objectId": "id", "logoutUrl": "web.logoutUrl", "homepage": "web.homePageUrl",
	"signInUrl": "web.homePageUrl", "oauth2AllowIdTokenImplicitFlow": "web.implicitGrantSettings.enableIdTokenIssuance",
	"oauth2AllowImplicitFlow": "web.implicitGrantSettings.enableAccessTokenIssuance",
	"acceptMappedClaims":      "api.acceptMappedClaims", "accessTokenAcceptedVersion": "api.requestedAccessTokenVersion",
	"knownClientApplications": "api.knownClientApplications", "oauth2Permissions": "api.oauth2PermissionScopes",
	"preAuthorizedApplications": "api.preAuthorizedApplications", "allowPublicClient": "isFallbackPublicClient",
	"publicClient": "isFallbackPublicClient",
}

func graphForm(v strictjson.Value) strictjson.Value {
	if v.Has("web") || v.Has("api") || v.Has("spa") {
		return v
	}
	out := strictjson.Value{Kind: strictjson.Object}
	for _, m := range v.Members() {
		switch path, moved := renamed[m.Name]; {
		case m.Name == "replyUrlsWithType" || m.Name == "replyUrls":
			addReplies(&out, m.Value)
		case m.Name == "availableToOtherTenants" && !v.Has("signInAudience"):
			audience := "AzureADMyOrg"
			if m.Value.Text == "true" {
				audience = "AzureADMultipleOrgs"
			}
			put(&out, []string{"signInAudience"}, strictjson.Value{Kind: strictjson.String, Text: audience})
		case m.Name == "passwordCredentials" || m.Name == "keyCredentials":
			put(&out, []string{m.Name}, credentials(m.Value, map[string]string{
				"startDate": "startDateTime", "endDate": "endDateTime",
				"value": map[string]string{"passwordCredentials": "secretText", "keyCredentials": "key"}[m.Name],
			}))
		case moved:
			put(&out, strings.Split(path, "."), m.Value)
		default:
			put(&out, []string{m.Name}, m.Value)
		}
	}
	return out
}

var replyTypes = map[string]string{"Web": "web", "Spa": "spa", "InstalledClient": "publicClient"}

// addReplies sorts the redirect URIs by platform; those of an unknown type are left out.
func addReplies(out *strictjson.Value, replies strictjson.Value) {
	lists := map[string]*strictjson.Value{}
	for _, platform := range []string{"web", "spa", "publicClient"} {
		lists[platform] = &strictjson.Value{Kind: strictjson.Array}
	}
	for _, reply := range replies.Elems() {
		platform, uri := replyTypes[reply.Get("type").Str()], reply.Get("url")
		if reply.Kind == strictjson.String {
			platform, uri = "web", reply
		}
		if list := lists[platform]; list != nil {
			list.SetElems(append(list.Elems(), uri))
		}
	}
	for _, platform := range []string{"web", "spa", "publicClient"} {
		put(out, []string{platform, "redirectUris"}, *lists[platform])
	}
}

// credentials gives the members of secrets and certificates their names at Microsoft Graph.
func credentials(list strictjson.Value, renamed map[string]string) strictjson.Value {
	out := strictjson.Value{Kind: strictjson.Array}
	for _, c := range list.Elems() {
		n := strictjson.Value{Kind: strictjson.Object}
		for _, m := range c.Members() {
			put(&n, []string{cmp.Or(renamed[m.Name], m.Name)}, m.Value)
		}
		out.SetElems(append(out.Elems(), n))
	}
	return out
}

// put sets a member of an object, at a path.
func put(v *strictjson.Value, path []string, to strictjson.Value) {
	for i := range v.Members() {
		if v.Members()[i].Name == path[0] {
			if len(path) > 1 {
				put(&v.Members()[i].Value, path[1:], to)
			}
			return // the first one counts
		}
	}
	m := strictjson.Member{Name: path[0], Value: to}
	if len(path) > 1 {
		m.Value = strictjson.Value{Kind: strictjson.Object}
		put(&m.Value, path[1:], to)
	}
	v.SetMembers(append(v.Members(), m))
}
