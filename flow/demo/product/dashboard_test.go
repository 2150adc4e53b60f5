package product_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/product"
	"edov/flow/demo/registration"
)

// The auth product's side follows its dashboard.
func TestDashboard(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	read := func() (bool, bool, string) {
		t.Helper()
		in, failure := s.Clerk().Read(context.Background(), s.Env(), true)
		if failure != nil && in == nil {
			t.Fatalf("%+v", failure)
		}
		if in.SignIn == nil {
			return in.Enabled, in.Authenticatable, failure.OAuthError
		}
		return in.Enabled, in.Authenticatable, in.SignIn.ClientID
	}
	check := func(what string, enabled, usable bool, client string) {
		t.Helper()
		if e, u, c := read(); e != enabled || u != usable || c != client {
			t.Errorf("%s: enabled %v, usable %v, %q, want %v, %v, %q", what, e, u, c, enabled, usable, client)
		}
	}
	check("nothing", false, false, "form_param_value_invalid")
	if a := s.Done(t, s.DashboardURL(), "add"); !strings.Contains(a.Body, demo.ProductRedirectURI) {
		t.Error("the page has no redirect URI to copy")
	}
	check("added", true, true, product.OtherClientID)
	s.Done(t, s.DashboardURL(), "save", "custom", "true")
	check("not usable, no client ID", true, false, "oauth_config_missing")
	s.Done(
		t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", " "+demo.ClientID+" ",
		"client_secret", "a.secret.of~another.app",
	)
	check("custom", true, true, demo.ClientID)
	if d := s.Setup().Dashboard; d.SecretKeyID != registration.SecretOther ||
		!slices.Contains(s.Secrets(), "a.secret.of~another.app") {
		t.Errorf("%+v", d)
	}
	s.Done(t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", demo.ClientID)
	if d := s.Setup().Dashboard; d.SecretKeyID != registration.SecretOther {
		t.Error("an empty field took the secret away")
	}
	s.Refused(t, s.DashboardURL(), "save", "client_id", "\x1b[31m")
	s.Done(t, s.DashboardURL(), "remove")
	check("removed", false, false, "form_param_value_invalid")
}
