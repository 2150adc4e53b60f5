// Package demo is an Entra look-alike in process: a tenant that somebody can
// sign in to without an account, a network or a registration. It speaks real
// HTTP, signs with real RSA keys and answers in Entra's shapes: authority paths
// for common, organizations, consumers and tenants, v2 discovery, keys with
// x5c and issuer, a sign-in page, a consent page, an error page, one-use codes
// with PKCE, a token endpoint with Entra's error bodies, userinfo, the app
// registration as Microsoft Graph shows it, and a Clerk instance's Frontend API.
//
// A Scenario is one way a connection can be set up, right or wrong. Scenarios
// is the table of them. It says how the registration is at first; from then on
// the registration is state of the Server (App), which the pages change and all
// else reads, so that a change shows in the next sign-in.
//
// The pages play the portal's app registration (PortalURL) and the dashboard of
// the auth product (DashboardURL). Practice begins with nothing registered, and
// Setup is what to keep to go on another day. It holds no secret.
//
// It does not imitate what edov never asks for: the v1 endpoints, the hybrid
// and implicit flows, refresh tokens (they are issued, but not redeemed), the
// device flow, sign-out. It listens on 127.0.0.1 only, checks no password and
// protects nothing.
package demo

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"edov/flow"
)

// ClientID is the app registration of the listed scenarios. One that is made
// on the pages has an ID of its own: see Server.Setup.
const ClientID = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"

// TenantID is the directory of the app registration.
var TenantID = contoso.id

// AppName is the name of the listed scenarios' app, as the pages show it.
const AppName = "edov demo app"

// Options are the choices that do not belong to a scenario.
type Options struct {
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Clerk is the state of the Clerk look-alike; the zero value is ready.
	Clerk ClerkState
	// TLS serves https with a certificate of a throwaway authority (CAPEM).
	TLS bool
	// Setup is the state of the pages to begin with; nil means as the scenario
	// and Clerk say. A secret that was made on the pages has its value again;
	// another one gets a new value, which begins with the saved hint.
	Setup *Setup
	// Port is the port to serve on if it is free; zero means any.
	Port int
	// Changed is told of the setup after each change made on the pages, one
	// change at a time and in order. It must not wait for another change.
	Changed func(Setup)
}

// Server is a running demo tenant.
type Server struct {
	scenario Scenario
	now      func() time.Time // with the scenario's skew
	userNow  func() time.Time // without it
	url      string
	keys     *keyPairs
	tls      *certificates // nil: plain http
	setup    *setupState

	connection      flow.Connection // what the user has set up
	clerk           ClerkState
	formToken       string // without it no form of the pages is taken
	devBrowserToken string
	directoryToken  string // what the look-alike of Microsoft Graph takes

	life      context.Context // ends with Close
	end       context.CancelFunc
	server    *http.Server
	transport *http.Transport
	work      sync.WaitGroup
	codes     *codeStore
	pasted    chan string

	mu       sync.Mutex
	canaries []string

	accountStates map[string]bool // of the sign-ins that were begun at the account portal
	requests      map[string]int
	keysSeen      int                 // answers of a jwks_uri so far
	bearers       map[string]identity // access tokens issued, for userinfo
	readers       map[string]bool     // those of them that may read /me
}

// Start makes the keys and serves the scenario on a free port of 127.0.0.1.
func Start(scenario Scenario, o Options) (*Server, error) {
	s := &Server{
		scenario: scenario, userNow: o.Now, clerk: o.Clerk, codes: newCodeStore(), pasted: make(chan string, 4),
		requests: map[string]int{}, bearers: map[string]identity{}, readers: map[string]bool{}, accountStates: map[string]bool{},
		directoryToken: randomText(64), devBrowserToken: "dvb_" + randomText(32), formToken: randomText(24),
	}
	if s.userNow == nil {
		s.userNow = time.Now
	}
	s.now = func() time.Time { return s.userNow().Add(scenario.Skew) }
	var err error
	if s.setup, err = newSetupState(s.initialSetup(o.Setup), o.Changed); err != nil {
		return nil, err
	}
	if s.keys, s.tls, err = makeKeys(o.TLS); err != nil {
		return nil, err
	}
	listener, err := listen(o.Port)
	if err != nil {
		return nil, err
	}
	s.url = "http://" + listener.Addr().String()
	s.life, s.end = context.WithCancel(context.Background())
	s.serve(listener)
	s.connection = s.initialConnection()
	s.remember(s.connection.Secret.Reveal(), s.directoryToken, s.devBrowserToken, s.formToken)
	for _, value := range s.setup.values {
		s.remember(value)
	}
	return s, nil
}

// listen takes a port of this machine, another one if that is not free.
func listen(port int) (net.Listener, error) {
	if port > 0 && port <= 65535 {
		if l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp4", "127.0.0.1:0")
}

// Port is where the server is reached.
func (s *Server) Port() int {
	u, err := url.Parse(s.url)
	if err != nil {
		return 0
	}
	port, _ := strconv.Atoi(u.Port()) // it has one
	return port
}

// initialSetup is the saved one, or what the scenario says.
func (s *Server) initialSetup(saved *Setup) Setup {
	if saved != nil {
		return *saved
	}
	app := s.scenario.initialApp(s.today())
	return Setup{App: app, Dashboard: s.clerk.initialDashboard(app)}
}

// URL is the login host: "http://127.0.0.1:port" or with https.
func (s *Server) URL() string { return s.url }

// Scenario returns what the server plays.
func (s *Server) Scenario() Scenario { return s.scenario }

// CAPEM is the certificate of the throwaway authority, nil without TLS.
func (s *Server) CAPEM() []byte {
	if s.tls == nil {
		return nil
	}
	return s.tls.caPEM
}

// Connection is what the user of the scenario has set up. What is changed on
// the pages later is not in it: there, the user has to carry it over, as with
// Microsoft.
func (s *Server) Connection() flow.Connection {
	c := s.connection
	c.FallbackPorts = slices.Clone(c.FallbackPorts)
	return c
}

// initialConnection knows the app and its first secret, or what the scenario
// has instead. Who practises knows neither yet. The fallback ports keep a taken
// port from failing the demo.
func (s *Server) initialConnection() flow.Connection {
	c := flow.Connection{
		Name: "demo: " + s.scenario.ID, Authority: s.url, TrustAuthority: true, Demo: true, Tenant: s.scenario.Tenant,
		RedirectURI: flow.DefaultRedirectURI, Product: "Clerk", ProductRedirectURI: ProductRedirectURI,
		FallbackPorts: []int{8401, 8402, 8403, 8404, 8405, 8406, 8407, 8408, 8409},
	}
	if c.Tenant == "" {
		c.Tenant = "common"
	}
	app := s.setup.current()
	if app == nil || s.scenario.Unregistered {
		return c
	}
	c.ClientID, c.Public = app.ClientID, s.scenario.Secret == SecretNone
	if c.Public || len(app.Secrets) == 0 {
		return c
	}
	first := app.Secrets[0]
	value := s.setup.value(first.KeyID)
	for s.scenario.Secret == SecretWrong && value[:hintLength] == first.Hint {
		value = newSecret()
	}
	c.Secret, c.SecretExpires = flow.NewSecret(value), first.End
	return c
}

// Env is the outside world in which the demo tenant is all there is: a
// transport that trusts its certificate, and Play for a browser.
func (s *Server) Env() flow.Env {
	return flow.Env{Now: s.userNow, Browser: s.Play, HTTP: s.transport}
}

// Pasted delivers what a user would paste by hand: the text of the error page,
// or an address whose answer never reaches the listener.
func (s *Server) Pasted() <-chan string { return s.pasted }

// Secrets lists every value that must never be seen in any output: client
// secrets, codes, verifiers, refresh tokens, opaque tokens and signatures.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.canaries...)
}

// remember adds to Secrets.
func (s *Server) remember(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		if v != "" {
			s.canaries = append(s.canaries, v)
		}
	}
}

// Requests counts the requests so far by method and path: "POST
// /common/oauth2/v2.0/token".
func (s *Server) Requests() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.requests))
	for k, n := range s.requests {
		counts[k] = n
	}
	return counts
}

// Close ends every request and connection and returns when nothing runs any
// more. It may be called twice.
func (s *Server) Close() error {
	s.end()
	err := s.server.Close()
	s.transport.CloseIdleConnections()
	s.work.Wait()
	return err
}
