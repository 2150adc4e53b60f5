package openid

import (
	"slices"
	"strings"

	"edov/flow/demo/registration"
)

// The scopes of OpenID Connect belong to no API.
var openIDScopes = []string{"openid", "profile", "email", "offline_access"}

// narrowed is what a token request gets with its parameter scope, an extension of Microsoft's: those scopes of one API
// that the user consented to, and those of OpenID Connect among them (entra.md 2.3). Without the parameter it gets all.
func (g grant) narrowed(scope string, app *registration.App) (grant, *failure) {
	asked := strings.Fields(scope)
	if len(asked) == 0 {
		return g, nil
	}
	out, api := g, ""
	out.scopes = nil
	for _, s := range asked {
		if slices.Contains(openIDScopes, s) {
			if g.has(s) {
				out.scopes = append(out.scopes, s)
			}
			continue
		}
		of := apiOf(s)
		if api != "" && of != api {
			return g, fail(28000, scope)
		}
		api = of
		granted := g.granted(s)
		if len(granted) == 0 {
			return g, fail(65001, app.ClientID, app.Name)
		}
		out.scopes = append(out.scopes, granted...)
	}
	return out, nil
}

// granted are the scopes that the user consented to and a name stands for: it alone or, for "API/.default", all of that
// API.
func (g grant) granted(name string) []string {
	api, all := apiOf(name), strings.HasSuffix(name, "/.default")
	var list []string
	for _, has := range g.scopes {
		switch {
		case slices.Contains(openIDScopes, has) || apiOf(has) != api:
		case all || lastPart(has) == lastPart(name):
			list = append(list, has)
		}
	}
	if all && len(list) == 0 && api == graphAPI {
		list = []string{name}
	}
	return list
}

// graphAPI is the API of scopes that name none.
const graphAPI = "https://graph.microsoft.com"

// apiOf is the API of a scope: what comes before its last part.
func apiOf(scope string) string {
	if i := strings.LastIndexByte(scope, '/'); i > 0 {
		return scope[:i]
	}
	return graphAPI
}

// lastPart is the permission of a scope.
func lastPart(scope string) string { return scope[strings.LastIndexByte(scope, '/')+1:] }
