package demo

import (
	"context"
	"errors"

	"edov/flow"
	"edov/flow/demo/registration"
	"edov/flow/entra"
)

// Setup is the state of the pages now.
func (s *Server) Setup() Setup { return s.setup.Setup() }

// SecretValue is the value of a client secret, by its Secret ID. The portal
// shows it once; a test, or a program that plays the user, may need it again.
func (s *Server) SecretValue(keyID string) (flow.Secret, bool) {
	value := s.setup.Value(keyID)
	return flow.NewSecret(value), value != ""
}

// SecretKeyID is the Secret ID of a value, "" when it is none of the app's.
func (s *Server) SecretKeyID(secret flow.Secret) string {
	found, _ := s.setup.Find(secret.Reveal())
	return found.KeyID
}

// PortalURL is a page of the app registration: "" is the list, "register" the
// form for a new one, and the others have the names of entra.PortalLink:
// "Overview", "Authentication", "Credentials", "TokenConfiguration",
// "CallAnAPI", "Manifest".
func (s *Server) PortalURL(blade string) string { return s.portal.URL(blade) }

// DashboardURL is the page of the auth product's Microsoft connection.
func (s *Server) DashboardURL() string { return s.product.DashboardURL() }

// AccountPortalURL is the auth product's sign-in page.
func (s *Server) AccountPortalURL() string { return s.product.AccountPortalURL() }

// EnterAtProduct enters a client ID and a client secret at the auth product, as a person would on its dashboard. It
// sends its users to a tenant: a tenant's ID, or a word for several; empty: common.
func (s *Server) EnterAtProduct(clientID, tenant string, secret flow.Secret) error {
	address := ""
	if tenant != "" && tenant != "common" {
		address = "https://" + entra.Global.LoginHost() + "/" + tenant + "/v2.0"
	}
	return s.setup.Change(func(d *registration.Draft) error {
		d.Dashboard.Enabled, d.Dashboard.Usable, d.Dashboard.Custom = true, true, true
		d.Dashboard.ClientID, d.Dashboard.Address = clientID, address
		if !secret.IsZero() {
			d.EnterSecret(secret.Reveal())
		}
		return nil
	})
}

// LeaveProduct removes the connection at the auth product.
func (s *Server) LeaveProduct() error {
	return s.setup.Change(func(d *registration.Draft) error {
		d.Dashboard = registration.Dashboard{}
		return nil
	})
}

// SignInThroughProduct lets the built-in user sign in at the auth product's own page, with the credentials that were
// entered there. The error says that the user did not get in.
func (s *Server) SignInThroughProduct(ctx context.Context) error {
	before := s.product.SignedIn()
	_, err := s.Play(ctx, s.url+s.product.Begin())
	if s.product.SignedIn() > before {
		return nil // the last page is the product's own, which is the end for the user too
	}
	if err == nil {
		err = errors.New("the product's sign-in page did not let the demo user in")
	}
	return err
}

// Supabase is the way to the look-alike of Supabase's Management API, with the access token of its only project.
func (s *Server) Supabase() flow.Supabase { return s.product.Supabase() }

// ClerkProgram plays Clerk's own program, signed in at the look-alike of Clerk's Platform API.
func (s *Server) ClerkProgram() *ClerkProgram {
	return &ClerkProgram{Base: s.url, Token: s.ClerkToken().Reveal(), HTTP: s.transport}
}

// ClerkToken opens the look-alike of Clerk's Platform API.
func (s *Server) ClerkToken() flow.Secret { return s.product.ClerkToken() }

// ClerkPlace is the only app and instance of that look-alike, as Clerk's program names them: app_demo/prod.
func (s *Server) ClerkPlace() string { return s.product.ClerkPlace() }

// ProductFaults replaces what goes wrong at those two APIs, and begins to count requests again.
func (s *Server) ProductFaults(faults ...GraphFault) { s.product.SetFaults(faults...) }
