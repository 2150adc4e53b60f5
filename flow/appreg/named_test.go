package appreg

import (
	"strings"
	"testing"
)

// TestPermissionsByName: a manifest may name APIs and permissions instead of writing their IDs.
func TestPermissionsByName(t *testing.T) {
	for access, want := range map[string]Permission{
		`{"resourceAppId":"Microsoft Graph","resourceAccess":[{"id":"User.Read","type":"Scope"}]}`: {
			Resource: GraphAppID, ID: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", Type: "Scope",
		},
		`{"resourceAppId":"microsoft graph","resourceAccess":[{"id":"email","type":"Scope"}]}`: {
			Resource: GraphAppID, ID: PermissionEmail, Type: "Scope",
		},
		`{"resourceAppId":"` + GraphAppID + `","resourceAccess":[{"id":"openid","type":"Scope"}]}`: {
			Resource: GraphAppID, ID: PermissionOpenID, Type: "Scope",
		},
		`{"resourceAppId":"Microsoft Graph","resourceAccess":[{"id":"User.Read","type":"Role"}]}`: { // another permission
			Resource: GraphAppID, ID: "User.Read", Type: "Role",
		},
		`{"resourceAppId":"Office 365 SharePoint Online","resourceAccess":[{"id":"profile","type":"Scope"}]}`: {
			Resource: "Office 365 SharePoint Online", ID: "profile", Type: "Scope",
		},
		`{"resourceAppId":"Azure Active Directory Graph","resourceAccess":[{"id":"x","type":"Scope"}]}`: {
			Resource: RetiredGraph, ID: "x", Type: "Scope",
		},
	} {
		all, err := Read([]byte(`{"appId":"a","web":{},"requiredResourceAccess":[`+access+`]}`), "test")
		if err != nil || len(all[0].Permissions) != 1 {
			t.Errorf("%s: %v", access, err)
			continue
		}
		got := all[0].Permissions[0]
		if got.Place = want.Place; got != want {
			t.Errorf("%s: %+v", access, got)
		}
	}
}

// TestOtherDocuments: what comes from the same tools and is no app registration is named.
func TestOtherDocuments(t *testing.T) {
	for text, want := range map[string]string{
		`{"appId":"a","appDisplayName":"Shop","status":{"errorCode":50011}}`:                                        "sign-in logs",
		`[{"resourceAppId":"r","resourceAccess":[]}]`:                                                               "only permissions",
		`[{"issuer":"i","subject":"s","audiences":["x"]}]`:                                                          "federated credential",
		`{"environmentName":"AzureCloud","tenantId":"t"}`:                                                           "az account show",
		`{"conditions":{},"grantControls":{}}`:                                                                      "Conditional Access",
		`{"web":{"client_id":"1.apps.googleusercontent.com","client_secret":"x","redirect_uris":[]}}`:               "Google",
		`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants/$entity","scope":""}`: "about oauth2PermissionGrants",
		`[{"appId":"a","web":{}},{"x":1}]`:                                                                          "number 2 of the list",
		`{"appId":"a","web":{}}` + "\n" + `{"appId":"b","web":{}}`:                                                  "",
		`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications/$entity","appId":"a"}`:          "",
	} {
		_, err := ReadList([]byte(text), "test")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
