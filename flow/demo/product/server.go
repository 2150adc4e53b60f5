package product

import (
	"sync"
	"sync/atomic"

	"edov/flow/demo/credential"
	"edov/flow/demo/openid"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
)

// Server plays the auth product that the demo's app is for.
type Server struct {
	url       string
	clerk     State
	setup     *registration.State
	forms     *web.Forms
	issued    *credential.Ledger
	openid    *openid.Server
	browserID string // of a development instance's browser
	faults    web.Faults

	supabaseToken, clerkToken string // of the APIs that programs change the settings with

	mu       sync.Mutex
	states   map[string]bool // of the sign-ins that were begun on the product's page
	signedIn atomic.Int64
}

// New makes the product at a URL. What it issues is added to the ledger.
func New(
	url string, clerk State, setup *registration.State, forms *web.Forms, issued *credential.Ledger,
	openid *openid.Server,
) *Server {
	s := &Server{
		url: url, clerk: clerk, setup: setup, forms: forms, issued: issued, openid: openid,
		browserID: "dvb_" + credential.Text(32), states: map[string]bool{},
		supabaseToken: newSupabaseToken(), clerkToken: "ak_" + credential.Text(40),
	}
	for _, token := range []string{s.browserID, s.supabaseToken, s.clerkToken} {
		issued.Add(token)
	}
	return s
}

// Routes are the endpoints and pages by pattern.
func (s *Server) Routes() map[string]web.Handler {
	return map[string]web.Handler{
		"POST /v1/dev_browser":     s.devBrowser,
		"GET /v1/environment":      s.clerkEnvironment,
		"GET /v1/account_portal":   s.clerkPortal,
		"POST /v1/client/sign_ins": s.clerkSignIn,
		"GET " + dashboardPath:     s.dashboard,
		"POST " + dashboardPath:    s.dashboardChange,
		"GET " + portalPath:        s.accountPortal,
		"POST " + portalPath:       s.accountSignIn,
		"GET " + ReturnPath:        s.accountReturn,

		"GET " + supabasePath:                s.supabase(s.supabaseRead),
		"PATCH " + supabasePath:              s.supabase(s.supabaseChange),
		"GET " + clerkAppPath:                s.platform(s.platformApp),
		"GET " + clerkConfigPath:             s.platform(s.platformRead),
		"PATCH " + clerkConfigPath:           s.platform(s.platformChange),
		"GET " + clerkConfigPath + "/schema": s.platform(s.platformSchema),
	}
}
