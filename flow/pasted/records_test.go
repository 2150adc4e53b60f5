package pasted

import (
	"errors"
	"strings"
	"testing"
)

// recordCases are users and accounts as auth products show them. None of them is a token, though some have claims of
// one.
var recordCases = map[string]string{
	`{"id":"x","aud":"authenticated","email":"canary@b.example","app_metadata":{"provider":"azure"},` +
		`"user_metadata":{"iss":"https://login.microsoftonline.com/x/v2.0","sub":"s","email_verified":true}}`: "Supabase",
	`{"iss":"https://login.microsoftonline.com/x/v2.0","sub":"s","provider_id":"s","email":"canary@b.example",` +
		`"custom_claims":{"tid":"x"}}`: "Supabase",
	`{"data":{"user":{"app_metadata":{},"user_metadata":{}},"session":null}}`:                        "Supabase",
	`[{"identity_id":"x","provider":"azure","identity_data":{"iss":"y","sub":"s"}}]`:                 "Supabase",
	`{"id":"user_2abc","object":"user","email_addresses":[{"email_address":"canary@b.example"}]}`:    "Clerk",
	`{"object":"external_account","approved_scopes":"canary","identification_id":"x"}`:               "Clerk",
	`{"data":{"object":"user","email_addresses":[]},"object":"event","type":"user.created"}`:         "Clerk",
	`{"id":"user_2abc","emailAddresses":[],"externalAccounts":[]}`:                                   "Clerk",
	`{"user_id":"x","emails":[{"address":"canary@b.example","is_verified":true}]}`:                   "Hanko",
	`{"is_valid":true,"claims":{"subject":"x","email":{"address":"canary","is_verified":true}}}`:     "Hanko",
	`{"uid":"x","emailVerified":false,"providerData":[{"providerId":"microsoft.com","uid":"y"}]}`:    "Firebase",
	`{"user_id":"waad|x","email_verified":true,"identities":[{"provider":"waad","connection":"c"}]}`: "Auth0",
	`{"Username":"x","UserAttributes":[{"Name":"sub","Value":"x"}],"UserStatus":"X"}`:                "Amazon Cognito",
	`{"id":"x","username":"a","emailVerified":true,"createdTimestamp":5}`:                            "Keycloak",
	`{"user":{"name":"A","email":"canary@b.example"},"expires":"2026-12-30T00:00:00.000Z"}`:          "Auth.js",
	`{"provider":"azure-ad","type":"oauth","providerAccountId":"x","scope":"openid"}`:                "Auth.js",
	`{"providerId":"microsoft","accountId":"x","userId":"y","scope":"openid"}`:                       "better-auth",
	`{ uid: 'x', email: 'canary@b.example', providerData: [ { providerId: 'microsoft.com' } ] }`:     "Firebase",
	"User: {'app_metadata': {'provider': 'azure'}, 'user_metadata': {'iss': 'y', 'sub': 's'}}":       "Supabase",
}

func TestReadOfRecords(t *testing.T) {
	for text, product := range recordCases {
		s, _, err := Read([]byte(text), "")
		var no *NoToken
		if s != nil || !errors.As(err, &no) || no.Form != "user-record" ||
			!strings.Contains(no.What, "as "+product+" keeps it") || strings.Contains(no.What+no.Hint, "canary") {
			t.Errorf("%s: %+v, %v", product, s, err)
		}
	}
}

// A token inside a record counts, and so do the claims of a product's own token, which names its maker.
func TestReadOfRecordsWithTokens(t *testing.T) {
	for _, text := range []string{
		`{"providerId":"microsoft","accountId":"x","userId":"y","idToken":"` + fullToken + `"}`,
		`{"iss":"https://a.supabase.co/auth/v1","aud":"authenticated","exp":5,"app_metadata":{},"user_metadata":{}}`,
	} {
		if s, _, err := Read([]byte(text), ""); err != nil || s.Tokens.IDToken.IsZero() {
			t.Errorf("%.40s: %+v, %v", text, s, err)
		}
	}
}

func TestReadOfUsers(t *testing.T) {
	for text, form := range map[string]string{
		`{"@odata.context":"x","value":[{"id":"x","userPrincipalName":"canary@b.example","mail":null}]}`: "users",
		`[{"id":"x","userPrincipalName":"canary@b.example"}]`:                                            "users",
		`{"id":"x","userPrincipalName":"canary@b.example"}`:                                              "profile",
		`{ id: 'x', userPrincipalName: 'canary@b.example', mail: null }`:                                 "profile",
	} {
		_, _, err := Read([]byte(text), "")
		var no *NoToken
		if !errors.As(err, &no) || no.Form != form || strings.Contains(no.What+no.Hint, "canary") {
			t.Errorf("%s: %+v", form, err)
		}
	}
}
