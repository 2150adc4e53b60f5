package flow

import "testing"

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
		all, err := ReadRegistrations([]byte(`{"appId":"a","web":{},"requiredResourceAccess":[`+access+`]}`), "test")
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
