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
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits of answers, in bytes; a real discovery document has 2 KiB, a key set
// up to 20 KiB, a token response about 5 KiB.
const (
	maxMetadata = 256 << 10
	maxKeySet   = 512 << 10
	maxTokens   = 256 << 10
)

// exchangeTimeout bounds one request as a whole.
const exchangeTimeout = 30 * time.Second

// Transport returns an HTTP transport with edov's limits that trusts the given
// PEM certificates beside the system's. Every block has to be a certificate
// that can be read: half a file that is silently left out would show only
// later, as a certificate that is not trusted.
func Transport(caPEM []byte) (http.RoundTripper, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	count := 0
	for block, rest := pem.Decode(caPEM); block != nil; block, rest = pem.Decode(rest) {
		if strings.Contains(block.Type, "PRIVATE KEY") {
			return nil, errors.New("there is a private key in it; give a file with certificates only")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, errors.New("a PEM block in it is not a certificate that can be read")
		}
		pool.AddCert(cert)
		count++
	}
	if count == 0 {
		return nil, errors.New("there is no PEM certificate in it; a certificate begins with -----BEGIN CERTIFICATE-----")
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
		// Longer than the user needs: the connection that metadata and keys
		// used is the one the token request goes over.
		IdleConnTimeout: 10 * time.Minute,
	}
}

// client sends the few requests of a sign-in: GETs for metadata and keys, one
// POST for the tokens. It keeps no cookies and follows no redirect to another
// origin.
type client struct {
	env    Env
	c      Connection
	agent  string
	record func(Exchange)
	http   *http.Client
	pause  func(ctx context.Context, d time.Duration) error
	bearer func(ctx context.Context) (Secret, error) // nil: requests carry no token

	mu   sync.Mutex // keys are fetched while the code is redeemed
	sent []Secret   // what answers must not give back
}

// sends adds to what is taken out of answers.
func (cl *client) sends(values ...Secret) {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	for _, v := range values {
		if !slices.Contains(cl.sent, v) {
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
	cl := &client{env: env, c: c.withDefaults(), agent: strings.ReplaceAll(program, " ", "/"), record: record, pause: pause}
	if cl.agent == "" {
		cl.agent = "edov"
	}
	transport := env.HTTP
	if transport == nil {
		transport = newTransport(nil)
	}
	cl.sends(cl.c.Secret)
	cl.http = &http.Client{Transport: transport, Timeout: exchangeTimeout, CheckRedirect: checkRedirect}
	return cl
}

// close lets go of the connections.
func (cl *client) close() { cl.http.CloseIdleConnections() }

// maxRedirects is how many redirects a GET may take within one origin.
const maxRedirects = 3

// checkRedirect follows a GET within its origin and nothing else: a POST that
// is redirected with 307 or 308 would carry the secret to the new address.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || len(via) > maxRedirects || next.URL.Scheme != first.URL.Scheme || next.URL.Host != first.URL.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// pause waits unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// head sets what every request carries. client-request-id lets Microsoft's
// support find the request; it names nobody.
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

// maxTries is how often a GET is sent at most.
const maxTries = 3

// get fetches a document. It tries again only where nothing can be harmed and
// something gained: no connection, 429, 502, 503, 504.
func (cl *client) get(ctx context.Context, stage Stage, name, address string, limit int64) (*reply, *Failure) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Failure{Stage: stage, Kind: FailureProtocol, Summary: "the address of the " + name + " is no address"}
	}
	for try := 1; ; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, &Failure{Stage: stage, Kind: FailureProtocol, Summary: "the address of the " + name + " is no address"}
		}
		cl.head(req)
		if failure := cl.authorize(ctx, req); failure != nil {
			return nil, failure
		}
		a, err := cl.exchange(name, req, limit)
		wait, again := retryWait(a, err, try, cl.env.now())
		if again && try < maxTries && ctx.Err() == nil && cl.pause(ctx, wait) == nil {
			continue
		}
		if err != nil {
			f := cl.explain(err, u)
			f.Stage = stage
			return nil, f
		}
		return a, nil
	}
}

// authorize adds an access token, where the client has one to give.
func (cl *client) authorize(ctx context.Context, req *http.Request) *Failure {
	if cl.bearer == nil {
		return nil
	}
	token, err := cl.bearer(ctx)
	if err != nil {
		var f *Failure
		if errors.As(err, &f) {
			return f
		}
		return &Failure{Stage: StageRegistration, Kind: FailureLocal, Summary: "no access token could be had"}
	}
	cl.sends(token)
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	return nil
}

// maxRetryAfter bounds what a server may make us wait.
const maxRetryAfter = 60 * time.Second

// retryWait says whether and after what time to try a GET again.
func retryWait(a *reply, err error, try int, now time.Time) (time.Duration, bool) {
	wait := time.Duration(try) * 300 * time.Millisecond
	if err != nil {
		return wait, isConnectError(err)
	}
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	return parseRetryAfter(a.retryAfter, wait, now), true
}

// parseRetryAfter reads seconds or an HTTP date; nonsense gives the default.
func parseRetryAfter(value string, def time.Duration, now time.Time) time.Duration {
	wait := def
	// A number out of range is the largest there is: a long wait too.
	if seconds, err := strconv.ParseInt(value, 10, 64); (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		wait = time.Duration(min(seconds, int64(maxRetryAfter/time.Second))) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		wait = max(date.Sub(now), 0)
	}
	return min(wait, maxRetryAfter)
}
