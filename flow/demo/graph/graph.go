package graph

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/openid"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
)

// Server shows the app registrations of the demo tenant.
type Server struct {
	url    string
	token  string // what Reader sends
	setup  *registration.State
	bearer func(token string) (openid.Bearer, bool)
	now    func() time.Time
}

// New makes the look-alike at a URL. bearer finds whom an access token was
// issued to. The token for reading registrations is added to the ledger.
func New(
	url string, setup *registration.State, issued *credential.Ledger, bearer func(string) (openid.Bearer, bool),
	now func() time.Time,
) *Server {
	s := &Server{url: url, token: credential.Text(64), setup: setup, bearer: bearer, now: now}
	issued.Add(s.token)
	return s
}

// Routes are the endpoints by pattern.
func (s *Server) Routes() map[string]web.Handler {
	return map[string]web.Handler{"GET /v1.0/{resource}": s.resource, "GET /beta/{resource}": s.resource}
}

// Reader reads the registrations of this server.
func (s *Server) Reader() flow.Graph {
	bearer := func(context.Context) (flow.Secret, error) { return flow.NewSecret(s.token), nil }
	return flow.Graph{Base: s.url, Bearer: bearer}
}

// resource answers GET /v1.0/applications, /v1.0/applications(appId='...') and
// /v1.0/me, and the same below /beta.
func (s *Server) resource(w http.ResponseWriter, x *web.Exchange) {
	if x.PathValue("resource") == "me" {
		s.me(w, x)
		return
	}
	if x.Header.Get("Authorization") != "Bearer "+s.token {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+s.url+`/common/oauth2/authorize"`)
		web.WriteJSON(w, http.StatusUnauthorized, graphError(x, "InvalidAuthenticationToken", "Access token is empty."))
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
		for _, app := range s.registrations() {
			if strings.EqualFold(app["appId"].(string), id) {
				answer := selected(app, members)
				answer["@odata.context"] = s.url + "/v1.0/$metadata#applications/$entity"
				web.WriteJSON(w, http.StatusOK, answer)
				return
			}
		}
	}
	web.WriteJSON(w, http.StatusNotFound, graphError(
		x, "Request_ResourceNotFound",
		"Resource '"+id+"' does not exist or one of its queried reference-property objects are not present.",
	))
}

// me answers for an access token of a user who consented to User.Read.
func (s *Server) me(w http.ResponseWriter, x *web.Exchange) {
	bearer, _ := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	id, known := s.bearer(bearer)
	switch {
	case !known:
		web.WriteJSON(w, http.StatusUnauthorized, graphError(x, "InvalidAuthenticationToken", "Access token is empty."))
		return
	case !id.ReadsMe:
		web.WriteJSON(w, http.StatusForbidden, graphError(
			x, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
		))
		return
	}
	var mail any
	if id.Email != "" {
		mail = id.Email
	}
	object := id.ObjectID
	if id.IsPersonal() { // 16 digits, without the zeros of the oid
		object = strings.ReplaceAll(object, "-", "")[16:]
	}
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"id": object, "mail": mail, "userPrincipalName": id.Username, "otherMails": []string{},
	})
}

// applications is the list, in pages of $top.
func (s *Server) applications(w http.ResponseWriter, x *web.Exchange, members []string) {
	query := x.URL.Query()
	top, err := strconv.Atoi(query.Get("$top"))
	if err != nil || top < 1 || top > 3 {
		top = 3 // small, so that pages are really turned
	}
	all := s.registrations()
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
	web.WriteJSON(w, http.StatusOK, answer)
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

func graphError(x *web.Exchange, code, message string) map[string]any {
	return map[string]any{"error": map[string]any{"code": code, "message": message, "innerError": map[string]string{
		"date": x.Now.UTC().Format("2006-01-02T15:04:05"), "request-id": x.TraceID, "client-request-id": x.CorrelationID,
	}}}
}
