package scenario

import (
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
)

// secretHint is how the right secret of a scenario begins, so that what is
// shown of it stays the same.
const secretHint = "Dm7"

// ClientID is the app registration of the listed scenarios. One that is made
// on the pages has an ID of its own.
const ClientID = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"

// objectID is the registration's own ID, which is not the client ID.
const objectID = "c2a7e4d9-8b05-4f61-93ec-5d1f7a0b6e38"

// AppName is the name of the listed scenarios' app, as the pages show it.
const AppName = "edov demo app"

// InitialApp is the app registration that a scenario begins with, nil when it has
// none. today is the beginning of a day.
func (s Scenario) InitialApp(today time.Time) *registration.App {
	if s.Unregistered {
		return nil
	}
	a := &registration.App{
		ObjectID: objectID, ClientID: ClientID, Name: AppName, Created: today.AddDate(0, -2, 0), Audience: appreg.AudienceAll,
		Redirects: []registration.Redirect{
			{URI: ProductRedirectURI, Platform: appreg.PlatformWeb},
			{URI: flow.DefaultRedirectURI, Platform: appreg.PlatformWeb},
		},
		TokenVersion:   new(2),
		OptionalClaims: bothTokens("email", "xms_edov"),
		Permissions:    []string{appreg.PermissionOpenID, appreg.PermissionName, appreg.PermissionEmail},
	}
	if s.SingleTenant {
		a.Audience = appreg.AudienceMyOrg
	}
	if s.NoRedirect {
		a.Redirects = a.Redirects[:1]
	}
	switch {
	case s.HalfDone:
		a.OptionalClaims = bothTokens("email", "xms_pdl")
		a.AcceptMapped = new(true)
	case s.NoEDOV:
		a.OptionalClaims.IDToken = claimsNamed("email")
	}
	if s.KeepUnverified {
		a.RemoveUnverified = new(false)
	}
	end := s.secretEnd(today)
	a.Secrets = []registration.Secret{
		{KeyID: credential.NameGUID("web"), Name: "web", Hint: secretHint, Start: end.AddDate(0, 0, -200), End: end},
	}
	return a
}

// secretEnd is the end of a day, as an entered expiry date is.
func (s Scenario) secretEnd(today time.Time) time.Time {
	days := s.SecretDays
	if days == 0 {
		days = 180
	}
	return today.AddDate(0, 0, days+1)
}

func bothTokens(names ...string) registration.OptionalClaims {
	return registration.OptionalClaims{IDToken: claimsNamed(names...), AccessToken: claimsNamed(names...)}
}

func claimsNamed(names ...string) []registration.OptionalClaim {
	claims := make([]registration.OptionalClaim, len(names))
	for i, name := range names {
		claims[i].Name = name
	}
	return claims
}
