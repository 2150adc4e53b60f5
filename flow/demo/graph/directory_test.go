package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

// TestDirectory: edov's own client reads users, domains and policies, page by page.
func TestDirectory(t *testing.T) {
	a := start(t, demo.GraphOptions{})
	var users []flow.TenantUser
	each := func(u flow.TenantUser) { users = append(users, u) }
	failure := a.Graph().Users(t.Context(), a.Env(), each, func(why string) { t.Error(why) })
	if failure != nil || len(users) < 10 || a.Requests()["GET /v1.0/users"] < 4 {
		t.Errorf("%d users in %d requests, %v", len(users), a.Requests()["GET /v1.0/users"], failure)
	}
	ids := map[string]bool{}
	for _, u := range users {
		if ids[u.ID] || !entra.IsGUID(u.ID) || u.Enabled == flow.SwitchUnknown || u.Guest == flow.SwitchUnknown {
			t.Errorf("%+v", u)
		}
		ids[u.ID] = true
	}
	for _, p := range tenant.People {
		if id := map[string]string{p.Home: p.OID, p.GuestOf: p.GuestOID}[tenant.Contoso.ID]; id != "" && !ids[id] {
			t.Errorf("%s, who can sign in here, is no user", p.Name)
		}
	}
	domains, failure := a.Graph().Domains(t.Context(), a.Env())
	verified := flow.VerifiedNames(domains)
	if failure != nil || !slices.Contains(verified, tenant.Contoso.Domain) || len(domains) <= len(verified) {
		t.Errorf("%v, %v", domains, failure)
	}
	consent, failure := a.Graph().ConsentPolicy(t.Context(), a.Env())
	if failure != nil || !slices.Equal(consent.Policies, []string{"microsoft-user-default-low"}) {
		t.Errorf("%v, %v", consent, failure)
	}
	apps, failure := a.Graph().AppPolicy(t.Context(), a.Env())
	if failure != nil || apps.NoSecrets || apps.LongestDays != 180 {
		t.Errorf("%+v, %v", apps, failure)
	}
	for _, path := range []string{"/v1.0/users", "/v1.0/domains", "/v1.0/policies/authorizationPolicy"} {
		if answer := a.send("POST", path, `{}`); answer.Status != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: status %d", path, answer.Status)
		}
	}
	if answer := a.send("GET", "/v1.0/policies/other", ""); answer.Status != http.StatusBadRequest {
		t.Errorf("status %d", answer.Status)
	}
}

// TestDenied: a part that the token may not read answers 403, and the others go on.
func TestDenied(t *testing.T) {
	for path, denied := range map[string]string{
		"/v1.0/users": "users", "/v1.0/domains": "domains",
		"/v1.0/policies/defaultAppManagementPolicy": "policies/defaultAppManagementPolicy",
	} {
		a := start(t, demo.GraphOptions{Denied: []string{denied}})
		answer := a.send("GET", path, "")
		if answer.Status != http.StatusForbidden || !strings.Contains(answer.Body, "Authorization_RequestDenied") {
			t.Errorf("%s: status %d, %s", path, answer.Status, answer.Body)
		}
		a.ok("GET", "/v1.0/policies/authorizationPolicy", "", 200)
	}
}

// TestUsersAreThrottled: the client waits as long as it is asked to, and reads on.
func TestUsersAreThrottled(t *testing.T) {
	a := start(t, demo.GraphOptions{Faults: []demo.GraphFault{{At: 2, Status: 429, RetryAfter: 0}}})
	n := 0
	failure := a.Graph().Users(t.Context(), a.Env(), func(flow.TenantUser) { n++ }, func(why string) { t.Error(why) })
	if failure != nil || n < 10 {
		t.Errorf("%d users, %v", n, failure)
	}
}
