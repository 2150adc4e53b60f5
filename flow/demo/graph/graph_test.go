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

// Registrations are shown only for the token of Graph's reader, and only the
// registration and the members that were requested.
func TestApplications(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	const path = "/v1.0/applications"
	if a := s.Get(t, path); a.Status != http.StatusUnauthorized {
		t.Errorf("without a token: status %d", a.Status)
	}
	token, err := s.Graph().Bearer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bearer := []string{"Authorization", "Bearer " + token.Reveal()}
	var list struct {
		Value []map[string]any
		Next  string `json:"@odata.nextLink"`
	}
	s.Get(t, path+"?$select=appId&$top=2", bearer...).JSON(t, &list)
	if len(list.Value) != 2 || len(list.Value[0]) != 1 || list.Value[0]["appId"] != demo.ClientID {
		t.Errorf("%v", list.Value)
	}
	if !strings.HasPrefix(list.Next, s.URL()) {
		t.Errorf("the next page is %q", list.Next)
	}
	var one map[string]any
	s.Get(t, path+"(appId='"+demo.ClientID+"')", bearer...).JSON(t, &one)
	if _, named := one["authenticationBehaviors"]; named || one["appId"] != demo.ClientID {
		t.Errorf("%v", one)
	}
	if a := s.Get(t, path+"(appId='"+tenant.Contoso.ID+"')", bearer...); a.Status != http.StatusNotFound {
		t.Errorf("an unknown app: status %d", a.Status)
	}
}

// The user is shown only for an access token with the permission User.Read.
func TestMe(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	if a := s.Get(t, "/v1.0/me"); a.Status != http.StatusUnauthorized {
		t.Errorf("without a token: status %d", a.Status)
	}
	for scope, want := range map[string]int{
		"openid profile email":                 http.StatusForbidden,
		"openid profile email " + flow.ScopeMe: http.StatusOK,
	} {
		access := s.Redeem(t, tenant.AccountWork, "scope", scope).AccessToken
		a := s.Get(t, "/v1.0/me", "Authorization", "Bearer "+access)
		if a.Status != want || (want == http.StatusOK) != strings.Contains(a.Body, "ada.berg@contoso.example") {
			t.Errorf("%s: status %d, %s", scope, a.Status, a.Body)
		}
	}
}
