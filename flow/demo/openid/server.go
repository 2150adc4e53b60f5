package openid

import (
	"sync"

	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// Server issues codes and tokens for the registration of a State.
type Server struct {
	url      string
	scenario scenario.Scenario
	setup    *registration.State
	issued   *credential.Ledger
	keys     *Keys
	returns  string
	codes    *codeStore
	refresh  refreshStore

	mu       sync.Mutex
	keysSeen int                       // responses of a jwks_uri so far
	bearers  credential.Recent[Bearer] // by access token
	sessions []tenant.Person           // who signed in, each once
	lag      claimLag
}

// New makes the server at a URL. What it issues is added to the ledger.
// returns is the path at which the auth product's redirect URI is answered.
func New(
	url string, scenario scenario.Scenario, keys *Keys, setup *registration.State, issued *credential.Ledger,
	returns string,
) *Server {
	s := &Server{
		url: url, scenario: scenario, setup: setup, issued: issued, keys: keys, returns: returns,
		codes: newCodeStore(), bearers: credential.NewRecent[Bearer](maxBearers),
	}
	s.refresh.tokens = credential.NewRecent[refreshToken](maxRefresh)
	s.lag.shown = setup.App()
	return s
}

// Routes are the endpoints by pattern; the tenant is the first segment of a
// path, as at Entra.
func (s *Server) Routes() map[string]web.Handler {
	return map[string]web.Handler{
		"GET /{tenant}/v2.0/.well-known/openid-configuration": s.discovery,
		"GET /{tenant}/discovery/v2.0/keys":                   s.jwks,
		"/{tenant}/oauth2/v2.0/authorize":                     s.authorize,
		"/{tenant}/oauth2/v2.0/token":                         s.token,
		"GET /oidc/userinfo":                                  s.userinfo,
		"GET /{tenant}/discovery/instance":                    s.instance,
	}
}
