package demo

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"edov/flow/demo/credential"
	"edov/flow/demo/web"
)

// maxBody bounds a form post to the demo tenant.
const maxBody = 64 << 10

// maxCounted bounds the paths that are counted.
const maxCounted = 1000

// serve answers on the listener until Close.
func (s *Server) serve(listener net.Listener) {
	s.transport = &http.Transport{
		DialContext: new(dialer).DialContext, ForceAttemptHTTP2: true, MaxIdleConns: 8, IdleConnTimeout: time.Minute,
	}
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
		s.server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{s.tls.server}}
		s.transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.tls.pool}
		run = func() error { return s.server.ServeTLS(listener, "", "") }
	}
	s.outside = s.transport.Clone()
	s.outside.DisableKeepAlives = true // it would remember something of each port that it was ever sent to
	s.work.Go(func() { _ = run() })    // ends with ErrServerClosed
}

// handler routes by path; the tenant is the first segment, as at Entra.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.receiving(web.NotFound))
	for _, routes := range []map[string]web.Handler{
		s.openid.Routes(), s.graph.Routes(), s.portal.Routes(), s.product.Routes(),
	} {
		for pattern, handle := range routes {
			mux.HandleFunc(pattern, s.receiving(handle))
		}
	}
	return mux
}

// receiving is a handler of a room behind what all requests go through.
func (s *Server) receiving(handle web.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if x := s.receive(w, r); x != nil {
			handle(w, x)
		}
	}
}

// receive counts, delays and marks a request. A foreign Host is refused, so
// that no page on the web can reach the demo by a name of its own (DNS
// rebinding).
func (s *Server) receive(w http.ResponseWriter, r *http.Request) *web.Exchange {
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
	x := &web.Exchange{Request: r, TraceID: credential.GUID(), CorrelationID: credential.GUID(), Now: s.now()}
	h := w.Header()
	h.Set("Date", x.Now.UTC().Format(http.TimeFormat))
	h.Set("X-Ms-Request-Id", x.TraceID)
	if id := r.Header.Get("Client-Request-Id"); credential.IsGUID(id) {
		x.CorrelationID = id
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
