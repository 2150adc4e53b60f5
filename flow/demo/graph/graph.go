package graph

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/openid"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// Server shows and changes the app registrations of the demo tenant.
type Server struct {
	url    string
	token  func() string // what Client sends
	setup  *registration.State
	issued *credential.Ledger
	bearer func(token string) (openid.Bearer, bool)
	now    func() time.Time

	mu      sync.Mutex // a request about registrations holds it from begin to end
	options Options
	faults  web.Faults
	others  []*other
	lags    map[string]*lag // by object ID
}

// other is a registration beside the tenant's own.
type other struct {
	id        string // its object ID, which nothing changes
	doc       *registration.Document
	principal string // object ID of its service principal; empty: none
}

// New makes the look-alike at a URL. bearer finds whom an access token was issued to, and token is the one that may
// read and change registrations.
func New(
	url string, token func() string, o Options, setup *registration.State, issued *credential.Ledger,
	bearer func(string) (openid.Bearer, bool), now func() time.Time,
) *Server {
	s := &Server{
		url: url, token: token, setup: setup, issued: issued, bearer: bearer, now: now, options: o, lags: map[string]*lag{},
	}
	s.SetFaults(o.Faults...)
	s.seed()
	return s
}

// Routes are the endpoints by pattern.
func (s *Server) Routes() map[string]web.Handler {
	routes := map[string]web.Handler{}
	for _, version := range []string{"/v1.0/", "/beta/"} {
		routes["GET "+version+"me"] = s.me
		routes[version+"{resource}"] = s.guarded(s.resource)
		routes[version+"policies/{policy}"] = s.guarded(s.policy)
		routes[version+"applications/{id}"] = s.guarded(func(w http.ResponseWriter, x *web.Exchange) {
			s.application(w, x, x.PathValue("id"))
		})
		routes[version+"applications/{id}/{action}"] = s.guarded(s.action)
		routes[version+"servicePrincipals/{id}"] = s.guarded(func(w http.ResponseWriter, x *web.Exchange) {
			s.principal(w, x, s.ownerOf(x.PathValue("id")), x.PathValue("id"))
		})
	}
	return routes
}

// Client reads and changes the registrations of this server.
func (s *Server) Client() flow.Graph {
	bearer := func(context.Context) (flow.Secret, error) { return flow.NewSecret(s.token()), nil }
	return flow.Graph{Base: s.url, Bearer: bearer}
}

// guarded is a handler behind the access token and the faults that were ordered. One request at a time is answered.
func (s *Server) guarded(handle web.Handler) web.Handler {
	return func(w http.ResponseWriter, x *web.Exchange) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults.Answer(w, x, s.admitted(handle), func(status int) { failAs(w, x, status) })
	}
}

// admitted is a handler behind the access token.
func (s *Server) admitted(handle web.Handler) web.Handler {
	return func(w http.ResponseWriter, x *web.Exchange) {
		switch {
		case x.Header.Get("Authorization") != "Bearer "+s.token():
			w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+s.url+`/common/oauth2/authorize"`)
			fail(w, x, http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is empty.")
		case s.options.ReadOnly && x.Method != http.MethodGet:
			fail(w, x, http.StatusForbidden, codeDenied, textDenied)
		default:
			handle(w, x)
		}
	}
}

// resource answers what is below the version: a list, a new object, or one by its client ID.
func (s *Server) resource(w http.ResponseWriter, x *web.Exchange) {
	resource := x.PathValue("resource")
	kind, id, byAppID := strings.Cut(resource, "(appId='")
	id, ends := strings.CutSuffix(id, "')")
	byAppID = byAppID && ends
	switch {
	case kind == "applications" && byAppID:
		if found := s.idOf(id); found != "" {
			s.application(w, x, found)
			return
		}
		notFound(w, x, id)
	case kind == "servicePrincipals" && byAppID:
		s.principal(w, x, s.idOf(id), id)
	case resource == "applications" && x.Method == http.MethodGet:
		s.list(w, x, s.registrations())
	case resource == "applications" && x.Method == http.MethodPost:
		s.create(w, x)
	case resource == "servicePrincipals" && x.Method == http.MethodGet:
		s.list(w, x, s.principals())
	case resource == "servicePrincipals" && x.Method == http.MethodPost:
		s.createPrincipal(w, x)
	case resource == "users" || resource == "domains":
		s.lists(w, x)
	case resource == "applications" || resource == "servicePrincipals":
		notAllowed(w, x)
	default:
		fail(w, x, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+resource+"'.")
	}
}

// application answers for one registration by its object ID.
func (s *Server) application(w http.ResponseWriter, x *web.Exchange, id string) {
	switch x.Method {
	case http.MethodGet:
		v := s.seen(id)
		if !v.Exists() {
			notFound(w, x, id)
			return
		}
		s.show(w, http.StatusOK, "applications/$entity", selected(v, x))
	case http.MethodPatch:
		s.patch(w, x, id)
	case http.MethodDelete:
		s.remove(w, x, id)
	default:
		notAllowed(w, x)
	}
}

// show answers with one object.
func (s *Server) show(w http.ResponseWriter, status int, context string, v strictjson.Value) {
	v.SetMembers(append([]strictjson.Member{{
		Name: "@odata.context", Value: strictjson.Value{Kind: strictjson.String, Text: s.url + "/v1.0/$metadata#" + context},
	}}, v.Members()...))
	web.WriteJSON(w, status, v)
}

// body reads the JSON object of a request; an empty body is an empty object.
func body(w http.ResponseWriter, x *web.Exchange) (strictjson.Value, bool) {
	data, err := io.ReadAll(x.Body)
	if err == nil && len(data) == 0 {
		return strictjson.Value{Kind: strictjson.Object}, true
	}
	v, wrong := strictjson.Parse(data, strictjson.Document)
	isJSON := strings.HasPrefix(x.Header.Get("Content-Type"), "application/json")
	if err != nil || wrong != nil || v.Kind != strictjson.Object || !isJSON {
		fail(
			w, x, http.StatusBadRequest, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type "+
				"header is set and payload is of valid JSON format.",
		)
		return v, false
	}
	return v, true
}

// me answers for an access token of a user who consented to User.Read.
func (s *Server) me(w http.ResponseWriter, x *web.Exchange) {
	bearer, _ := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	id, known := s.bearer(bearer)
	switch {
	case !known:
		fail(w, x, http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is empty.")
		return
	case !id.ReadsMe:
		fail(w, x, http.StatusForbidden, codeDenied, textDenied)
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
