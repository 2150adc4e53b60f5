package graph

import (
	"net/http"
	"strings"

	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// principalID is the object ID of the service principal of a registration; empty: it has none.
func (s *Server) principalID(id string) string {
	if s.own(id) {
		if app := s.setup.App(); !app.NoPrincipal {
			return registration.PrincipalID(app.ClientID)
		}
		return ""
	}
	if o := s.find(id); o != nil {
		return o.principal
	}
	return ""
}

// ownerOf is the object ID of the registration that a service principal belongs to; empty: there is none.
func (s *Server) ownerOf(principal string) string {
	for _, id := range s.ids() {
		if has := s.principalID(id); has != "" && strings.EqualFold(has, principal) {
			return id
		}
	}
	return ""
}

// principalOf is the service principal of a registration as it is.
func (s *Server) principalOf(id string) strictjson.Value {
	app, principal := s.current(id), s.principalID(id)
	if principal == "" {
		return strictjson.Value{}
	}
	return strictjson.ObjectOf([]strictjson.Member{
		{Name: "id", Value: strictjson.Text(principal)},
		{Name: "accountEnabled", Value: strictjson.Value{Kind: strictjson.Bool, Text: "true"}},
		{Name: "appId", Value: app.Get("appId")},
		{Name: "appOwnerOrganizationId", Value: strictjson.Text(tenant.Contoso.ID)},
		{Name: "displayName", Value: app.Get("displayName")},
		{Name: "servicePrincipalNames", Value: strictjson.ArrayOf([]strictjson.Value{app.Get("appId")})},
		{Name: "servicePrincipalType", Value: strictjson.Text("Application")},
		{Name: "signInAudience", Value: app.Get("signInAudience")},
		{Name: "tags", Value: strictjson.Value{Kind: strictjson.Array}},
	})
}

// principals are all service principals as a reader sees them.
func (s *Server) principals() []strictjson.Value { return s.each(s.seenPrincipal) }

// seenPrincipal is the service principal of a registration as a reader sees it.
func (s *Server) seenPrincipal(id string) strictjson.Value {
	return s.asRead("principal of "+id, s.principalOf(id))
}

// principal answers for the service principal of a registration. asked is the ID that the request names.
func (s *Server) principal(w http.ResponseWriter, x *web.Exchange, id, asked string) {
	switch x.Method {
	case http.MethodGet, http.MethodDelete:
	default:
		notAllowed(w, x)
		return
	}
	v := s.seenPrincipal(id)
	switch {
	case !v.Exists() || x.Method == http.MethodDelete && !s.setPrincipal(id, false):
		notFound(w, x, asked)
	case x.Method == http.MethodDelete:
		s.changed("principal of "+id, v)
		w.WriteHeader(http.StatusNoContent)
	default:
		s.show(w, http.StatusOK, "servicePrincipals/$entity", selected(v, x))
	}
}

// setPrincipal makes or deletes a service principal, and reports whether that changed something.
func (s *Server) setPrincipal(id string, exists bool) bool {
	if (s.principalID(id) != "") == exists || !s.current(id).Exists() {
		return false
	}
	if o := s.find(id); o != nil {
		o.principal = ""
		if exists {
			o.principal = registration.PrincipalID(o.doc.Value().Get("appId").Str())
		}
		return true
	}
	return s.setup.Change(func(d *registration.Draft) error {
		if d.App == nil {
			return errGone
		}
		d.App.NoPrincipal = !exists
		return nil
	}) == nil
}

// createPrincipal answers POST /servicePrincipals.
func (s *Server) createPrincipal(w http.ResponseWriter, x *web.Exchange) {
	request, ok := body(w, x)
	if !ok {
		return
	}
	appID := request.StrOf("appId")
	id := s.idOf(appID)
	switch app := s.seen(id); {
	case id == "" || !app.Exists():
		const end = "' of the service principal does not reference a valid application object."
		fail(
			w, x, http.StatusBadRequest, codeBad, "The appId '"+appID+end,
			detail{"NoBackingApplicationObject", "The appId '" + appID + end, "appId"},
		)
	case !s.setPrincipal(id, true):
		fail(
			w, x, http.StatusConflict, "Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, "+
				"updated, or restored because the service principal name "+appID+" is already in use.",
			detail{"ObjectConflict", "The name is already in use.", "servicePrincipalNames"},
		)
	default:
		s.changed("principal of "+id, strictjson.Value{})
		s.show(w, http.StatusCreated, "servicePrincipals/$entity", s.principalOf(id))
	}
}
