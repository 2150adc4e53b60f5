package portal

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
)

// register makes the registration: with a new client ID, and with the
// permission that the portal gives to each.
func register(s *Server, d *registration.Draft, form url.Values) (done, error) {
	if d.App != nil {
		return done{}, errors.New("the demo tenant holds one app registration; delete it under Overview first")
	}
	a := &registration.App{
		ObjectID: credential.GUID(), ClientID: credential.GUID(), Created: s.moment(),
		Name: strings.TrimSpace(form.Get("name")), Audience: form.Get("audience"),
		Permissions: []string{registration.PermissionUserRead},
	}
	if a.TakesPersonal() {
		a.TokenVersion = new(2)
	}
	if r := formRedirect(form); r.URI != "" {
		a.Redirects = []registration.Redirect{r}
	}
	d.App = a
	return done{"registered", new(bladeOverview)}, nil
}

// formRedirect is the redirect URI that a form adds.
func formRedirect(form url.Values) registration.Redirect {
	return registration.Redirect{URI: strings.TrimSpace(form.Get("redirect_uri")), Platform: form.Get("platform")}
}

// moment is now, as exact as a registration keeps it.
func (s *Server) moment() time.Time { return s.now().UTC().Truncate(time.Second) }

// deleteApp deletes the secrets too. What was entered at the auth product stays.
func deleteApp(_ *Server, d *registration.Draft, _ url.Values) (done, error) {
	if d.App == nil {
		return done{}, errNoApp
	}
	d.DeleteApp()
	return done{"deleted", new(bladeList)}, nil
}

var addRedirect = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	d.App.Redirects = append(d.App.Redirects, formRedirect(form))
	return "redirect-added", nil
})

var removeRedirect = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	gone := registration.Redirect{URI: form.Get("redirect_uri"), Platform: form.Get("platform")}
	d.App.Redirects = slices.DeleteFunc(d.App.Redirects, func(r registration.Redirect) bool { return r == gone })
	return "redirect-removed", nil
})

var saveAuthentication = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	takeSettings(d.App, form)
	return "saved", nil
})

// takeSettings applies the form of Authentication.
func takeSettings(a *registration.App, form url.Values) {
	a.LogoutURL = strings.TrimSpace(form.Get("logout_url"))
	a.ImplicitAccessToken, a.ImplicitIDToken = form.Has("implicit_access_token"), form.Has("implicit_id_token")
	a.Audience = form.Get("audience")
	// A box that was never ticked leaves null, as in the portal.
	if public := form.Has("public_client"); public || a.PublicClient != nil {
		a.PublicClient = &public
	}
}

// secretDays are the lifetimes that the portal offers for a client secret.
var secretDays = []int{90, 180, 365, 730}

var addSecret = onApp(func(s *Server, d *registration.Draft, form url.Values) (string, error) {
	days, err := strconv.Atoi(form.Get("expires"))
	if err != nil || !slices.Contains(secretDays, days) {
		return "", errors.New("select when the client secret expires")
	}
	if d.App.TakesPersonal() && len(d.App.Secrets) >= registration.MaxPersonalSecrets {
		return "", errors.New("an app that accepts personal accounts may have only two client secrets; delete one first")
	}
	now := s.moment()
	name := strings.TrimSpace(form.Get("description"))
	d.AddSecret(registration.Secret{Name: name, Start: now, End: now.AddDate(0, 0, days)})
	return "secret-added", nil
})

var deleteSecret = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	d.DeleteSecret(form.Get("key_id"))
	return "secret-deleted", nil
})

// addClaims adds what the picker lists. With email comes the permission that
// the claim needs; the portal asks for it in a second step.
var addClaims = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	claims := d.App.ClaimsOf(form.Get("token_type"))
	if claims == nil {
		return "", errors.New("select a token type")
	}
	notice := "claims-added"
	for _, name := range form["claim"] {
		if !slices.ContainsFunc(pickableClaims, func(c pickable) bool { return c.Name == name }) {
			return "", errors.New("this claim is not in the list")
		}
		if !registration.HasClaim(*claims, name) {
			*claims = append(*claims, registration.OptionalClaim{Name: name})
		}
		if name == "email" && !slices.Contains(d.App.Permissions, appreg.PermissionEmail) {
			d.App.Permissions = append(d.App.Permissions, appreg.PermissionEmail)
			notice = "email-added"
		}
	}
	if len(form["claim"]) == 0 {
		return "", errors.New("select a claim")
	}
	return notice, nil
})

var removeClaim = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	if claims := d.App.ClaimsOf(form.Get("token_type")); claims != nil {
		*claims = slices.DeleteFunc(*claims, func(c registration.OptionalClaim) bool { return c.Name == form.Get("claim") })
	}
	return "claim-removed", nil
})

var addPermission = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	id := form.Get("permission")
	if registration.PermissionName(id) == "" {
		return "", errors.New("select a permission")
	}
	if !slices.Contains(d.App.Permissions, id) {
		d.App.Permissions = append(d.App.Permissions, id)
	}
	return "permission-added", nil
})

var removePermission = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	id := form.Get("permission")
	d.App.Permissions = slices.DeleteFunc(d.App.Permissions, func(p string) bool { return p == id })
	return "permission-removed", nil
})

var saveManifest = onApp(func(_ *Server, d *registration.Draft, form url.Values) (string, error) {
	return "saved", d.App.ApplyManifest(form.Get("manifest"))
})
