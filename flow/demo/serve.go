package demo

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// maxBody bounds a form post to the demo tenant.
const maxBody = 64 << 10

// maxCounted bounds the paths that are counted.
const maxCounted = 1000

// exchange is one request with the identifiers Entra gives it.
type exchange struct {
	*http.Request
	traceID, correlationID string
	now                    time.Time
}

// serve answers on the listener until Close.
func (s *Server) serve(listener net.Listener) {
	s.transport = &http.Transport{ForceAttemptHTTP2: true, MaxIdleConns: 8, IdleConnTimeout: time.Minute}
	s.server = &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      20 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return s.life },
		ErrorLog:          log.New(io.Discard, "", 0), // it would write on the terminal
	}
	run := func() error { return s.server.Serve(listener) }
	if s.tls != nil {
		s.url = "https://" + listener.Addr().String()
		s.server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{s.tls.server}}
		s.transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.tls.pool}
		run = func() error { return s.server.ServeTLS(listener, "", "") }
	}
	s.work.Go(func() { _ = run() }) // ends with ErrServerClosed
}

// handler routes by path; the tenant is the first segment, as at Entra.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(http.ResponseWriter, *exchange){
		"GET /{tenant}/v2.0/.well-known/openid-configuration": s.discovery,
		"GET /{tenant}/discovery/v2.0/keys":                   s.jwks,
		"/{tenant}/oauth2/v2.0/authorize":                     s.authorize,
		"/{tenant}/oauth2/v2.0/token":                         s.token,
		"GET /oidc/userinfo":                                  s.userinfo,
		"GET /v1.0/{resource}":                                s.graph,
		"POST /v1/dev_browser":                                s.devBrowser,
		"GET /v1/environment":                                 s.clerkEnvironment,
		"GET /v1/account_portal":                              s.clerkPortal,
		"POST /v1/client/sign_ins":                            s.clerkSignIn,
		"GET /beta/{resource}":                                s.graph,
		"GET /portal/{$}":                                     s.portalPage,
		"GET /portal/{blade}":                                 s.portalPage,
		"POST /portal/{blade}":                                s.portalChange,
		"GET /dashboard":                                      s.dashboard,
		"GET /account-portal":                                 s.accountPortal,
		"POST /account-portal":                                s.accountSignIn,
		"GET /account-portal/callback":                        s.accountReturn,
		"POST /dashboard":                                     s.dashboardChange,
		"/":                                                   s.notFound,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if x := s.receive(w, r); x != nil {
				handle(w, x)
			}
		})
	}
	return mux
}

var guidShape = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// receive counts, delays and marks a request. A foreign Host is refused, so
// that no page on the web can reach the demo by a name of its own (DNS
// rebinding).
func (s *Server) receive(w http.ResponseWriter, r *http.Request) *exchange {
	_, host, _ := strings.Cut(s.url, "://")
	if r.Host != host {
		w.WriteHeader(http.StatusMisdirectedRequest)
		return nil
	}
	s.mu.Lock()
	if path := r.Method + " " + r.URL.Path; s.requests[path] > 0 || len(s.requests) < maxCounted {
		s.requests[path]++
	}
	s.mu.Unlock()
	if !s.wait(r.Context()) {
		return nil
	}
	x := &exchange{Request: r, traceID: newGUID(), correlationID: newGUID(), now: s.now()}
	h := w.Header()
	h.Set("Date", x.now.UTC().Format(http.TimeFormat))
	h.Set("X-Ms-Request-Id", x.traceID)
	if id := r.Header.Get("Client-Request-Id"); guidShape.MatchString(id) {
		x.correlationID = id
		h.Set("Client-Request-Id", id)
	}
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	return x
}

// wait is the slow network of a scenario. False: the client has gone.
func (s *Server) wait(ctx context.Context) bool {
	if s.scenario.Delay == 0 {
		return true
	}
	timer := time.NewTimer(s.scenario.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s *Server) notFound(w http.ResponseWriter, _ *exchange) { w.WriteHeader(http.StatusNotFound) }

// writeJSON answers with what JSON gives for v, which is always data of this
// package.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(mustJSON(v)) // the client may have gone
}

// mustJSON is JSON without HTML escapes, as Entra writes it.
func mustJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("demo: " + err.Error()) // a value of this package that has no JSON form
	}
	return bytes.TrimSpace(b.Bytes())
}
