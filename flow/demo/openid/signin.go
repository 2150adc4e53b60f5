package openid

import (
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
)

// signIn finds a person's identity at an authority for an app, or why there is
// none.
func signIn(a tenant.Authority, p tenant.Person, app *registration.App) (tenant.Identity, *failure) {
	id := tenant.Identity{Person: p, TenantID: p.Home, ObjectID: p.OID, Client: app.ClientID}
	isPersonal := id.IsPersonal()
	switch {
	case isPersonal && a.Tenant == "" && !app.TakesPersonal():
		return id, fail(500200, p.Username)
	case a.Tenant == p.Home, a.Segment == "common", a.Segment == "organizations" && !isPersonal:
		return id, nil
	case a.Segment == "organizations":
		return id, fail(500200, p.Username)
	case a.Personal:
		return id, &failure{Text: "You can't sign in here with a work or school account. Use your personal account instead."}
	case a.Tenant == p.GuestOf && p.GuestOf != "":
		return tenant.Identity{Person: p, TenantID: p.GuestOf, ObjectID: p.GuestOID, Guest: true, Client: app.ClientID}, nil
	}
	return id, fail(50020, p.Username, p.HomeProvider(), a.Name, app.ClientID, app.Name)
}
