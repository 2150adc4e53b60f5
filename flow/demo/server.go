package demo

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/graph"
	"edov/flow/demo/openid"
	"edov/flow/demo/portal"
	"edov/flow/demo/product"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
)

// Options are the choices that do not belong to a scenario.
type Options struct {
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Clerk is the state of the Clerk look-alike; the zero value is ready.
	Clerk ClerkState
	// TLS serves https with a certificate of a throwaway authority (CAPEM).
	TLS bool
	// Setup is the state of the pages to begin with; nil means as the scenario
	// and Clerk say. A secret that was added on the pages has its value again;
	// any other gets a new value, which begins with the saved hint.
	Setup *Setup
	// Empty begins with nothing registered, whatever the scenario says: an app is created on the pages or at Microsoft
	// Graph. It does not go with Setup.
	Empty bool
	// Redirects are added to the app registration that the scenario begins with. They do not go with Setup.
	Redirects []Redirect
	// Port is the port to serve on if it is free; zero means any.
	Port int
	// OnlyPort is set when no other port will do: Start fails with ErrPort when it is not free.
	OnlyPort bool
	// Graph is how the tenant's Microsoft Graph differs from one that does all it is asked for.
	Graph GraphOptions
	// ClaimLag is for how many ID tokens after a change of the registration the optional claims are still those before.
	ClaimLag int
	// Changed is called with the setup after each change made on the pages, one
	// change at a time and in order. It must not wait for another change.
	Changed func(Setup)
}

// Server is a running demo tenant.
type Server struct {
	scenario Scenario
	now      func() time.Time // with the scenario's skew
	userNow  func() time.Time // without it
	url      string
	tls      *certificates // nil: plain http
	issued   *credential.Ledger
	setup    *registration.State
	openid   *openid.Server
	graph    *graph.Server
	portal   *portal.Server
	product  *product.Server

	connection flow.Connection // what the user has set up
	entered    string          // Secret ID that the product had at the start

	life      context.Context // until Close
	end       context.CancelFunc
	server    *http.Server
	transport *http.Transport // to the server itself
	outside   *http.Transport // of the built-in user to redirect URIs
	work      sync.WaitGroup
	pasted    chan string

	mu       sync.Mutex
	requests map[string]int
}

// Start makes the keys and serves the scenario on a free port of 127.0.0.1. It
// fails when Options.Setup breaks the rules of a registration, or when no port
// is free.
func Start(scenario Scenario, o Options) (*Server, error) {
	s := &Server{
		scenario: scenario, userNow: o.Now, issued: &credential.Ledger{}, pasted: make(chan string, 4),
		requests: map[string]int{},
	}
	if s.userNow == nil {
		s.userNow = time.Now
	}
	s.now = func() time.Time { return s.userNow().Add(scenario.Skew) }
	begin := o.Setup
	switch {
	case begin != nil:
	case o.Empty:
		begin = &Setup{Dashboard: o.Clerk.InitialDashboard(nil)}
	default:
		app := scenario.InitialApp(s.userNow().UTC().Truncate(24 * time.Hour))
		begin = &Setup{App: app, Dashboard: o.Clerk.InitialDashboard(app)}
		if app != nil {
			app.Redirects = append(app.Redirects, o.Redirects...)
		}
	}
	var err error
	if s.setup, err = registration.NewState(*begin, o.Changed, s.issued); err != nil {
		return nil, err
	}
	var keys *openid.Keys
	if keys, s.tls, err = makeKeys(o.TLS); err != nil {
		return nil, err
	}
	listener, err := listen(o.Port, o.OnlyPort)
	if err != nil {
		return nil, err
	}
	s.url = "http://" + listener.Addr().String()
	if s.tls != nil {
		s.url = "https://" + listener.Addr().String()
	}
	forms := web.NewForms(s.issued)
	s.openid = openid.New(s.url, scenario, keys, s.setup, s.issued, product.ReturnPath)
	s.openid.SetClaimLag(o.ClaimLag)
	admin := s.openid.AdminToken(o.Graph.Tenant, !o.Graph.ReadOnly, s.now())
	s.graph = graph.New(s.url, admin, o.Graph, s.setup, s.issued, s.openid.Bearer, s.userNow)
	s.portal = portal.New(s.url, s.setup, forms, s.userNow)
	s.product = product.New(s.url, o.Clerk, s.setup, forms, s.issued, s.openid)
	s.connection, s.entered = s.initialConnection(), begin.Dashboard.SecretKeyID
	s.issued.Add(s.connection.Secret.Reveal())
	s.life, s.end = context.WithCancel(context.Background())
	s.serve(listener)
	return s, nil
}

// makeKeys makes the keys of the tenant and, for https, the certificates.
func makeKeys(https bool) (keys *openid.Keys, certs *certificates, err error) {
	var failed error
	var both sync.WaitGroup
	if https {
		both.Go(func() { certs, failed = newCertificates() })
	}
	keys, err = openid.KeysOfProcess()
	both.Wait()
	return keys, certs, errors.Join(err, failed)
}

// ErrPort is a port that is not free.
var ErrPort = errors.New("the port is in use, or this user may not use it")

// listen uses the port, or any other if that is in use and another one will do.
func listen(port int, only bool) (net.Listener, error) {
	if port > 0 && port <= 65535 {
		l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		switch {
		case err == nil:
			return l, nil
		case only:
			return nil, ErrPort
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
func (s *Server) Secrets() []string { return s.issued.All() }

// Requests counts the requests so far by method and path: "POST
// /common/oauth2/v2.0/token".
func (s *Server) Requests() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.requests)
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
