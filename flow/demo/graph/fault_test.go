package graph_test

import (
	"net/http"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
)

func start(t *testing.T, o demo.GraphOptions) admin {
	t.Helper()
	return admin{demotest.Start(t, "healthy", demo.Options{Graph: o}), t}
}

func TestFaults(t *testing.T) {
	a := start(t, demo.GraphOptions{})
	own, _ := ids(a.ok("GET", byAppID(apps, demo.ClientID), "", 200))
	one, change := apps+"/"+own, `{"displayName": "changed"}`
	for status, code := range map[int]string{
		400: "Request_BadRequest", 401: "InvalidAuthenticationToken", 403: "Authorization_RequestDenied",
		404: "Request_ResourceNotFound", 409: "Request_MultipleObjectsWithSameKeyValue", 429: "TooManyRequests",
		503: "ServiceUnavailable", 500: "InternalServerError", 418: "UnknownError",
	} {
		a.GraphFaults(demo.GraphFault{Method: "PATCH", At: 2, Status: status, RetryAfter: 7})
		a.ok("PATCH", one, `{"displayName": "before"}`, 204)
		a.ok("GET", one, "", 200)
		answer := a.send("PATCH", one, change)
		wait := ""
		if status == 429 || status == 503 {
			wait = "7"
		}
		if answer.Status != status || !strings.Contains(answer.Body, code) || answer.Header.Get("Retry-After") != wait {
			t.Errorf("%d: status %d, %s, Retry-After %q", status, answer.Status, answer.Body, answer.Header.Get("Retry-After"))
		}
		if name := a.Setup().App.Name; name != "before" {
			t.Errorf("%d: the request was carried out: %s", status, name)
		}
		a.ok("PATCH", one, change, 204)
	}
	a.GraphFaults(demo.GraphFault{At: 1, Times: 2, Status: 429, RetryAfter: -1})
	for range 2 {
		if answer := a.send("GET", one, ""); answer.Status != 429 || answer.Header.Get("Retry-After") != "" {
			t.Errorf("status %d, Retry-After %q", answer.Status, answer.Header.Get("Retry-After"))
		}
	}
	a.ok("GET", one, "", 200)
}

// A request whose answer is lost may have been carried out, or not.
func TestLostAnswers(t *testing.T) {
	for _, done := range []bool{false, true} {
		a := start(t, demo.GraphOptions{Faults: []demo.GraphFault{{Method: "PATCH", At: 1, Done: done}}})
		own := a.Setup().App.ObjectID
		call := flow.GraphCall{Method: "PATCH", Path: apps + "/" + own, Body: []byte(`{"displayName": "changed"}`)}
		_, failure := a.Graph().Call(t.Context(), a.Env(), call)
		if failure == nil || failure.HTTPStatus != 0 || failure.Kind != flow.FailureNetwork {
			t.Errorf("done %v: %+v", done, failure)
		}
		if got := a.Setup().App.Name == "changed"; got != done {
			t.Errorf("done %v: the name is %s", done, a.Setup().App.Name)
		}
	}
}

func TestReadOnly(t *testing.T) {
	a := start(t, demo.GraphOptions{ReadOnly: true})
	own, appID := ids(a.ok("GET", byAppID(apps, demo.ClientID), "", 200))
	for path, method := range map[string]string{
		apps: "POST", principals: "POST", apps + "/" + own: "PATCH", apps + "/" + own + "/": "DELETE",
		apps + "/" + own + "/addPassword": "POST", byAppID(principals, appID): "DELETE",
	} {
		path = strings.TrimSuffix(path, "/")
		a.refused(path, method, path, `{}`, 403, "Authorization_RequestDenied", "Insufficient privileges")
	}
}

func TestUnauthorized(t *testing.T) {
	a := start(t, demo.GraphOptions{})
	for _, header := range []string{"", "Bearer x", "Basic x"} {
		answer := a.send("POST", apps, `{"displayName": "x"}`, "Authorization", header)
		if answer.Status != http.StatusUnauthorized || answer.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%q: status %d", header, answer.Status)
		}
	}
}

// The token says which tenant it is for.
func TestTokenTenant(t *testing.T) {
	for option, want := range map[string]string{"": demo.TenantID, tenant.Fabrikam.ID: tenant.Fabrikam.ID} {
		a := start(t, demo.GraphOptions{Tenant: option})
		if got, failure := a.Graph().TokenTenant(t.Context()); got != want || failure != nil {
			t.Errorf("%s, %v, want %s", got, failure, want)
		}
		a.ok("GET", apps, "", 200)
	}
}

// After a change, so many readers see the old state.
func TestLag(t *testing.T) {
	a := admin{demotest.Start(t, "healthy", demo.Options{Empty: true, Graph: demo.GraphOptions{Lag: 2}}), t}
	late := func(what string, old func() bool) {
		t.Helper()
		for i, want := range []bool{true, true, false} {
			if old() != want {
				t.Errorf("%s: reader %d sees the new state %v", what, i+1, want)
			}
		}
	}
	for _, name := range []string{"own", "other"} {
		id, appID := ids(a.ok("POST", apps, `{"displayName": "`+name+`"}`, 201))
		one := apps + "/" + id
		late("created", func() bool { return a.send("GET", one, "").Status == 404 })
		a.ok("PATCH", one, `{"displayName": "new"}`, 204)
		late("patched", func() bool { return a.ok("GET", byAppID(apps, appID), "", 200)["displayName"] == name })
		principal := a.ok("POST", principals, `{"appId": "`+appID+`"}`, 201)["id"].(string)
		late("principal", func() bool { return a.send("GET", byAppID(principals, appID), "").Status == 404 })
		a.ok("DELETE", principals+"/"+principal, "", 204)
		late("no principal", func() bool { return a.send("GET", byAppID(principals, appID), "").Status == 200 })
		key := a.ok("POST", one+"/addPassword", "", 200)["keyId"].(string)
		late("secret", func() bool { return len(a.ok("GET", one, "", 200)["passwordCredentials"].([]any)) == 0 })
		a.ok("POST", one+"/removePassword", `{"keyId": "`+key+`"}`, 204)
		late("no secret", func() bool { return len(a.ok("GET", one, "", 200)["passwordCredentials"].([]any)) == 1 })
		if name == "other" {
			a.ok("DELETE", one, "", 204)
			late("deleted", func() bool { return a.send("GET", one, "").Status == 200 })
		}
	}
	_, appID := ids(a.ok("POST", apps, `{"displayName": "third"}`, 201))
	late("a principal for a new app", func() bool {
		return a.send("POST", principals, `{"appId": "`+appID+`"}`).Status == 400
	})
}
