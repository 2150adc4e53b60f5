package product

import "edov/flow/demo/registration"

// State is one way a Clerk instance can be set up.
type State struct {
	ID, Title string
	Breaks    []string // IDs of the checks of severity error or warning that fail

	development, off, unusable, maintenance, otherApp bool
}

// States lists the states of the Clerk look-alike, the right one first.
func States() []State {
	return []State{
		{ID: "ready", Title: "Production instance, no problems"},
		{ID: "development", Title: "Development instance with Clerk's shared credentials", development: true},
		{ID: "not-enabled", Title: "Microsoft connection is not enabled", off: true, Breaks: []string{"clerk-enabled"}},
		{
			ID: "not-usable", Title: "Sign-up and sign-in are off, connection is enabled", unusable: true,
			Breaks: []string{"clerk-usable"},
		},
		{
			ID: "other-app", Title: "Client ID in Clerk belongs to another app", otherApp: true,
			Breaks: []string{"clerk-client-id"},
		},
		{
			ID: "easie-reuse", Title: "EASIE connection: its credentials are used", otherApp: true,
			Breaks: []string{"clerk-client-id"},
		},
		{
			ID: "maintenance", Title: "Maintenance mode is on", maintenance: true,
			Breaks: []string{"clerk-maintenance"},
		},
	}
}

// LookupState finds a state by its ID.
func LookupState(id string) (State, bool) {
	for _, s := range States() {
		if s.ID == id {
			return s, true
		}
	}
	return State{}, false
}

// InitialDashboard translates a state of the Clerk look-alike, whose connection
// knows the app and its first secret unless the state says otherwise.
func (c State) InitialDashboard(app *registration.App) registration.Dashboard {
	if app == nil {
		return registration.Dashboard{}
	}
	d := registration.Dashboard{Enabled: !c.off, Usable: !c.unusable, Custom: !c.development, ClientID: app.ClientID}
	if len(app.Secrets) > 0 {
		d.SecretKeyID = app.Secrets[0].KeyID
	}
	if c.otherApp {
		d.ClientID, d.SecretKeyID = OtherClientID, registration.SecretOther
	}
	return d
}
