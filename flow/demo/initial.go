package demo

import (
	"time"

	"edov/flow"
)

// secretHint is how the right secret of a scenario begins, so that what is
// shown of it stays the same.
const secretHint = "Dm7"

// Practice is the scenario to learn with: nothing is registered yet, and the
// auth product knows nothing of Microsoft. It is none of Scenarios, because
// nobody can sign in to it before the pages were used.
func Practice() Scenario {
	return Scenario{
		ID: "practice", Title: "A setup from the beginning",
		Doc:          "Nothing is registered yet. Open the pages of the demo tenant, register an app and follow the setup guide. Each change shows in the next sign-in.",
		Unregistered: true,
	}
}

// initialApp translates what a scenario says of its registration; today is the
// beginning of a day.
func (s Scenario) initialApp(today time.Time) *App {
	if s.Unregistered {
		return nil
	}
	a := &App{
		ObjectID: objectID, ClientID: ClientID, Name: AppName, Created: today.AddDate(0, -2, 0), Audience: flow.AudienceAll,
		Redirects:      []Redirect{{ProductRedirectURI, flow.PlatformWeb}, {flow.DefaultRedirectURI, flow.PlatformWeb}},
		TokenVersion:   new(2),
		OptionalClaims: OptionalClaims{claimsNamed("email", "xms_edov"), claimsNamed("email", "xms_edov")},
		Permissions:    []string{flow.PermissionOpenID, flow.PermissionName, flow.PermissionEmail},
	}
	if s.SingleTenant {
		a.Audience = flow.AudienceMyOrg
	}
	if s.NoRedirect {
		a.Redirects = a.Redirects[:1]
	}
	switch {
	case s.HalfDone:
		a.OptionalClaims = OptionalClaims{claimsNamed("email", "xms_pdl"), claimsNamed("email", "xms_pdl")}
		a.AcceptMapped = new(true)
	case s.NoEDOV:
		a.OptionalClaims.IDToken = claimsNamed("email")
	}
	if s.KeepUnverified {
		a.RemoveUnverified = new(false)
	}
	end := s.secretEnd(today)
	a.Secrets = []AppSecret{{KeyID: nameGUID("web"), Name: "web", Hint: secretHint, Start: end.AddDate(0, 0, -200), End: end}}
	return a
}

// secretEnd is the end of a day, as a date typed by the user is.
func (s Scenario) secretEnd(today time.Time) time.Time {
	days := s.SecretDays
	if days == 0 {
		days = 180
	}
	return today.AddDate(0, 0, days+1)
}

func claimsNamed(names ...string) []OptionalClaim {
	claims := make([]OptionalClaim, len(names))
	for i, name := range names {
		claims[i].Name = name
	}
	return claims
}

// initialDashboard translates a state of the Clerk look-alike, whose connection
// knows the app and its first secret unless the state says otherwise.
func (c ClerkState) initialDashboard(app *App) Dashboard {
	if app == nil {
		return Dashboard{}
	}
	d := Dashboard{Enabled: !c.off, Usable: !c.unusable, Custom: !c.development, ClientID: app.ClientID}
	if len(app.Secrets) > 0 {
		d.SecretKeyID = app.Secrets[0].KeyID
	}
	if c.otherApp {
		d.ClientID, d.SecretKeyID = otherClientID, SecretOther
	}
	return d
}
