package graph

import (
	"strings"
	"time"

	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
)

// registrations is every registration of the demo tenant: the one that the pages
// show, and some others for lists.
func (s *Server) registrations() []map[string]any {
	today := s.now().UTC().Truncate(24 * time.Hour)
	other := func(id, name string, secrets ...registration.Secret) map[string]any {
		app := scenario.Scenario{}.InitialApp(today)
		app.ObjectID, app.ClientID, app.Name, app.Secrets = strings.Replace(id, "4", "7", 1), id, name, secrets
		return app.Graph()
	}
	secret := func(name, hint string, from, to int) registration.Secret {
		return registration.Secret{
			KeyID: credential.NameGUID(name), Name: name, Hint: hint,
			Start: today.AddDate(0, 0, from), End: today.AddDate(0, 0, to),
		}
	}
	all := []map[string]any{
		other("8d2f4b1c-6a3e-4f70-9b58-1c7e0d9a2f46", "Contoso billing",
			secret("billing-2025", "Qk7", -400, -35), secret("billing-2026", "h2W", -60, 305)),
		other("1b94c7d0-52e8-4a36-8f1d-e6a05b3c9d72", "Contoso intranet", secret("intranet", "zP_", -350, 15)),
		other("e07a6d35-f9c1-4b82-a4d6-38b2c5f01e9a", "Fabrikam import", secret("import", "a9~", -190, -10)),
		other("5c3e81fa-0d27-4964-b7a5-92f4d8e6c013", "Shop sign-in", secret("shop", "T4.", -20, 160)),
	}
	if app := s.setup.App(); app != nil {
		all = append([]map[string]any{app.Graph()}, all...)
	}
	return all
}
