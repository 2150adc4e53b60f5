package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
)

// admin sends requests with the access token of the demo's Microsoft Graph.
type admin struct {
	demotest.Visitor
	*testing.T
}

// failure is an error of Microsoft Graph.
type failure struct {
	Error struct {
		Code, Message string
		Details       []struct{ Code, Target string }
		InnerError    map[string]string
	}
}

func (a admin) send(method, path, body string, headers ...string) demotest.Answer {
	a.Helper()
	token, err := a.Graph().Bearer(a.Context())
	if err != nil {
		a.Fatal(err)
	}
	req, err := http.NewRequestWithContext(a.Context(), method, a.URL()+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return a.Fetch(a, req)
}

// ok sends a request that must answer with a status, and decodes the answer.
func (a admin) ok(method, path, body string, status int) map[string]any {
	a.Helper()
	answer := a.send(method, path, body)
	if answer.Status != status {
		a.Fatalf("%s %s %s: status %d, want %d: %s", method, path, body, answer.Status, status, answer.Body)
	}
	var v map[string]any
	if answer.Body != "" {
		answer.JSON(a, &v)
	}
	return v
}

func (a admin) refused(name, method, path, body string, status int, code, message string) {
	a.Helper()
	answer := a.send(method, path, body)
	var f failure
	answer.JSON(a, &f)
	if answer.Status != status || f.Error.Code != code || !strings.Contains(f.Error.Message, message) {
		a.Errorf(
			"%s: status %d, %s %q; want %d, %s %q", name, answer.Status, f.Error.Code, f.Error.Message, status, code, message,
		)
	}
	for _, member := range []string{"date", "request-id", "client-request-id"} {
		if f.Error.InnerError[member] == "" {
			a.Errorf("%s: innerError has no %s", name, member)
		}
	}
}

const (
	apps       = "/v1.0/applications"
	principals = "/v1.0/servicePrincipals"
)

func byAppID(collection, id string) string { return collection + "(appId='" + id + "')" }

// ids are the object ID and the client ID of a created app.
func ids(app map[string]any) (objectID, appID string) {
	return app["id"].(string), app["appId"].(string)
}

// From an empty tenant, the app that is created at Microsoft Graph is the one that users sign in to.
func TestFromNothing(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{Empty: true}), t}
	if a.Setup().App != nil || a.Connection().ClientID != "" {
		t.Fatal("the tenant is not empty")
	}
	id, appID := ids(a.ok("POST", apps, `{"displayName": "Shop", "signInAudience": "AzureADandPersonalMicrosoftAccount",
		"web": {"redirectUris": ["`+demotest.Redirect+`"]}, "api": {"requestedAccessTokenVersion": 2}}`, 201))
	if app := a.Setup().App; app == nil || app.ObjectID != id || app.ClientID != appID || !app.NoPrincipal {
		t.Fatalf("%+v", app)
	}
	made := a.ok("POST", principals, `{"appId": "`+appID+`"}`, 201)
	again := a.ok("GET", byAppID(principals, appID)+"?$select=id", "", 200)
	if again["id"] != made["id"] || len(again) != 2 {
		t.Errorf("%v, %v", made, again)
	}
	secret := a.ok("POST", apps+"/"+id+"/addPassword", `{"passwordCredential": {"displayName": "web"}}`, 200)
	value := secret["secretText"].(string)
	end, err := time.Parse(time.RFC3339, secret["endDateTime"].(string))
	if years := time.Until(end) / (365 * 24 * time.Hour); err != nil || years < 1 || years > 2 {
		t.Errorf("without an end it is valid until %v, %v", end, err)
	}
	a.ok("PATCH", apps+"/"+id, `{"optionalClaims": {"idToken": [{"name": "email"}, {"name": "xms_edov"}]}}`, 204)
	app := a.ok("GET", apps+"/"+id, "", 200)
	if text, _ := json.Marshal(app); strings.Contains(string(text), value) {
		t.Error("the value of the secret was shown twice")
	}
	if a.Setup().App.Secrets[0].KeyID != secret["keyId"] {
		t.Error("the secret has another ID")
	}
	params := demotest.AuthParams("client_id", appID)
	code := a.Choose(t, "common", params, tenant.AccountWork, "sign-in").Location(t).Query().Get("code")
	answer := a.Post(t, demotest.TokenPath, map[string][]string{
		"grant_type": {"authorization_code"}, "client_id": {appID}, "client_secret": {value}, "code": {code},
		"redirect_uri": {demotest.Redirect}, "code_verifier": {demotest.Verifier},
	})
	if answer.Status != 200 || !strings.Contains(answer.Body, "id_token") {
		t.Errorf("sign-in: status %d, %s", answer.Status, answer.Body)
	}
	a.ok("POST", apps+"/"+id+"/removePassword", `{"keyId": "`+secret["keyId"].(string)+`"}`, 204)
	a.ok("DELETE", principals+"/"+made["id"].(string), "", 204)
	a.ok("DELETE", apps+"/"+id, "", 204)
	if a.Setup().App != nil {
		t.Error("the app is still there")
	}
	if a.send("GET", apps+"/"+id, "").Status != 404 {
		t.Error("the app can still be read")
	}
}

// What a request does not name stays; lists are replaced whole. It holds for the tenant's own app and for others.
func TestPatch(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	own, _ := ids(a.ok("GET", byAppID(apps, demo.ClientID), "", 200))
	other, _ := ids(a.ok("POST", apps, `{"displayName": "Other", "web": {"redirectUris":
		["https://a.example/cb", "https://b.example/cb"], "logoutUrl": "https://a.example/out"}}`, 201))
	for _, id := range []string{own, other} {
		before := a.ok("GET", apps+"/"+id, "", 200)
		a.ok("PATCH", apps+"/"+id, `{"web": {"redirectUris": ["https://c.example/cb"]},
			"authenticationBehaviors": {"removeUnverifiedEmailClaim": true},
			"requiredResourceAccess": [{"resourceAppId": "00000003-0000-0000-c000-000000000000", "resourceAccess":
			[{"id": "`+appreg.PermissionEmail+`", "type": "Scope"}]}]}`, 204)
		after := a.ok("GET", apps+"/"+id, "", 200)
		web := after["web"].(map[string]any)
		if uris := web["redirectUris"].([]any); len(uris) != 1 || uris[0] != "https://c.example/cb" {
			t.Errorf("the list was not replaced: %v", uris)
		}
		if web["logoutUrl"] != before["web"].(map[string]any)["logoutUrl"] || after["displayName"] != before["displayName"] {
			t.Error("what was not named has changed")
		}
		if len(after["requiredResourceAccess"].([]any)) != 1 || after["authenticationBehaviors"] != nil {
			t.Errorf("%v", after)
		}
		behaviors := a.ok("GET", apps+"/"+id+"?$select=id,authenticationBehaviors", "", 200)["authenticationBehaviors"]
		if behaviors.(map[string]any)["removeUnverifiedEmailClaim"] != true {
			t.Errorf("%v", behaviors)
		}
	}
}

const (
	bad     = "Request_BadRequest"
	missing = "Request_ResourceNotFound"
	noApp   = "3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175"
)

func TestRefused(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	own, _ := ids(a.ok("GET", byAppID(apps, demo.ClientID), "", 200))
	other, _ := ids(a.ok("POST", apps, `{"displayName": "Other"}`, 201))
	for _, id := range []string{own, other} {
		before := string(a.Registration(id))
		one := apps + "/" + id
		for name, c := range map[string]struct{ body, message string }{
			"secrets": {`{"passwordCredentials": [{"displayName": "x"}]}`, "New password credentials must be generated"},
			"token version": {
				`{"signInAudience": "PersonalMicrosoftAccount", "api": {"requestedAccessTokenVersion": 1}}`,
				"Property api.requestedAccessTokenVersion is invalid.",
			},
			"audience":    {`{"signInAudience": "Everybody"}`, "'signInAudience'"},
			"redirect":    {`{"web": {"redirectUris": ["http://shop.example/cb"]}}`, "'web.redirectUris'"},
			"not a list":  {`{"web": {"redirectUris": "https://shop.example/cb"}}`, "'web.redirectUris'"},
			"name":        {`{"displayName": ""}`, "'displayName'"},
			"unknown":     {`{"colour": "red"}`, "'colour'"},
			"inside":      {`{"web": {"colour": "red"}}`, "'web.colour'"},
			"client ID":   {`{"appId": "` + noApp + `"}`, "'appId'"},
			"claims":      {`{"optionalClaims": {"idToken": [{"name": ""}]}}`, "'optionalClaims'"},
			"permissions": {`{"requiredResourceAccess": [{"resourceAppId": "x"}]}`, "'requiredResourceAccess'"},
			"flag":        {`{"isFallbackPublicClient": "yes"}`, "'isFallbackPublicClient'"},
		} {
			a.refused(name, "PATCH", one, c.body, 400, bad, c.message)
		}
		a.refused("no JSON", "PATCH", one, `{`, 400, "BadRequest", "Unable to read JSON")
		twice := `{"displayName": "a", "displayName": "b"}`
		a.refused("twice", "PATCH", one, twice, 400, "BadRequest", "Unable to read JSON")
		past, never := "2001-01-01T00:00:00Z", "soon"
		for _, end := range []string{past, never} {
			a.refused(end, "POST", one+"/addPassword", `{"passwordCredential": {"endDateTime": "`+end+`"}}`, 400, bad, "endDate")
		}
		unknown := `{"keyId": "` + noApp + `"}`
		a.refused("no secret", "POST", one+"/removePassword", unknown, 400, bad, "No password credential found")
		a.refused("no action", "POST", one+"/addKey", `{}`, 400, "BadRequest", "segment 'addKey'")
		a.refused("method", "PUT", one, `{}`, 405, bad, "not allowed")
		a.refused("method", "GET", one+"/addPassword", ``, 405, bad, "not allowed")
		if string(a.Registration(id)) != before {
			t.Errorf("what was refused has changed the registration: %s", a.Registration(id))
		}
	}
}

func TestRefusedElsewhere(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	_, otherApp := ids(a.ok("POST", apps, `{"displayName": "Other"}`, 201))
	for _, method := range []string{"GET", "PATCH", "DELETE"} {
		a.refused(method, method, apps+"/"+noApp, `{}`, 404, missing, noApp)
		a.refused(method, method, byAppID(apps, noApp), `{}`, 404, missing, noApp)
	}
	a.refused("secret", "POST", apps+"/"+noApp+"/addPassword", `{}`, 404, missing, noApp)
	a.refused("create", "POST", apps, `{}`, 400, bad, "'displayName'")
	a.refused("create", "POST", apps, `{"displayName": "x", "passwordCredentials": [{}]}`, 400, bad, "New password")
	personal := `{"displayName": "x", "signInAudience": "AzureADandPersonalMicrosoftAccount"}`
	a.refused("create", "POST", apps, personal, 400, bad, "Property api")
	filter := apps + "?$filter=startswith(displayName,'x')"
	a.refused("filter", "GET", filter, "", 400, "Request_UnsupportedQuery", "Unsupported")
	a.refused("segment", "GET", "/v1.0/groups", "", 400, "BadRequest", "groups")
	a.refused("method", "DELETE", apps, "", 405, bad, "not allowed")
	a.refused("principal", "POST", principals, `{"appId": "`+noApp+`"}`, 400, bad, "does not reference a valid app")
	twice := `{"appId": "` + demo.ClientID + `"}`
	a.refused("principal", "POST", principals, twice, 409, "Request_MultipleObjectsWithSameKeyValue", "already in use")
	a.refused("principal", "GET", byAppID(principals, otherApp), "", 404, missing, otherApp)
	a.refused("principal", "DELETE", principals+"/"+noApp, "", 404, missing, noApp)
	a.refused("principal", "PUT", principals+"/"+noApp, "", 405, bad, "not allowed")
}

// An app for personal accounts has two secrets at most.
func TestSecretLimit(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	own, _ := ids(a.ok("GET", byAppID(apps, demo.ClientID), "", 200))
	a.ok("POST", apps+"/"+own+"/addPassword", ``, 200)
	a.refused("third", "POST", apps+"/"+own+"/addPassword", `{}`, 400, "Request_BadRequest", "passwordCredentials")
}

func TestFilter(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	a.ok("POST", apps, `{"displayName": "Ada's shop"}`, 201)
	for filter, want := range map[string]int{
		"displayName%20eq%20'Ada''s%20shop'": 1, "displayName%20eq%20'nothing'": 0,
		"appId%20eq%20'" + demo.ClientID + "'": 1, "displayName%20eq%20'shop%20sign-in'": 1,
	} {
		if got := a.ok("GET", apps+"?$select=id&$filter="+filter, "", 200)["value"].([]any); len(got) != want {
			t.Errorf("%s: %v", filter, got)
		}
	}
	got := a.ok("GET", principals+"?$filter=appId%20eq%20'"+demo.ClientID+"'", "", 200)["value"].([]any)
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}

// Without a service principal, an app gets no token of its own.
func TestNoPrincipal(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{}), t}
	principal, _ := ids(a.ok("GET", byAppID(principals, demo.ClientID), "", 200))
	ask := func() demotest.Answer {
		return a.Post(t, "/"+demo.TenantID+"/oauth2/v2.0/token", map[string][]string{
			"grant_type": {"client_credentials"}, "client_id": {demo.ClientID}, "client_secret": {a.FirstSecret()},
			"scope": {"https://graph.microsoft.com/.default"},
		})
	}
	if got := ask(); got.Status != 200 {
		t.Errorf("status %d: %s", got.Status, got.Body)
	}
	a.ok("DELETE", principals+"/"+principal, "", 204)
	if got := ask(); got.Status != 401 || !strings.Contains(got.Body, "AADSTS7000229") {
		t.Errorf("status %d: %s", got.Status, got.Body)
	}
}
