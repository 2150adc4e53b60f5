package demo

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"edov/flow"
)

// Graph reads from the demo tenant's look-alike of Microsoft Graph.
func (s *Server) Graph() flow.Graph {
	return flow.Graph{Base: s.url, Bearer: func(context.Context) (flow.Secret, error) { return flow.NewSecret(s.directoryToken), nil }}
}

// ReadRegistration adds the demo tenant's app registration to a Session.
func (s *Server) ReadRegistration(ctx context.Context, session *flow.Session) {
	s.Graph().ReadInto(ctx, s.Env(), s.Connection(), session)
	if session.Registration != nil {
		session.Registration.Source, session.Registration.TestServer = "demo", true
	}
}

// ReadSetup adds to a Session the registration and the auth product's side as
// they are now, for a connection that the user typed: what is not set up yet is
// left out.
func (s *Server) ReadSetup(ctx context.Context, c flow.Connection, session *flow.Session) {
	if app := s.Setup().App; app != nil {
		c.ClientID = app.ClientID // whatever was typed: a wrong one is to be seen
		s.Graph().ReadInto(ctx, s.Env(), c, session)
		if session.Registration != nil {
			session.Registration.Source, session.Registration.TestServer = "demo", true
		}
	}
	if instance, _ := s.Clerk().Read(ctx, s.Env(), true); instance != nil {
		session.Clerk = instance
	}
}

// graph answers GET /v1.0/applications, /v1.0/applications(appId='...') and
// /v1.0/me, and the same below /beta.
func (s *Server) graph(w http.ResponseWriter, x *exchange) {
	if x.PathValue("resource") == "me" {
		s.me(w, x)
		return
	}
	if x.Header.Get("Authorization") != "Bearer "+s.directoryToken {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+s.url+`/common/oauth2/authorize"`)
		writeJSON(w, http.StatusUnauthorized, graphError(x, "InvalidAuthenticationToken", "Access token is empty."))
		return
	}
	query := x.URL.Query()
	members := strings.Split(query.Get("$select"), ",")
	resource := x.PathValue("resource")
	if resource == "applications" {
		s.applications(w, x, members)
		return
	}
	id, ok := strings.CutPrefix(resource, "applications(appId='")
	id, also := strings.CutSuffix(id, "')")
	if ok && also {
		for _, app := range s.directory() {
			if strings.EqualFold(app["appId"].(string), id) {
				answer := selected(app, members)
				answer["@odata.context"] = s.url + "/v1.0/$metadata#applications/$entity"
				writeJSON(w, http.StatusOK, answer)
				return
			}
		}
	}
	writeJSON(w, http.StatusNotFound, graphError(x, "Request_ResourceNotFound", "Resource '"+id+"' does not exist or one of its queried reference-property objects are not present."))
}

// me answers for an access token of a user who consented to User.Read.
func (s *Server) me(w http.ResponseWriter, x *exchange) {
	bearer, _ := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	id, known := s.bearers[bearer]
	reads := s.readers[bearer]
	s.mu.Unlock()
	switch {
	case !known:
		writeJSON(w, http.StatusUnauthorized, graphError(x, "InvalidAuthenticationToken", "Access token is empty."))
		return
	case !reads:
		writeJSON(w, http.StatusForbidden, graphError(x, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
		return
	}
	var mail any
	if id.email != "" {
		mail = id.email
	}
	object := id.objectID
	if id.personal() { // 16 digits, without the zeros of the oid
		object = strings.ReplaceAll(object, "-", "")[16:]
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": object, "mail": mail, "userPrincipalName": id.username, "otherMails": []string{}})
}

// applications is the list, in pages of $top.
func (s *Server) applications(w http.ResponseWriter, x *exchange, members []string) {
	query := x.URL.Query()
	top, err := strconv.Atoi(query.Get("$top"))
	if err != nil || top < 1 || top > 3 {
		top = 3 // small, so that pages are really turned
	}
	all := s.directory()
	from, _ := strconv.Atoi(query.Get("$skiptoken"))
	from = min(max(from, 0), len(all))
	to := min(from+top, len(all))
	answer := map[string]any{"@odata.context": s.url + "/v1.0/$metadata#applications", "value": []any{}}
	for _, app := range all[from:to] {
		answer["value"] = append(answer["value"].([]any), selected(app, members))
	}
	if to < len(all) {
		query.Set("$skiptoken", strconv.Itoa(to))
		answer["@odata.nextLink"] = s.url + "/v1.0/applications?" + query.Encode()
	}
	writeJSON(w, http.StatusOK, answer)
}

// selected applies $select. authenticationBehaviors comes only when named, as
// at Microsoft.
func selected(app map[string]any, members []string) map[string]any {
	out := map[string]any{}
	for name, value := range app {
		named := false
		for _, m := range members {
			named = named || m == name
		}
		if named || len(members) == 1 && members[0] == "" && name != "authenticationBehaviors" {
			out[name] = value
		}
	}
	return out
}

func graphError(x *exchange, code, message string) map[string]any {
	return map[string]any{"error": map[string]any{"code": code, "message": message, "innerError": map[string]string{
		"date": x.now.UTC().Format("2006-01-02T15:04:05"), "request-id": x.traceID, "client-request-id": x.correlationID,
	}}}
}

// directory is every registration of the demo tenant: the one that the pages
// show, and some others for lists.
func (s *Server) directory() []map[string]any {
	today := s.today()
	other := func(id, name string, secrets ...AppSecret) map[string]any {
		app := Scenario{}.initialApp(today)
		app.ObjectID, app.ClientID, app.Name, app.Secrets = strings.Replace(id, "4", "7", 1), id, name, secrets
		return app.registration()
	}
	secret := func(name, hint string, from, to int) AppSecret {
		return AppSecret{KeyID: nameGUID(name), Name: name, Hint: hint, Start: today.AddDate(0, 0, from), End: today.AddDate(0, 0, to)}
	}
	all := []map[string]any{
		other("8d2f4b1c-6a3e-4f70-9b58-1c7e0d9a2f46", "Contoso billing", secret("billing-2025", "Qk7", -400, -35), secret("billing-2026", "h2W", -60, 305)),
		other("1b94c7d0-52e8-4a36-8f1d-e6a05b3c9d72", "Contoso intranet", secret("intranet", "zP_", -350, 15)),
		other("e07a6d35-f9c1-4b82-a4d6-38b2c5f01e9a", "Fabrikam import", secret("import", "a9~", -190, -10)),
		other("5c3e81fa-0d27-4964-b7a5-92f4d8e6c013", "Shop sign-in", secret("shop", "T4.", -20, 160)),
	}
	if app := s.setup.current(); app != nil {
		all = append([]map[string]any{app.registration()}, all...)
	}
	return all
}
