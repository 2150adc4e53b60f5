package flow

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of responses, in bytes. Real metadata has 2 KiB, a set of signing keys up to 20
// KiB, a token response about 5 KiB.
const (
	maxMetadata = 256 << 10
	maxKeySet   = 512 << 10
	maxTokens   = 256 << 10
)

// exchangeTimeout bounds one request, from the connection to the end of the body.
const exchangeTimeout = 30 * time.Second

// Transport returns an HTTP transport with edov's limits that trusts the given PEM
// certificates as well as the system's. Every block must be a valid certificate: a part
// that is silently ignored would show only later, as a server that is not trusted.
func Transport(caPEM []byte) (http.RoundTripper, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	count := 0
	for block, rest := pem.Decode(caPEM); block != nil; block, rest = pem.Decode(rest) {
		if strings.Contains(block.Type, "PRIVATE KEY") {
			return nil, errors.New("it contains a private key; use a file with only certificates")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, errors.New("one of its PEM blocks is not a valid certificate")
		}
		pool.AddCert(cert)
		count++
	}
	if count == 0 {
		return nil, errors.New("it contains no PEM certificate; one begins with -----BEGIN CERTIFICATE-----")
	}
	return newTransport(pool), nil
}

// newTransport makes the transport of all requests. A nil pool means the
// system's certificates.
func newTransport(pool *x509.CertPool) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: refusedByProxy,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool},
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  15 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    4,
		// Longer than the user needs, so that the token request uses the connection that
		// metadata and keys have opened.
		IdleConnTimeout: 10 * time.Minute,
	}
}

// client sends the few requests of a sign-in: GETs for metadata and keys, one POST for the
// tokens. It keeps no cookies, follows no redirect to another origin, and sends a
// credential only where destinations allows it.
type client struct {
	env    Env
	c      Connection
	agent  string
	record func(Exchange)
	http   *http.Client
	bearer func(ctx context.Context) (Secret, error) // nil: requests carry no token
	kind   carried                                   // of what bearer gives

	known    atomic.Pointer[Metadata] // the server's metadata; nil: not loaded yet
	frontend string                   // the Frontend API of the Clerk instance; empty: the demo's

	lookAlike bool // Supabase's API is a look-alike on this machine

	pause func(ctx context.Context, d time.Duration) error
	tell  func(Event) // called when a server asks to wait
	waits *waits

	mu   sync.Mutex // keys are loaded while the code is redeemed
	sent []Secret   // what responses must not contain
}

// sends adds to what is removed from responses.
func (cl *client) sends(values ...Secret) {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	for _, v := range values {
		if !slices.ContainsFunc(cl.sent, func(s Secret) bool { return s.Reveal() == v.Reveal() }) {
			cl.sent = append(cl.sent, v)
		}
	}
}

func (cl *client) scrubber() scrubber {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	return newScrubber(cl.sent...)
}

func newClient(env Env, c Connection, program string, record func(Exchange)) *client {
	cl := &client{env: env, c: c.withDefaults(), agent: strings.ReplaceAll(program, " ", "/"), record: record}
	cl.pause, cl.tell, cl.waits = Pause, env.Observe, newWaits()
	if cl.agent == "" {
		cl.agent = "edov"
	}
	if cl.tell == nil {
		cl.tell = func(Event) {}
	}
	transport := env.HTTP
	if transport == nil {
		transport = newTransport(nil)
	}
	cl.sends(cl.c.Secret)
	cl.http = &http.Client{Transport: transport, Timeout: exchangeTimeout, CheckRedirect: checkRedirect}
	return cl
}

// close closes idle connections.
func (cl *client) close() { cl.http.CloseIdleConnections() }

// maxRedirects is how many redirects a GET follows within one origin.
const maxRedirects = 3

// checkRedirect follows only a GET within its origin: a POST that is redirected with 307
// or 308 would send the secret to the new address.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	sameOrigin := next.URL.Scheme == first.URL.Scheme && next.URL.Host == first.URL.Host
	if first.Method == http.MethodGet && len(via) <= maxRedirects && sameOrigin {
		return nil
	}
	return http.ErrUseLastResponse
}

// head sets the headers of every request. With client-request-id, Microsoft's support can
// find the request; it identifies no person.
func (cl *client) head(req *http.Request) {
	req.Header.Set("User-Agent", cl.agent)
	req.Header.Set("Accept", "application/json")
	if id, err := randomGUID(cl.env); err == nil {
		req.Header.Set("Client-Request-Id", id)
	}
}

func randomGUID(env Env) (string, error) {
	b := make([]byte, 16)
	if _, err := env.random().Read(b); err != nil {
		return "", err
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // RFC 9562 version 4
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// authorize adds an access token, if the client has one, and returns what the request then
// carries.
func (cl *client) authorize(ctx context.Context, req *http.Request) ([]carried, *Failure) {
	if cl.bearer == nil {
		return nil, nil
	}
	token, err := cl.bearer(ctx)
	if err != nil {
		var f *Failure
		if errors.As(err, &f) {
			return nil, f
		}
		return nil, &Failure{Stage: StageRegistration, Kind: FailureLocal, Summary: "no access token could be obtained"}
	}
	cl.sends(token)
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	return []carried{cl.kind}, nil
}
