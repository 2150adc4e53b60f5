package openid

import (
	"net/url"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// authenticate checks the client (RFC 6749 section 2.3.1), by post or basic.
// What it must send depends on the platform of the redirect URI; without one, it
// is treated as Web.
func (s *Server) authenticate(
	x *web.Exchange, app *registration.App, a tenant.Authority, redirect string,
) *failure {
	id, secret := x.PostForm.Get("client_id"), x.PostForm.Get("client_secret")
	if user, password, ok := x.BasicAuth(); ok {
		id, _ = url.QueryUnescape(user)
		secret, _ = url.QueryUnescape(password)
	}
	if f := checkClient(app, id, a); f != nil {
		return f
	}
	browser := x.Header.Get("Origin") != ""
	switch platform := app.PlatformOf(redirect); {
	case platform == appreg.PlatformSPA && !browser:
		return fail(9002327)
	case platform == appreg.PlatformSPA && secret == "":
		return nil
	case platform == appreg.PlatformPublic && secret != "":
		return fail(700025)
	case platform == appreg.PlatformPublic:
		return nil
	case browser && secret != "":
		return fail(9002326) // a browser must not hold a secret
	case secret == "":
		return fail(7000218)
	}
	return s.checkSecret(app, secret, x.Now)
}

// checkSecret tells a wrong value, such as a Secret ID, from one that is right
// but has expired.
func (s *Server) checkSecret(app *registration.App, value string, now time.Time) *failure {
	found, ok := s.setup.Find(value)
	switch {
	case !ok:
		return fail(7000215, app.ClientID)
	case !now.Before(found.End):
		return fail(7000222, app.ClientID)
	}
	return nil
}

func checkClient(app *registration.App, id string, a tenant.Authority) *failure {
	name := a.Name
	if name == "" {
		name = tenant.Contoso.Name
	}
	switch {
	case id == "":
		return fail(900144, "client_id")
	case !credential.IsGUID(id):
		return fail(700038, id)
	case !app.Is(id):
		return fail(700016, id, name)
	}
	return nil
}
